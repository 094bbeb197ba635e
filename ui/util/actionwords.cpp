// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "util/actionwords.h"

#include "util/formatting.h"
#include "util/plaintext.h"
#include "util/words.h"

#include <QCoreApplication>

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
//! Holds the context for lupdate.
struct ActionWords {
    Q_DECLARE_TR_FUNCTIONS(drover::ui::ActionWords)
public:
    static QString running(ActionVerb verb, const QString& queue)
    {
        switch (verb) {
        case ActionVerb::Retry:
            return tr("Retrying jobs of %1", "%1 is a queue").arg(queue);
        case ActionVerb::Promote:
            return tr("Promoting jobs of %1", "%1 is a queue").arg(queue);
        case ActionVerb::Remove:
            return tr("Removing jobs of %1", "%1 is a queue").arg(queue);
        case ActionVerb::Clean:
            return tr("Cleaning %1", "%1 is a queue").arg(queue);
        case ActionVerb::EditOptions:
            return tr("Changing options of jobs of %1", "%1 is a queue").arg(queue);
        case ActionVerb::Restore:
            return tr("Restoring jobs of %1", "%1 is a queue").arg(queue);
        case ActionVerb::Export:
            return tr("Exporting jobs of %1", "%1 is a queue").arg(queue);
        case ActionVerb::Reencrypt:
            return tr("Re-encrypting jobs of %1", "%1 is a queue").arg(queue);
        }
        return {};
    }

    static QString ended(ActionVerb verb, const QString& queue, int done)
    {
        switch (verb) {
        case ActionVerb::Retry:
            return tr("Retried %Ln job(s) of %1", "%1 is a queue", done).arg(queue);
        case ActionVerb::Promote:
            return tr("Promoted %Ln job(s) of %1", "%1 is a queue", done).arg(queue);
        case ActionVerb::Remove:
        case ActionVerb::Clean:
            return tr("Removed %Ln job(s) of %1", "%1 is a queue", done).arg(queue);
        case ActionVerb::EditOptions:
            return tr("Changed the options of %Ln job(s) of %1", "%1 is a queue", done).arg(queue);
        case ActionVerb::Restore:
            return tr("Restored %Ln job(s) of %1", "%1 is a queue", done).arg(queue);
        case ActionVerb::Export:
            return tr("Exported %Ln job(s) of %1", "%1 is a queue", done).arg(queue);
        case ActionVerb::Reencrypt:
            return tr("Re-encrypted %Ln job(s) of %1", "%1 is a queue", done).arg(queue);
        }
        return {};
    }

    static QString progress(const ActionFacts& action)
    {
        if (action.phase == ActionPhase::Paused)
            return tr("Paused: %1 of %2 jobs looked at, %3 done", "three numbers")
                .arg(formatCount(action.looked), formatCount(action.total), formatCount(action.done));
        if (action.looked == 0)
            return action.total < 0 ? tr("Reading the list of jobs\u2026") : tr("Starting\u2026");
        QStringList parts;
        if (action.total >= 0)
            parts.append(
                tr("%1 of %2", "so many of all").arg(formatCount(action.looked), formatCount(action.total)));
        const bool counts = action.phase == ActionPhase::Counting;
        if (!counts && (action.total < 0 || action.done != action.looked))
            parts.append(tr("%1 done", "number of jobs").arg(formatCount(action.done)));
        if (action.skipped > 0)
            parts.append(tr("%1 left alone", "number of jobs").arg(formatCount(action.skipped)));
        if (action.perSecond > 0)
            parts.append(tr("%1 a second", "a number").arg(formatCount(qRound64(action.perSecond))));
        if (const qint64 left = action.timeLeft(); left >= 1000)
            parts.append(tr("about %1 left", "a duration").arg(formatAge(left)));
        return parts.join(u" \u00b7 "_s);
    }

    static QString end(const ActionFacts& action)
    {
        QStringList sentences;
        if (action.error && action.error->code == ErrorCode::Cancelled) {
            sentences.append(tr("Cancelled; the rest is as it was."));
        } else if (action.error) {
            const ErrorWords words = errorWords(*action.error);
            sentences.append(words.sentence);
            sentences.append(words.remedy);
        }
        if (action.verb == ActionVerb::Export && !action.error && action.done > 0)
            sentences.append(tr("Written to %1 (%2).", "file, size")
                                 .arg(plainText(action.file), formatBytes(action.bytes)));
        qint64 named = 0;
        for (auto reason = action.reasons.cbegin(); reason != action.reasons.cend(); ++reason) {
            sentences.append(action.verb == ActionVerb::Reencrypt && reason.key() == "JobNotInState"_L1
                    ? tr("%Ln was/were changed by somebody else meanwhile.", "jobs", asInt(reason.value()))
                    : leftAloneWords(reason.key(), reason.value()));
            named += reason.value();
        }
        if (action.skipped > named)
            sentences.append(tr("%Ln more was/were left alone.", "jobs", asInt(action.skipped - named)));
        if (sentences.isEmpty() && action.done == 0)
            sentences.append(tr("There was nothing to do: no such job is there any more."));
        if (sentences.isEmpty() && action.endedAt - action.startedAt >= 1000)
            sentences.append(
                tr("All done in %1.", "a duration")
                    .arg(formatDuration(static_cast<double>(action.endedAt - action.startedAt))));
        sentences.removeAll(QString());
        return sentences.join(u' ');
    }

    static QString leftAlone(const QString& reason, int jobs)
    {
        if (reason == "JobNotExist"_L1)
            return tr("%Ln was/were gone already.", "jobs", jobs);
        if (reason == "JobNotInState"_L1)
            return tr("%Ln had moved on to another state.", "jobs", jobs);
        if (reason == "JobLockNotExist"_L1 || reason == "JobLockMismatch"_L1)
            return tr("%Ln is/are being run by a worker.", "jobs", jobs);
        if (reason == "JobBelongsToJobScheduler"_L1)
            return tr("%Ln belong(s) to a scheduler.", "jobs", jobs);
        if (reason == "Encryption"_L1)
            return tr("%Ln could not be decrypted.", "jobs", jobs);
        if (reason == "JobPendingChildren"_L1 || reason == "JobHasFailedChildren"_L1)
            return tr("%Ln wait(s) for children.", "jobs", jobs);
        return tr("%Ln was/were refused by Redis (%1).", "jobs; %1 is an error's word", jobs).arg(reason);
    }
};
} // namespace

int asInt(qint64 count)
{
    return static_cast<int>(std::min<qint64>(count, std::numeric_limits<int>::max()));
}

QString actionTitle(const ActionFacts& action)
{
    const QString queue = plainText(action.queue.name, Lines::Single, 60);
    if (action.phase == ActionPhase::Ended)
        return ActionWords::ended(action.verb, queue, asInt(action.done));
    return ActionWords::running(action.verb, queue);
}

QString actionDetail(const ActionFacts& action)
{
    return action.phase == ActionPhase::Ended ? ActionWords::end(action) : ActionWords::progress(action);
}

QString leftAloneWords(const QString& reason, qint64 jobs)
{
    return ActionWords::leftAlone(plainText(reason, Lines::Single, 60), asInt(jobs));
}

} // namespace drover::ui
