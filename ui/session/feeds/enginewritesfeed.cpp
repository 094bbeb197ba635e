// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/feeds/enginewritesfeed.h"

#include "session/enginecore.h"
#include "session/feeds/fatereader.h"
#include "session/feeds/fieldciphers.h"

namespace drover::ui {

namespace {
//! Lends a queue to a call and takes it away after its answer.
template <typename T, typename Call>
QFuture<Result<T>> withQueue(EngineCore& core, const QueueId& id, Call call)
{
    auto* queue = new Queue(id, core.writer(), core.gate(), &core);
    return call(*queue).then(queue, [queue](const Result<T>& result) {
        queue->deleteLater();
        return result;
    });
}
} // namespace

namespace {
//! One after the other, as long as all goes well: options first, because only they can be refused.
QFuture<Status> writeEdit(EngineCore& core, const JobEdit& edit, const FieldCipherPtr& cipher)
{
    const auto writeData = [&core, edit, cipher] {
        return edit.data ? withQueue<Done>(core, edit.queue,
                   [&edit, &cipher](Queue& lent) {
                       lent.setFieldCipher(cipher);
                       return lent.updateData(edit.job, *edit.data);
                   })
                         : QtFuture::makeReadyFuture(Status(Done{}));
    };
    if (!edit.optionChanges)
        return writeData();
    return withQueue<Done>(
        core, edit.queue, [&edit](Queue& lent) { return lent.updateOptions(edit.job, *edit.optionChanges); })
        .then(&core,
            [writeData](const Status& status) {
                return status ? writeData() : QtFuture::makeReadyFuture(Status(status));
            })
        .unwrap();
}

QFuture<Result<EditOutcome>> carryOut(EngineCore& core, const JobEdit& edit, const FieldCipherPtr& cipher)
{
    return core.reader()
        .job(edit.queue, edit.job)
        .then(&core,
            [&core, edit, cipher](const Result<JobDetail>& current) {
                if (!current)
                    return QtFuture::makeReadyFuture(Result<EditOutcome>(current.error()));
                if (current->job.data != edit.knownData || current->job.opts != edit.knownOptions)
                    return QtFuture::makeReadyFuture(Result<EditOutcome>(EditOutcome{false, *current}));
                return writeEdit(core, edit, cipher).then(&core, [](const Status& status) {
                    return status ? Result<EditOutcome>(EditOutcome{true, {}})
                                  : Result<EditOutcome>(status.error());
                });
            })
        .unwrap();
}
} // namespace

EngineWritesFeed::EngineWritesFeed(EngineHost& host, KeyStore* keys, QObject* parent)
    : WritesFeed(parent)
    , m_host(host)
    , m_keys(keys)
{
}

void EngineWritesFeed::setPaused(const QueueId& queue, bool paused, QObject* context, Answer<Done> answer)
{
    m_host.ask<Done>(
        context,
        [queue, paused](EngineCore& core) {
            return withQueue<Done>(
                core, queue, [paused](Queue& lent) { return paused ? lent.pause() : lent.resume(); });
        },
        std::move(answer));
}

bool EngineWritesFeed::encrypts(const QueueId& queue) const
{
    if (m_keys == nullptr)
        return false;
    const Result<QueueEncryption> about = m_keys->queue(queue);
    return about && !about->isClear();
}

void EngineWritesFeed::addJob(const QueueId& queue, const NewJob& job, QObject* context, Answer<JobId> answer)
{
    const QPointer<EngineWritesFeed> self(this);
    withFieldCipher(m_keys, queue, context, [=](const Result<FieldCipherPtr>& cipher) {
        if (!cipher)
            return answer(cipher.error());
        if (!self)
            return;
        self->m_host.ask<JobId>(
            context,
            [queue, job, cipher = *cipher](EngineCore& core) {
                return withQueue<JobId>(core, queue, [&job, &cipher](Queue& lent) {
                    lent.setFieldCipher(cipher);
                    return lent.add(job);
                });
            },
            answer);
    });
}

void EngineWritesFeed::readJob(
    const QueueId& queue, const JobId& job, QObject* context, Answer<JobDetail> answer)
{
    m_host.ask<JobDetail>(
        context, [queue, job](EngineCore& core) { return core.reader().job(queue, job); }, std::move(answer));
}

void EngineWritesFeed::editJob(const JobEdit& edit, QObject* context, Answer<EditOutcome> answer)
{
    KeyStore* keys = edit.data ? m_keys : nullptr; // options are never encrypted
    const QPointer<EngineWritesFeed> self(this);
    withFieldCipher(keys, edit.queue, context, [=](const Result<FieldCipherPtr>& cipher) {
        if (!cipher)
            return answer(cipher.error());
        if (!self)
            return;
        self->m_host.ask<EditOutcome>(
            context, [edit, cipher = *cipher](EngineCore& core) { return carryOut(core, edit, cipher); },
            answer);
    });
}

void EngineWritesFeed::readFates(
    const QueueId& queue, const QList<JobId>& jobs, QObject* context, Answer<QList<JobFate>> answer)
{
    m_host.ask<QList<JobFate>>(
        context,
        [queue, jobs](EngineCore& core) {
            return drover::ui::readFates(core.connection(), core.reader(), queue, jobs);
        },
        std::move(answer));
}

void EngineWritesFeed::readLimits(const QueueId& queue, QObject* context, Answer<QueueLimits> answer)
{
    m_host.ask<QueueLimits>(
        context, [queue](EngineCore& core) { return readQueueLimits(core.connection(), queue); },
        std::move(answer));
}

void EngineWritesFeed::changeLimits(
    const QueueId& queue, const QueueLimitsChange& change, QObject* context, Answer<ChangedLimits> answer)
{
    m_host.ask<ChangedLimits>(
        context,
        [queue, change](
            EngineCore& core) { return changeQueueLimits(core.writer(), core.gate(), queue, change); },
        std::move(answer));
}

void EngineWritesFeed::readRetention(const QueueId& queue, QObject* context, Answer<RetentionReport> answer)
{
    m_host.ask<RetentionReport>(
        context, [queue](EngineCore& core) { return drover::readRetention(core.connection(), queue); },
        std::move(answer));
}

void EngineWritesFeed::planRetention(const QueueId& queue, JobState state, const KeepJobs& keep, qint64 now,
    QObject* context, Answer<RetentionPlan> answer)
{
    m_host.ask<RetentionPlan>(
        context,
        [queue, state, keep, now](
            EngineCore& core) { return drover::planRetention(core.connection(), queue, state, keep, now); },
        std::move(answer));
}

} // namespace drover::ui
