// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "worker/encryptedfields.h"

#include "core/clock.h"
#include "protocol/jsontext.h"

namespace drover {
namespace {

constexpr qint64 putOffFor = 10000; // ms

//! The job as the processor sees it.
class ClearContext final : public JobContext {
public:
    ClearContext(std::shared_ptr<JobContext> inner, JsonText data, FieldCipherPtr cipher)
        : m_inner(std::move(inner))
        , m_job(m_inner->job())
        , m_cipher(std::move(cipher))
    {
        m_job.data = std::move(data);
    }

    const QueueId& queue() const override { return m_inner->queue(); }
    const Job& job() const override { return m_job; }
    const QByteArray& token() const override { return m_inner->token(); }
    std::stop_token stopToken() const override { return m_inner->stopToken(); }
    QByteArray stopReason() const override { return m_inner->stopReason(); }

    QFuture<Status> updateProgress(JsonText progress) override
    {
        return m_inner->updateProgress(std::move(progress));
    }
    QFuture<Status> log(QByteArray row) override { return m_inner->log(std::move(row)); }
    QFuture<Status> updateData(JsonText data) override
    {
        if (!json::isValid(data))
            return m_inner->updateData(std::move(data)); // which says so
        Result<JsonText> encrypted = m_cipher->encrypted(data);
        if (!encrypted)
            return QtFuture::makeReadyFuture(Status(encrypted.error()));
        return m_inner->updateData(std::move(*encrypted));
    }
    QFuture<Status> moveToDelayed(qint64 timestamp) override { return m_inner->moveToDelayed(timestamp); }
    QFuture<Status> moveToWait() override { return m_inner->moveToWait(); }
    QFuture<Status> rateLimit(Milliseconds duration) override { return m_inner->rateLimit(duration); }
    QFuture<Result<JsonText>> readChildren(ChildrenQuery query, JsonText options) override
    {
        return m_inner->readChildren(query, std::move(options));
    }

private:
    const std::shared_ptr<JobContext> m_inner;
    Job m_job;
    const FieldCipherPtr m_cipher;
};

JobFailure forGood(const Error& error)
{
    return {JobFailure::Kind::Unrecoverable, error.message.toUtf8(), {}};
}

using Finished = Processor::Finished;

//! What the job returned, as it may be written; what is no JSON is refused by the worker.
Finished encryptingResults(const FieldCipherPtr& cipher, Finished finished)
{
    return [cipher, finished = std::move(finished)](JobOutcome outcome) mutable {
        if (outcome && json::isValid(*outcome)) {
            Result<JsonText> encrypted = cipher->encryptedResult(*outcome);
            outcome = encrypted ? JobOutcome(std::move(*encrypted)) : JobOutcome(forGood(encrypted.error()));
        }
        finished(std::move(outcome));
    };
}

//! Nobody's fault: the keys will be there again.
void putOff(const std::shared_ptr<JobContext>& context, const Error& why, Finished finished)
{
    (void)context->log("put off: " + why.message.toUtf8());
    (void)context->moveToDelayed(Clock::system().now().count() + putOffFor);
    finished(JobFailure{JobFailure::Kind::Delayed, why.message.toUtf8(), {}});
}

class DecryptingProcessor final : public Processor, public std::enable_shared_from_this<DecryptingProcessor> {
public:
    DecryptingProcessor(std::shared_ptr<Processor> inner, LiveCipher::Ptr cipher)
        : m_inner(std::move(inner))
        , m_cipher(std::move(cipher))
    {
    }

    void start(std::shared_ptr<JobContext> context, Finished finished) override
    {
        // std::function has to be copied, and a continuation that is moved only cannot be.
        auto ends = std::make_shared<Finished>(std::move(finished));
        m_cipher->use([self = shared_from_this(), context = std::move(context), ends = std::move(ends)](
                          const Result<FieldCipherPtr>& cipher) {
            if (!cipher)
                putOff(context, cipher.error(), std::move(*ends));
            else if (!*cipher)
                self->m_inner->start(context, std::move(*ends));
            else
                self->run(context, *cipher, std::move(*ends));
        });
    }
    void setConcurrency(int concurrency) override { m_inner->setConcurrency(concurrency); }

private:
    void run(const std::shared_ptr<JobContext>& context, const FieldCipherPtr& cipher, Finished finished)
    {
        Result<JsonText> data = cipher->decrypted(context->job().data);
        if (!data)
            return finished(forGood(data.error()));
        m_inner->start(std::make_shared<ClearContext>(context, std::move(*data), cipher),
            encryptingResults(cipher, std::move(finished)));
    }

    const std::shared_ptr<Processor> m_inner;
    const LiveCipher::Ptr m_cipher;
};

} // namespace

std::shared_ptr<Processor> withDecryptedFields(std::shared_ptr<Processor> inner, LiveCipher::Ptr cipher)
{
    return std::make_shared<DecryptingProcessor>(std::move(inner), std::move(cipher));
}

} // namespace drover
