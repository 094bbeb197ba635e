// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/feeds/jobreading.h"

#include "core/clock.h"
#include "protocol/jobcodec.h"
#include "redis/redisconnection.h"
#include "session/enginecore.h"

#include <algorithm>
#include <array>

namespace drover::ui {

namespace {

//! States whose sets answer at once; the lists are looked through only for what is in none of these.
constexpr std::array quickStates{JobState::Completed, JobState::Failed, JobState::Delayed,
    JobState::Prioritized, JobState::WaitingChildren};

//! Positions of the replies behind those of quickStates.
enum Place { Active, LockToken, LockTtl, LogCount, LogLines_, Pending, Done_, Ignored, Failed, PlaceCount };

std::vector<Command> surroundings(const QueueId& queue, const JobId& job)
{
    std::vector<Command> commands;
    for (const JobState state : quickStates) {
        const QByteArray key = queue.key(state);
        commands.push_back(Command({"ZSCORE", key, job}));
    }
    const QByteArray own = queue.job(job);
    const QByteArray active = queue.key(JobState::Active);
    const QByteArray lock = own + ":lock";
    const QByteArray logs = own + ":logs";
    const QByteArray pending = own + ":dependencies";
    const QByteArray done = own + ":processed";
    const QByteArray ignored = own + ":failed";
    const QByteArray failed = own + ":unsuccessful";
    const QByteArray from = QByteArray::number(-JobFacts::logAtOnce);
    commands.push_back(Command({"LPOS", active, job}));
    commands.push_back(Command({"GET", lock}));
    commands.push_back(Command({"PTTL", lock}));
    commands.push_back(Command({"LLEN", logs}));
    commands.push_back(Command({"LRANGE", logs, from, "-1"}));
    commands.push_back(Command({"SCARD", pending}));
    commands.push_back(Command({"HLEN", done}));
    commands.push_back(Command({"HLEN", ignored}));
    commands.push_back(Command({"ZCARD", failed}));
    return commands;
}

//! A key of another type says nothing, like one that is not there.
qint64 numberOf(const Reply& reply)
{
    return reply.isInteger() ? reply.integer : 0;
}

} // namespace

std::vector<QByteArray> cutLines(std::vector<QByteArray> lines)
{
    for (QByteArray& line : lines) {
        if (line.size() > JobFacts::logLine)
            line = line.left(JobFacts::logLine) + "\xe2\x80\xa6";
    }
    return lines;
}

JobReading::JobReading(
    EngineCore& core, QueueId queue, JobId job, std::optional<JobState> believed, Done done)
    : m_core(core)
    , m_queue(std::move(queue))
    , m_job(std::move(job))
    , m_believed(believed)
    , m_done(std::move(done))
{
}

void JobReading::start()
{
    readRow();
    readSurroundings();
}

void JobReading::readRow()
{
    m_core.reader()
        .rowsById(m_queue, {m_job}, allJobFields, JobFacts::textAtOnce)
        .then(&m_core, [self = shared_from_this()](const Result<std::vector<JobRow>>& rows) {
            if (!rows)
                return self->fail(rows.error());
            self->m_facts.row = rows->front();
            self->step();
        });
}

void JobReading::readSurroundings()
{
    m_core.connection().sendBatch(
        surroundings(m_queue, m_job), [self = shared_from_this()](const Result<std::vector<Reply>>& replies) {
            if (!replies)
                return self->fail(replies.error());
            self->takeSurroundings(replies);
            self->step();
        });
}

void JobReading::takeSurroundings(const Result<std::vector<Reply>>& replies)
{
    for (size_t i = 0; i < quickStates.size(); ++i) {
        const Reply& score = replies->at(i);
        if (!score.isNil() && !score.isError() && !m_facts.state)
            m_facts.state = quickStates.at(i);
    }
    const auto at = [&replies](
                        Place place) -> const Reply& { return replies->at(quickStates.size() + place); };
    if (!m_facts.state && at(Active).isInteger())
        m_facts.state = JobState::Active;
    if (at(LockToken).isText())
        m_facts.lockToken = at(LockToken).text;
    m_facts.lockTtl = at(LockTtl).isInteger() ? at(LockTtl).integer : -1;
    m_facts.logTotal = numberOf(at(LogCount));
    for (const Reply& line : at(LogLines_).items)
        m_facts.log.push_back(line.text);
    m_facts.log = cutLines(std::move(m_facts.log));
    m_facts.childrenPending = numberOf(at(Pending));
    m_facts.childrenDone = numberOf(at(Done_));
    m_facts.childrenIgnored = numberOf(at(Ignored));
    m_facts.childrenFailed = numberOf(at(Failed));
}

void JobReading::step()
{
    if (--m_open > 0 || !m_done)
        return;
    const Job& job = m_facts.job();
    if (isUnreadable(job) && !m_facts.state) {
        fail(Error{ErrorCode::JobNotExist,
            QStringLiteral("Missing key for job %1").arg(QString::fromUtf8(m_job)), {}});
        return;
    }
    if (m_facts.state) {
        answer();
        return;
    }
    // In none of the quick ones, not run since and not held: a job that waited waits.
    const bool waits = m_believed == JobState::Waiting || m_believed == JobState::Paused;
    if (waits && m_facts.lockToken.isEmpty() && !job.processedOn) {
        m_facts.state = m_believed;
        answer();
        return;
    }
    findInLists();
}

void JobReading::findInLists()
{
    m_open = 2;
    for (const JobState state : {JobState::Waiting, JobState::Paused}) {
        m_core.reader()
            .positionOf(m_queue, state, m_job, mostLooked)
            .then(&m_core, [self = shared_from_this(), state](const Result<JobPosition>& place) {
                if (!place)
                    return self->fail(place.error());
                if (place->index && !self->m_facts.state)
                    self->m_facts.state = state;
                self->m_facts.mayWait |= place->total > 2 * mostLooked;
                if (--self->m_open == 0)
                    self->answer();
            });
    }
}

void JobReading::fail(const Error& error)
{
    if (auto done = std::exchange(m_done, nullptr))
        done(error);
}

void JobReading::answer()
{
    m_facts.readAt = Clock::system().now().count();
    if (auto done = std::exchange(m_done, nullptr))
        done(std::move(m_facts));
}

} // namespace drover::ui
