// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "util/activitywords.h"

#include "protocol/jobstate.h"
#include "util/formatting.h"
#include "util/plaintext.h"
#include "util/words.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStringList>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
QString tr(const char* text, const char* note = nullptr, int n = -1)
{
    return QCoreApplication::translate("drover::ui", text, note, n);
}

struct ActionName {
    const char* action;
    const char* word;
};

constexpr std::array actionNames{
    ActionName{"add", QT_TRANSLATE_NOOP("drover::ui", "Added")},
    ActionName{"set-limits", QT_TRANSLATE_NOOP("drover::ui", "Limits changed")},
    ActionName{"measure", QT_TRANSLATE_NOOP("drover::ui", "Measured")},
    ActionName{"config-set", QT_TRANSLATE_NOOP("drover::ui", "Settings changed")},
    ActionName{"retry", QT_TRANSLATE_NOOP("drover::ui", "Retried")},
    ActionName{"promote", QT_TRANSLATE_NOOP("drover::ui", "Promoted")},
    ActionName{"remove", QT_TRANSLATE_NOOP("drover::ui", "Removed")},
    ActionName{"restore", QT_TRANSLATE_NOOP("drover::ui", "Restored")},
    ActionName{"clean", QT_TRANSLATE_NOOP("drover::ui", "Cleaned")},
    ActionName{"reencrypt", QT_TRANSLATE_NOOP("drover::ui", "Re-encrypted")},
    ActionName{"drain", QT_TRANSLATE_NOOP("drover::ui", "Drained")},
    ActionName{"obliterate", QT_TRANSLATE_NOOP("drover::ui", "Obliterated")},
    ActionName{"pause", QT_TRANSLATE_NOOP("drover::ui", "Paused")},
    ActionName{"resume", QT_TRANSLATE_NOOP("drover::ui", "Resumed")},
    ActionName{"update-data", QT_TRANSLATE_NOOP("drover::ui", "Changed data")},
    ActionName{"update-options", QT_TRANSLATE_NOOP("drover::ui", "Changed options")},
    ActionName{"update-progress", QT_TRANSLATE_NOOP("drover::ui", "Set progress")},
    ActionName{"change-delay", QT_TRANSLATE_NOOP("drover::ui", "Changed delay")},
    ActionName{"change-priority", QT_TRANSLATE_NOOP("drover::ui", "Changed priority")},
    ActionName{"add-log", QT_TRANSLATE_NOOP("drover::ui", "Wrote to a job's log")},
    ActionName{"unlock", QT_TRANSLATE_NOOP("drover::ui", "Unlocked")},
    ActionName{"work", QT_TRANSLATE_NOOP("drover::ui", "Ran a worker")},
};

QString valueText(const QVariant& value)
{
    switch (value.typeId()) {
    case QMetaType::Bool:
        return value.toBool() ? tr("yes") : tr("no");
    case QMetaType::LongLong:
    case QMetaType::Int:
        return formatCount(value.toLongLong());
    case QMetaType::Double: // what JSON keeps of a whole number
        return value.toDouble() == double(value.toLongLong()) ? formatCount(value.toLongLong())
                                                              : plainText(value.toString());
    case QMetaType::QVariantList:
    case QMetaType::QVariantMap:
        return plainText(QJsonDocument::fromVariant(value).toJson(QJsonDocument::Compact));
    default:
        return plainText(value.toString());
    }
}

QString stateText(const QVariant& value)
{
    const auto state = stateFromName(value.toString().toUtf8());
    return state ? stateWord(*state) : valueText(value);
}

//! What a detail says in a sentence; empty = it is shown as it is.
QString detailText(const QString& key, const QVariant& value)
{
    const qint64 number = value.toLongLong();
    if (key == "id"_L1)
        return tr("job %1", "%1 is an id").arg(plainText(value.toString(), Lines::Single, 60));
    if (key == "ids"_L1)
        return tr("%n chosen job(s)", nullptr, static_cast<int>(number));
    if (key == "name"_L1)
        return tr("\u201c%1\u201d", "name of a job").arg(plainText(value.toString(), Lines::Single, 60));
    if (key == "state"_L1)
        return tr("state %1", "%1 is a state of jobs").arg(stateText(value));
    if (key == "count"_L1)
        return tr("%n job(s)", nullptr, static_cast<int>(number));
    if (key == "limit"_L1)
        return number > 0 ? tr("at most %1", "number of jobs").arg(formatCount(number)) : tr("no limit");
    if (key == "match"_L1)
        return tr("those that match a text");
    if (key == "cause"_L1)
        return tr("those of one cause");
    if (key == "since"_L1)
        return tr("since %1", "a moment").arg(formatExact(number));
    if (key == "graceMs"_L1)
        return tr("older than %1", "a duration").arg(formatDuration(double(number)));
    if (key == "resetAttempts"_L1 || key == "resetAttemptsMade"_L1)
        return value.toBool() ? tr("attempts reset") : tr("attempts kept");
    if (key == "until"_L1)
        return number > 0 ? tr("up to %1", "a moment: older jobs").arg(formatExact(number))
                          : tr("nothing was old enough");
    if (key == "occasion"_L1 && value.toString() == "retention"_L1)
        return tr("by the queue's retention policy");
    if (key == "bulk"_L1)
        return tr("by BullMQ's bulk script");
    if (key == "removeChildren"_L1)
        return value.toBool() ? tr("with its children") : tr("without its children");
    if (key == "delay"_L1)
        return tr("delay %1", "a duration").arg(formatDuration(double(number)));
    if (key == "priority"_L1)
        return tr("priority %1").arg(formatCount(number));
    return {};
}

