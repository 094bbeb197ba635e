// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/joboptionsform.h"

#include "core/duration.h"
#include "protocol/jsontext.h"
#include "style/theme.h"
#include "util/durationtext.h"
#include "widgets/formrow.h"
#include "widgets/keepedit.h"
#include "widgets/plainlabel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QSpinBox>

#include <limits>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
constexpr int highestPriority = 2097151;
enum class Backoff : quint8 { None, Fixed, Exponential, Custom };

std::optional<double> milliseconds(const QLineEdit& field)
{
    const auto duration = parseDuration(field.text().trimmed());
    return duration ? std::optional(static_cast<double>(duration->count())) : std::nullopt;
}

void showMilliseconds(QLineEdit& field, const std::optional<double>& value)
{
    if (milliseconds(field) != value || (!value && !field.text().isEmpty()))
        field.setText(value ? durationText(Milliseconds(qRound64(*value))) : QString());
}

//! One below the least stands for "not set".
std::optional<int> number(const QSpinBox& field)
{
    return field.value() == field.minimum() ? std::nullopt : std::optional(field.value());
}

void showNumber(QSpinBox& field, std::optional<qint64> value)
{
    field.setValue(value ? static_cast<int>(std::clamp<qint64>(*value, field.minimum(), field.maximum()))
                         : field.minimum());
}

void showText(QLineEdit& field, const QByteArray& value)
{
    if (field.text().toUtf8() != value)
        field.setText(QString::fromUtf8(value));
}
} // namespace

JobOptionsForm::JobOptionsForm(QWidget* parent)
    : QWidget(parent)
{
    auto* form = new QFormLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(spaceM);
    form->setVerticalSpacing(spaceS);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    addTiming(*form);
    addAttempts(*form);
    addKeeping(*form);
    addDeduplication(*form);
    updateParts();
}

QSpinBox* JobOptionsForm::numberField(const QString& name, int least, int most)
{
    auto* field = new QSpinBox;
    field->setRange(least - 1, most);
    field->setSpecialValueText(tr("Not set", "an option"));
    field->setGroupSeparatorShown(true);
    field->setAccessibleName(name);
    field->setValue(field->minimum());
    connect(field, &QSpinBox::valueChanged, this, &JobOptionsForm::changed);
    return field;
}

QLineEdit* JobOptionsForm::durationField(const QString& name)
{
    auto* field = new QLineEdit;
    field->setPlaceholderText(tr("30s, 5m, 2h, 7d"));
    field->setAccessibleName(name);
    connect(field, &QLineEdit::textChanged, this, &JobOptionsForm::changed);
    return field;
}

void JobOptionsForm::addTiming(QFormLayout& form)
{
    m_jobId = new QLineEdit;
    m_jobId->setPlaceholderText(tr("Chosen by BullMQ"));
    m_jobId->setAccessibleName(tr("Job id"));
    connect(m_jobId, &QLineEdit::textChanged, this, &JobOptionsForm::changed);
    form.addRow(tr("Job &id"), m_jobId);
    m_delay = durationField(tr("Delay"));
    form.addRow(tr("&Delay"), m_delay);
    m_priority = numberField(tr("Priority"), 0, highestPriority);
    m_priority->setToolTip(tr("1 is the most urgent; jobs without a priority run before all others"));
    m_lifo = new QCheckBox(tr("To the &front of the queue"));
    connect(m_lifo, &QCheckBox::toggled, this, &JobOptionsForm::changed);
    auto* line = new QHBoxLayout;
    line->setSpacing(spaceM);
    line->addWidget(m_priority, 1);
    line->addWidget(m_lifo, 1);
    addRow(form, tr("&Priority"), *m_priority, *line);
}

void JobOptionsForm::addAttempts(QFormLayout& form)
{
    m_attempts = numberField(tr("Attempts"), 1, std::numeric_limits<int>::max());
    form.addRow(tr("&Attempts"), m_attempts);
    m_backoff = new QComboBox;
    m_backoff->setAccessibleName(tr("Wait between attempts"));
    m_backoff->addItem(tr("Not set", "an option"), static_cast<int>(Backoff::None));
    m_backoff->addItem(tr("Always the same", "backoff"), static_cast<int>(Backoff::Fixed));
    m_backoff->addItem(tr("Twice as long each time", "backoff"), static_cast<int>(Backoff::Exponential));
    m_backoff->addItem(tr("Of the worker's own", "backoff"), static_cast<int>(Backoff::Custom));
    m_backoffType = new QLineEdit;
    m_backoffType->setPlaceholderText(tr("its name"));
    m_backoffType->setAccessibleName(tr("Name of the worker's backoff"));
    m_backoffDelay = durationField(tr("First wait between attempts"));
    m_jitter = new QDoubleSpinBox;
    m_jitter->setRange(0, 1);
    m_jitter->setSingleStep(0.1);
    m_jitter->setPrefix(tr("jitter ", "before a number from 0 to 1"));
    m_jitter->setAccessibleName(tr("Jitter"));
    auto* line = new QHBoxLayout;
    line->setSpacing(spaceS);
    line->addWidget(m_backoff, 2);
    line->addWidget(m_backoffType, 1);
    line->addWidget(m_backoffDelay, 1);
    line->addWidget(m_jitter, 1);
    addRow(form, tr("&Wait between"), *m_backoff, *line);
    connect(m_backoff, &QComboBox::currentIndexChanged, this, [this] {
        updateParts();
        Q_EMIT changed();
    });
    connect(m_backoffType, &QLineEdit::textChanged, this, &JobOptionsForm::changed);
    connect(m_jitter, &QDoubleSpinBox::valueChanged, this, &JobOptionsForm::changed);
}

