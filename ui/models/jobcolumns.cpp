// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/jobcolumns.h"

#include "util/encryptedvalues.h"
#include "util/formatting.h"
#include "util/plaintext.h"

#include <cmath>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
bool isFinished(JobState state)
{
    return state == JobState::Failed || state == JobState::Completed;
}

bool isTime(int column)
{
    return column >= JobColumns::Added && column <= JobColumns::Finished;
}

qint64 timeOf(const JobEntry& entry, int column)
{
    switch (column) {
    case JobColumns::Added:
        return entry.added;
    case JobColumns::Due:
        return entry.due;
    case JobColumns::Started:
        return entry.started;
    default:
        return entry.finished;
    }
}

QString dash()
{
    return QString(QChar(u'\u2013'));
}

qint64 took(const JobEntry& entry)
{
    return entry.started > 0 && entry.finished >= entry.started ? entry.finished - entry.started : -1;
}

int order(qint64 one, qint64 other)
{
    return one < other ? -1 : one > other ? 1 : 0;
}

//! Ids and values that are numbers compare as numbers, before all others.
int naturalOrder(const QByteArray& one, const QByteArray& other)
{
    bool oneIsNumber = false;
    bool otherIsNumber = false;
    const double a = one.toDouble(&oneIsNumber);
    const double b = other.toDouble(&otherIsNumber);
    oneIsNumber = oneIsNumber && std::isfinite(a);
    otherIsNumber = otherIsNumber && std::isfinite(b);
    if (oneIsNumber && otherIsNumber && a != b)
        return a < b ? -1 : 1;
    if (oneIsNumber != otherIsNumber)
        return oneIsNumber ? -1 : 1;
    return one.compare(other);
}
} // namespace

QString JobColumns::title(int column, JobState state)
{
    switch (column) {
    case Id:
        return tr("Id");
    case Name:
        return tr("Name");
    case Reason:
        return tr("Reason", "column: why the job failed");
    case Data:
        return tr("Data");
    case Size:
        return tr("Size", "column: bytes of a job's data");
    case Attempts:
        return tr("Attempts");
    case Priority:
        return tr("Priority");
    case Progress:
        return tr("Progress");
    case Parent:
        return tr("Parent", "column: job of which this one is a part");
    case Worker:
        return tr("Worker");
    case Added:
        return tr("Added", "column: when the job was added");
    case Due:
        return tr("Due", "column: when a delayed job becomes ready");
    case Started:
        return tr("Started", "column: when");
    case Finished:
        return state == JobState::Failed ? tr("Failed at") : tr("Completed at");
    case Took:
        return tr("Took", "column: how long the job ran");
    default:
        return {};
    }
}

QString JobColumns::title(const JsonPath& path)
{
    return tr("data.%1", "column made of a value in a job's data, %1 is a path").arg(pathText(path));
}

QString JobColumns::display(const JobEntry& entry, int column, qint64 now)
{
    if (column >= FixedCount) {
        const QByteArray value = entry.extra.value(column - FixedCount);
        return value.isEmpty() ? dash() : plainText(nameIfEncrypted(value));
    }
    if (entry.missing && column != Id)
        return column == Name ? tr("gone: only its id is left") : QString();
    if (entry.elsewhere && (column == Reason || column == Finished))
        return column == Reason ? tr("no longer in this state") : dash();
    switch (column) {
    case Id:
        return plainText(entry.id);
    case Name:
        return plainText(entry.name);
    case Reason:
        return entry.damaged && entry.reason.isEmpty() ? tr("damaged record") : plainText(entry.reason);
    case Data:
        return entry.data.isEmpty() && entry.dataSize > 0
            ? tr("%1 of data", "%1 is a size").arg(formatBytes(entry.dataSize))
            : plainText(nameEncrypted(entry.data));
    case Size:
        return formatBytes(entry.dataSize);
    case Attempts:
        return tr("%1 of %2", "attempts made, attempts allowed")
            .arg(formatCount(entry.attemptsMade), formatCount(entry.attempts));
    case Priority:
        return entry.priority == 0 ? dash() : formatCount(entry.priority);
    case Progress:
        return entry.progress.isEmpty() ? dash() : plainText(entry.progress);
    case Parent:
        return entry.parent.isEmpty() ? dash() : plainText(entry.parent);
    case Worker:
        return entry.worker.isEmpty() ? dash() : plainText(entry.worker);
    case Took:
        return took(entry) < 0 ? dash() : formatDuration(static_cast<double>(took(entry)));
    default:
        return isTime(column) ? formatMoment(timeOf(entry, column), now) : QString();
    }
}

