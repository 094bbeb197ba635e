// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "demo/demo.h"

#include "demo/demofill_p.h"
#include "demo/demolive_p.h"
#include "redis/redisconnection.h"

#include <QDateTime>
#include <QPointer>

namespace drover {

class Demo::Private final : public QObject {
public:
    Private(Demo& owner, DemoOptions wanted)
        : q(owner)
        , options(std::move(wanted))
        , connection(options.connection, ConnectionRole::Queue)
        , mended(std::make_shared<MendedCauses>())
    {
        connect(&connection, &RedisConnection::ready, this, [this] { go(); });
        connect(&connection, &RedisConnection::errorOccurred, this, [this](const Error& error) {
            // Before it is ready a person waits for an answer; later the connection comes back by itself.
            if (wantsFill || wantsLive) {
                wantsFill = wantsLive = false;
                Q_EMIT q.failed(error);
            }
        });
        connection.open();
    }

    Demo& q;
    DemoOptions options;
    RedisConnection connection;
    std::shared_ptr<MendedCauses> mended;
    std::vector<QPointer<DemoFill>> fills;
    QPointer<DemoLive> live;
    DemoReport report;
    int openFills = 0;
    bool wantsFill = false;
    bool wantsLive = false;

    void go();
    void fill();
    void onFillDone(int added, int failed);
    void onFillFailed(const Error& error);
    void stop();
};

void Demo::Private::go()
{
    if (std::exchange(wantsFill, false)) {
        fill();
    }
    if (std::exchange(wantsLive, false)) {
        live = new DemoLive(connection, options, mended, this);
        connect(live, &DemoLive::stopped, this, [this] {
            live->deleteLater();
            Q_EMIT q.stopped();
        });
        live->start();
    }
}

void Demo::Private::fill()
{
    report = {};
    Story story(options.seed);
    for (const QByteArray& name : Story::queueNames()) {
        auto* const one = new DemoFill(connection, options,
            story.queue(name, options.scale, QDateTime::currentMSecsSinceEpoch()), name == "billing.invoices",
            this);
        fills.emplace_back(one);
        ++openFills;
        connect(one, &DemoFill::done, this, &Private::onFillDone);
        connect(one, &DemoFill::failed, this, &Private::onFillFailed);
        one->start();
    }
}

void Demo::Private::onFillDone(int added, int failed)
{
    ++report.queues;
    report.added += added;
    report.failed += failed;
    if (--openFills > 0) {
        return;
    }
    for (const QPointer<DemoFill>& one : std::exchange(fills, {})) {
        one->deleteLater();
    }
    Q_EMIT q.filled(report);
}

void Demo::Private::onFillFailed(const Error& error)
{
    openFills = 0;
    for (const QPointer<DemoFill>& one : std::exchange(fills, {})) {
        one->disconnect(this);
        one->deleteLater();
    }
    Q_EMIT q.failed(error);
}

void Demo::Private::stop()
{
    wantsFill = wantsLive = false;
    if (live) {
        live->stop();
        return;
    }
    for (const QPointer<DemoFill>& one : std::exchange(fills, {})) {
        one->disconnect(this);
        one->deleteLater();
    }
    openFills = 0;
    QMetaObject::invokeMethod(
        this, [this] { Q_EMIT q.stopped(); }, Qt::QueuedConnection);
}

Demo::Demo(DemoOptions options, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(*this, std::move(options)))
{
}

Demo::~Demo() = default;

void Demo::fill()
{
    d->wantsFill = true;
    if (d->connection.isReady()) {
        d->go();
    }
}

void Demo::live()
{
    d->wantsLive = true;
    if (d->connection.isReady()) {
        d->go();
    }
}

void Demo::stop()
{
    d->stop();
}

void Demo::mend(const QByteArray& cause)
{
    d->mended->add(cause);
}

} // namespace drover
