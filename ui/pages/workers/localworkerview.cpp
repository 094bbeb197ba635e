// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/workers/localworkerview.h"

#include "core/clock.h"
#include "delegates/rowdelegate.h"
#include "pages/workers/workeroutput.h"
#include "style/icons.h"
#include "style/theme.h"
#include "util/formatting.h"
#include "util/plaintext.h"
#include "util/words.h"
#include "util/workerwords.h"
#include "widgets/card.h"
#include "widgets/plainlabel.h"
#include "widgets/tables.h"
#include "widgets/toolbuttons.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
constexpr qsizetype keptJobs = 200;
}

LocalWorkerView::LocalWorkerView(WorkersFeed& feed, bool readOnly, QWidget* parent)
    : QWidget(parent)
    , m_feed(feed)
    , m_readOnly(readOnly)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(buildHead());
    layout->addWidget(buildBody(), 1);
    m_clock.setInterval(1000);
    connect(&m_clock, &QTimer::timeout, this, &LocalWorkerView::tick);
    connect(&feed, &WorkersFeed::lines, this, &LocalWorkerView::onLines);
    updateState();
}

QWidget* LocalWorkerView::buildHead()
{
    m_title = new PlainLabel({}, PlainLabel::Tone::Strong);
    m_title->setElided(true);
    m_state = new PlainLabel({}, PlainLabel::Tone::Muted);
    m_state->setElided(true);
    m_concurrency = new QSpinBox;
    m_concurrency->setRange(1, 500);
    m_concurrency->setPrefix(tr("%1 ", "before the number of jobs at once").arg(QChar(u'\u00d7')));
    m_concurrency->setToolTip(tr("Jobs at once; changes at any time"));
    m_concurrency->setAccessibleName(tr("Jobs at once"));
    m_start = iconButton(u"play"_s, tr("&Start"), true);
    m_start->setProperty("primary", true);
    m_stop = iconButton(u"stop"_s, tr("S&top"));
    m_edit = new QPushButton(tr("&Edit\u2026"));
    m_remove = new QPushButton(tr("Remove"));
    m_remove->setToolTip(tr("Forgets how this worker is started"));
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(m_title);
    words->addWidget(m_state);
    auto* line = new QHBoxLayout;
    line->setSpacing(spaceS);
    line->addLayout(words, 1);
    line->addWidget(m_concurrency);
    line->addWidget(m_edit);
    line->addWidget(m_remove);
    line->addWidget(m_stop);
    line->addWidget(m_start);
    m_warning = new Card(Card::Mood::Warn);
    m_warningText = new PlainLabel;
    m_warningText->setWordWrap(true);
    auto* inside = new QHBoxLayout(m_warning);
    inside->setContentsMargins(spaceM, spaceXs, spaceM, spaceXs);
    inside->addWidget(m_warningText);
    auto* head = new QWidget;
    auto* layout = new QVBoxLayout(head);
    layout->setContentsMargins(spaceM, spaceS, spaceM, spaceS);
    layout->setSpacing(spaceS);
    layout->addLayout(line);
    layout->addWidget(m_warning);
    connect(m_start, &QPushButton::clicked, this, &LocalWorkerView::start);
    connect(m_stop, &QPushButton::clicked, this, [this] { stop(false); });
    connect(m_edit, &QPushButton::clicked, this, [this] { Q_EMIT editWanted(m_row.definition.id); });
    connect(m_remove, &QPushButton::clicked, this, [this] { Q_EMIT removeWanted(m_row.definition.id); });
    m_concurrency->setKeyboardTracking(false); // 12 is not first 1
    connect(m_concurrency, &QSpinBox::valueChanged, this, &LocalWorkerView::onConcurrency);
    return head;
}

//! Acts at once, and is remembered for the next start.
void LocalWorkerView::onConcurrency(int concurrency)
{
    if (m_row.facts.isRunning())
        m_feed.setConcurrency(m_row.facts.worker, concurrency);
    LocalWorkerDefinition definition = m_row.definition;
    definition.spec.concurrency = concurrency;
    m_feed.book().put(definition);
}

void LocalWorkerView::setForgettable(bool forgettable)
{
    m_remove->setVisible(forgettable);
}

QWidget* LocalWorkerView::buildBody()
{
    m_table = new QTableView;
    m_table->setModel(&m_jobs);
    m_table->setItemDelegate(new RowDelegate(
        {.muted = LocalJobModel::MutedRole, .monospace = LocalJobModel::MonospaceRole}, m_table));
    setUpTable(*m_table);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setAccessibleName(tr("Jobs of this worker"));
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    QHeaderView* header = m_table->horizontalHeader();
    const int character = fontMetrics().averageCharWidth();
    header->resizeSection(LocalJobModel::Id, 11 * character);
    header->resizeSection(LocalJobModel::Name, 17 * character);
    header->setSectionResizeMode(LocalJobModel::State, QHeaderView::Stretch);
    header->resizeSection(LocalJobModel::Took, 10 * character);
    m_output = new WorkerOutput;
    auto* splitter = new QSplitter;
    splitter->setHandleWidth(1);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_table);
    splitter->addWidget(m_output);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 1);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
        &LocalWorkerView::onSelection);
    connect(m_output, &WorkerOutput::allWanted, m_table, &QTableView::clearSelection);
    return splitter;
}

