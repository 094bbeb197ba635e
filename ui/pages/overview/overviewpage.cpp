// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/overview/overviewpage.h"

#include "charts/timechart.h"
#include "core/clock.h"
#include "delegates/rowdelegate.h"
#include "pages/overview/overviewwords.h"
#include "pages/overview/queuefilter.h"
#include "session/feeds/historyfeed.h"
#include "session/session.h"
#include "style/icons.h"
#include "style/theme.h"
#include "util/plaintext.h"
#include "util/words.h"
#include "widgets/emptystate.h"
#include "widgets/plainlabel.h"
#include "widgets/rangebar.h"
#include "widgets/tables.h"
#include "widgets/tile.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
constexpr int failuresCompared = 50; //!< one command each
constexpr qint64 causeAfter = 60000;
constexpr qint64 trendSpan = 15 * 60 * 1000;
constexpr qint64 trendStep = 30 * 1000;

qint64 now()
{
    return Clock::system().now().count();
}
} // namespace

OverviewPage::OverviewPage(Session& session, QueueTableModel& queues, QWidget* parent)
    : Page(parent)
    , m_session(session)
    , m_queues(queues)
    , m_failing(new Tile(tr("Failing now")))
    , m_clear(new Tile(tr("Time to clear")))
    , m_redis(new Tile(tr("Redis")))
    , m_workers(new Tile(tr("Workers")))
    , m_ranges(new RangeBar)
    , m_chart(new ThroughputChart)
    , m_filterLine(new QLineEdit)
    , m_filter(new QueueFilter(this))
    , m_body(new QStackedWidget)
    , m_table(new QTableView)
    , m_empty(new EmptyState)
{
    setUpQueues();
    build();
    connectParts();
    updateTiles();
    updateBody();
}

OverviewPage::~OverviewPage() = default;

void OverviewPage::setUpQueues()
{
    m_filter->setSourceModel(&m_queues);
    m_table->setModel(m_filter);
    m_table->setItemDelegate(new QueueRowDelegate(m_table));
    setUpTable(*m_table);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setAccessibleName(tr("All queues"));
    m_table->viewport()->installEventFilter(this);
    QHeaderView* header = m_table->horizontalHeader();
    header->setSectionsClickable(true);
    header->setSortIndicator(QueueTableModel::Name, Qt::AscendingOrder);
    m_table->setSortingEnabled(true);
    header->setSortIndicatorShown(false);
    header->setSectionResizeMode(QueueTableModel::Name, QHeaderView::Stretch);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    const int character = fontMetrics().averageCharWidth();
    for (int column = QueueTableModel::Waiting; column < QueueTableModel::ColumnCount; ++column)
        header->resizeSection(column, character * (column == QueueTableModel::Trend ? 13 : 10));
    for (const int column : {QueueTableModel::Children, QueueTableModel::Completed})
        header->hideSection(column);
}

void OverviewPage::build()
{
    auto* tiles = new QHBoxLayout;
    tiles->setContentsMargins(spaceM, spaceM, spaceM, spaceS);
    tiles->setSpacing(spaceM);
    for (Tile* tile : {m_failing, m_clear, m_redis, m_workers})
        tiles->addWidget(tile, 1);
    m_redis->setLead(tr("Show the health of this Redis"));
    m_workers->setLead(tr("Show the workers"));

    auto* chartBar = new QHBoxLayout;
    chartBar->setContentsMargins(spaceM, 0, spaceM, 0);
    chartBar->addWidget(new PlainLabel(tr("Jobs a second"), PlainLabel::Tone::Caption));
    chartBar->addStretch(1);
    chartBar->addWidget(m_ranges);
    auto* chart = new QHBoxLayout;
    chart->setContentsMargins(spaceM, 0, spaceXs, 0);
    chart->addWidget(m_chart);
    m_chart->setFixedHeight(fontMetrics().height() * 11);

    m_filterLine->setPlaceholderText(tr("Filter queues"));
    m_filterLine->setAccessibleName(tr("Filter queues"));
    m_filterLine->setClearButtonEnabled(true);
    m_filterLine->addAction(icon(u"search"_s), QLineEdit::LeadingPosition);
    m_filterLine->setMaximumWidth(fontMetrics().averageCharWidth() * 40);
    auto* filterBar = new QHBoxLayout;
    filterBar->setContentsMargins(spaceM, spaceXs, spaceM, spaceS);
    filterBar->addWidget(new PlainLabel(tr("Queues"), PlainLabel::Tone::Caption));
    filterBar->addStretch(1);
    filterBar->addWidget(m_filterLine, 2);

    m_body->addWidget(new Skeleton);
    m_body->addWidget(m_table);
    m_body->addWidget(m_empty);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(tiles);
    layout->addLayout(chartBar);
    layout->addLayout(chart);
    layout->addLayout(filterBar);
    layout->addWidget(m_body, 1);
}

