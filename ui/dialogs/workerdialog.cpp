// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/workerdialog.h"

#include "core/duration.h"
#include "dialogs/dialogparts.h"
#include "protocol/joboptionscodec.h"
#include "style/theme.h"
#include "util/durationtext.h"
#include "util/plaintext.h"
#include "util/words.h"
#include "util/workerwords.h"
#include "widgets/formrow.h"
#include "widgets/keepedit.h"
#include "worker/simulateprocessor.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QSysInfo>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
constexpr auto usualSimulation = "ms=200..2000,progress=4,log=2";
}

WorkerDialog::WorkerDialog(const QByteArray& prefix, const QList<QueueId>& queues, QWidget* parent)
    : QDialog(parent)
    , m_prefix(prefix)
    , m_known(queues)
{
    setWindowTitle(tr("Local worker"));
    QVBoxLayout* layout = setUpDialog(*this, 84);
    layout->addWidget(wrapped(tr("A worker on this computer"), PlainLabel::Tone::Title));
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(spaceM);
    form->setVerticalSpacing(spaceS);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    addWhat(*form);
    addHow(*form);
    for (const QueueId& queue : queues)
        m_queue->addItem(textOf(queue));
    m_queue->setCurrentText({});
    layout->addLayout(form);
    m_verdict = wrapped({}, PlainLabel::Tone::Error);
    layout->addWidget(m_verdict);
    auto* buttons = new QDialogButtonBox;
    m_save = buttons->addButton(tr("Save"), QDialogButtonBox::AcceptRole);
    m_save->setProperty("primary", true);
    m_save->setDefault(true);
    buttons->addButton(QDialogButtonBox::Cancel);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);
    setSpec({});
}

//! Only other prefixes than the usual one are named.
QString WorkerDialog::textOf(const QueueId& queue) const
{
    return QString::fromUtf8(queue.prefix == m_prefix ? queue.name : queue.base().chopped(1));
}

QueueId WorkerDialog::queue() const
{
    const QString text = m_queue->currentText().trimmed();
    const auto known = std::find_if(
        m_known.cbegin(), m_known.cend(), [&](const QueueId& each) { return textOf(each) == text; });
    return known != m_known.cend() ? *known : QueueId{m_prefix, text.toUtf8()};
}

void WorkerDialog::addWhat(QFormLayout& form)
{
    m_queue = new QComboBox;
    m_queue->setEditable(true);
    m_queue->setInsertPolicy(QComboBox::NoInsert);
    m_queue->setAccessibleName(tr("Queue"));
    form.addRow(tr("&Queue"), m_queue);
    m_kind = new QComboBox;
    m_kind->addItem(tr("Node file", "kind of a worker"), static_cast<int>(LocalWorkerSpec::Kind::Node));
    m_kind->addItem(tr("Command", "kind of a worker"), static_cast<int>(LocalWorkerSpec::Kind::Command));
    m_kind->addItem(tr("Qt plugin", "kind of a worker"), static_cast<int>(LocalWorkerSpec::Kind::Plugin));
    m_kind->addItem(tr("Simulate", "kind of a worker"), static_cast<int>(LocalWorkerSpec::Kind::Simulate));
    m_kind->setAccessibleName(tr("What runs the jobs"));
    form.addRow(tr("&Run jobs by"), m_kind);
    m_program = new QLineEdit;
    m_program->setAccessibleName(tr("Program"));
    m_browse = new QToolButton;
    m_browse->setProperty("framed", true);
    m_browse->setText(tr("Browse\u2026"));
    auto* line = new QHBoxLayout;
    line->setSpacing(spaceS);
    line->addWidget(m_program, 1);
    line->addWidget(m_browse);
    addRow(form, tr("&Program"), *m_program, *line);
    m_hint = wrapped({}, PlainLabel::Tone::Muted);
    m_hint->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_hint->setMinimumHeight(3 * fontMetrics().lineSpacing());
    form.addRow(QString(), m_hint);
    m_restart = new QCheckBox(tr("Start anew when the file is &saved"));
    form.addRow(QString(), m_restart);
    connect(m_queue, &QComboBox::editTextChanged, this, &WorkerDialog::check);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &WorkerDialog::updateKind);
    connect(m_program, &QLineEdit::textChanged, this, &WorkerDialog::check);
    connect(m_browse, &QToolButton::clicked, this, &WorkerDialog::browse);
}

