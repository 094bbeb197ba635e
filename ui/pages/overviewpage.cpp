// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/overviewpage.h"

#include "delegates/rowdelegate.h"
#include "style/theme.h"
#include "util/formatting.h"
#include "util/plaintext.h"
#include "widgets/emptystate.h"
#include "widgets/tables.h"
#include "widgets/tile.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace drover::ui {

OverviewPage::OverviewPage(QueueTableModel& queues, ConnectionIdentity identity, QWidget* parent)
    : Page(parent)
    , m_queues(queues)
    , m_identity(std::move(identity))
    , m_failing(new Tile(tr("Failing now")))
    , m_backlog(new Tile(tr("To do")))
    , m_redis(new Tile(tr("Redis")))
    , m_workers(new Tile(tr("Workers")))
    , m_body(new QStackedWidget)
    , m_table(new QTableView)
    , m_empty(new EmptyState)
{
    m_table->setModel(&m_queues);
    m_table->setItemDelegate(new QueueRowDelegate(m_table));
    setUpTable(*m_table);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setAccessibleName(tr("All queues"));
    QHeaderView* header = m_table->horizontalHeader();
    header->setSectionResizeMode(QueueTableModel::Name, QHeaderView::Stretch);
    const int character = fontMetrics().averageCharWidth();
    for (int column = QueueTableModel::Waiting; column < QueueTableModel::ColumnCount; ++column)
        header->resizeSection(column, character * (column == QueueTableModel::Trend ? 14 : 13));

    auto* tiles = new QHBoxLayout;
    tiles->setContentsMargins(spaceM, spaceM, spaceM, spaceM);
    tiles->setSpacing(spaceM);
    for (Tile* tile : {m_failing, m_backlog, m_redis, m_workers})
        tiles->addWidget(tile, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(tiles);
    auto* skeleton = new Skeleton;
    m_body->addWidget(skeleton);
    m_body->addWidget(m_table);
    m_body->addWidget(m_empty);
    layout->addWidget(m_body, 1);
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex& index) {
        Q_EMIT queueWanted(m_queues.row(index.row()).facts.summary.queue, std::nullopt);
    });
    connect(m_table, &QTableView::clicked, this, [this](const QModelIndex& index) {
        Q_EMIT queueWanted(m_queues.row(index.row()).facts.summary.queue, std::nullopt);
    });
    connect(m_empty, &EmptyState::actionTriggered, this, &OverviewPage::demoWanted);
    updateTiles();
    showRedis();
}

void OverviewPage::applyQueues(const QueuesSnapshot& snapshot)
{
    if (snapshot.error)
        return;
    if (!snapshot.queues.isEmpty()) {
        m_read = true;
        m_body->setCurrentWidget(m_table);
    } else if (snapshot.complete) {
        m_read = true;
        const QString prefix = plainText(m_identity.prefix);
        if (m_identity.embedded)
            m_empty->show(u"empty"_s, tr("No queues yet"),
                tr("Point a BullMQ producer at %1, or look around in living demo queues first.",
                    "%1 is an address")
                    .arg(plainText(m_identity.address)),
                tr("Fill with demo queues"));
        else
            m_empty->show(u"empty"_s, tr("No queues found"),
                tr("Looked at %1 keys; none matches %2:<name>:meta. Is the prefix another one, or the "
                   "database?",
                    "number of keys, prefix")
                    .arg(formatCount(snapshot.keysSeen), prefix));
        m_body->setCurrentWidget(m_empty);
    }
    updateTiles();
}

void OverviewPage::updateTiles()
{
    if (!m_read) {
        for (Tile* tile : {m_failing, m_backlog, m_workers})
            tile->show(QString(QChar(u'\u2013')), {}, Card::Mood::Plain);
        return;
    }
    const JobCounts totals = m_queues.totals();
    const qint64 failed = totals[JobState::Failed];
    const QueueRow* worst = nullptr;
    int listening = 0;
    int unattended = 0;
    bool known = false;
    for (const QueueRow& row : m_queues.rows()) {
        const JobCounts& counts = row.facts.summary.counts;
        if (worst == nullptr || counts[JobState::Failed] > worst->facts.summary.counts[JobState::Failed])
            worst = &row;
        if (row.facts.workers < 0)
            continue;
        known = true;
        listening += row.facts.workers;
        unattended += row.facts.workers == 0 && backlogOf(counts) > 0 ? 1 : 0;
    }
    if (failed == 0)
        m_failing->show(tr("nothing", "no failed jobs"), tr("No queue keeps failed jobs."), Card::Mood::Good);
    else
        m_failing->show(tr("%n job(s)", "failed", static_cast<int>(failed)),
            tr("Most in %1: %2", "queue, count")
                .arg(plainText(worst->facts.summary.queue.name, Lines::Single, 40),
                    formatCount(worst->facts.summary.counts[JobState::Failed])),
            Card::Mood::Bad);
    m_backlog->show(tr("%n job(s)", "to do", static_cast<int>(backlogOf(totals))),
        tr("%1 running \u00b7 %2 delayed", "numbers of jobs")
            .arg(formatCount(totals[JobState::Active]), formatCount(totals[JobState::Delayed])),
        Card::Mood::Plain);
    if (!known)
        m_workers->show(tr("unknown"), tr("Redis does not let us list its clients."), Card::Mood::Plain);
    else if (unattended > 0)
        m_workers->show(tr("%n listening", "workers", listening),
            tr("%n queue(s) with jobs but nobody to run them", "warning", unattended), Card::Mood::Warn);
    else
        m_workers->show(tr("%n listening", "workers", listening), tr("Every queue with jobs has a worker."),
            Card::Mood::Plain);
}

void OverviewPage::setLink(const LinkFacts& link)
{
    setStale(*m_table, link.state != LinkState::Ready);
    m_link = link;
    showRedis();
}

void OverviewPage::showRedis()
{
    if (m_link.state != LinkState::Ready) {
        m_redis->show(tr("not connected"), tr("Drover keeps trying; see below."),
            m_link.state == LinkState::Waiting || m_link.state == LinkState::Refused ? Card::Mood::Bad
                                                                                     : Card::Mood::Plain);
        return;
    }
    QStringList evidence;
    const QString policy = QString::fromUtf8(m_link.evictionPolicy);
    if (!policy.isEmpty())
        evidence.append(plainText(policy));
    if (m_link.aof)
        evidence.append(*m_link.aof ? tr("AOF on") : tr("AOF off: a crash loses jobs"));
    if (m_link.latency >= 0)
        evidence.append(formatDuration(m_link.latency));
    const bool evicts = !policy.isEmpty() && policy != "noeviction"_L1;
    if (evicts)
        m_redis->show(tr("may lose jobs"),
            tr("It evicts keys (%1) when memory is full: set maxmemory-policy to noeviction.",
                "%1 is the policy")
                .arg(plainText(policy)),
            Card::Mood::Bad);
    else
        m_redis->show(tr("Redis %1", "%1 is a version").arg(plainText(m_link.version, Lines::Single, 20)),
            evidence.join(u" \u00b7 "_s), m_link.aof.value_or(true) ? Card::Mood::Good : Card::Mood::Warn);
}

} // namespace drover::ui