void JobOptionsForm::addKeeping(QFormLayout& form)
{
    m_keepCompleted = new KeepEdit(tr("When completed"));
    m_keepFailed = new KeepEdit(tr("When failed"));
    connect(m_keepCompleted, &KeepEdit::changed, this, &JobOptionsForm::changed);
    connect(m_keepFailed, &KeepEdit::changed, this, &JobOptionsForm::changed);
    form.addRow(tr("When &completed"), m_keepCompleted);
    form.addRow(tr("When &failed"), m_keepFailed);
    m_keepLogs = numberField(tr("Log lines to keep"), 0, std::numeric_limits<int>::max());
    m_stackTraces = numberField(tr("Stack traces to keep"), 0, std::numeric_limits<int>::max());
    m_sizeLimit = numberField(tr("Largest data, in bytes"), 1, std::numeric_limits<int>::max());
    form.addRow(tr("&Log lines"), m_keepLogs);
    form.addRow(tr("&Stack traces"), m_stackTraces);
    form.addRow(tr("Si&ze limit"), m_sizeLimit);
}

void JobOptionsForm::addDeduplication(QFormLayout& form)
{
    m_deduplicationId = new QLineEdit;
    setHint(*m_deduplicationId, tr("Id that only one job at a time may have"));
    m_deduplicationId->setAccessibleName(tr("Deduplication id"));
    m_deduplicationTtl = durationField(tr("For how long the deduplication id counts"));
    setHint(*m_deduplicationTtl, tr("for, e.g. 5m"));
    m_extend = new QCheckBox(tr("Each try extends it"));
    m_replace = new QCheckBox(tr("Replace a delayed job"));
    auto* line = new QHBoxLayout;
    line->setSpacing(spaceS);
    line->addWidget(m_deduplicationId, 3);
    line->addWidget(m_deduplicationTtl, 1);
    addRow(form, tr("D&eduplication"), *m_deduplicationId, *line);
    auto* ticks = new QHBoxLayout;
    ticks->setSpacing(spaceM);
    ticks->addWidget(m_extend);
    ticks->addWidget(m_replace);
    ticks->addStretch(1);
    form.addRow(QString(), ticks);
    connect(m_deduplicationId, &QLineEdit::textChanged, this, [this] {
        updateParts();
        Q_EMIT changed();
    });
    connect(m_extend, &QCheckBox::toggled, this, &JobOptionsForm::changed);
    connect(m_replace, &QCheckBox::toggled, this, &JobOptionsForm::changed);
}

void JobOptionsForm::updateParts()
{
    const auto backoff = static_cast<Backoff>(m_backoff->currentData().toInt());
    m_backoffType->setVisible(backoff == Backoff::Custom);
    m_backoffDelay->setVisible(backoff != Backoff::None);
    m_jitter->setVisible(backoff == Backoff::Fixed || backoff == Backoff::Exponential);
    const bool deduplicates = !m_deduplicationId->text().isEmpty();
    for (QWidget* part : std::initializer_list<QWidget*>{m_deduplicationTtl, m_extend, m_replace})
        part->setEnabled(deduplicates);
}

void JobOptionsForm::setOptions(const JobOptions& options)
{
    const QSignalBlocker quiet(this);
    m_given = options;
    showText(*m_jobId, options.jobId.value_or(JobId()));
    showMilliseconds(*m_delay, options.delay);
    showNumber(*m_priority, options.priority);
    m_lifo->setChecked(options.lifo.value_or(false));
    showNumber(*m_attempts, options.attempts);
    Backoff kind = Backoff::None;
    if (options.backoff) {
        kind = options.backoff->type == "fixed"      ? Backoff::Fixed
            : options.backoff->type == "exponential" ? Backoff::Exponential
                                                     : Backoff::Custom;
        if (kind == Backoff::Custom)
            showText(*m_backoffType, options.backoff->type);
        showMilliseconds(*m_backoffDelay, options.backoff->delay);
        m_jitter->setValue(options.backoff->jitter.value_or(0));
    }
    m_backoff->setCurrentIndex(m_backoff->findData(static_cast<int>(kind)));
    m_keepCompleted->setKeep(options.removeOnComplete);
    m_keepFailed->setKeep(options.removeOnFail);
    showNumber(*m_keepLogs, options.keepLogs);
    showNumber(*m_stackTraces, options.stackTraceLimit);
    showNumber(*m_sizeLimit, options.sizeLimit);
    setDeduplication(options.extra);
    updateParts();
}