void WorkerDialog::addHow(QFormLayout& form)
{
    const auto duration = [this](const QString& name) {
        auto* field = new QLineEdit;
        field->setPlaceholderText(tr("30s, 5m, 2h"));
        field->setAccessibleName(name);
        connect(field, &QLineEdit::textChanged, this, &WorkerDialog::check);
        return field;
    };
    m_concurrency = new QSpinBox;
    m_concurrency->setRange(1, 500);
    m_concurrency->setAccessibleName(tr("Jobs at once"));
    form.addRow(tr("&Jobs at once"), m_concurrency);
    m_name = new QLineEdit;
    m_name->setAccessibleName(tr("Name"));
    m_name->setPlaceholderText(u"drover@"_s + QSysInfo::machineHostName());
    m_name->setToolTip(tr("What others see, in the list of workers and at each job it ran"));
    form.addRow(tr("&Name"), m_name);
    m_limit = new QSpinBox;
    m_limit->setRange(0, std::numeric_limits<int>::max());
    m_limit->setSpecialValueText(tr("No limit"));
    m_limit->setGroupSeparatorShown(true);
    m_limit->setAccessibleName(tr("Rate limit: jobs"));
    m_limitTime = duration(tr("Rate limit: time"));
    auto* limit = new QHBoxLayout;
    limit->setSpacing(spaceS);
    limit->addWidget(m_limit, 1);
    limit->addWidget(new PlainLabel(tr("jobs in", "between a number and a duration")));
    limit->addWidget(m_limitTime, 1);
    addRow(form, tr("Rate &limit"), *m_limit, *limit);
    m_keepCompleted = new KeepEdit(tr("When completed"));
    m_keepFailed = new KeepEdit(tr("When failed"));
    form.addRow(tr("When &completed"), m_keepCompleted);
    form.addRow(tr("When &failed"), m_keepFailed);
    m_lock = duration(tr("Lock"));
    m_lock->setToolTip(tr("For how long a job belongs to this worker without a sign of life"));
    form.addRow(tr("Loc&k"), m_lock);
    m_stalls = new QSpinBox;
    m_stalls->setRange(0, 1000);
    m_stalls->setAccessibleName(tr("Stalls allowed"));
    m_stalls->setToolTip(tr("How often a job may be lost by a worker before it fails"));
    form.addRow(tr("St&alls allowed"), m_stalls);
    m_grace = duration(tr("Time to stop"));
    m_grace->setToolTip(tr("For jobs that run when the worker stops; then they go back to waiting"));
    form.addRow(tr("&Time to stop"), m_grace);
    connect(m_limit, &QSpinBox::valueChanged, this, &WorkerDialog::check);
    connect(m_keepCompleted, &KeepEdit::changed, this, &WorkerDialog::check);
    connect(m_keepFailed, &KeepEdit::changed, this, &WorkerDialog::check);
}

LocalWorkerSpec::Kind WorkerDialog::kind() const
{
    return static_cast<LocalWorkerSpec::Kind>(m_kind->currentData().toInt());
}

void WorkerDialog::setSpec(const LocalWorkerSpec& spec)
{
    m_given = spec;
    if (!spec.queue.name.isEmpty())
        m_known.append(spec.queue);
    m_queue->setCurrentText(textOf(spec.queue));
    m_kind->setCurrentIndex(m_kind->findData(static_cast<int>(spec.kind)));
    updateKind();
    switch (spec.kind) {
    case LocalWorkerSpec::Kind::Node:
    case LocalWorkerSpec::Kind::Plugin:
        m_program->setText(spec.program);
        break;
    case LocalWorkerSpec::Kind::Command:
        m_program->setText(spec.program.isEmpty() ? QString() : joinCommand(spec.program, spec.arguments));
        break;
    case LocalWorkerSpec::Kind::Simulate:
        if (!spec.simulation.isEmpty())
            m_program->setText(spec.simulation);
        break;
    }
    m_restart->setChecked(spec.restartOnSave);
    m_concurrency->setValue(spec.concurrency);
    m_name->setText(spec.name);
    m_limit->setValue(spec.limiter ? spec.limiter->max : 0);
    m_limitTime->setText(durationText(spec.limiter ? spec.limiter->duration : Milliseconds(1000)));
    m_keepCompleted->setKeep(spec.removeOnComplete);
    m_keepFailed->setKeep(spec.removeOnFail);
    m_lock->setText(durationText(spec.lockDuration));
    m_stalls->setValue(spec.maxStalledCount);
    m_grace->setText(durationText(spec.grace));
    check();
}

