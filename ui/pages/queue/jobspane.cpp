// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/queue/jobspane.h"

#include "core/clock.h"
#include "util/formatting.h"
#include "util/layoutmemory.h"
#include "util/words.h"
#include "widgets/infoline.h"
#include "widgets/jobtable.h"
#include "widgets/tables.h"

#include <QHeaderView>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
//! Of list rows, read again around what is in sight.
constexpr int rowsAround = 50;
} // namespace

JobsPane::JobsPane(JobsFeed& feed, QWidget* parent)
    : QWidget(parent)
    , m_feed(feed)
    , m_loader(feed, m_window)
    , m_about(new InfoLine)
    , m_table(new JobTable)
    , m_chosen(new InfoLine)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_about);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_chosen);

    connect(&m_loader, &JobLoader::read, this, &JobsPane::read);
    connect(&m_loader, &JobLoader::failed, this, &JobsPane::failed);
    connect(&m_window, &JobWindowModel::applied, this, [this] {
        if (m_mode == Mode::State) {
            describe();
            lookForPlace();
            onCurrentChanged();
        }
        Q_EMIT rowsChanged();
    });
    connect(m_table, &JobTable::visibleRowsChanged, this, [this] {
        const auto [first, last] = m_table->visibleRows();
        if (m_mode == Mode::State)
            m_loader.setVisible(first, last);
        lookForPlace();
    });
    connect(m_table, &JobTable::selectedAll, this, [this] {
        m_offersAll = true;
        describeSelection();
    });
    connect(m_table->horizontalHeader(), &QHeaderView::sectionClicked, this, &JobsPane::onHeaderClicked);
    connect(m_table, &JobTable::pathColumnWanted, this, &JobsPane::askForPath);
    connect(m_table, &JobTable::pathColumnUnwanted, this, &JobsPane::removePath);
    connect(m_about, &InfoLine::firstTriggered, this, [this] {
        if (m_mode == Mode::Sorted)
            backToOrder();
        else if (m_searching)
            m_finder->stop();
        else if (m_report && m_report->more) {
            m_searching = true;
            m_report.reset();
            m_finder->goOn();
            describe();
        }
    });
    connect(m_chosen, &InfoLine::firstTriggered, this, &JobsPane::selectAllMatching);
    connect(m_chosen, &InfoLine::secondTriggered, this, [this] { m_table->clearSelection(); });
    useModel(m_window);
}

JobsPane::~JobsPane()
{
    m_loader.disconnect(this);
    m_window.disconnect(this);
    m_table->selectionModel()->disconnect(this);
}

void JobsPane::setLayoutMemory(LayoutMemory* memory)
{
    m_memory = memory;
    setPaths(rememberedPaths(m_state));
    m_table->setUpColumns(m_state, m_memory);
}

const JobModel& JobsPane::model() const
{
    return *m_table->jobModel();
}

int JobsPane::rowCount() const
{
    return m_table->jobModel()->rowCount();
}

bool JobsPane::isRead() const
{
    return m_mode == Mode::Hits ? m_report.has_value() || m_list.rowCount() > 0 : m_loader.isRead();
}

void JobsPane::useModel(JobModel& model)
{
    if (m_table->jobModel() == &model)
        return;
    if (m_table->selectionModel() != nullptr)
        m_table->selectionModel()->disconnect(this);
    m_table->setJobModel(&model);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
        &JobsPane::onSelectionChanged);
    connect(
        m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, &JobsPane::onCurrentChanged);
    m_table->setUpColumns(m_state, m_memory);
}

void JobsPane::setMode(Mode mode)
{
    m_mode = mode;
    useModel(mode == Mode::State ? static_cast<JobModel&>(m_window) : m_list);
    updateSortMark();
    onSelectionChanged();
    describe();
}

void JobsPane::showState(const QueueId& queue, JobState state)
{
    const bool other = state != m_state;
    m_queue = queue;
    m_state = state;
    m_finder.reset();
    m_foundAgain.reset();
    m_searching = false;
    m_report.reset();
    m_place.clear();
    ++m_listReading;
    m_list.clear(state);
    m_loader.setSource(queue, state, false);
    if (other)
        setPaths(rememberedPaths(state));
    setMode(Mode::State);
    if (other)
        m_table->setUpColumns(state, m_memory);
    m_table->scrollToTop();
}