void JobOptionsForm::setDeduplication(const JsonText& extra)
{
    const QByteArrayView deduplication = json::value(extra, "deduplication");
    showText(*m_deduplicationId, json::decodeString(json::value(deduplication, "id")).value_or(QByteArray()));
    showMilliseconds(*m_deduplicationTtl, json::decodeNumber(json::value(deduplication, "ttl")));
    m_extend->setChecked(json::value(deduplication, "extend") == "true");
    m_replace->setChecked(json::value(deduplication, "replace") == "true");
}

std::optional<BackoffOptions> JobOptionsForm::backoff() const
{
    BackoffOptions backoff;
    backoff.delay = milliseconds(*m_backoffDelay);
    switch (static_cast<Backoff>(m_backoff->currentData().toInt())) {
    case Backoff::None:
        return std::nullopt;
    case Backoff::Custom:
        backoff.type = m_backoffType->text().toUtf8();
        return backoff;
    case Backoff::Fixed:
        backoff.type = "fixed";
        break;
    case Backoff::Exponential:
        backoff.type = "exponential";
        break;
    }
    if (m_jitter->value() > 0)
        backoff.jitter = m_jitter->value();
    return backoff;
}

JsonText JobOptionsForm::extra() const
{
    const QByteArray id = m_deduplicationId->text().toUtf8();
    JsonText extra = m_given.extra.isEmpty() ? JsonText("{}") : m_given.extra;
    if (id.isEmpty()) {
        extra = json::withoutMember(extra, "deduplication").value_or(extra);
    } else {
        const QByteArrayView given = json::value(extra, "deduplication");
        JsonText member = given.isEmpty() ? JsonText("{}") : given.toByteArray();
        const auto put = [&member](QByteArrayView key, const std::optional<QByteArray>& value) {
            const auto changed =
                value ? json::withMember(member, key, *value) : json::withoutMember(member, key);
            member = changed.value_or(member);
        };
        const auto flag = [](const QCheckBox& box) {
            return box.isChecked() ? std::optional<QByteArray>("true") : std::nullopt;
        };
        const auto ttl = milliseconds(*m_deduplicationTtl);
        put("id", json::encodeString(QByteArrayView(id)));
        put("ttl", ttl ? std::optional(json::encodeNumber(*ttl)) : std::nullopt);
        put("extend", flag(*m_extend));
        put("replace", flag(*m_replace));
        extra = json::withMember(extra, "deduplication", member).value_or(extra);
    }
    return extra == "{}" ? JsonText() : extra;
}

JobOptions JobOptionsForm::options() const
{
    JobOptions options = m_given;
    const QByteArray id = m_jobId->text().toUtf8();
    options.jobId = id.isEmpty() ? std::nullopt : std::optional<JobId>(id);
    options.delay = milliseconds(*m_delay);
    options.priority = number(*m_priority);
    if (m_lifo->isChecked() || options.lifo)
        options.lifo = m_lifo->isChecked();
    options.attempts = number(*m_attempts);
    options.backoff = backoff();
    options.removeOnComplete = m_keepCompleted->keep();
    options.removeOnFail = m_keepFailed->keep();
    options.keepLogs = number(*m_keepLogs);
    options.stackTraceLimit = number(*m_stackTraces);
    options.sizeLimit = number(*m_sizeLimit);
    options.extra = extra();
    return options;
}

QString JobOptionsForm::complaint() const
{
    const auto unreadable = [](const QLineEdit& field) {
        return !field.text().trimmed().isEmpty() && !milliseconds(field);
    };
    if (unreadable(*m_delay))
        return tr("The delay is no duration: write 30s, 5m or 2h.");
    if (m_backoffDelay->isVisibleTo(this) && unreadable(*m_backoffDelay))
        return tr("The wait between attempts is no duration: write 30s, 5m or 2h.");
    if (m_backoffType->isVisibleTo(this) && m_backoffType->text().isEmpty())
        return tr("Name the backoff that the worker defines.");
    if (!m_keepCompleted->isSound() || !m_keepFailed->isSound())
        return tr("For how long to keep jobs is no duration: write 30s, 5m or 7d.");
    if (unreadable(*m_deduplicationTtl))
        return tr("For how long the deduplication counts is no duration: write 30s, 5m or 2h.");
    return {};
}

} // namespace drover::ui
