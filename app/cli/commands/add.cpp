// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/context.h"
#include "cli/inputlines.h"
#include "cli/shapes.h"
#include "cli/textformat.h"
#include "encryption/keystore.h"
#include "protocol/joboptionscodec.h"
#include "protocol/jsontext.h"
#include "queue/queue.h"

#include <QCoroFuture>

namespace drover::cli {
namespace {

constexpr size_t chunkSize = 1000;

QCoro::Task<int> addOne(Context& context, NewJob job)
{
    const Result<RedisConnection*> connection = co_await context.connect();
    if (!connection)
        co_return context.fail(connection.error());
    const Result<FieldCipherPtr> cipher = co_await context.fieldCipher();
    if (!cipher)
        co_return context.fail(cipher.error());
    Queue queue(context.queue(), **connection, context.gate());
    queue.setFieldCipher(*cipher);
    const Result<JobId> id = co_await queue.add(std::move(job));
    if (!id)
        co_return context.fail(id.error());
    if (context.json())
        context.console().line(json::ObjectWriter().string("id", QByteArrayView(*id)).take());
    else
        context.console().line(printable(*id));
    co_return ExitDone;
}

//! {"name","data","opts"}; what is missing comes from the command line.
Result<NewJob> parseLine(const QByteArray& line, const NewJob& defaults)
{
    const auto refuse = [](const QString& message) { return Error{ErrorCode::BadInput, message, {}}; };
    if (!json::isValid(line) || json::type(line) != json::Type::Object)
        return refuse(QStringLiteral("it is not a JSON object"));
    NewJob job = defaults;
    if (const QByteArrayView name = json::value(line, "name"); !name.isEmpty()) {
        const std::optional<QByteArray> text = json::decodeString(name);
        if (!text)
            return refuse(QStringLiteral("name is not a string"));
        job.name = *text;
    }
    if (const QByteArrayView data = json::value(line, "data"); !data.isEmpty())
        job.data = data.toByteArray();
    if (const QByteArrayView opts = json::value(line, "opts"); !opts.isEmpty()) {
        const Result<JobOptions> options = parseJobOptions(opts);
        if (!options)
            return options.error();
        job.options = mergedJobOptions(defaults.options, *options);
    }
    if (job.name.isEmpty())
        return refuse(QStringLiteral("it has no name, and none was given as NAME"));
    return job;
}

//! Looks at every line before the first job is sent. The exit code, or ExitDone.
int checkLines(Context& context, InputLines& lines, const NewJob& defaults)
{
    while (const std::optional<QByteArray> line = lines.next()) {
        const Result<NewJob> job = parseLine(*line, defaults);
        if (!job)
            return context.failUsage(
                QStringLiteral("Line %1: %2.").arg(lines.number()).arg(job.error().message));
        const Status valid = validateJob(job->name, job->data, job->options);
        if (valid)
            continue;
        Error error = valid.error();
        error.message = QStringLiteral("Line %1: %2").arg(lines.number()).arg(error.message);
        return context.fail(error);
    }
    if (lines.isBroken())
        return context.fail({ErrorCode::BadInput, QStringLiteral("The file cannot be read to its end."), {}});
    lines.rewind();
    return ExitDone;
}

struct BulkOutcome {
    QByteArrayList ids; //!< JSON, null for a job that was refused
    QByteArrayList problems; //!< JSON
    qint64 added = 0;
};

void collect(BulkOutcome& outcome, const std::vector<Result<JobId>>& results)
{
    for (const Result<JobId>& result : results) {
        if (result) {
            ++outcome.added;
            outcome.ids << json::encodeString(QByteArrayView(*result));
            continue;
        }
        outcome.problems << json::ObjectWriter()
                                .integer("index", outcome.ids.size())
                                .string("code", QByteArrayView(errorName(result.error().code)))
                                .raw("message", json::encodeString(QStringView(result.error().message)))
                                .take();
        outcome.ids << QByteArrayLiteral("null");
    }
}

int report(Context& context, const BulkOutcome& outcome)
{
    Console& console = context.console();
    if (context.json()) {
        json::ObjectWriter object;
        object.raw("ids", jsonArray(outcome.ids));
        if (!outcome.problems.isEmpty())
            object.raw("errors", jsonArray(outcome.problems));
        console.line(object.take());
    } else {
        console.line(QStringLiteral("%1 added.").arg(counted(outcome.added, QLatin1StringView("job"))));
    }
    if (outcome.problems.isEmpty())
        return ExitDone;
    console.note(QStringLiteral("drover: %1 not added; the first: %2")
                     .arg(counted(outcome.problems.size(), QLatin1StringView("job")),
                         QString::fromUtf8(outcome.problems.first())));
    return ExitWarnings;
}

QCoro::Task<int> addMany(Context& context, NewJob defaults)
{
    InputLines lines(context.arguments().text("bulk"));
    if (!lines.isOpen()) {
        co_return context.fail({ErrorCode::NotFound,
            QStringLiteral("%1 cannot be read.").arg(printable(context.arguments().text("bulk"))), {}});
    }
    if (const int refused = checkLines(context, lines, defaults); refused != ExitDone)
        co_return refused;
    const Result<RedisConnection*> connection = co_await context.connect();
    if (!connection)
        co_return context.fail(connection.error());
    const Result<FieldCipherPtr> cipher = co_await context.fieldCipher();
    if (!cipher)
        co_return context.fail(cipher.error());
    Queue queue(context.queue(), **connection, context.gate());
    queue.setFieldCipher(*cipher);
    BulkOutcome outcome;
    for (bool more = true; more;) {
        std::vector<NewJob> chunk;
        while (chunk.size() < chunkSize && more) {
            const std::optional<QByteArray> line = lines.next();
            more = line.has_value();
            if (!more)
                break;
            Result<NewJob> job = parseLine(*line, defaults);
            if (!job)
                co_return context.fail(job.error());
            chunk.push_back(std::move(*job));
        }
        if (chunk.empty())
            break;
        const Result<std::vector<Result<JobId>>> results = co_await queue.addBulk(std::move(chunk));
        if (!results) {
            Error error = results.error();
            error.context.insert(QStringLiteral("added"), outcome.added);
            co_return context.fail(error);
        }
        collect(outcome, *results);
    }
    co_return report(context, outcome);
}

} // namespace

QCoro::Task<int> runAdd(Context& context)
{
    const Arguments& arguments = context.arguments();
    NewJob job;
    job.name = arguments.argument("NAME");
    if (arguments.has("opts")) {
        const Result<JobOptions> options = parseJobOptions(arguments.text("opts"));
        if (!options)
            co_return context.failUsage(QStringLiteral("--opts: %1").arg(options.error().message));
        job.options = *options;
    }
    if (arguments.has("bulk")) {
        if (arguments.positional.size() > 2)
            co_return context.failUsage(QStringLiteral("DATA and --bulk exclude each other."));
        co_return co_await addMany(context, std::move(job));
    }
    if (arguments.positional.size() < 2)
        co_return context.failUsage(QStringLiteral("NAME is missing: the job's name."));
    if (arguments.positional.size() > 2)
        job.data = arguments.argument("DATA");
    if (job.data == "-") {
        // A password on the same input comes first.
        const Result<ConnectionOptions> options = co_await context.connectionOptions();
        if (!options)
            co_return context.fail(options.error());
        const Result<QByteArray> input = Context::readStandardInput();
        if (!input)
            co_return context.fail(input.error());
        job.data = input->trimmed();
    }
    if (!json::isValid(job.data))
        co_return context.failUsage(QStringLiteral("DATA is not JSON."));
    co_return co_await addOne(context, std::move(job));
}

} // namespace drover::cli
