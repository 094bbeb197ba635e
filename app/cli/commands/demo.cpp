// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "demo/demo.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/context.h"
#include "cli/textformat.h"
#include "protocol/jsontext.h"
#include "redis/redisconnection.h"
#include "signals/interrupts.h"

#include <QCoroFuture>
#include <QPromise>

namespace drover::cli {
namespace {

//! Fills the queues, then keeps them moving until a signal comes.
class DemoKeeper final : public QObject {
public:
    DemoKeeper(Context& context, DemoOptions options)
        : m_context(context)
        , m_demo(std::move(options))
    {
        connect(&m_demo, &Demo::filled, this, &DemoKeeper::onFilled);
        connect(&m_demo, &Demo::failed, this, [this](const Error& error) { finish(m_context.fail(error)); });
        connect(&m_demo, &Demo::stopped, this, [this] { finish(ExitDone); });
        connect(&m_interrupts, &Interrupts::interrupted, &m_demo, &Demo::stop);
    }

    QFuture<int> run()
    {
        m_promise.start();
        m_demo.fill();
        return m_promise.future();
    }

private:
    void onFilled(const DemoReport& report)
    {
        if (m_context.json()) {
            m_context.console().line(json::ObjectWriter()
                                         .integer("queues", report.queues)
                                         .integer("added", report.added)
                                         .integer("failed", report.failed)
                                         .take());
        } else {
            m_context.console().line(
                QStringLiteral("%1, %2 added, %3 failed to look at.")
                    .arg(counted(report.queues, QLatin1StringView("queue")),
                        counted(report.added, QLatin1StringView("job")), QString::number(report.failed)));
        }
        if (m_context.arguments().has("once"))
            return finish(ExitDone);
        if (!m_context.json())
            m_context.console().note(
                QStringLiteral("The demo is alive at %1; Ctrl-C ends it.").arg(m_context.where()));
        m_demo.live();
    }

    void finish(int exitCode)
    {
        if (std::exchange(m_finished, true))
            return;
        m_promise.addResult(exitCode);
        m_promise.finish();
    }

    Context& m_context;
    Demo m_demo;
    Interrupts m_interrupts;
    bool m_finished = false;
    QPromise<int> m_promise;
};

} // namespace

QCoro::Task<int> runDemo(Context& context)
{
    if (context.isReadOnly())
        co_return context.fail({ErrorCode::ReadOnly, context.readOnlyReason(), {}});
    // A first connection tells at once what is wrong.
    const Result<RedisConnection*> connection = co_await context.connect();
    if (!connection)
        co_return context.fail(connection.error());
    DemoOptions options;
    options.connection = (*connection)->options();
    options.prefix = context.prefix();
    DemoKeeper keeper(context, std::move(options));
    co_return co_await keeper.run();
}

} // namespace drover::cli