void JobsPane::showHits(const QueueId& queue, JobState state, const MassFilter& filter, qint64 mostRead)
{
    const bool other = state != m_state;
    m_queue = queue;
    m_state = state;
    m_filter = filter;
    m_mostRead = mostRead;
    m_list.clear(state);
    if (other)
        setPaths(rememberedPaths(state));
    startSearch();
    setMode(Mode::Hits);
    if (other)
        m_table->setUpColumns(state, m_memory);
}

void JobsPane::showNone(JobState state)
{
    m_finder.reset();
    m_foundAgain.reset();
    m_searching = false;
    m_report.reset();
    m_list.clear(state);
    setMode(Mode::Hits);
}

void JobsPane::startSearch()
{
    ++m_listReading;
    m_report.reset();
    m_progress = {};
    m_foundAgain.reset();
    m_searching = true;
    SearchRequest request;
    request.queue = m_queue;
    request.state = m_state;
    request.filter = m_filter;
    if (m_mostRead > 0)
        request.maxRead = m_mostRead;
    m_finder = m_feed.find(request, m_list.paths());
    connect(m_finder.get(), &JobFinder::found, this, &JobsPane::onFound);
    connect(m_finder.get(), &JobFinder::progressed, this, [this](const SearchProgress& progress) {
        m_progress = progress;
        describe();
    });
    connect(m_finder.get(), &JobFinder::finished, this, &JobsPane::onFinished);
}

void JobsPane::searchAgain(const MassFilter& filter)
{
    m_filter = filter;
    startSearch();
    m_foundAgain.emplace();
    describe();
}

void JobsPane::onFound(const QList<JobEntry>& rows)
{
    if (m_foundAgain) {
        m_foundAgain->append(rows);
        return;
    }
    const bool first = m_list.rowCount() == 0;
    m_list.append(rows, Clock::system().now().count());
    if (first && m_mode == Mode::Hits)
        Q_EMIT read(Clock::system().now().count());
    Q_EMIT rowsChanged();
    describeSelection();
}

void JobsPane::onFinished(const SearchReport& report)
{
    m_searching = false;
    m_report = report;
    m_progress.read = report.read;
    m_progress.hits = report.hits;
    const bool broken = report.error && report.error->code != ErrorCode::Cancelled;
    // What was there stays when nothing better came.
    if (const auto again = std::exchange(m_foundAgain, std::nullopt); again && !broken)
        m_list.assign(*again, Clock::system().now().count());
    describe();
    describeSelection();
    if (broken)
        Q_EMIT failed(*report.error);
    else
        Q_EMIT read(Clock::system().now().count());
    Q_EMIT rowsChanged();
    Q_EMIT searchEnded();
}

void JobsPane::refresh()
{
    if (m_mode == Mode::State)
        m_loader.refresh();
    else if (m_searching)
        Q_EMIT read(Clock::system().now().count()); // it is reading all the time
    else
        readList();
}

//! The list's rows around what is in sight; the rest waits until it is.
void JobsPane::readList()
{
    const auto [first, last] = m_table->visibleRows();
    QList<JobId> ids;
    for (int row = std::max(0, first - rowsAround); row <= std::min(last + rowsAround, m_list.rowCount() - 1);
         ++row)
        ids.append(m_list.idAt(row));
    m_feed.readEntries(m_queue, ids, m_list.paths(), this,
        [this, reading = ++m_listReading](const Result<JobEntries>& entries) {
            if (reading != m_listReading)
                return;
            if (!entries) {
                Q_EMIT failed(entries.error());
                return;
            }
            QList<JobEntry> rows = entries->rows;
            // A finished job that was retried, promoted or run again is no longer where it was found.
            const bool finished = m_state == JobState::Failed || m_state == JobState::Completed;
            for (JobEntry& entry : rows)
                entry.elsewhere = finished && !entry.missing && entry.finished == 0;
            m_list.update(rows, entries->readAt);
            Q_EMIT read(entries->readAt);
        });
}

void JobsPane::onHeaderClicked(int column)
{
    const int order = JobColumns::orderColumn(m_state);
    if (m_mode == Mode::State && column == order) {
        // The order of the whole set, from the other end.
        const bool ascending = !m_window.isAscending();
        m_loader.setSource(m_queue, m_state, ascending);
        m_loader.refresh();
        updateSortMark();
        return;
    }
    const bool again = m_mode != Mode::State && m_list.sortColumn() == column;
    const Qt::SortOrder direction =
        again && m_list.sortOrder() == Qt::AscendingOrder ? Qt::DescendingOrder : Qt::AscendingOrder;
    sortLoaded(column, direction);
}