void OverviewPage::connectParts()
{
    connect(m_table, &QTableView::activated, this, &OverviewPage::openRow);
    connect(m_table->horizontalHeader(), &QHeaderView::customContextMenuRequested, this,
        &OverviewPage::chooseColumns);
    connect(m_filterLine, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_filter->setText(text);
        updateBody();
    });
    connect(m_filterLine, &QLineEdit::returnPressed, this, [this] {
        if (m_filter->rowCount() > 0) {
            m_table->setFocus();
            m_table->selectRow(0);
        }
    });
    connect(m_empty, &EmptyState::actionTriggered, this, &OverviewPage::onEmptyAction);
    connect(m_ranges, &RangeBar::rangeChanged, this, [this] {
        m_chartDue = false;
        readChart();
    });
    connect(m_failing, &Tile::activated, this, [this] {
        if (const QueueFacts* worst = worstQueue(m_snapshot.queues))
            Q_EMIT queueWanted(worst->summary.queue, JobState::Failed);
    });
    connect(m_clear, &Tile::activated, this, [this] {
        if (const QueueFacts* slowest = slowestQueue(m_snapshot.queues))
            Q_EMIT queueWanted(slowest->summary.queue, JobState::Waiting);
    });
    connect(m_redis, &Tile::activated, this, [this] { Q_EMIT pageWanted(u"health"_s); });
    connect(m_workers, &Tile::activated, this, [this] { Q_EMIT pageWanted(u"workers"_s); });
    connect(&m_session.health(), &HealthFeed::checked, this, &OverviewPage::updateTiles);
    connect(&m_session.history(), &HistoryFeed::sampled, this, [this] {
        if (m_active)
            readChart();
    });
}

void OverviewPage::openRow(const QModelIndex& index)
{
    if (index.isValid())
        Q_EMIT queueWanted(index.data(QueueTableModel::QueueRole).value<QueueId>(), std::nullopt);
}

