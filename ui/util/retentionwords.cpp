// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "util/retentionwords.h"

#include "protocol/joboptionscodec.h"
#include "util/formatting.h"
#include "util/plaintext.h"
#include "util/words.h"

#include <QCoreApplication>
#include <QStringList>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
constexpr size_t sampleShown = 5;

//! Holds the context for lupdate.
struct RetentionWords {
    Q_DECLARE_TR_FUNCTIONS(drover::ui::RetentionWords)
public:
    static QString keep(const std::optional<KeepJobs>& keep)
    {
        const qint64 count = keep ? keep->count.value_or(-1) : -1;
        if (!keep || (count < 0 && !keep->age))
            return tr("for ever", "how long finished jobs are kept");
        if (count == 0)
            return tr("not at all", "how long finished jobs are kept");
        const QString age = keep->age ? formatDuration(static_cast<double>(*keep->age) * 1000) : QString();
        if (count < 0)
            return age;
        const QString newest = tr("the last %1", "a number of finished jobs").arg(formatCount(count));
        return age.isEmpty() ? newest : tr("%1, %2 at most", "the last so many, a duration").arg(newest, age);
    }

    static QString kept(const StateRetention& state, qint64 now)
    {
        const QString jobs =
            tr("%1: %2 jobs", "a state, a number").arg(stateWord(state.state), formatCount(state.total));
        if (state.total == 0)
            return tr("%1: no jobs are kept", "a state").arg(stateWord(state.state));
        const QString size = state.bytes >= 0
            ? tr("%1, about %2", "so many jobs, their memory").arg(jobs, formatBytes(state.bytes))
            : jobs;
        return tr("%1; %2 of them from the last day, the oldest from %3 ago.", "jobs, a number, a duration")
            .arg(size, formatCount(state.lastDay), formatAge(now - state.oldest));
    }

    static QString plan(const RetentionPlan& plan, qint64 now)
    {
        if (plan.removes == 0)
            return tr("Nothing would be removed of %1 jobs.", "a number").arg(formatCount(plan.total));
        QStringList lines{tr("%1 of %2 jobs would be removed.", "two numbers")
                              .arg(formatCount(plan.removes), formatCount(plan.total))};
        if (plan.bytes >= 0)
            lines.append(
                tr("About %1 of Redis' memory would become free.", "a size").arg(formatBytes(plan.bytes)));
        if (plan.oldest > 0)
            lines.append(tr("The oldest finished %1, the newest %2.", "two moments")
                             .arg(formatMoment(plan.oldest, now), formatMoment(plan.newest, now)));
        QStringList ids;
        for (size_t i = 0; i < std::min(sampleShown, plan.sample.size()); ++i)
            ids.append(plainText(plan.sample[i], Lines::Single, 40));
        if (!ids.isEmpty())
            lines.append(tr("Among them %1.", "ids of jobs").arg(ids.join(u", "_s)));
        return lines.join(u'\n');
    }
};
} // namespace

QString keepWords(const std::optional<KeepJobs>& keep)
{
    return RetentionWords::keep(keep);
}

QString keptWords(const StateRetention& state, qint64 now)
{
    return RetentionWords::kept(state, now);
}

QString retentionPlanWords(const RetentionPlan& plan, qint64 now)
{
    return RetentionWords::plan(plan, now);
}

QString producerCode(const std::optional<KeepJobs>& completed, const std::optional<KeepJobs>& failed)
{
    QStringList options;
    const auto add = [&options](const char* name, const std::optional<KeepJobs>& keep) {
        if (keep)
            options.append(QLatin1StringView(name) + u": "_s + QString::fromUtf8(keepJobsToJson(*keep)));
    };
    add("removeOnComplete", completed);
    add("removeOnFail", failed);
    return u"defaultJobOptions: { %1 }"_s.arg(options.join(u", "_s));
}

} // namespace drover::ui
