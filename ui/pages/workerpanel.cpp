// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/workerpanel.h"

#include "core/clock.h"
#include "delegates/rowdelegate.h"
#include "style/icons.h"
#include "style/theme.h"
#include "util/formatting.h"
#include "util/plaintext.h"
#include "util/words.h"
#include "util/workerwords.h"
#include "widgets/plainlabel.h"
#include "widgets/tables.h"

#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QSplitter>
#include <QStyle>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
constexpr qsizetype keptLines = 1000;

QString lineText(const WorkerLine& line)
{
    const QString time = formatMoment(line.time, line.time);
    const QString job = line.job.isEmpty() ? QString() : u" %1"_s.arg(plainText(line.job, Lines::Single, 40));
    const QString text = plainText(line.text, Lines::Single, 2000);
    switch (line.kind) {
    case WorkerLine::Kind::Completed:
        return u"%1 \u2713%2 %3 %4"_s.arg(time, job, plainText(line.name, Lines::Single, 60),
            formatDuration(static_cast<double>(std::max<qint64>(0, line.milliseconds))));
    case WorkerLine::Kind::Failed:
        return u"%1 \u2715%2 %3 %4"_s.arg(time, job, plainText(line.name, Lines::Single, 60), text);
    case WorkerLine::Kind::Output:
        return u"%1 \u2502%2 %3"_s.arg(time, job, text);
    case WorkerLine::Kind::Info:
        break;
    }
    return u"%1 \u00b7 %2"_s.arg(time, text);
}
} // namespace

WorkerPanel::WorkerPanel(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
{
    build();
    m_clock.setInterval(1000);
    connect(&m_clock, &QTimer::timeout, this, [this] { m_running.tick(Clock::system().now().count()); });
    connect(&session.workers(), &WorkersFeed::changed, this, &WorkerPanel::onWorker);
    connect(&session.workers(), &WorkersFeed::lines, this, &WorkerPanel::onLines);
    for (const LocalWorkerFacts& facts : session.workers().workers())
        onWorker(facts);
    updateForm();
    updateState();
}

void WorkerPanel::build()
{
    m_kind = new QComboBox;
    m_kind->addItem(tr("Simulate", "kind of a worker"), static_cast<int>(LocalWorkerSpec::Kind::Simulate));
    m_kind->addItem(tr("Node file", "kind of a worker"), static_cast<int>(LocalWorkerSpec::Kind::Node));
    m_kind->addItem(tr("Command", "kind of a worker"), static_cast<int>(LocalWorkerSpec::Kind::Command));
    m_kind->addItem(tr("Qt plugin", "kind of a worker"), static_cast<int>(LocalWorkerSpec::Kind::Plugin));
    m_kind->setAccessibleName(tr("What runs the jobs"));
    m_program = new QLineEdit;
    m_program->setAccessibleName(tr("Program"));
    m_browse = new QToolButton;
    m_browse->setProperty("framed", true);
    m_browse->setText(tr("Browse\u2026"));
    m_concurrency = new QSpinBox;
    m_concurrency->setRange(1, 500);
    m_concurrency->setValue(4);
    m_concurrency->setPrefix(tr("%1 ", "before the number of jobs at once").arg(QChar(u'\u00d7')));
    m_concurrency->setToolTip(tr("Jobs at once; changes at any time"));
    m_concurrency->setAccessibleName(tr("Jobs at once"));
    m_startStop = new QPushButton;
    m_startStop->setObjectName(u"workerStartStop"_s);
    m_state = new PlainLabel({}, PlainLabel::Tone::Muted);
    m_state->setElided(true);
    m_warning = new PlainLabel({}, PlainLabel::Tone::Muted);
    m_warning->setWordWrap(true);

    auto* form = new QHBoxLayout;
    form->setContentsMargins(spaceM, spaceS, spaceM, spaceXs);
    form->setSpacing(spaceS);
    form->addWidget(new PlainLabel(tr("Local worker"), PlainLabel::Tone::Strong));
    form->addWidget(m_kind);
    form->addWidget(m_program, 3);
    form->addWidget(m_browse);
    form->addWidget(m_concurrency);
    form->addWidget(m_startStop);
    form->addWidget(m_state, 1);

    m_table = new QTableView;
    m_table->setModel(&m_running);
    m_table->setItemDelegate(new RowDelegate({}, m_table));
    setUpTable(*m_table);
    m_table->setAccessibleName(tr("Running jobs"));
    m_table->horizontalHeader()->setSectionResizeMode(RunningJobModel::Name, QHeaderView::Stretch);
    const int character = fontMetrics().averageCharWidth();
    m_table->horizontalHeader()->resizeSection(RunningJobModel::Id, 12 * character);
    m_table->horizontalHeader()->resizeSection(RunningJobModel::Progress, 11 * character);
    m_table->horizontalHeader()->resizeSection(RunningJobModel::Since, 8 * character);
    m_text = new QPlainTextEdit;
    m_text->setReadOnly(true);
    m_text->setFont(Theme::monospace());
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setMaximumBlockCount(keptLines);
    m_text->setPlaceholderText(tr("What the worker does and prints appears here."));
    m_text->setAccessibleName(tr("Output of the worker"));
    m_text->document()->setDocumentMargin(spaceS);
    auto* splitter = new QSplitter;
    splitter->setHandleWidth(1);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_table);
    splitter->addWidget(m_text);
    splitter->setStretchFactor(0, 2);
    splitter->setStretchFactor(1, 3);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(form);
    auto* warningLine = new QHBoxLayout;
    warningLine->setContentsMargins(spaceM, 0, spaceM, spaceXs);
    warningLine->addWidget(m_warning);
    layout->addLayout(warningLine);
    layout->addWidget(splitter, 1);
    setMinimumHeight(fontMetrics().height() * 10);

    connect(m_kind, &QComboBox::currentIndexChanged, this, &WorkerPanel::updateForm);
    connect(m_program, &QLineEdit::textChanged, this, &WorkerPanel::updateState);
    connect(m_browse, &QToolButton::clicked, this, &WorkerPanel::browse);
    connect(m_startStop, &QPushButton::clicked, this, [this] {
        const LocalWorkerFacts* facts = worker();
        if (facts != nullptr && facts->state != LocalWorkerState::Stopped)
            stop();
        else
            start();
    });
    connect(m_concurrency, &QSpinBox::valueChanged, this, [this](int value) {
        if (const LocalWorkerFacts* facts = worker();
            facts != nullptr && facts->state == LocalWorkerState::Running)
            m_session.workers().setConcurrency(facts->worker, value);
    });
}

