// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/context.h"
#include "embedded/embeddedredis.h"
#include "protocol/jsontext.h"
#include "redis/redisurl.h"
#include "signals/interrupts.h"

#include <QCoroFuture>
#include <QFile>
#include <QPromise>

namespace drover::cli {
namespace {

//! Runs the server until a signal comes or it ends by itself.
class RedisKeeper final : public QObject {
public:
    explicit RedisKeeper(Context& context)
        : m_context(context)
        , m_redis(QFile::decodeName(context.arguments().text("dir")))
    {
        connect(&m_redis, &EmbeddedRedis::ready, this, &RedisKeeper::onReady);
        connect(&m_redis, &EmbeddedRedis::failed, this,
            [this](const Error& error) { finish(m_context.fail(error)); });
        connect(&m_redis, &EmbeddedRedis::stopped, this, &RedisKeeper::onStopped);
        connect(&m_interrupts, &Interrupts::interrupted, this, &RedisKeeper::onInterrupted);
    }

    QFuture<int> run()
    {
        m_promise.start();
        m_stopping = m_context.arguments().has("stop");
        if (m_stopping)
            m_redis.stop();
        else
            m_redis.start(EmbeddedRedis::Mode::Owned);
        return m_promise.future();
    }

private:
    void onReady(bool startedNow)
    {
        const QString url = displayUrl(m_redis.connectionOptions());
        if (m_context.json()) {
            m_context.console().line(json::ObjectWriter()
                                         .string("url", QByteArrayView(url.toUtf8()))
                                         .integer("pid", m_redis.processId())
                                         .boolean("started", startedNow)
                                         .take());
        } else {
            m_context.console().line(url);
            m_context.console().note(startedNow ? QStringLiteral("Redis runs; Ctrl-C ends it.")
                                                : QStringLiteral("Redis runs already; it is left as it is."));
        }
        if (!startedNow)
            finish(ExitDone);
    }

    void onInterrupted()
    {
        m_stopping = true;
        if (m_redis.isOwner())
            m_redis.stop();
        else
            finish(ExitDone);
    }

    void onStopped()
    {
        if (m_stopping)
            finish(ExitDone);
        else
            finish(m_context.fail({ErrorCode::Server, QStringLiteral("Redis ended by itself."), {}}));
    }

    void finish(int exitCode)
    {
        if (std::exchange(m_finished, true))
            return;
        m_promise.addResult(exitCode);
        m_promise.finish();
    }

    Context& m_context;
    EmbeddedRedis m_redis;
    Interrupts m_interrupts;
    bool m_stopping = false;
    bool m_finished = false;
    QPromise<int> m_promise;
};

} // namespace

QCoro::Task<int> runRedis(Context& context)
{
    RedisKeeper keeper(context);
    co_return co_await keeper.run();
}

} // namespace drover::cli