void JobsPane::sortLoaded(int column, Qt::SortOrder order)
{
    if (m_mode == Mode::State) {
        m_list.clear(m_state);
        m_list.setSort(column, order);
        m_list.assign(m_window.heldEntries(), Clock::system().now().count());
        setMode(Mode::Sorted);
    } else {
        m_list.setSort(column, order);
        updateSortMark();
        describe();
    }
}

void JobsPane::backToOrder()
{
    m_list.clear(m_state);
    setMode(Mode::State);
    m_loader.refresh();
}

void JobsPane::updateSortMark()
{
    QHeaderView* header = m_table->horizontalHeader();
    if (m_mode == Mode::State)
        header->setSortIndicator(JobColumns::orderColumn(m_state),
            m_window.isAscending() ? Qt::AscendingOrder : Qt::DescendingOrder);
    else
        header->setSortIndicator(m_list.sortColumn(), m_list.sortOrder());
}

QString JobsPane::searchText() const
{
    const QString found = tr("%n found", "hits of a search", static_cast<int>(m_progress.hits));
    if (m_searching)
        return m_progress.total > 0
            ? tr("Read %1 of %2 \u00b7 %3", "jobs looked through, jobs of the state, hits")
                  .arg(formatCount(m_progress.read), formatCount(m_progress.total), found)
            : tr("Searching\u2026");
    QString text = m_report && m_report->more
        ? tr("%1 in the newest %2 of %3", "hits, jobs looked through, jobs of the state")
              .arg(found, formatCount(m_progress.read), formatCount(m_progress.total))
        : tr("%1 in all %2", "hits, jobs of the state").arg(found, formatCount(m_progress.read));
    if (m_report && m_report->unsearched > 0)
        text += u" \u00b7 "_s
            + tr("%n job(s) with more than 8 MB of data were not looked through", "search",
                static_cast<int>(m_report->unsearched));
    if (m_report && m_report->error && m_report->error->code != ErrorCode::Cancelled)
        text = errorWords(*m_report->error).sentence;
    return text;
}

//! The line above the table: what is shown, when it is not simply all.
void JobsPane::describe()
{
    if (m_mode == Mode::Sorted) {
        const QString column =
            m_list.headerData(m_list.sortColumn(), Qt::Horizontal, Qt::DisplayRole).toString();
        m_about->show(
            tr("The %1 loaded of %2 jobs, sorted by %3", "rows, jobs of the state, title of a column")
                .arg(formatCount(m_list.rowCount()), formatCount(m_window.rowCount()), column),
            tr("Back to the queue's order"));
        m_about->setProgress(-1, 0);
        return;
    }
    if (m_mode == Mode::State || !m_finder) {
        m_about->dismiss();
        return;
    }
    const QString action = m_searching ? tr("Stop", "a search")
        : m_report && m_report->more   ? tr("Continue", "a search")
                                       : QString();
    m_about->show(searchText(), action);
    m_about->setProgress(m_searching ? m_progress.read : -1, m_progress.total);
}

void JobsPane::showPlace(qint64 row, const JobId& job)
{
    if (m_mode != Mode::State)
        showState(m_queue, m_state);
    m_place = job;
    m_placeRow = row;
    m_placeShown = false;
    lookForPlace();
}

//! The row is brought into sight, which loads it; then the job is there, or a row beside it.
void JobsPane::lookForPlace()
{
    if (m_place.isEmpty() || m_mode != Mode::State || !m_loader.isRead() || !m_table->isVisible())
        return;
    if (const int row = m_window.rowOf(m_place); row >= 0) {
        m_place.clear();
        m_table->showRow(row);
        return;
    }
    const int row = static_cast<int>(
        std::clamp<qint64>(m_window.isAscending() ? m_window.rowCount() - 1 - m_placeRow : m_placeRow, 0,
            std::max(0, m_window.rowCount() - 1)));
    if (!std::exchange(m_placeShown, true))
        m_table->scrollTo(m_window.index(row, JobColumns::Id), QAbstractItemView::PositionAtCenter);
    else if (m_window.entry(row) != nullptr)
        m_place.clear(); // it has left meanwhile
}

} // namespace drover::ui
