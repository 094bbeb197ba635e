// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/context.h"
#include "events/queueevents.h"
#include "protocol/jsontext.h"
#include "redis/redisconnection.h"
#include "signals/interrupts.h"

#include <QCoroFuture>
#include <QPromise>
#include <QTimer>

namespace drover::cli {
namespace {

//! {"id","event",...fields}; values stay text, as they are in the stream.
QByteArray toJson(const QueueEvent& event)
{
    json::ObjectWriter object;
    object.string("id", QByteArrayView(event.id)).string("event", QByteArrayView(event.event));
    for (const auto& [name, value] : event.fields)
        object.string(name, QByteArrayView(value));
    return object.take();
}

//! Prints events until enough came, nothing comes any more, a signal comes, or nobody reads.
class EventPrinter final : public QObject {
public:
    EventPrinter(Context& context, ConnectionOptions options)
        : m_context(context)
        , m_events(std::move(options))
        , m_left(context.arguments().number("count", -1))
    {
        connect(&m_events, &QueueEvents::eventsRead, this, &EventPrinter::onEvents);
        connect(&m_events, &QueueEvents::errorOccurred, this, [this](const Error& error) {
            m_context.console().note(QStringLiteral("drover: ") + error.message);
        });
        connect(&m_interrupts, &Interrupts::interrupted, this, &EventPrinter::finish);
        connect(&context.console(), &Console::broken, this, &EventPrinter::finish);
        connect(&m_idle, &QTimer::timeout, this, &EventPrinter::finish);
        connect(&m_events, &QueueEvents::following, this, [this] {
            if (m_idle.interval() > 0)
                m_idle.start();
        });
        m_idle.setSingleShot(true);
        m_idle.setInterval(int(context.arguments().duration("until-idle", Milliseconds(0)).count()));
    }

    QFuture<int> run()
    {
        m_promise.start();
        if (m_left == 0)
            finish();
        else
            m_events.follow(m_context.queue(), m_context.arguments().text("from", "$"));
        return m_promise.future();
    }

private:
    void onEvents(const std::vector<QueueEvent>& events)
    {
        for (const QueueEvent& event : events) {
            if (m_left == 0)
                break;
            m_context.console().line(toJson(event));
            --m_left;
        }
        if (m_left == 0)
            finish();
        else if (m_idle.interval() > 0)
            m_idle.start();
    }

    void finish()
    {
        if (std::exchange(m_finished, true))
            return;
        m_events.close();
        m_promise.addResult(int(ExitDone));
        m_promise.finish();
    }

    Context& m_context;
    QueueEvents m_events;
    Interrupts m_interrupts;
    QTimer m_idle;
    qint64 m_left; //!< -1 = without end
    bool m_finished = false;
    QPromise<int> m_promise;
};

} // namespace

QCoro::Task<int> runEvents(Context& context)
{
    // A first connection tells at once what is wrong; the stream's own one would wait for ever.
    const Result<RedisConnection*> connection = co_await context.connect();
    if (!connection)
        co_return context.fail(connection.error());
    EventPrinter printer(context, (*connection)->options());
    co_return co_await printer.run();
}

} // namespace drover::cli
