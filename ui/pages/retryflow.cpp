// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/retryflow.h"

#include "util/formatting.h"
#include "util/plaintext.h"
#include "util/words.h"
#include "widgets/noticebar.h"

namespace drover::ui {

RetryFlow::RetryFlow(Session& session, NoticeBar& notice, QWidget* window)
    : QObject(window)
    , m_session(session)
    , m_notice(notice)
    , m_window(window)
{
    connect(&session, &Session::retryPlanned, this, &RetryFlow::onPlanned);
    connect(&session, &Session::actionReported, this, &RetryFlow::onReport);
    connect(&notice, &NoticeBar::actionTriggered, this, [this] {
        if (const RequestId running = m_planned != 0 ? m_planned : m_action; running != 0)
            m_session.cancel(running);
    });
}

void RetryFlow::plan(const RetryRequest& request, const RetryPlan& known)
{
    if (isBusy())
        return;
    m_request = request;
    m_plan = known;
    m_planned = m_session.planRetry(request);
    Q_EMIT busyChanged();
}

void RetryFlow::run(const RetryRequest& request)
{
    if (isBusy())
        return;
    m_request = request;
    m_action = m_session.retry(request);
    Q_EMIT busyChanged();
}

void RetryFlow::onPlanned(const RetryOutlook& outlook)
{
    if (outlook.request != m_planned || m_planned == 0)
        return;
    m_planned = 0;
    m_notice.dismiss();
    if (outlook.error && outlook.error->code != ErrorCode::Cancelled) {
        const ErrorWords words = errorWords(*outlook.error);
        m_notice.show(Card::Mood::Bad, words.sentence, words.remedy);
    } else if (!outlook.error && outlook.jobs == 0) {
        m_notice.show(Card::Mood::Plain, tr("None of these jobs is there any more: nothing to retry."));
    } else if (!outlook.error) {
        m_plan.jobs = outlook.jobs;
        m_plan.looked = outlook.looked;
        m_plan.exhausted = outlook.exhausted;
        m_plan.withParent = outlook.withParent;
        ask();
    }
    Q_EMIT busyChanged();
}

void RetryFlow::ask()
{
    m_asking = true;
    auto* dialog = new RetryDialog(m_plan, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::finished, this, [this, dialog](int answer) {
        m_asking = false;
        if (answer == QDialog::Accepted) {
            m_request.resetAttempts = dialog->resetsAttempts();
            if (m_request.jobs.isEmpty())
                m_request.most = m_plan.jobs; // what failed since then was not asked about
            m_action = m_session.retry(m_request);
        }
        Q_EMIT busyChanged();
    });
    dialog->open();
}

void RetryFlow::onReport(const ActionReport& report)
{
    if (report.request == 0 || (report.request != m_action && report.request != m_planned))
        return;
    if (!report.finished) {
        showProgress(report);
        return;
    }
    if (report.request != m_action)
        return;
    m_action = 0;
    showEnd(report);
    Q_EMIT busyChanged();
    Q_EMIT finished();
}

void RetryFlow::showProgress(const ActionReport& report)
{
    const QString queue = plainText(m_request.queue.name, Lines::Single, 60);
    const QString far = tr("%1 of %2 jobs looked at", "two numbers")
                            .arg(formatCount(report.looked), formatCount(report.total));
    if (m_planned != 0)
        m_notice.show(
            Card::Mood::Plain, tr("%1: counting the jobs to retry", "queue").arg(queue), far, tr("Cancel"));
    else
        m_notice.show(Card::Mood::Plain,
            tr("%1: %2 jobs retried, %3 a second", "queue, two numbers")
                .arg(queue, formatCount(report.done), formatCount(qRound64(report.perSecond))),
            far, tr("Cancel"));
}

void RetryFlow::showEnd(const ActionReport& report)
{
    const QString queue = plainText(m_request.queue.name, Lines::Single, 60);
    const QString done = tr("%1: %2 of %3 jobs went back to waiting.", "queue, two numbers")
                             .arg(queue, formatCount(report.done), formatCount(report.matched));
    if (report.error) {
        const ErrorWords words = errorWords(*report.error);
        m_notice.show(report.error->code == ErrorCode::Cancelled ? Card::Mood::Warn : Card::Mood::Bad,
            report.matched > 0 ? done : words.sentence, report.matched > 0 ? words.sentence : words.remedy);
    } else if (report.skippedTotal > 0) {
        const ErrorWords words =
            report.skipped.isEmpty() ? ErrorWords() : errorWords(report.skipped.first().error);
        m_notice.show(Card::Mood::Warn, done,
            tr("%n was/were left alone.", "jobs", static_cast<int>(report.skippedTotal)) + QChar(u' ')
                + words.sentence);
    } else {
        m_notice.show(Card::Mood::Good, done);
    }
}

} // namespace drover::ui