void OverviewPage::chooseColumns(const QPoint& position)
{
    QHeaderView* header = m_table->horizontalHeader();
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (int column = QueueTableModel::Waiting; column < QueueTableModel::ColumnCount; ++column) {
        QAction* action =
            menu->addAction(m_queues.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
        action->setCheckable(true);
        action->setChecked(!header->isSectionHidden(column));
        connect(action, &QAction::toggled, header,
            [header, column](bool shown) { header->setSectionHidden(column, !shown); });
    }
    menu->popup(header->mapToGlobal(position));
}

void OverviewPage::setActive(bool active)
{
    m_active = active;
    if (active) {
        readChart();
        readCause();
    }
}

void OverviewPage::refresh()
{
    m_causeFailures = -1;
    readChart();
    readCause();
}

void OverviewPage::setLink(const LinkFacts& link)
{
    m_link = link;
    setStale(*m_table, link.state != LinkState::Ready);
    updateTiles();
    updateBody();
}

void OverviewPage::onLock()
{
    updateBody();
}

void OverviewPage::applyQueues(const QueuesSnapshot& snapshot)
{
    if (snapshot.error)
        return;
    m_snapshot = snapshot;
    const bool wasSettled = isSettled();
    m_read = m_read || !snapshot.queues.isEmpty() || snapshot.complete;
    seedTrends();
    updateTiles();
    updateBody();
    if (m_active)
        readCause();
    if (!wasSettled && isSettled())
        Q_EMIT settled();
}

void OverviewPage::updateTiles()
{
    m_redis->show(redisWords(m_link, m_session.health().report()));
    if (!m_read) {
        for (Tile* tile : {m_failing, m_clear, m_workers})
            tile->show(unknownWords());
        return;
    }
    m_failing->show(failingWords(m_snapshot.queues, m_cause));
    m_clear->show(clearTileWords(m_snapshot.queues, m_snapshot.readAt));
    m_workers->show(workerWords(m_snapshot.queues, m_snapshot.listeners));
    m_failing->setLead(worstQueue(m_snapshot.queues) != nullptr ? tr("Show the failed jobs") : QString());
    m_clear->setLead(slowestQueue(m_snapshot.queues) != nullptr ? tr("Show the waiting jobs") : QString());
}

void OverviewPage::updateBody()
{
    const bool isDown = m_link.state == LinkState::Waiting || m_link.state == LinkState::Refused;
    if (!m_read && isDown) {
        const ErrorWords words = m_link.error ? errorWords(*m_link.error) : ErrorWords();
        m_empty->show(u"unplugged"_s, tr("Not connected"),
            words.remedy.isEmpty() ? words.sentence
                                   : tr("%1 %2", "sentence and remedy").arg(words.sentence, words.remedy),
            tr("Retry now"));
        m_body->setCurrentWidget(m_empty);
    } else if (!m_read) {
        m_body->setCurrentIndex(0);
    } else if (m_queues.rowCount() == 0) {
        const ConnectionIdentity identity = m_session.identity();
        if (identity.embedded && m_snapshot.otherPrefixes.isEmpty())
            m_empty->show(u"empty"_s, tr("No queues yet"),
                tr("Point a BullMQ producer at %1, or look around in living demo queues first.",
                    "%1 is an address")
                    .arg(plainText(identity.address)),
                identity.readOnly ? QString() : tr("Fill with demo queues"));
        else
            m_empty->show(u"empty"_s, tr("No queues found"), noQueuesWords(m_snapshot, identity.prefixes));
        m_body->setCurrentWidget(m_empty);
    } else if (m_filter->rowCount() == 0) {
        m_empty->show(u"search"_s, tr("No queue is called so"),
            tr("None of the %n queue(s) has \u201c%1\u201d in its name.", "text of the filter",
                m_queues.rowCount())
                .arg(plainText(m_filter->text())),
            tr("Clear the filter"));
        m_body->setCurrentWidget(m_empty);
    } else {
        m_body->setCurrentWidget(m_table);
    }
}

void OverviewPage::onEmptyAction()
{
    if (!m_read)
        m_session.reconnectNow();
    else if (m_queues.rowCount() > 0)
        m_filterLine->clear();
    else
        Q_EMIT demoWanted();
}

//! No oftener than a new point can show: coarse ranges are read seldom.
void OverviewPage::readChart()
{
    const TimeRange range = m_ranges->range();
    const bool isFresh = m_chartAsked.isValid() && m_chartAsked.elapsed() < stepOf(range) / 12;
    if (m_chartDue || (isFresh && m_chartRange == range))
        return;
    m_chartDue = true;
    m_chartRange = range;
    m_chartAsked.start();
    const qint64 to = now();
    const qint64 from = to - spanOf(range);
    m_session.history().readLinks(
        from, to, stepOf(range), this, [this, range, from, to](const Result<LinkSamples>& samples) {
            m_chartDue = false;
            if (range != m_ranges->range())
                return;
            m_chart->apply(samples ? *samples : LinkSamples(), stepOf(range), from, to);
            if (std::exchange(m_chartRead, true) || !isSettled())
                return;
            Q_EMIT settled();
        });
}

//! What most of the worst queue's newest failures share: once a minute at most, and only when there are
//! others.
void OverviewPage::readCause()
{
    const QueueFacts* worst = worstQueue(m_snapshot.queues);
    if (worst == nullptr || m_link.state != LinkState::Ready)
        return;
    const qint64 failures = worst->summary.counts[JobState::Failed];
    const bool isSameQueue = m_cause && m_cause->queue == worst->summary.queue;
    if (isSameQueue && (failures == m_causeFailures || m_causeRead.elapsed() < causeAfter))
        return;
    if (!isSameQueue && m_causeRead.isValid() && m_causeRead.elapsed() < 5000)
        return;
    m_causeRead.start();
    m_causeFailures = failures;
    m_session.health().readTopCause(
        worst->summary.queue, failuresCompared, this, [this](const Result<TopCause>& cause) {
            if (!cause)
                return;
            m_cause = *cause;
            updateTiles();
        });
}

//! Trends begin with what the history knows of the time before.
void OverviewPage::seedTrends()
{
    if (m_snapshot.queues.isEmpty() || std::exchange(m_seeded, true))
        return;
    const qint64 to = m_snapshot.readAt - 1;
    m_session.history().readQueues(
        to - trendSpan, to, trendStep, this, [this](const Result<QueueSamples>& samples) {
            if (samples)
                m_queues.seedTrends(*samples);
        });
}

//! Rows keep their places under the pointer.
bool OverviewPage::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_table->viewport()) {
        if (event->type() == QEvent::Enter)
            m_filter->setHeld(true);
        else if (event->type() == QEvent::Leave)
            m_filter->setHeld(false);
    }
    return Page::eventFilter(watched, event);
}

} // namespace drover::ui
