// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/workers/workerspage.h"

#include "delegates/rowdelegate.h"
#include "pages/workers/editworker.h"
#include "pages/workers/localworkerview.h"
#include "style/icons.h"
#include "style/theme.h"
#include "util/formatting.h"
#include "util/plaintext.h"
#include "util/words.h"
#include "widgets/emptystate.h"
#include "widgets/noticebar.h"
#include "widgets/plainlabel.h"
#include "widgets/tables.h"
#include "widgets/toolbuttons.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QSpinBox>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drover::ui {

WorkersPage::WorkersPage(Session& session, QWidget* parent)
    : Page(parent)
    , m_session(session)
    , m_feed(session.workers())
    , m_book(m_feed.book())
{
    m_add = new QAction(icon(u"plus"_s), tr("&New local worker\u2026"), this);
    m_add->setEnabled(!session.identity().readOnly);
    connect(m_add, &QAction::triggered, this, [this] {
        edit(m_book.blank({m_session.identity().prefix(), {}}));
    });
    auto* splitter = new QSplitter(Qt::Vertical);
    splitter->setHandleWidth(1);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(buildListeners());
    splitter->addWidget(buildLocal());
    splitter->setStretchFactor(0, 2);
    splitter->setStretchFactor(1, 3);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(buildHead());
    layout->addWidget(splitter, 1);
    connect(&m_refresher, &Refresher::due, this, &WorkersPage::ask);
    connect(&m_feed, &WorkersFeed::changed, this, &WorkersPage::onWorker);
    connect(&m_book, &WorkerBook::changed, this, &WorkersPage::applyLocal);
    applyLocal();
    updateSummary();
}

QWidget* WorkersPage::buildHead()
{
    m_summary = new PlainLabel({}, PlainLabel::Tone::Muted);
    m_summary->setElided(true);
    m_notice = new NoticeBar;
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(new PlainLabel(tr("Workers"), PlainLabel::Tone::Title));
    words->addWidget(m_summary);
    words->addWidget(m_notice);
    auto* head = new QWidget;
    head->setLayout(words);
    words->setContentsMargins(spaceM, spaceM, spaceM, spaceS);
    return head;
}

QWidget* WorkersPage::buildListeners()
{
    m_listenerTable = new QTableView;
    m_listenerTable->setModel(&m_listenerModel);
    m_listenerTable->setItemDelegate(new RowDelegate(
        {.muted = ListenerModel::MutedRole, .monospace = ListenerModel::MonospaceRole}, m_listenerTable));
    setUpTable(*m_listenerTable);
    m_listenerTable->setSelectionMode(QAbstractItemView::SingleSelection);
    m_listenerTable->setAccessibleName(tr("Everybody who listens"));
    QHeaderView* header = m_listenerTable->horizontalHeader();
    const int character = fontMetrics().averageCharWidth();
    header->resizeSection(ListenerModel::Queue, 24 * character);
    header->resizeSection(ListenerModel::Name, 22 * character);
    header->resizeSection(ListenerModel::Address, 28 * character);
    header->resizeSection(ListenerModel::Connected, 16 * character);
    header->resizeSection(ListenerModel::Asked, 16 * character);
    header->resizeSection(ListenerModel::Library, 20 * character);
    header->resizeSection(ListenerModel::Version, 20 * character);
    header->setStretchLastSection(true);
    m_nobody = new EmptyState;
    m_listenerBody = new QStackedWidget;
    m_listenerBody->addWidget(new Skeleton);
    m_listenerBody->addWidget(m_listenerTable);
    m_listenerBody->addWidget(m_nobody);
    auto* note = new PlainLabel(
        tr("From Redis' list of clients. Which job a worker holds is not in there: the active jobs of a "
           "queue "
           "name their worker. Workers behind some proxies, and those that give no name, are not seen."),
        PlainLabel::Tone::Muted);
    note->setWordWrap(true);
    note->setContentsMargins(spaceM, spaceXs, spaceM, spaceXs);
    auto* part = new QWidget;
    auto* layout = new QVBoxLayout(part);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_listenerBody, 1);
    layout->addWidget(note);
    return part;
}

