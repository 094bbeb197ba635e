// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/retentiondialog.h"

#include "session/feeds/writesfeed.h"
#include "util/formatting.h"
#include "util/retentionwords.h"
#include "util/words.h"
#include "widgets/keepedit.h"
#include "widgets/noticebar.h"
#include "widgets/plainlabel.h"
#include "widgets/textblock.h"

#include <QComboBox>
#include <QPushButton>

using namespace Qt::StringLiterals;

//! What the dialog does; what it consists of is in retentiondialogparts.cpp.
namespace drover::ui {

namespace {
constexpr std::array states{JobState::Completed, JobState::Failed};
//! What a producer may write who keeps everything: the usual advice.
const KeepJobs advised{.count = 1000, .age = 86400, .limit = {}};
} // namespace

void RetentionDialog::read()
{
    m_session.writes().readRetention(m_queue, this, [this](const Result<RetentionReport>& report) {
        if (report) {
            showReport(*report);
        } else {
            const ErrorWords words = errorWords(report.error());
            m_notice->show(Card::Mood::Bad, words.sentence, words.remedy);
        }
    });
}

void RetentionDialog::showReport(const RetentionReport& report)
{
    for (const StateRetention& state : {report.completed, report.failed}) {
        State& part = m_states[state.state];
        part.facts->setText(keptWords(state, m_clock.now().count()));
        showNames(part, state);
    }
    Q_EMIT settled();
}

RetentionPolicy RetentionDialog::policy() const
{
    RetentionPolicy policy = m_keeper.policy(m_queue);
    policy.completed = completedField()->keep();
    policy.failed = failedField()->keep();
    policy.every = Milliseconds(m_every->currentData().toLongLong());
    return policy;
}

void RetentionDialog::onPolicy()
{
    for (const JobState state : states) {
        State& part = m_states[state];
        part.planned.reset();
        ++part.counting; // what is under way is void
    }
    updateButtons();
    m_typing.start();
}

//! Half a duration is not a wish yet.
void RetentionDialog::remember()
{
    if (!completedField()->isSound() || !failedField()->isSound())
        return;
    m_keeper.setPolicy(m_queue, policy());
    updateCode();
    for (const JobState state : states)
        count(state);
}

//! What was chosen just before is meant as well.
void RetentionDialog::done(int result)
{
    if (m_typing.isActive()) {
        m_typing.stop();
        remember();
    }
    QDialog::done(result);
}

void RetentionDialog::count(JobState state)
{
    State& part = m_states[state];
    const std::optional<KeepJobs> keep = policy().bound(state);
    if (!keep) {
        part.plan->setText(tr("They are left alone."));
        return updateButtons();
    }
    part.plan->setText(tr("Counting\u2026"));
    m_session.writes().planRetention(m_queue, state, *keep, m_clock.now().count(), this,
        [this, state, counting = ++part.counting](const Result<RetentionPlan>& plan) {
            State& counted = m_states[state];
            if (counting != counted.counting)
                return;
            if (plan)
                counted.planned = *plan;
            counted.plan->setText(
                plan ? retentionPlanWords(*plan, m_clock.now().count()) : errorWords(plan.error()).sentence);
            updateButtons();
            Q_EMIT settled();
        });
}

qint64 RetentionDialog::removable() const
{
    qint64 jobs = 0;
    for (const State& part : m_states)
        jobs += part.planned ? part.planned->removes : 0;
    return jobs;
}

void RetentionDialog::updateButtons()
{
    const bool isReadOnly = m_session.identity().readOnly;
    m_apply->setEnabled(!isReadOnly && removable() > 0 && !m_keeper.isRunning(m_queue));
    m_apply->setToolTip(isReadOnly ? tr("This connection is read-only.") : QString());
    updateSchedule();
}

void RetentionDialog::apply()
{
    QList<ActionRequest> requests;
    for (const JobState state : states) {
        const std::optional<RetentionPlan>& plan = m_states[state].planned;
        if (!plan || plan->removes == 0)
            continue;
        ActionRequest request;
        request.verb = ActionVerb::Clean;
        request.jobs.queue = m_queue;
        request.jobs.state = state;
        request.jobs.until = plan->until;
        request.jobs.limit = plan->removes; // no more than was asked about
        requests.append(request);
    }
    Q_EMIT applyWanted(requests, removable());
}

//! When it ran last, and when it runs next or why it does not.
void RetentionDialog::updateSchedule()
{
    const RetentionPolicy policy = m_keeper.policy(m_queue);
    const qint64 now = m_clock.now().count();
    const qint64 next = m_keeper.nextRun(m_queue);
    QStringList sentences;
    if (policy.lastRemoved >= 0)
        sentences.append(tr("It ran last %1 and removed %2 jobs.", "a moment, a number")
                             .arg(formatMoment(policy.lastRun, now), formatCount(policy.lastRemoved)));
    else if (policy.every.count() > 0)
        sentences.append(tr("It has not run yet."));
    if (!policy.lastError.isEmpty())
        sentences.append(tr("The last try ended early (%1).", "an error's word").arg(policy.lastError));
    if (m_keeper.isRunning(m_queue))
        sentences.append(tr("It runs now."));
    else if (policy.every.count() == 0)
        sentences.append(tr("Drover removes nothing by itself."));
    else if (next == 0)
        sentences.append(tr("There is nothing to do: choose above what to keep."));
    else if (m_session.identity().readOnly)
        sentences.append(m_session.identity().canUnlock
                ? tr("It waits: this connection is locked, and nothing runs on it until it is unlocked.")
                : tr("It waits: this connection is read-only."));
    else
        sentences.append(next <= now ? tr("It runs next within a minute.")
                                     : tr("It runs next %1.", "a moment").arg(formatMoment(next, now)));
    m_schedule->setText(sentences.join(u' '));
}

void RetentionDialog::updateCode()
{
    const RetentionPolicy wanted = policy();
    const bool isUnbound = !wanted.bound(JobState::Completed) && !wanted.bound(JobState::Failed);
    m_code->setText(isUnbound
            ? producerCode(advised, {})
            : producerCode(wanted.bound(JobState::Completed), wanted.bound(JobState::Failed)));
}

QString RetentionDialog::factsText(JobState state) const
{
    return m_states.value(state).facts->text();
}

QString RetentionDialog::planText(JobState state) const
{
    return m_states.value(state).plan->text();
}

QString RetentionDialog::code() const
{
    return m_code->toPlainText();
}

QString RetentionDialog::scheduleText() const
{
    return m_schedule->text();
}

} // namespace drover::ui
