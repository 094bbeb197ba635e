// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "history/historycolumns_p.h"
#include "history/historystore_p.h"

#include <QSqlError>
#include <QSqlQuery>
#include <QVariant>

#include <array>

namespace drover {

using namespace Qt::StringLiterals;

namespace {

using Level = HistoryStore::Level;

constexpr std::array levels{Level::Reading, Level::Minute, Level::Quarter};

qint64 keepOf(const HistoryOptions& options, Level level)
{
    const std::chrono::milliseconds keep = level == Level::Reading ? options.keepReadings
        : level == Level::Minute                                   ? options.keepMinutes
                                                                   : options.keepQuarters;
    return keep.count();
}

//! The coarsest level that shows what a step of this size can show.
Level levelFor(qint64 step)
{
    if (step >= HistoryStore::sizeOf(Level::Quarter))
        return Level::Quarter;
    return step >= HistoryStore::sizeOf(Level::Minute) ? Level::Minute : Level::Reading;
}

//! Where the bin ends that holds this moment.
qint64 binEnd(qint64 moment, qint64 size)
{
    return size > 0 ? ((moment - 1) / size + 1) * size : moment;
}

Level finer(Level level)
{
    return level == Level::Quarter ? Level::Minute : Level::Reading;
}

} // namespace

std::optional<HistoryStore::Place> HistoryStore::edge(Level level, Edge edge)
{
    QSqlQuery query(m_database);
    query.prepare(
        u"SELECT began, ended FROM link_sample WHERE level = ? AND connection = ? ORDER BY ended %1 LIMIT 1"_s
            .arg(edge == Edge::Newest ? u"DESC"_s : u"ASC"_s));
    query.addBindValue(static_cast<int>(level));
    query.addBindValue(m_connection);
    if (!query.exec()) {
        (void)failed(query.lastError());
        return std::nullopt;
    }
    return query.next() ? Place{query.value(0).toLongLong(), query.value(1).toLongLong()} : Place();
}

//! Which part of a range each level answers for: the wanted level where it reaches, finer ones where it does
//! not reach yet, coarser ones where it was dropped.
std::optional<std::vector<HistoryStore::Part>> HistoryStore::parts(qint64 from, qint64 to, qint64 step)
{
    std::vector<Part> found;
    qint64 end = to;
    const Level wanted = levelFor(step);
    for (const Level level : levels) {
        const auto oldest = edge(level, Edge::Oldest);
        if (!oldest)
            return std::nullopt;
        if (oldest->to == 0)
            continue;
        qint64 begin = from;
        if (level != Level::Quarter) {
            const Level next = level == Level::Reading ? Level::Minute : Level::Quarter;
            const auto first = edge(next, Edge::Oldest);
            const auto last = edge(next, Edge::Newest);
            if (!first || !last)
                return std::nullopt;
            const bool wasCut = first->to > 0 && first->from < oldest->from;
            if (level < wanted && last->to > 0)
                begin = std::max(begin, binEnd(last->to, sizeOf(next)));
            else if (wasCut) // the bin of the oldest sample has lost others
                begin = std::max(begin, binEnd(oldest->to, sizeOf(next)));
        }
        if (begin < end)
            found.push_back({level, begin, end});
        end = std::min(end, begin);
        if (end <= from)
            break;
    }
    return found;
}

bool HistoryStore::readLinks(Level level, qint64 from, qint64 to, std::vector<LinkSample>& into)
{
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    query.prepare(u"SELECT "_s + flowColumns()
        + u", latency, slowest, memory, commands FROM link_sample "
          "WHERE level = ? AND ended > ? AND ended <= ? AND connection = ?"_s);
    query.addBindValue(static_cast<int>(level));
    query.addBindValue(from);
    query.addBindValue(to);
    query.addBindValue(m_connection);
    if (!query.exec())
        return failed(query.lastError());
    while (query.next()) {
        LinkSample sample;
        takeFlow(query, 0, sample);
        sample.latency = query.value(flowColumnCount).toDouble();
        sample.slowest = query.value(flowColumnCount + 1).toDouble();
        sample.memory = query.value(flowColumnCount + 2).toLongLong();
        sample.commands = query.value(flowColumnCount + 3).toDouble();
        into.push_back(sample);
    }
    return true;
}

bool HistoryStore::readQueues(
    Level level, const QueueId& queue, qint64 from, qint64 to, std::vector<QueueSample>& into)
{
    if (m_queueNames.isEmpty() && !readQueueNames())
        return false;
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    query.prepare(u"SELECT "_s + flowColumns()
        + u", queue FROM queue_sample WHERE level = ? AND ended > ? AND ended <= ?"_s
        + (queue.name.isEmpty() ? QString() : u" AND queue = ?"_s));
    query.addBindValue(static_cast<int>(level));
    query.addBindValue(from);
    query.addBindValue(to);
    if (!queue.name.isEmpty())
        query.addBindValue(m_queueIds.value(queue));
    if (!query.exec())
        return failed(query.lastError());
    while (query.next()) {
        const auto name = m_queueNames.constFind(query.value(flowColumnCount).toLongLong());
        if (name == m_queueNames.cend())
            continue; // of another connection
        QueueSample sample;
        sample.queue = *name;
        takeFlow(query, 0, sample);
        into.push_back(std::move(sample));
    }
    return true;
}

bool HistoryStore::readQueueNames()
{
    QSqlQuery query(m_database);
    query.prepare(u"SELECT id, prefix, name FROM queue WHERE connection = ?"_s);
    query.addBindValue(m_connection);
    if (!query.exec())
        return failed(query.lastError());
    while (query.next()) {
        const QueueId queue{query.value(1).toByteArray(), query.value(2).toByteArray()};
        m_queueIds.insert(queue, query.value(0).toLongLong());
        m_queueNames.insert(query.value(0).toLongLong(), queue);
    }
    return true;
}

std::optional<std::vector<LinkSample>> HistoryStore::links(qint64 from, qint64 to, qint64 step)
{
    if (!open())
        return std::nullopt;
    const auto sources = parts(from, to, step);
    if (!sources)
        return std::nullopt;
    std::vector<LinkSample> samples;
    for (const Part& part : *sources) {
        if (!readLinks(part.level, part.from, part.to, samples))
            return std::nullopt;
    }
    return binned(samples, step);
}

std::optional<std::vector<QueueSample>> HistoryStore::queues(
    const QueueId& queue, qint64 from, qint64 to, qint64 step)
{
    if (!open())
        return std::nullopt;
    const auto sources = parts(from, to, step);
    if (!sources)
        return std::nullopt;
    std::vector<QueueSample> samples;
    for (const Part& part : *sources) {
        if (!readQueues(part.level, queue, part.from, part.to, samples))
            return std::nullopt;
    }
    return binned(samples, step);
}

std::optional<std::vector<LinkEvent>> HistoryStore::events(int count, qint64 before)
{
    if (!open())
        return std::nullopt;
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    query.prepare(u"SELECT id, at, kind, attempt, code, reason FROM event WHERE connection = ? "
                  "AND (? = 0 OR id < ?) ORDER BY id DESC LIMIT ?"_s);
    query.addBindValue(m_connection);
    query.addBindValue(before);
    query.addBindValue(before);
    query.addBindValue(count);
    if (!query.exec()) {
        (void)failed(query.lastError());
        return std::nullopt;
    }
    std::vector<LinkEvent> events;
    while (query.next())
        events.push_back({query.value(0).toLongLong(), query.value(1).toLongLong(),
            static_cast<LinkEvent::Kind>(query.value(2).toInt()), query.value(3).toInt(),
            query.value(4).toString(), query.value(5).toString()});
    return events;
}

//! Finished bins of `level` that are not there yet, out of the next finer level.
bool HistoryStore::rollUp(Level level, qint64 now)
{
    const qint64 size = sizeOf(level);
    const auto newest = edge(level, Edge::Newest);
    if (!newest)
        return false;
    const qint64 from = newest->to == 0 ? 0 : binEnd(newest->to, size);
    const qint64 to = now / size * size;
    if (from >= to)
        return true;
    std::vector<LinkSample> links;
    std::vector<QueueSample> queues;
    return readLinks(finer(level), from, to, links) && readQueues(finer(level), {}, from, to, queues)
        && insertLinks(level, binned(links, size)) && insertQueues(level, binned(queues, size));
}

bool HistoryStore::roll(qint64 now)
{
    if (!open())
        return false;
    if (!run(u"BEGIN IMMEDIATE"_s))
        return false;
    if (rollUp(Level::Minute, now) && rollUp(Level::Quarter, now) && prune(now) && run(u"COMMIT"_s))
        return true;
    const QString reason = m_error;
    const bool isDamaged = m_isDamaged;
    (void)run(u"ROLLBACK"_s);
    m_error = reason;
    m_isDamaged = isDamaged;
    return false;
}

bool HistoryStore::prune(qint64 now)
{
    if (!run(u"DELETE FROM event WHERE id <= (SELECT max(id) FROM event) - %1"_s.arg(m_options.mostEvents)))
        return false;
    // What is kept is halved until the rows fit.
    for (int halvings = 0; halvings < 12; ++halvings) {
        for (const Level level : levels) {
            const qint64 before = now - (keepOf(m_options, level) >> halvings);
            for (const char* table : {"link_sample", "queue_sample"}) {
                if (!run(u"DELETE FROM %1 WHERE level = %2 AND ended < %3"_s.arg(QString::fromLatin1(table),
                        QString::number(static_cast<int>(level)), QString::number(before))))
                    return false;
            }
        }
        QSqlQuery rows(m_database);
        if (!rows.exec(u"SELECT count(*) FROM queue_sample"_s) || !rows.next())
            return failed(rows.lastError());
        if (rows.value(0).toLongLong() <= m_options.mostRows)
            break;
    }
    return true;
}

} // namespace drover
