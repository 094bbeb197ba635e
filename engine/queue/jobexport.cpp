// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/jobexport.h"

#include "core/exportfile.h"
#include "protocol/jobcodec.h"
#include "queue/future_p.h"
#include "queue/taskthread_p.h"
#include "redis/redisconnection.h"

#include <limits>

namespace drover {
namespace {

constexpr qint64 rowsAtOnce = 500; //!< read before what was read is on its way to the disk

} // namespace

class JobExport::Private {
public:
    Private(JobExport* jobExport, RedisConnection& redis)
        : q(jobExport)
        , search(redis)
    {
    }

    void begin(ExportRequest wanted);
    void format(const std::vector<JobRow>& rows);
    void onPage(const SearchReport& page);
    void put(QByteArray bytes);
    void onWritten(const Status& status);
    void onDrained(const Status& status);
    void onCommitted(const Status& status);
    void goOn();
    void end(std::optional<Error> error);

    //! Runs on the file's thread; the result comes back to the thread of the export.
    template <typename Work>
    void onFile(Work work, void (Private::*then)(const Status&));

    JobExport* q;
    JobSearch search;
    ExportRequest request;
    QByteArrayList columns;
    std::unique_ptr<TaskThread<ExportFile>> file;
    SearchReport page;
    ExportReport report;
    qint64 generation = 0; //!< of answers of the file's thread
    bool running = false;
    bool cancelled = false;
};

void JobExport::Private::begin(ExportRequest wanted)
{
    request = std::move(wanted);
    columns = request.columns.isEmpty() ? exportColumns() : request.columns;
    report = {};
    running = true;
    cancelled = false;
    ++generation;
    if (!request.path.isEmpty())
        file = std::make_unique<TaskThread<ExportFile>>(
            [path = request.path] { return std::make_unique<ExportFile>(path); });
    SearchRequest what;
    what.queue = request.queue;
    what.state = request.state;
    what.ids = request.ids;
    what.filter = request.filter;
    what.fields = allJobFields;
    what.textLimit = std::numeric_limits<qint64>::max();
    what.maxHits = request.filter.count > 0 ? std::min(rowsAtOnce, request.filter.count) : rowsAtOnce;
    // A later turn: nothing is told from inside of start().
    QMetaObject::invokeMethod(
        q,
        [this, what = std::move(what)] {
            if (const Status fine = checkColumns(columns); !fine)
                return end(fine.error());
            if (cancelled)
                return goOn();
            if (request.format == ExportFormat::Csv)
                put(csvHeader(columns));
            else
                put({}); // opens the file, so that a bad path is told before the work
            search.start(what);
        },
        Qt::QueuedConnection);
}

void JobExport::Private::format(const std::vector<JobRow>& rows)
{
    if (!running)
        return;
    QByteArray bytes;
    for (const JobRow& row : rows) {
        if (request.filter.count > 0 && report.rows >= request.filter.count)
            break;
        ++report.rows;
        bytes += request.format == ExportFormat::Csv
            ? csvRow(columns, row.job, request.queue.name, request.state)
            : jobToJson(row.job, request.queue.name, request.state) + '\n';
    }
    put(std::move(bytes));
}

void JobExport::Private::put(QByteArray bytes)
{
    report.bytes += bytes.size();
    if (!file) {
        if (!bytes.isEmpty())
            Q_EMIT q->wrote(bytes);
        return;
    }
    onFile(
        [bytes = std::move(bytes)](ExportFile& target) { return target.write(bytes); }, &Private::onWritten);
}

template <typename Work>
void JobExport::Private::onFile(Work work, void (Private::*then)(const Status&))
{
    auto promise = startedPromise<Done>();
    promise.future().then(q, [this, then, asked = generation](Status status) {
        if (running && asked == generation)
            (this->*then)(status);
    });
    file->post([promise = std::move(promise), work = std::move(work)](
                   ExportFile& target) mutable { settle<Done>(promise, work(target)); });
}

void JobExport::Private::onWritten(const Status& status)
{
    if (!status)
        end(status.error());
}

//! A page of rows is read and handed to the file. The file answers in order: once it has answered this, it
//! has written what was asked before, and ending it waits for nothing.
void JobExport::Private::onPage(const SearchReport& read)
{
    if (!running)
        return;
    page = read;
    if (!file)
        return goOn();
    onFile([](ExportFile& target) { return target.write({}); }, &Private::onDrained);
}

void JobExport::Private::goOn()
{
    if (cancelled)
        return end(Error{ErrorCode::Cancelled, QStringLiteral("the export was cancelled"), {}});
    if (page.error)
        return end(page.error);
    const bool enough = request.filter.count > 0 && report.rows >= request.filter.count;
    if (page.more && !enough)
        return search.goOn();
    if (!file)
        return end(std::nullopt);
    onFile([](ExportFile& target) { return target.commit(); }, &Private::onCommitted);
}

void JobExport::Private::onDrained(const Status& status)
{
    if (status)
        goOn();
    else
        end(status.error());
}

void JobExport::Private::onCommitted(const Status& status)
{
    if (status)
        end(std::nullopt);
    else
        end(status.error());
}

void JobExport::Private::end(std::optional<Error> error)
{
    if (!std::exchange(running, false))
        return;
    report.error = std::move(error);
    file.reset(); // what was not committed is gone with it
    Q_EMIT q->finished(report);
}

JobExport::JobExport(RedisConnection& connection, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, connection))
{
    connect(
        &d->search, &JobSearch::found, this, [this](const std::vector<JobRow>& rows) { d->format(rows); });
    connect(&d->search, &JobSearch::progressed, this, [this](const SearchProgress& progress) {
        if (d->running)
            Q_EMIT progressed({progress.read, progress.total, d->report.rows});
    });
    connect(&d->search, &JobSearch::finished, this, [this](const SearchReport& page) { d->onPage(page); });
}

JobExport::~JobExport() = default;

void JobExport::start(ExportRequest request)
{
    if (!d->running)
        d->begin(std::move(request));
}

void JobExport::cancel()
{
    d->cancelled = true;
    d->search.cancel();
}

bool JobExport::isRunning() const
{
    return d->running;
}

} // namespace drover
