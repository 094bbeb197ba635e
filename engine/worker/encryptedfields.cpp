// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "worker/encryptedfields.h"

#include "protocol/jsontext.h"

namespace drover {
namespace {

using Cipher = std::shared_ptr<const FieldCipher>;

//! The job as the processor sees it.
class ClearContext final : public JobContext {
public:
    ClearContext(std::shared_ptr<JobContext> inner, JsonText data, Cipher cipher)
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
    const Cipher m_cipher;
};

class DecryptingProcessor final : public Processor {
public:
    DecryptingProcessor(std::shared_ptr<Processor> inner, Cipher cipher)
        : m_inner(std::move(inner))
        , m_cipher(std::move(cipher))
    {
    }

    void start(std::shared_ptr<JobContext> context, Finished finished) override
    {
        Result<JsonText> data = m_cipher->decrypted(context->job().data);
        if (!data)
            return finished(JobFailure{JobFailure::Kind::Unrecoverable, data.error().message.toUtf8(), {}});
        m_inner->start(std::make_shared<ClearContext>(std::move(context), std::move(*data), m_cipher),
            std::move(finished));
    }
    void setConcurrency(int concurrency) override { m_inner->setConcurrency(concurrency); }

private:
    const std::shared_ptr<Processor> m_inner;
    const Cipher m_cipher;
};

} // namespace

std::shared_ptr<Processor> withDecryptedFields(std::shared_ptr<Processor> inner, Cipher cipher)
{
    return std::make_shared<DecryptingProcessor>(std::move(inner), std::move(cipher));
}

} // namespace drover