QString JobColumns::toolTip(const JobEntry& entry, int column, qint64 now)
{
    if (isTime(column)) {
        const qint64 moment = timeOf(entry, column);
        return moment > 0 ? toolTipText(formatExact(moment)) : QString();
    }
    if (column == Attempts || column == Priority || column == Size || column == Took)
        return {};
    return toolTipText(display(entry, column, now));
}

Qt::Alignment JobColumns::alignment(int column)
{
    const bool number = column == Attempts || column == Priority || column == Took || column == Size;
    return (number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter;
}

bool JobColumns::isQuiet(int column)
{
    return column == Worker || column == Size || column == Parent || column == Took || isTime(column);
}

bool JobColumns::isMonospace(int column)
{
    return column == Id || column == Data || column == Parent || column >= FixedCount;
}

bool JobColumns::isPossible(int column, JobState state)
{
    switch (column) {
    case Reason:
        return state != JobState::Completed;
    case Finished:
    case Took:
        return isFinished(state);
    case Due:
        return state == JobState::Delayed;
    case Worker:
    case Started:
        return isFinished(state) || state == JobState::Active;
    default:
        return true;
    }
}

bool JobColumns::isUsual(int column, JobState state)
{
    switch (column) {
    case Id:
    case Name:
    case Attempts:
        return true;
    case Reason:
        return state == JobState::Failed;
    case Data:
        return state != JobState::Failed;
    case Worker:
        return isFinished(state) || state == JobState::Active;
    case Priority:
        return state == JobState::Prioritized;
    case Progress:
    case Started:
        return state == JobState::Active;
    case Added:
        return !isFinished(state) && state != JobState::Active;
    case Due:
        return state == JobState::Delayed;
    case Finished:
        return isFinished(state);
    case Took:
        return state == JobState::Completed;
    default:
        return column >= FixedCount;
    }
}

int JobColumns::usualWidth(int column)
{
    switch (column) {
    case Id:
        return 14;
    case Name:
    case Reason:
    case Data:
    case Parent:
        return 22;
    case Size:
    case Attempts:
    case Priority:
    case Took:
        return 12;
    default:
        return 16;
    }
}

int JobColumns::orderColumn(JobState state)
{
    switch (state) {
    case JobState::Failed:
    case JobState::Completed:
        return Finished;
    case JobState::Delayed:
        return Due;
    case JobState::Prioritized:
        return Priority;
    case JobState::Active:
        return Started;
    default:
        return Added;
    }
}

int JobColumns::wideColumn(JobState state)
{
    return state == JobState::Failed ? Reason : Data;
}

int JobColumns::compare(const JobEntry& one, const JobEntry& other, int column)
{
    if (column >= FixedCount)
        return naturalOrder(one.extra.value(column - FixedCount), other.extra.value(column - FixedCount));
    if (isTime(column))
        return order(timeOf(one, column), timeOf(other, column));
    switch (column) {
    case Id:
        return naturalOrder(one.id, other.id);
    case Name:
        return one.name.compare(other.name);
    case Reason:
        return one.reason.compare(other.reason);
    case Size:
        return order(one.dataSize, other.dataSize);
    case Attempts:
        return order(one.attemptsMade, other.attemptsMade);
    case Priority:
        return order(one.priority, other.priority);
    case Progress:
        return naturalOrder(one.progress, other.progress);
    case Parent:
        return one.parent.compare(other.parent);
    case Worker:
        return one.worker.compare(other.worker);
    case Took:
        return order(took(one), took(other));
    default:
        return one.data.compare(other.data);
    }
}

JsonPath JobColumns::parsePath(const QString& text)
{
    QString plain = text.trimmed();
    if (plain.startsWith(u"data."_s))
        plain = plain.mid(5);
    plain.replace(u'[', u'.').remove(u']');
    JsonPath path;
    const QStringList parts = plain.split(u'.');
    for (const QString& part : parts) {
        if (part.isEmpty())
            return {};
        path.append(part.toUtf8());
    }
    return path;
}

QString JobColumns::pathText(const JsonPath& path)
{
    QStringList parts;
    for (const QByteArray& part : path)
        parts.append(plainText(part, Lines::Single, 80));
    return parts.join(u'.');
}

} // namespace drover::ui
