// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/support/livesession.h"

#include "session/feeds/actionsfeed.h"

#include <QJsonObject>
#include <QSignalSpy>

using namespace Qt::StringLiterals;

namespace drover::test {

ui::ActionFacts runAction(ui::Session& session, const ui::ActionRequest& request)
{
    QSignalSpy spy(&session.actions(), &ui::ActionsFeed::changed);
    const ui::ActionId id = session.actions().start(request);
    ui::ActionFacts last;
    while (last.id != id || last.phase != ui::ActionPhase::Ended) {
        if (spy.isEmpty() && !spy.wait(20000))
            return {};
        last = spy.takeFirst().first().value<ui::ActionFacts>();
    }
    return last;
}

Result<ui::ActionPlan> planAction(ui::Session& session, const ui::ActionRequest& request)
{
    return answered<ui::ActionPlan>([&](const ui::Answer<ui::ActionPlan>& answer) {
        (void)session.actions().plan(request, &session, answer);
    });
}

bool LiveSessions::start()
{
    return data.isValid() && redis.start() && npm.start();
}

QueueId LiveSessions::makeFailed(int count, int attempts, const QString& message)
{
    const QString queue = RedisFixture::uniqueQueue();
    const QString worker = npm.startWorker(queue, {{u"fail"_s, true}, {u"message"_s, message}});
    for (int i = 0; i < count; ++i)
        [&] { QVERIFY(!npm.add(queue, u"mail"_s, i, {{u"attempts"_s, attempts}}).isEmpty()); }();
    [&] { QTRY_COMPARE(npm.counts(queue).value(u"failed"_s).toInt(), count); }();
    [&] { QVERIFY(npm.call(u"workerClose"_s, {{u"worker"_s, worker}}).ok); }();
    return {"bull", queue.toUtf8()};
}

QueueId LiveSessions::makeDelayed(int count)
{
    const QString queue = RedisFixture::uniqueQueue();
    const QString body = u"await queue.addBulk(Array.from({length: %1}, (_, i) => "
                         "({name: 'later', data: i, opts: {delay: 3600000}})));"_s;
    [&] { QVERIFY(npm.eval(body.arg(count), queue).ok); }();
    return {"bull", queue.toUtf8()};
}

std::unique_ptr<ui::EngineSession> LiveSessions::open(bool readOnly)
{
    ui::EngineConfig config;
    config.connection = redis.unixOptions();
    config.identity.readOnly = readOnly;
    config.identity.address = u"test"_s;
    config.dataDir = data.path();
    auto session = std::make_unique<ui::EngineSession>(std::move(config));
    [&] { QTRY_COMPARE(session->link().state, ui::LinkState::Ready); }();
    return session;
}

int LiveSessions::count(const QueueId& queue, const QString& state)
{
    return npm.counts(QString::fromUtf8(queue.name)).value(state).toInt();
}

} // namespace drover::test