QWidget* WorkersPage::buildLocal()
{
    m_workerTable = new QTableView;
    m_workerTable->setModel(&m_workerModel);
    m_workerTable->setItemDelegate(new RowDelegate(
        {.muted = LocalWorkerModel::MutedRole, .sample = LocalWorkerModel::SampleRole}, m_workerTable));
    setUpTable(*m_workerTable);
    m_workerTable->verticalHeader()->setDefaultSectionSize(Theme::rowHeight(this) * 3 / 2);
    m_workerTable->setSelectionMode(QAbstractItemView::SingleSelection);
    m_workerTable->setAccessibleName(tr("Workers of this window"));
    m_workerTable->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    QHeaderView* header = m_workerTable->horizontalHeader();
    const int character = fontMetrics().averageCharWidth();
    header->setSectionResizeMode(LocalWorkerModel::Worker, QHeaderView::Stretch);
    header->resizeSection(LocalWorkerModel::State, 22 * character);
    header->hideSection(LocalWorkerModel::Completed); // beside, with the worker that is shown
    header->hideSection(LocalWorkerModel::Failed);
    auto* add = iconButton(u"plus"_s, tr("&New worker\u2026"));
    add->setEnabled(m_add->isEnabled());
    connect(add, &QPushButton::clicked, m_add, &QAction::trigger);
    auto* below = new QHBoxLayout;
    below->setContentsMargins(spaceM, spaceS, spaceM, spaceS);
    below->addWidget(add);
    below->addStretch(1);
    auto* left = new QWidget;
    auto* leftLayout = new QVBoxLayout(left);
    leftLayout->setContentsMargins(0, 0, 0, 0);
    leftLayout->setSpacing(0);
    leftLayout->addWidget(m_workerTable, 1);
    leftLayout->addLayout(below);
    left->setMinimumWidth(62 * character); // "stopping, 30 s left" is worth reading

    m_view = new LocalWorkerView(m_feed, m_session.identity().readOnly);
    auto* both = new QSplitter;
    both->setHandleWidth(1);
    both->setChildrenCollapsible(false);
    both->addWidget(left);
    both->addWidget(m_view);
    both->setStretchFactor(0, 1);
    both->setStretchFactor(1, 3);
    m_none = new EmptyState;
    connect(m_none, &EmptyState::actionTriggered, m_add, &QAction::trigger);
    m_localBody = new QStackedWidget;
    m_localBody->addWidget(both);
    m_localBody->addWidget(m_none);
    connect(m_workerTable->selectionModel(), &QItemSelectionModel::selectionChanged, this,
        &WorkersPage::showChosen);
    connect(m_view, &LocalWorkerView::removeWanted, this, &WorkersPage::remove);
    connect(m_view, &LocalWorkerView::editWanted, this, [this](const QString& id) {
        if (const auto definition = m_book.find(id))
            edit(*definition);
    });
    return m_localBody;
}

void WorkersPage::wantWorker(const QueueId& queue)
{
    const QList<LocalWorkerDefinition> known = m_book.ofQueue(queue);
    if (!known.isEmpty())
        choose(known.first().id);
    else if (m_add->isEnabled())
        edit(m_book.blank(queue));
}

void WorkersPage::setActive(bool active)
{
    m_refresher.setActive(active);
}

void WorkersPage::setInterval(std::chrono::milliseconds interval)
{
    m_refresher.setInterval(interval);
}

void WorkersPage::refresh()
{
    m_refresher.refreshNow();
}

void WorkersPage::setLink(const LinkFacts& link)
{
    const bool up = link.state == LinkState::Ready;
    if (up && !m_linkUp)
        m_refresher.refreshNow();
    m_linkUp = up;
    setStale(*m_listenerTable, !up);
}

void WorkersPage::onLock()
{
    const bool readOnly = m_session.identity().readOnly;
    m_add->setEnabled(!readOnly);
    m_view->setReadOnly(readOnly);
    applyLocal();
}

void WorkersPage::applyQueues(const QueuesSnapshot& snapshot)
{
    if (snapshot.error)
        return;
    m_queues.clear();
    m_known.clear();
    for (const QueueFacts& facts : snapshot.queues) {
        m_queues.insert(facts.summary.queue, {hasIdleWork(facts.summary), facts.summary.version});
        m_known.append(facts.summary.queue);
    }
    applyListeners();
}

QList<QAction*> WorkersPage::pageActions() const
{
    return {m_add};
}

void WorkersPage::ask()
{
    m_feed.readListeners(
        this, [this](const Result<ListenersSnapshot>& listeners) { onListeners(listeners); });
}

void WorkersPage::onListeners(const Result<ListenersSnapshot>& listeners)
{
    m_refresher.answered();
    if (!listeners) {
        setStale(*m_listenerTable, true);
        if (!m_read) {
            const ErrorWords words = errorWords(listeners.error());
            m_nobody->show(u"unplugged"_s, words.sentence, words.remedy);
            m_listenerBody->setCurrentWidget(m_nobody);
        }
        return;
    }
    const bool first = !m_read;
    m_read = true;
    m_listeners = *listeners;
    setStale(*m_listenerTable, false);
    applyListeners();
    Q_EMIT dataRead(listeners->readAt);
    if (first)
        Q_EMIT settled();
}