void LocalWorkerView::show(const LocalWorkerRow& worker)
{
    const bool other =
        worker.definition.id != m_row.definition.id || worker.facts.worker != m_row.facts.worker;
    m_row = worker;
    m_jobs.apply(worker.facts.running, m_ended.value(worker.facts.worker));
    if (other) {
        m_table->clearSelection();
        m_output->show(m_lines.value(worker.facts.worker));
        m_output->setJob(std::nullopt);
    }
    updateState();
}

void LocalWorkerView::setReadOnly(bool readOnly)
{
    m_readOnly = readOnly;
    updateState();
}

void LocalWorkerView::setOthers(int count)
{
    m_others = count;
    updateWarning();
}

void LocalWorkerView::start()
{
    if (m_readOnly || m_row.definition.id.isEmpty())
        return;
    LocalWorkerSpec spec = m_row.definition.spec;
    spec.concurrency = m_concurrency->value();
    m_feed.start(spec, m_row.definition.id);
}

void LocalWorkerView::stop(bool atOnce)
{
    if (m_row.facts.worker != 0)
        m_feed.stop(m_row.facts.worker, atOnce);
}

void LocalWorkerView::onLines(const QList<WorkerLine>& lines)
{
    QList<WorkerLine> own;
    for (const WorkerLine& line : lines) {
        QList<WorkerLine>& kept = m_lines[line.worker];
        kept.append(line);
        keepNewest(kept);
        if (line.worker == m_row.facts.worker)
            own.append(line);
        if (line.kind != WorkerLine::Kind::Completed && line.kind != WorkerLine::Kind::Failed)
            continue;
        QList<LocalJobRow>& ended = m_ended[line.worker];
        const bool completed = line.kind == WorkerLine::Kind::Completed;
        ended.prepend(
            {line.job, line.name, completed ? LocalJobRow::State::Completed : LocalJobRow::State::Failed, {},
                completed ? QByteArray() : line.text, line.time, line.milliseconds});
        if (ended.size() > keptJobs)
            ended.removeLast();
    }
    if (own.isEmpty())
        return;
    m_output->append(own);
    m_jobs.apply(m_row.facts.running, m_ended.value(m_row.facts.worker));
}

void LocalWorkerView::onSelection()
{
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    m_output->setJob(rows.isEmpty() ? std::nullopt : std::optional(m_jobs.row(rows.first().row()).id));
}

void LocalWorkerView::updateState()
{
    const LocalWorkerFacts& facts = m_row.facts;
    const bool stopped = !facts.isRunning();
    const bool stopping = facts.state == LocalWorkerState::Stopping && !stopped;
    m_title->setText(tr("%1 \u00b7 %2", "queue, program")
                         .arg(plainText(m_row.definition.spec.queue.name, Lines::Single, 60),
                             workerProgramWords(m_row.definition.spec)));
    QStringList words{workerStateWord(facts)};
    if (facts.error)
        words = QStringList{errorWords(*facts.error).sentence};
    if (facts.worker != 0)
        words.append(tr("%1 completed, %2 failed", "numbers of jobs")
                         .arg(formatCount(facts.completed), formatCount(facts.failed)));
    m_state->setText(words.join(u" \u00b7 "_s));
    m_state->setTone(facts.error ? PlainLabel::Tone::Error : PlainLabel::Tone::Muted);
    m_state->setToolTip(toolTipText(m_state->text()));
    const bool known = !m_row.definition.id.isEmpty();
    m_start->setVisible(stopped);
    m_start->setEnabled(known && !m_readOnly);
    m_start->setToolTip(m_readOnly ? tr("This connection is read-only") : QString());
    m_stop->setVisible(!stopped);
    m_stop->setText(stopping ? tr("Stop at once") : tr("S&top"));
    m_stop->setToolTip(stopping ? tr("Hands the running jobs back to waiting now")
                                : tr("Lets running jobs end, then hands the rest back to waiting"));
    m_edit->setEnabled(known && stopped);
    m_remove->setEnabled(known && stopped);
    const QSignalBlocker quiet(m_concurrency);
    m_concurrency->setValue(stopped ? m_row.definition.spec.concurrency : facts.spec.concurrency);
    m_concurrency->setEnabled(known);
    updateWarning();
}

void LocalWorkerView::updateWarning()
{
    QString text;
    if (m_readOnly)
        text = tr("This connection is read-only: no worker can be started on it.");
    else if (m_others > 0)
        text = tr("%n worker(s) elsewhere take jobs from this queue too: yours will not see all of them, and "
                  "theirs may run other code.",
            "warning", m_others);
    m_warningText->setText(text);
    m_warning->setVisible(!text.isEmpty());
}

QString LocalWorkerView::warning() const
{
    return m_warningText->text();
}

void LocalWorkerView::tick()
{
    m_jobs.tick(Clock::system().now().count());
    if (m_row.facts.state == LocalWorkerState::Stopping || m_row.facts.state == LocalWorkerState::BackingOff)
        updateState();
}

void LocalWorkerView::showEvent(QShowEvent* event)
{
    m_clock.start();
    tick();
    QWidget::showEvent(event);
}

void LocalWorkerView::hideEvent(QHideEvent* event)
{
    m_clock.stop();
    QWidget::hideEvent(event);
}

} // namespace drover::ui