LocalWorkerSpec WorkerDialog::spec() const
{
    LocalWorkerSpec spec = m_given;
    spec.queue = queue();
    spec.kind = kind();
    setProgram(spec, m_program->text());
    spec.restartOnSave = spec.kind == LocalWorkerSpec::Kind::Node && m_restart->isChecked();
    spec.concurrency = m_concurrency->value();
    spec.name = m_name->text().trimmed();
    spec.limiter.reset();
    if (m_limit->value() > 0)
        spec.limiter =
            RateLimit{m_limit->value(), parseDuration(m_limitTime->text()).value_or(Milliseconds(1000))};
    spec.removeOnComplete = m_keepCompleted->keep();
    spec.removeOnFail = m_keepFailed->keep();
    spec.lockDuration = parseDuration(m_lock->text()).value_or(spec.lockDuration);
    spec.maxStalledCount = m_stalls->value();
    spec.grace = parseDuration(m_grace->text()).value_or(spec.grace);
    return spec;
}

void WorkerDialog::updateKind()
{
    m_browse->setVisible(kind() != LocalWorkerSpec::Kind::Simulate);
    m_restart->setVisible(kind() == LocalWorkerSpec::Kind::Node);
    switch (kind()) {
    case LocalWorkerSpec::Kind::Simulate:
        m_program->setText(QLatin1StringView(usualSimulation));
        m_program->setPlaceholderText(tr("what a job does, e.g. ms=200..2000,fail=0.1"));
        m_hint->setText(tr("Jobs take a while, report progress and fail at a rate; nothing is really done."));
        break;
    case LocalWorkerSpec::Kind::Node:
        m_program->clear();
        m_program->setPlaceholderText(tr("/path/to/processor.js"));
        m_hint->setText(
            tr("A sandboxed processor of BullMQ, unchanged: it exports a function that takes a job."));
        break;
    case LocalWorkerSpec::Kind::Command:
        m_program->clear();
        m_program->setPlaceholderText(tr("program and arguments"));
        m_hint->setText(tr("The job comes as JSON on standard input, the result goes to standard output; an "
                           "exit code other than 0 fails the job."));
        break;
    case LocalWorkerSpec::Kind::Plugin:
        m_program->clear();
        m_program->setPlaceholderText(tr("/path/to/libprocessor.so"));
        m_hint->setText(tr("A DroverProcessorPlugin in C++. It runs inside of Drover with all of its rights: "
                           "take only one that you trust. If it crashes, so does Drover."));
        break;
    }
    check();
}

QString WorkerDialog::complaint() const
{
    const LocalWorkerSpec wanted = spec();
    if (wanted.queue.name.isEmpty())
        return tr("Which queue is it for?");
    if (const Status sound = validateQueueName(wanted.queue.name); !sound)
        return errorWords(sound.error()).sentence;
    if (m_program->text().trimmed().isEmpty())
        return wanted.kind == LocalWorkerSpec::Kind::Node  ? tr("Which file runs the jobs?")
            : wanted.kind == LocalWorkerSpec::Kind::Plugin ? tr("Which plugin runs the jobs?")
            : wanted.kind == LocalWorkerSpec::Kind::Command
            ? tr("Which program runs the jobs?")
            : tr("What do the jobs do? For example ms=200..2000.");
    if (wanted.kind == LocalWorkerSpec::Kind::Simulate) {
        if (const Result<SimulateSpec> simulation = parseSimulateSpec(wanted.simulation.toUtf8());
            !simulation)
            return errorWords(simulation.error()).sentence;
    }
    for (const QLineEdit* field : {m_limitTime, m_lock, m_grace}) {
        if (!parseDuration(field->text()))
            return tr("%1: \u201c%2\u201d is no duration; write 30s, 5m or 2h.", "name of a field, its text")
                .arg(field->accessibleName(), field->text());
    }
    if (wanted.lockDuration < Milliseconds(1000))
        return tr("A lock shorter than a second would be lost all the time.");
    if (!m_keepCompleted->isSound() || !m_keepFailed->isSound())
        return tr("For how long to keep jobs is no duration: write 30s, 5m or 7d.");
    return {};
}

void WorkerDialog::check()
{
    if (m_save == nullptr)
        return; // still being built
    const QString wrong = complaint();
    m_verdict->setText(wrong);
    m_save->setEnabled(wrong.isEmpty());
}

void WorkerDialog::browse()
{
    auto* dialog = new QFileDialog(this, tr("What runs the jobs"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    if (kind() == LocalWorkerSpec::Kind::Node)
        dialog->setNameFilters({tr("Processors (*.js *.cjs *.mjs *.ts)"), tr("All files (*)")});
    else if (kind() == LocalWorkerSpec::Kind::Plugin)
        dialog->setNameFilters({tr("Qt plugins (*.so)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) {
        m_program->setText(kind() == LocalWorkerSpec::Kind::Command ? joinCommand(file, {}) : file);
    });
    dialog->open();
}

} // namespace drover::ui
