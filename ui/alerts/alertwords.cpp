// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/alertwords.h"

#include "util/formatting.h"
#include "util/plaintext.h"

#include <QCoreApplication>
#include <QStringList>

namespace drover::ui {

namespace {
constexpr qsizetype mostListed = 5;

class Say {
    Q_DECLARE_TR_FUNCTIONS(drover::ui::AlertWords)
};

int countOf(const std::vector<AlertProblem>& problems)
{
    return static_cast<int>(problems.size());
}

//! A sentence a line, the first few.
QStringList lines(const std::vector<AlertProblem>& problems)
{
    QStringList all;
    for (const AlertProblem& problem : problems) {
        if (all.size() == mostListed) {
            all.append(Say::tr("and %n more", "problems", countOf(problems) - static_cast<int>(mostListed)));
            break;
        }
        const QString sentence = alertSentence(problem.alert);
        all.append(
            problem.isOver ? Say::tr("%1 (over)", "a problem that has ended").arg(sentence) : sentence);
    }
    return all;
}
} // namespace

QString alertSentence(const Alert& alert)
{
    const QString queue = plainText(alert.queue.name, Lines::Single, 80);
    const auto count = static_cast<int>(alert.value);
    const QString time = formatAbout(alert.value);
    switch (alert.kind) {
    case AlertKind::Failures:
        return (alert.exact ? Say::tr("%n failed in %1", "jobs, queue", count)
                            : Say::tr("More than %n failed in %1", "jobs, queue", count))
            .arg(queue);
    case AlertKind::FailureRate:
        return Say::tr("%1 % of the jobs fail in %2", "number, queue").arg(alert.value).arg(queue);
    case AlertKind::Waiting:
        return Say::tr("Jobs wait for %1 in %2", "time, queue").arg(time, queue);
    case AlertKind::Unattended:
        return Say::tr("Nobody listens to %1 while %n job(s) wait", "queue", count).arg(queue);
    case AlertKind::Silence:
        return Say::tr("Nothing was added to %1 for %2", "queue, time").arg(queue, time);
    case AlertKind::Memory:
        return Say::tr("Redis uses %1 % of the memory that it may", "number").arg(alert.value);
    case AlertKind::Lost:
        return Say::tr("No connection for %1", "time").arg(time);
    }
    return {};
}

AlertText alertText(const AlertMessage& message, const QString& connection)
{
    const std::vector<AlertProblem>& problems = message.problems;
    switch (message.kind) {
    case AlertMessage::Kind::One:
        if (problems.size() == 1)
            return {alertSentence(problems.front().alert), connection};
        break;
    case AlertMessage::Kind::Several:
        break;
    case AlertMessage::Kind::Digest:
        return {
            Say::tr("%n problem(s) in quiet hours", nullptr, countOf(problems)), lines(problems).join(u'\n')};
    }
    return {Say::tr("%n problem(s) on %1", "connection", countOf(problems)).arg(connection),
        lines(problems).join(u'\n')};
}

AlertText awayText(const std::vector<AlertProblem>& problems)
{
    return {Say::tr("%n problem(s) while you were away", nullptr, countOf(problems)),
        lines(problems).join(u'\n')};
}

} // namespace drover::ui
