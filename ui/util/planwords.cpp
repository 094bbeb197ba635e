// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "util/planwords.h"

#include "core/clock.h"
#include "util/actionwords.h"
#include "util/formatting.h"
#include "util/plaintext.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
//! Holds the context for lupdate.
struct PlanWords {
    Q_DECLARE_TR_FUNCTIONS(drover::ui::PlanWords)
public:
    static QStringList selection(const JobSelection& selection)
    {
        QStringList words;
        const MassFilter& filter = selection.filter;
        if (filter.cause)
            words.append(tr("Failed with: %1", "%1 is a reason")
                             .arg(plainText(filter.cause->cause, Lines::Single, 160)));
        if (!filter.match.isEmpty())
            words.append(tr("Only those that contain \u201c%1\u201d.", "%1 is a searched text")
                             .arg(plainText(filter.match, Lines::Single, 80)));
        if (filter.since)
            words.append(tr("Only those since %1.", "a moment")
                             .arg(formatMoment(*filter.since, Clock::system().now().count())));
        return words;
    }

    static QString attempts(const MassPlan& numbers)
    {
        const qint64 none = numbers.attemptsLeft.value(0);
        if (numbers.looked == 0)
            return {};
        if (none == numbers.looked)
            return tr("None of them has attempts left.");
        if (none == 0)
            return tr("All of them have attempts left.");
        QStringList parts{
            tr("%Ln of %1 has/have no attempts left", "jobs", asInt(none)).arg(formatCount(numbers.looked))};
        qint64 more = 0;
        for (auto row = numbers.attemptsLeft.cbegin(); row != numbers.attemptsLeft.cend(); ++row) {
            if (row.key() == 1)
                parts.append(tr("%Ln has/have one", "of several jobs, attempts left", asInt(row.value())));
            else if (row.key() > 1)
                more += row.value();
        }
        if (more > 0)
            parts.append(tr("%Ln has/have more", "of several jobs, attempts left", asInt(more)));
        return tr("%1.", "a sentence").arg(parts.join(u", "_s));
    }

    static QStringList run(const ActionPlan& plan)
    {
        QStringList words;
        qint64 withPriority = 0;
        for (auto row = plan.numbers.priorities.cbegin(); row != plan.numbers.priorities.cend(); ++row)
            withPriority += row.key() != 0 ? row.value() : 0;
        if (withPriority > 0)
            words.append(tr("%Ln keep(s) a priority of its own.", "jobs", asInt(withPriority)));
        if (plan.numbers.withParent > 0)
            words.append(tr("%Ln belong(s) to a flow: the parent waits for them again.", "jobs",
                asInt(plan.numbers.withParent)));
        if (plan.leftAlone > 0)
            words.append(tr(
                "%n will be left alone: gone, or in another state by now.", "jobs", asInt(plan.leftAlone)));
        if (plan.workers > 0)
            words.append(tr("%Ln worker(s) listen.", "to the queue", plan.workers));
        else if (plan.workers < 0)
            words.append(tr("Whether somebody listens cannot be seen: Redis does not let us look."));
        return words;
    }

    static QStringList keys(const MassPlan& numbers)
    {
        QStringList words;
        for (auto row = numbers.keyIds.cbegin(); row != numbers.keyIds.cend(); ++row)
            words.append(
                tr("%Ln has/have fields under the key %1.", "jobs; %1 is a key's id", asInt(row.value()))
                    .arg(plainText(row.key(), Lines::Single, 64)));
        return words;
    }

    static QStringList obstacles(const ActionPlan& plan)
    {
        QStringList words;
        if (plan.paused)
            words.append(tr("The queue is paused: they will wait until it is resumed."));
        if (plan.rateLimited > 0)
            words.append(tr("The queue has reached its rate limit for another %1.", "a duration")
                             .arg(formatDuration(static_cast<double>(plan.rateLimited))));
        if (plan.workers == 0)
            words.append(tr("Nobody listens to this queue: they will wait until a worker starts."));
        return words;
    }

    static QString sample(const ActionPlan& plan, int most)
    {
        QStringList names;
        for (const PlannedJob& job : plan.sample.mid(0, most))
            names.append(
                tr("%1 (%2)", "name and id of a job")
                    .arg(plainText(job.name, Lines::Single, 40), plainText(job.id, Lines::Single, 40)));
        return names.isEmpty() ? QString()
                               : tr("For example %1.", "%1: names of jobs").arg(names.join(u", "_s));
    }
};
} // namespace

QStringList selectionWords(const JobSelection& selection)
{
    return PlanWords::selection(selection);
}

QString attemptsWords(const MassPlan& numbers)
{
    return PlanWords::attempts(numbers);
}

QStringList runWords(const ActionPlan& plan)
{
    return PlanWords::run(plan);
}

QStringList keyWords(const MassPlan& numbers)
{
    return PlanWords::keys(numbers);
}

QStringList obstacleWords(const ActionPlan& plan)
{
    return PlanWords::obstacles(plan);
}

QString sampleWords(const ActionPlan& plan, int most)
{
    return PlanWords::sample(plan, most);
}

} // namespace drover::ui