void WorkersPage::applyListeners()
{
    if (!m_read)
        return;
    m_listenerModel.apply(m_listeners.workers, m_queues);
    if (!m_listeners.known)
        m_nobody->show(u"eye-off"_s, tr("Who listens cannot be seen"),
            tr("Redis does not show its list of clients here (%1). Some providers forbid CLIENT LIST; with "
               "an "
               "ACL, +client|list allows it.",
                "%1 are Redis' words")
                .arg(plainText(m_listeners.reason)));
    else
        m_nobody->show(u"worker"_s, tr("Nobody listens"),
            tr("No worker of any queue is connected. Jobs wait until one starts; one can be started below."));
    m_listenerBody->setCurrentWidget(
        m_listeners.workers.isEmpty() ? static_cast<QWidget*>(m_nobody) : m_listenerTable);
    updateSummary();
    showChosen();
}

void WorkersPage::updateSummary()
{
    QStringList words;
    if (m_read && m_listeners.known) {
        QSet<QueueId> queues;
        int own = 0;
        int silent = 0;
        for (const ListenerRow& row : m_listenerModel.rows()) {
            queues.insert(row.worker.info.queue);
            own += row.worker.own ? 1 : 0;
            silent += row.silent && !row.worker.own ? 1 : 0;
        }
        const auto all = static_cast<int>(m_listeners.workers.size());
        words.append(tr("%n worker(s) listen", "to queues", all));
        if (all > 0)
            words.append(tr("on %n queue(s)", "workers that listen", static_cast<int>(queues.size())));
        if (own > 0)
            words.append(tr("%n here", "workers of this window", own));
        if (silent > 0)
            words.append(tr("%n silent while jobs wait", "workers", silent));
    }
    m_summary->setText(words.join(u" \u00b7 "_s));
}

void WorkersPage::onWorker(const LocalWorkerFacts& facts)
{
    applyLocal();
    const auto known = m_states.constFind(facts.worker);
    const bool turned = known == m_states.constEnd() || *known != facts.state;
    m_states.insert(facts.worker, facts.state);
    if (turned)
        m_refresher.refreshNow();
}

void WorkersPage::applyLocal()
{
    QList<LocalWorkerRow> rows;
    for (const LocalWorkerDefinition& definition : m_book.definitions())
        rows.append({definition, m_feed.newestOf(definition.id)});
    m_workerModel.apply(rows);
    if (m_session.identity().readOnly)
        m_none->show(u"lock"_s, tr("No worker can run here"),
            tr("This connection is read-only. Unlock it, or connect to another Redis, to run jobs on this "
               "computer."));
    else
        m_none->show(u"worker"_s, tr("No worker on this computer yet"),
            tr("Run the jobs of a queue right here: by a processor file of Node, by any program, or "
               "simulated. "
               "What it prints stands beside the job that printed it."),
            tr("New worker\u2026"));
    m_localBody->setCurrentIndex(rows.isEmpty() ? 1 : 0);
    if (!rows.isEmpty() && m_workerTable->selectionModel()->selectedRows().isEmpty())
        m_workerTable->selectRow(0);
    showChosen();
}

void WorkersPage::showChosen()
{
    const QModelIndexList chosen = m_workerTable->selectionModel()->selectedRows();
    if (chosen.isEmpty())
        return;
    const LocalWorkerRow& row = m_workerModel.row(chosen.first().row());
    m_view->show(row);
    m_view->setOthers(othersOn(row.definition.spec.queue));
}

int WorkersPage::othersOn(const QueueId& queue) const
{
    if (!m_read || !m_listeners.known)
        return -1;
    return static_cast<int>(std::count_if(m_listeners.workers.cbegin(), m_listeners.workers.cend(),
        [&queue](const ListeningWorker& worker) { return worker.info.queue == queue && !worker.own; }));
}

void WorkersPage::edit(const LocalWorkerDefinition& definition)
{
    editWorker(this, m_book, definition, m_known, [this](const QString& id) { choose(id); });
}

void WorkersPage::remove(const QString& id)
{
    const auto found = m_book.find(id);
    if (!found)
        return;
    m_book.remove(id);
    m_notice->show(Card::Mood::Plain,
        tr("The worker for %1 is forgotten.", "%1 is a queue")
            .arg(plainText(found->spec.queue.name, Lines::Single, 60)),
        {}, tr("Undo"));
    disconnect(m_notice, &NoticeBar::actionTriggered, this, nullptr);
    connect(m_notice, &NoticeBar::actionTriggered, this, [this, gone = *found] {
        m_notice->dismiss();
        m_book.put(gone);
    });
}

void WorkersPage::choose(const QString& id)
{
    if (const int row = m_workerModel.indexOfKey(id.toUtf8()); row >= 0) {
        m_workerTable->selectRow(row);
        m_workerTable->setFocus();
    }
}

} // namespace drover::ui
