// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "worker/processor.h"

#include <QByteArrayList>
#include <QMutex>
#include <QTest>

#include <memory>
#include <optional>

namespace drover::test {

//! A job without a Redis behind it: writes down what a processor does with it. Thread-safe.
class FakeContext final : public JobContext {
public:
    explicit FakeContext(JsonText data = "{}", JobId id = "7")
    {
        m_job.id = std::move(id);
        m_job.name = "mail";
        m_job.data = std::move(data);
        m_job.opts = "{}";
        m_job.timestamp = 1700000000000;
    }

    Job& edit() { return m_job; }
    void cancel(QByteArray reason = {})
    {
        m_reason = std::move(reason);
        m_stop.request_stop();
    }
    void failCalls(const QString& message) { m_callError = message; }

    //! "log a", "progress 1", ... in order.
    [[nodiscard]] QByteArrayList calls() const
    {
        const QMutexLocker lock(&m_mutex);
        return m_calls;
    }

    [[nodiscard]] const QueueId& queue() const override { return m_queue; }
    [[nodiscard]] const Job& job() const override { return m_job; }
    [[nodiscard]] const QByteArray& token() const override { return m_token; }
    [[nodiscard]] std::stop_token stopToken() const override { return m_stop.get_token(); }
    [[nodiscard]] QByteArray stopReason() const override { return m_reason; }
    QFuture<Status> updateProgress(JsonText progress) override { return note("progress " + progress); }
    QFuture<Status> log(QByteArray row) override { return note("log " + row); }
    QFuture<Status> updateData(JsonText data) override { return note("data " + data); }
    QFuture<Status> moveToDelayed(qint64 timestamp) override
    {
        return note("delay " + QByteArray::number(timestamp));
    }
    QFuture<Status> moveToWait() override { return note("wait"); }
    QFuture<Status> rateLimit(Milliseconds duration) override
    {
        return note("limit " + QByteArray::number(qint64(duration.count())));
    }
    QFuture<Result<JsonText>> readChildren(ChildrenQuery query, JsonText options) override
    {
        note("children " + QByteArray::number(int(query)) + ' ' + options);
        return QtFuture::makeReadyFuture(Result<JsonText>(QByteArrayLiteral("{\"bull:q:1\":41.50}")));
    }

private:
    QueueId m_queue{"bull", "mails"};
    Job m_job;
    QByteArray m_token = "worker:1";
    std::stop_source m_stop;
    QByteArray m_reason;
    QString m_callError;
    mutable QMutex m_mutex;
    QByteArrayList m_calls;

    QFuture<Status> note(const QByteArray& call)
    {
        const QMutexLocker lock(&m_mutex);
        m_calls.push_back(call);
        return QtFuture::makeReadyFuture(
            m_callError.isEmpty() ? Status(Done{}) : Status(Error{ErrorCode::Server, m_callError, {}}));
    }
};

//! A job given to a processor and what came of it.
class Run final {
public:
    Run(Processor& processor, std::shared_ptr<FakeContext> jobContext)
        : context(std::move(jobContext))
        , m_state(std::make_shared<State>())
    {
        processor.start(context, [state = m_state](JobOutcome outcome) {
            const QMutexLocker lock(&state->mutex);
            ++state->times;
            state->outcome.emplace(std::move(outcome));
        });
    }
    Run(Processor& processor, const JsonText& data = "{}")
        : Run(processor, std::make_shared<FakeContext>(data))
    {
    }

    [[nodiscard]] bool wait(int ms = 20000) const
    {
        return QTest::qWaitFor([this] { return times() > 0; }, ms);
    }
    [[nodiscard]] int times() const
    {
        const QMutexLocker lock(&m_state->mutex);
        return m_state->times;
    }
    //! The result, or "FAILED: reason".
    [[nodiscard]] QByteArray text() const
    {
        if (!wait()) {
            return "TIMEOUT";
        }
        const QMutexLocker lock(&m_state->mutex);
        return *m_state->outcome ? **m_state->outcome : "FAILED: " + m_state->outcome->error().message;
    }
    [[nodiscard]] JobFailure failure() const
    {
        (void)text();
        const QMutexLocker lock(&m_state->mutex);
        return m_state->outcome && !*m_state->outcome ? m_state->outcome->error() : JobFailure{};
    }

    std::shared_ptr<FakeContext> context;

private:
    struct State {
        QMutex mutex;
        int times = 0;
        std::optional<JobOutcome> outcome;
    };
    std::shared_ptr<State> m_state;
};

} // namespace drover::test