const LocalWorkerFacts* WorkerPanel::worker() const
{
    const auto number = m_ofQueue.constFind(m_queue.base());
    if (number == m_ofQueue.constEnd())
        return nullptr;
    const auto facts = m_workers.constFind(*number);
    return facts == m_workers.constEnd() ? nullptr : &*facts;
}

void WorkerPanel::setQueue(const QueueId& queue)
{
    m_queue = queue;
    const LocalWorkerFacts* facts = worker();
    m_text->setPlainText(facts != nullptr ? m_output.value(facts->worker).join(u'\n') : QString());
    m_running.apply(facts != nullptr ? facts->running : QList<RunningJob>());
    updateState();
}

void WorkerPanel::setListeners(int count)
{
    m_listeners = count;
    updateState();
}

void WorkerPanel::updateForm()
{
    const auto kind = static_cast<LocalWorkerSpec::Kind>(m_kind->currentData().toInt());
    m_browse->setVisible(kind != LocalWorkerSpec::Kind::Simulate);
    switch (kind) {
    case LocalWorkerSpec::Kind::Simulate:
        m_program->setText(u"ms=200..2000,progress=4,log=2"_s);
        m_program->setPlaceholderText(tr("what a job does, e.g. ms=200..2000,fail=0.1"));
        break;
    case LocalWorkerSpec::Kind::Node:
        m_program->clear();
        m_program->setPlaceholderText(tr("processor.js: a sandboxed processor of BullMQ, unchanged"));
        break;
    case LocalWorkerSpec::Kind::Command:
        m_program->clear();
        m_program->setPlaceholderText(tr("program and arguments; the job comes as JSON on standard input"));
        break;
    case LocalWorkerSpec::Kind::Plugin:
        m_program->clear();
        m_program->setPlaceholderText(tr("libprocessor.so: a DroverProcessorPlugin in C++"));
        break;
    }
    updateState();
}