bool isHidden(const QString& key)
{
    return key == "resetAttemptsStarted"_L1 || key == "trash"_L1;
}

QString lines(const QVariantMap& map)
{
    QStringList all;
    for (auto one = map.cbegin(); one != map.cend(); ++one)
        all.append(u"    %1: %2"_s.arg(one.key(), valueText(one.value())));
    return all.join(u'\n');
}
} // namespace

QString actionWord(const QString& action)
{
    const auto known = std::find_if(actionNames.begin(), actionNames.end(),
        [&action](const ActionName& name) { return action == QLatin1StringView(name.action); });
    return known == actionNames.end() ? plainText(action)
                                      : QCoreApplication::translate("drover::ui", known->word);
}

QString askedWords(const ActivityEntry& entry)
{
    QStringList parts;
    for (auto one = entry.details.cbegin(); one != entry.details.cend(); ++one) {
        if (isHidden(one.key()))
            continue;
        const QString text = detailText(one.key(), one.value());
        parts.append(text.isEmpty() ? u"%1 %2"_s.arg(one.key(), valueText(one.value())) : text);
    }
    return parts.join(u" \u00b7 "_s);
}

QString outcomeWords(const ActivityEntry& entry)
{
    if (!entry.error.isEmpty()) {
        const QString done = entry.outcome.contains(u"done"_s)
            ? tr("%1 done, then: ", "number of jobs, before an error")
                  .arg(valueText(entry.outcome.value(u"done"_s)))
            : QString();
        return done + plainText(entry.error);
    }
    if (!entry.finished)
        return tr("not finished", "a write: it runs, or the program ended before it could say");
    QStringList parts;
    if (entry.outcome.contains(u"done"_s))
        parts.append(tr("%1 done", "number of jobs").arg(valueText(entry.outcome.value(u"done"_s))));
    if (entry.outcome.value(u"skipped"_s).toLongLong() > 0)
        parts.append(tr("%1 skipped", "number of jobs").arg(valueText(entry.outcome.value(u"skipped"_s))));
    if (entry.outcome.value(u"trashed"_s).toLongLong() > 0)
        parts.append(
            tr("%1 in the trash", "number of jobs").arg(valueText(entry.outcome.value(u"trashed"_s))));
    if (entry.outcome.contains(u"id"_s))
        parts.append(tr("job %1", "%1 is an id")
                         .arg(plainText(entry.outcome.value(u"id"_s).toString(), Lines::Single, 60)));
    return parts.isEmpty() ? tr("done") : parts.join(u", "_s);
}

QString entryDetails(const ActivityEntry& entry)
{
    QStringList all{
        tr("%1 in queue %2", "action, queue").arg(actionWord(entry.action), plainText(entry.queue.name)),
        tr("When: %1 (took %2)", "moment, duration")
            .arg(formatExact(entry.when), formatDuration(double(entry.duration))),
        tr("By: %1").arg(plainText(entry.who)),
        tr("Connection: %1").arg(plainText(entry.connection)),
    };
    if (!entry.details.isEmpty())
        all.append(tr("Before / asked:", "heading over what was there and what was wanted") + u'\n'
            + lines(entry.details));
    if (!entry.outcome.isEmpty())
        all.append(tr("After:", "heading over what became of it") + u'\n' + lines(entry.outcome));
    if (!entry.error.isEmpty())
        all.append(tr("Error: %1").arg(plainText(entry.error)));
    if (!entry.finished)
        all.append(tr("Not finished: it still runs, or the program ended before it could say."));
    return all.join(u'\n');
}

QByteArray entryJson(const ActivityEntry& entry)
{
    const QJsonObject object{
        {u"id"_s, entry.id},
        {u"when"_s, QDateTime::fromMSecsSinceEpoch(entry.when).toUTC().toString(Qt::ISODateWithMs)},
        {u"who"_s, entry.who},
        {u"connection"_s, entry.connection},
        {u"prefix"_s, QString::fromUtf8(entry.queue.prefix)},
        {u"queue"_s, QString::fromUtf8(entry.queue.name)},
        {u"action"_s, entry.action},
        {u"details"_s, QJsonObject::fromVariantMap(entry.details)},
        {u"finished"_s, entry.finished},
        {u"outcome"_s, QJsonObject::fromVariantMap(entry.outcome)},
        {u"error"_s, entry.error},
        {u"durationMs"_s, entry.duration},
    };
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

qint64 trashBatchOf(const ActivityEntry& entry)
{
    return entry.action == "restore"_L1 ? 0 : entry.outcome.value(u"trash"_s).toLongLong();
}

} // namespace drover::ui
