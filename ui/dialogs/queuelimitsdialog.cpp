// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/queuelimitsdialog.h"

#include "core/duration.h"
#include "dialogs/dialogparts.h"
#include "session/feeds/writesfeed.h"
#include "util/durationtext.h"
#include "util/formatting.h"
#include "util/plaintext.h"
#include "util/words.h"
#include "widgets/formgrid.h"
#include "widgets/noticebar.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include <limits>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
//! 0 = not set.
QSpinBox* countField(const QString& name, const QString& unset)
{
    auto* field = new QSpinBox;
    field->setRange(0, std::numeric_limits<int>::max());
    field->setSpecialValueText(unset);
    field->setGroupSeparatorShown(true);
    field->setAccessibleName(name);
    return field;
}

void showCount(QSpinBox& field, const std::optional<qint64>& value)
{
    field.setValue(static_cast<int>(std::min<qint64>(value.value_or(0), std::numeric_limits<int>::max())));
}

std::optional<qint64> countOf(const QSpinBox& field)
{
    return field.value() == 0 ? std::nullopt : std::optional<qint64>(field.value());
}
} // namespace

QueueLimitsDialog::QueueLimitsDialog(Session& session, const QueueId& queue, QWidget* parent)
    : QDialog(parent)
    , m_session(session)
    , m_queue(queue)
    , m_notice(new NoticeBar)
    , m_form(new FormGrid)
    , m_concurrency(countField(tr("Jobs at once"), tr("No limit")))
    , m_max(countField(tr("Jobs in a time"), tr("No limit")))
    , m_duration(new QLineEdit)
    , m_events(countField(tr("Events kept"), tr("As BullMQ: 10,000")))
    , m_trim(new QCheckBox(tr("&Shorten the stream to that now")))
    , m_save(nullptr)
{
    setWindowTitle(tr("Limits of a queue"));
    build();
    connect(&session, &Session::lockChanged, this, &QueueLimitsDialog::check);
    check();
    read();
}

void QueueLimitsDialog::build()
{
    QVBoxLayout* layout = setUpDialog(*this, 70);
    layout->addWidget(connectionLine(m_session.identity()));
    layout->addWidget(
        wrapped(tr("Limits of %1", "%1 is a queue").arg(plainText(m_queue.name, Lines::Single, 60)),
            PlainLabel::Tone::Title));
    layout->addWidget(wrapped(tr("They are kept in Redis and hold over all workers together, whatever a "
                                 "worker is told itself.")));
    layout->addWidget(m_notice);
    m_duration->setText(u"1s"_s);
    m_duration->setPlaceholderText(tr("30s, 5m, 2h, 7d"));
    m_duration->setAccessibleName(tr("In this time"));
    m_form->addField(tr("Jobs at &once"), m_concurrency, tr("Global concurrency"));
    m_form->addFields(tr("Jobs in a &time"), {m_max, m_duration}, tr("Global rate limit"));
    m_form->addField(tr("&Events kept"), m_events,
        tr("About so many. A Node producer writes its own number when it starts, unless skipMetasUpdate is "
           "set."));
    m_form->addBare(m_trim);
    layout->addWidget(m_form);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    m_save = buttons->addButton(tr("Save"), QDialogButtonBox::ApplyRole);
    m_save->setProperty("primary", true);
    connect(m_save, &QPushButton::clicked, this, [this] { save(change(), false); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);
    for (QSpinBox* field : {m_concurrency, m_max, m_events})
        connect(field, &QSpinBox::valueChanged, this, &QueueLimitsDialog::check);
    connect(m_duration, &QLineEdit::textChanged, this, &QueueLimitsDialog::check);
    connect(m_trim, &QCheckBox::toggled, this, &QueueLimitsDialog::check);
}

void QueueLimitsDialog::read()
{
    m_session.writes().readLimits(m_queue, this, [this](const Result<QueueLimits>& limits) {
        if (limits)
            show(*limits);
        else
            tell(limits.error());
    });
}

void QueueLimitsDialog::show(const QueueLimits& limits)
{
    showCount(*m_concurrency, limits.concurrency);
    showCount(*m_max, limits.rate ? std::optional(limits.rate->max) : std::nullopt);
    if (limits.rate)
        m_duration->setText(durationText(limits.rate->duration));
    showCount(*m_events, limits.maxLenEvents);
    m_trim->setChecked(false);
    m_shown = shown();
    check();
}

QueueLimits QueueLimitsDialog::shown() const
{
    return {countOf(*m_concurrency), rate(), countOf(*m_events)};
}

std::optional<GlobalRateLimit> QueueLimitsDialog::rate() const
{
    const auto duration = parseDuration(m_duration->text().trimmed());
    if (m_max->value() == 0 || !duration)
        return std::nullopt;
    return GlobalRateLimit{m_max->value(), *duration};
}

QueueLimitsChange QueueLimitsDialog::change() const
{
    if (!m_shown)
        return {};
    QueueLimitsChange change = changeBetween(*m_shown, shown());
    change.trimsEvents = m_trim->isChecked();
    return change;
}

void QueueLimitsDialog::check()
{
    const bool canWrite = m_shown && !m_session.identity().readOnly && !m_isBusy;
    m_form->setEnabled(canWrite);
    m_duration->setEnabled(m_max->value() > 0);
    const auto duration = parseDuration(m_duration->text().trimmed());
    const bool isSound = m_max->value() == 0 || (duration && duration->count() > 0);
    m_form->setFault(m_max, isSound ? QString() : tr("Write the time as 500ms, 1s or 5m."));
    m_save->setEnabled(canWrite && isSound && !change().isEmpty());
    m_save->setToolTip(m_session.identity().readOnly ? tr("This connection is read-only.") : QString());
}

void QueueLimitsDialog::save(const QueueLimitsChange& change, bool isUndo)
{
    m_isBusy = true;
    check();
    m_session.writes().changeLimits(m_queue, change, this, [this, isUndo](const Result<ChangedLimits>& done) {
        m_isBusy = false;
        if (done)
            onSaved(*done, isUndo);
        else
            tell(done.error());
        check();
    });
}

void QueueLimitsDialog::onSaved(const ChangedLimits& done, bool isUndo)
{
    show(done.after);
    Q_EMIT changed(m_queue);
    QMetaObject::invokeMethod(this, &QWidget::adjustSize, Qt::QueuedConnection); // for the notice
    disconnect(m_notice, &NoticeBar::actionTriggered, this, nullptr);
    const QString trimmed = done.trimmed > 0
        ? tr("%1 events are gone from the stream.", "a number").arg(formatCount(done.trimmed))
        : QString();
    if (isUndo || done.before == done.after) {
        m_notice->show(
            Card::Mood::Good, isUndo ? tr("As it was before.") : tr("The limits were saved."), trimmed);
        return;
    }
    m_notice->show(Card::Mood::Good, tr("The limits were saved."), trimmed, tr("Undo"));
    connect(m_notice, &NoticeBar::actionTriggered, this,
        [this, back = changeBetween(done.after, done.before)] { save(back, true); });
}

void QueueLimitsDialog::tell(const Error& error)
{
    const ErrorWords words = errorWords(error);
    m_notice->show(Card::Mood::Bad, words.sentence, words.remedy);
}

} // namespace drover::ui