void WorkerPanel::updateState()
{
    const LocalWorkerFacts* facts = worker();
    const LocalWorkerState state = facts != nullptr ? facts->state : LocalWorkerState::Stopped;
    const bool stopped = state == LocalWorkerState::Stopped;
    const bool readOnly = m_session.identity().readOnly;
    m_startStop->setText(stopped                  ? tr("Start")
            : state == LocalWorkerState::Stopping ? tr("Stopping\u2026")
                                                  : tr("Stop"));
    m_startStop->setIcon(icon(stopped ? u"play"_s : u"stop"_s, stopped && !readOnly));
    m_startStop->setProperty("primary", stopped);
    m_startStop->style()->unpolish(m_startStop); // the sheet asks for the property only now
    m_startStop->style()->polish(m_startStop);
    m_startStop->setEnabled(state != LocalWorkerState::Stopping && !readOnly && !m_queue.name.isEmpty()
        && !m_program->text().trimmed().isEmpty());
    for (QWidget* widget : std::initializer_list<QWidget*>{m_kind, m_program, m_browse})
        widget->setEnabled(stopped);

    QString text;
    if (facts != nullptr && facts->error)
        text = errorWords(*facts->error).sentence;
    else if (facts != nullptr)
        text = tr("%1 completed \u00b7 %2 failed", "numbers of jobs")
                   .arg(formatCount(facts->completed), formatCount(facts->failed));
    m_state->setText(text);
    m_state->setToolTip(toolTipText(text));

    const int own = stopped ? 0 : 1;
    QStringList warnings;
    if (readOnly)
        warnings << tr("This connection is read-only: no worker can be started on it.");
    else if (m_listeners > own)
        warnings << tr(
            "%n worker(s) elsewhere take jobs from this queue too: yours will not see all of them.",
            "warning", m_listeners - own);
    if (stopped && m_kind->currentData().toInt() == static_cast<int>(LocalWorkerSpec::Kind::Plugin))
        warnings << tr(
            "A plugin runs inside of Drover with all of its rights: take only one that you trust.");
    m_warning->setText(warnings.join(u' '));
    m_warning->setVisible(!warnings.isEmpty());
}

void WorkerPanel::browse()
{
    auto* dialog = new QFileDialog(this, tr("What runs the jobs"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    if (static_cast<LocalWorkerSpec::Kind>(m_kind->currentData().toInt()) == LocalWorkerSpec::Kind::Node)
        dialog->setNameFilters({tr("Processors (*.js *.cjs *.mjs *.ts)"), tr("All files (*)")});
    else if (static_cast<LocalWorkerSpec::Kind>(m_kind->currentData().toInt())
        == LocalWorkerSpec::Kind::Plugin)
        dialog->setNameFilters({tr("Qt plugins (*.so)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, m_program, &QLineEdit::setText);
    dialog->open();
}

void WorkerPanel::start()
{
    LocalWorkerSpec spec;
    spec.queue = m_queue;
    spec.kind = static_cast<LocalWorkerSpec::Kind>(m_kind->currentData().toInt());
    spec.concurrency = m_concurrency->value();
    setProgram(spec, m_program->text());
    m_text->clear();
    const int number = m_session.workers().start(spec, {});
    m_ofQueue.insert(m_queue.base(), number);
    updateState();
    Q_EMIT startedWorker();
}

void WorkerPanel::stop()
{
    if (const LocalWorkerFacts* facts = worker())
        m_session.workers().stop(facts->worker, false);
}

void WorkerPanel::onWorker(const LocalWorkerFacts& facts)
{
    m_workers.insert(facts.worker, facts);
    const QByteArray queue = facts.spec.queue.base();
    m_ofQueue.insert(queue, std::max(m_ofQueue.value(queue, 0), facts.worker));
    if (facts.spec.queue == m_queue) {
        m_running.apply(facts.running);
        updateState();
    }
}

void WorkerPanel::onLines(const QList<WorkerLine>& lines)
{
    const LocalWorkerFacts* shown = worker();
    for (const WorkerLine& line : lines) {
        const QString text = lineText(line);
        QStringList& kept = m_output[line.worker];
        kept.append(text);
        if (kept.size() > keptLines)
            kept.removeFirst();
        if (shown != nullptr && line.worker == shown->worker)
            m_text->appendPlainText(text);
    }
}

void WorkerPanel::showEvent(QShowEvent* event)
{
    m_clock.start();
    QWidget::showEvent(event);
}

void WorkerPanel::hideEvent(QHideEvent* event)
{
    m_clock.stop();
    QWidget::hideEvent(event);
}

} // namespace drover::ui
