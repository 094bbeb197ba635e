// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/jobrow.h"

#include "queue/jobrow_p.h"
#include "queue/replyerror_p.h"
#include "queue/writeshared_p.h"

#include <algorithm>
#include <array>

namespace drover {
namespace {

constexpr qint64 mostBytes = 16 << 20;

struct FieldName {
    JobField part;
    QByteArrayView name;
    bool isText; //!< may be of any length
};

constexpr std::array fieldNames{FieldName{JobField::Data, "data", true},
    FieldName{JobField::Options, "opts", true}, FieldName{JobField::Times, "processedOn", false},
    FieldName{JobField::Times, "finishedOn", false}, FieldName{JobField::Times, "delay", false},
    FieldName{JobField::Priority, "priority", false}, FieldName{JobField::Attempts, "atm", false},
    FieldName{JobField::Attempts, "attemptsMade", false}, FieldName{JobField::Attempts, "ats", false},
    FieldName{JobField::Attempts, "stc", false}, FieldName{JobField::Progress, "progress", true},
    FieldName{JobField::Result, "returnvalue", true}, FieldName{JobField::Error, "failedReason", true},
    FieldName{JobField::Error, "defa", true}, FieldName{JobField::Stacktrace, "stacktrace", true},
    FieldName{JobField::Parent, "parentKey", false}, FieldName{JobField::Parent, "parent", true},
    FieldName{JobField::Origin, "rjk", false}, FieldName{JobField::Origin, "deid", false},
    FieldName{JobField::Worker, "pb", false}};

Reply textReply(QByteArrayView text)
{
    Reply reply;
    reply.kind = Reply::Kind::Bulk;
    reply.text = text.toByteArray();
    return reply;
}

Command hashCommand(const QByteArray& key, const std::vector<QByteArrayView>& names)
{
    std::vector<QByteArrayView> arguments{"HMGET", key};
    arguments.insert(arguments.end(), names.begin(), names.end());
    return Command(std::span<const QByteArrayView>(arguments));
}

} // namespace

RowReader::RowReader(QueueId queue, JobFields fields, qint64 textLimit, JobCheck check)
    : m_queue(std::move(queue))
    , m_fields(fields)
    , m_textLimit(textLimit)
    , m_check(check)
    // Of every job: what tells a ghost from a job.
    , m_short{"name", "timestamp"}
{
    for (const FieldName& field : fieldNames) {
        if (!m_fields.testFlag(field.part))
            continue;
        if (field.isText)
            m_texts.emplace_back(field.part, field.name);
        else
            m_short.push_back(field.name);
    }
}

std::vector<Command> RowReader::firstCommands(const std::vector<JobId>& ids) const
{
    std::vector<Command> commands;
    commands.reserve(ids.size() * (1 + m_texts.size()));
    for (const JobId& id : ids) {
        const QByteArray key = m_queue.job(id);
        commands.push_back(hashCommand(key, m_short));
        for (const auto& text : m_texts)
            commands.push_back(Command({"HSTRLEN", key, text.second}));
    }
    return commands;
}

Status RowReader::takeFirst(const std::vector<JobId>& ids, std::vector<Reply> replies)
{
    m_ids = ids;
    m_hashes.assign(ids.size(), {});
    m_rows.assign(ids.size(), {});
    const size_t each = 1 + m_texts.size();
    for (size_t row = 0; row < ids.size(); ++row) {
        Reply& hash = replies.at(row * each);
        if (isRefusal(hash))
            return replyError(hash);
        JobRow& target = m_rows[row];
        target.job.id = ids[row];
        if (hash.isError()) {
            target.job.damaged.append(QStringLiteral("key: %1").arg(QString::fromUtf8(hash.text)));
            continue;
        }
        for (size_t i = 0; i < m_short.size() && i < hash.items.size(); ++i) {
            if (hash.items[i].isNil())
                continue;
            m_hashes[row].push_back(textReply(m_short[i]));
            m_hashes[row].push_back(std::move(hash.items[i]));
        }
        planTexts(row, replies, row * each + 1);
    }
    return Done{};
}

void RowReader::planTexts(size_t row, const std::vector<Reply>& lengths, size_t at)
{
    Wanted wanted{row, {}, 0};
    for (const auto& [part, name] : m_texts) {
        const qint64 length = lengths.at(at++).toInteger();
        if (name == "data")
            m_rows[row].dataSize = length;
        if (name == "returnvalue")
            m_rows[row].resultSize = length;
        if (length > m_textLimit) {
            m_rows[row].leftOut |= part;
        } else if (length > 0) {
            wanted.names.push_back(name);
            wanted.bytes += length;
        }
    }
    if (!wanted.names.empty())
        m_wanted.push_back(std::move(wanted));
}

qint64 RowReader::bytesLeft() const
{
    qint64 bytes = 0;
    for (const Wanted& wanted : m_wanted)
        bytes += wanted.bytes;
    return bytes;
}

std::vector<Command> RowReader::nextCommands()
{
    std::vector<Command> commands;
    m_sent.clear();
    qint64 bytes = 0;
    size_t taken = 0;
    while (taken < m_wanted.size() && (taken == 0 || bytes + m_wanted[taken].bytes <= mostBytes)) {
        const Wanted& wanted = m_wanted[taken++];
        bytes += wanted.bytes;
        commands.push_back(hashCommand(m_queue.job(m_ids[wanted.row]), wanted.names));
    }
    const auto end = m_wanted.begin() + static_cast<std::ptrdiff_t>(taken);
    m_sent.assign(std::make_move_iterator(m_wanted.begin()), std::make_move_iterator(end));
    m_wanted.erase(m_wanted.begin(), end);
    return commands;
}

void RowReader::takeNext(std::vector<Reply> replies)
{
    for (size_t i = 0; i < m_sent.size() && i < replies.size(); ++i) {
        std::vector<Reply>& values = replies[i].items;
        for (size_t n = 0; n < m_sent[i].names.size() && n < values.size(); ++n) {
            if (values[n].isNil())
                continue;
            m_hashes[m_sent[i].row].push_back(textReply(m_sent[i].names[n]));
            m_hashes[m_sent[i].row].push_back(std::move(values[n]));
        }
    }
}

std::vector<JobRow> RowReader::takeRows()
{
    for (size_t row = 0; row < m_rows.size(); ++row) {
        JobRow& target = m_rows[row];
        if (!target.job.damaged.isEmpty())
            continue;
        target.job = decodeJob(std::move(m_ids[row]), m_hashes[row], m_check);
        // decodeJob() fills in what upstream shows for a job without data.
        if (!m_fields.testFlag(JobField::Data) || target.leftOut.testFlag(JobField::Data))
            target.job.data.clear();
    }
    return std::move(m_rows);
}

namespace {

Detached readAllRows(QPointer<RedisConnection> connection, RowReader reader, std::vector<JobId> ids,
    UniqueFunction<void(Result<std::vector<JobRow>>)> done)
{
    if (!connection)
        co_return done(closedError());
    if (ids.empty())
        co_return done(std::vector<JobRow>());
    std::vector<Command> commands = reader.firstCommands(ids);
    while (!commands.empty()) {
        Result<std::vector<Reply>> replies = co_await connection->callBatch(std::move(commands));
        if (!replies)
            co_return done(replies.error());
        if (ids.empty()) {
            reader.takeNext(std::move(*replies));
        } else if (const Status taken = reader.takeFirst(std::exchange(ids, {}), std::move(*replies));
                   !taken) {
            co_return done(taken.error());
        }
        if (!connection)
            co_return done(closedError());
        commands = reader.nextCommands();
    }
    done(reader.takeRows());
}

} // namespace

void readRows(QPointer<RedisConnection> connection, RowReader reader, std::vector<JobId> ids,
    UniqueFunction<void(Result<std::vector<JobRow>>)> done)
{
    readAllRows(std::move(connection), std::move(reader), std::move(ids), std::move(done));
}

} // namespace drover
