// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "util/words.h"

#include "util/plaintext.h"
#include "util/troublewords.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
QString tr(const char* text, const char* note = nullptr)
{
    return QCoreApplication::translate("drover::ui", text, note);
}

ErrorWords scriptWords(const Error& error)
{
    switch (error.code) {
    case ErrorCode::JobNotExist:
        return {
            tr("The job is gone."), tr("It was removed meanwhile, by a worker's retention or by a person.")};
    case ErrorCode::JobNotInState:
        return {
            tr("The job has moved on."), tr("It is no longer in this state; refresh to see where it is.")};
    case ErrorCode::JobLockNotExist:
    case ErrorCode::JobLockMismatch:
        return {tr("A worker is running this job."), tr("Wait until it has finished, then try again.")};
    case ErrorCode::JobPendingChildren:
        return {tr("The job still waits for its children."), tr("Finish or remove the children first.")};
    case ErrorCode::JobHasFailedChildren:
        return {tr("A child of this job has failed."), tr("Retry the failed child first.")};
    case ErrorCode::ParentJobNotExist:
        return {tr("The parent of this job is gone."), {}};
    case ErrorCode::ParentJobCannotBeReplaced:
        return {tr("The job already has another parent."), {}};
    case ErrorCode::JobBelongsToJobScheduler:
        return {tr("The job belongs to a scheduler."), tr("Remove or change the scheduler instead.")};
    case ErrorCode::SchedulerJobIdCollision:
    case ErrorCode::SchedulerJobSlotsBusy:
        return {tr("The scheduler's next run is there already."), {}};
    default:
        return {};
    }
}
} // namespace

QString stateWord(JobState state)
{
    switch (state) {
    case JobState::Waiting:
        return tr("Waiting", "state of jobs");
    case JobState::Active:
        return tr("Active", "state of jobs");
    case JobState::Delayed:
        return tr("Delayed", "state of jobs");
    case JobState::Prioritized:
        return tr("Prioritized", "state of jobs");
    case JobState::Completed:
        return tr("Completed", "state of jobs");
    case JobState::Failed:
        return tr("Failed", "state of jobs");
    case JobState::WaitingChildren:
        return tr("Waiting for children", "state of jobs");
    case JobState::Paused:
        return tr("Paused", "state of jobs: the paused list of old versions");
    }
    return {};
}

QChar stateLetter(JobState state)
{
    switch (state) {
    case JobState::Waiting:
        return u'W';
    case JobState::Active:
        return u'A';
    case JobState::Delayed:
        return u'D';
    case JobState::Prioritized:
        return u'P';
    case JobState::Completed:
        return u'\u2713';
    case JobState::Failed:
        return u'\u2715';
    case JobState::WaitingChildren:
        return u'C';
    case JobState::Paused:
        return u'\u2016';
    }
    return u'?';
}

ErrorWords errorWords(const Error& error)
{
    const QString detail = plainText(error.message);
    if (error.context.contains(u"processor"_s))
        return {tr("Cannot run jobs: %1", "%1 says why").arg(detail), {}};
    if (const ErrorWords trouble = troubleWords(error); !trouble.sentence.isEmpty())
        return trouble;
    switch (error.code) {
    case ErrorCode::ConnectionClosed:
        return {tr("Redis cannot be reached: %1.", "%1 is the system's reason").arg(detail),
            tr("Drover keeps trying by itself. Check that the server runs and that the address is right.")};
    case ErrorCode::InDoubt:
        return {
            tr("The connection broke after the request was sent, so it is not known whether it was done."),
            tr("Look at the job before trying again.")};
    case ErrorCode::ReadOnly:
        if (error.context.value(u"gate"_s) == "production"_L1)
            return {tr("This production connection is locked; nothing was sent."),
                tr("File > Unlock lets changes pass for some minutes.")};
        return {tr("This connection is read-only; nothing was sent."),
            tr("Connect without read-only to change jobs.")};
    case ErrorCode::NoHashTag:
        return {tr("The queue's keys would be spread over several cluster nodes."),
            tr("Put the prefix into braces, for example {bull}.")};
    case ErrorCode::NotFound:
        return {tr("Not found: %1", "%1 says what").arg(detail), {}};
    case ErrorCode::BadInput:
        return {tr("Refused before sending: %1", "%1 is the reason").arg(detail), {}};
    case ErrorCode::Auth:
        return {tr("Redis refused the user or the password."),
            tr("Correct them in the address and connect again.")};
    case ErrorCode::Denied:
        return {tr("Redis forbids this command to the connected user: %1", "%1 is the server's answer")
                    .arg(detail),
            tr("Give the user the missing right (ACL SETUSER), or connect as another one.")};
    case ErrorCode::Timeout:
        return {tr("Redis did not answer in time."),
            tr("It may be busy or the network slow; Drover has reconnected.")};
    case ErrorCode::Tls:
        return {tr("The encrypted connection could not be trusted: %1", "%1 is the TLS error").arg(detail),
            tr("Name the right certificate authority, or the name that the certificate was made for.")};
    case ErrorCode::Server:
        return {tr("Redis answered with an error: %1", "%1 is the server's answer").arg(detail), {}};
    case ErrorCode::Cancelled:
        return {tr("Cancelled."), {}};
    case ErrorCode::Encryption:
        return {tr("Encrypted fields: %1", "%1 is the reason").arg(detail),
            tr("The keys are in the system\u2019s keychain; Settings, Encryption names them.")};
    default:
        return scriptWords(error);
    }
}

} // namespace drover::ui
