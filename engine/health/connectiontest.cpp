// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "health/connectiontest.h"

#include "health/rawclient_p.h"
#include "queue/queuediscovery.h"
#include "redis/hostlookup_p.h"
#include "redis/replyclass.h"

#include <QElapsedTimer>
#include <QHostAddress>
#include <QSet>
#include <QTimer>

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

namespace drover {

using namespace Qt::StringLiterals;

namespace {

constexpr int pings = 5;
constexpr int mostScans = 50; // 50,000 keys: enough to see what is there, and quick
const QVersionNumber scanTakesTypeSince(6, 0);

} // namespace

std::optional<ConnectionStep> ConnectionTestReport::failedStep() const
{
    const auto found = std::ranges::find(steps, StepState::Failed, &StepReport::state);
    if (found == steps.end())
        return std::nullopt;
    return static_cast<ConnectionStep>(found - steps.begin());
}

bool ConnectionTestReport::hasDoubts() const
{
    return std::ranges::find(steps, StepState::Doubtful, &StepReport::state) != steps.end();
}

int ConnectionTestReport::queuesUnder(const QByteArrayList& wanted) const
{
    int queues = 0;
    for (auto it = prefixes.cbegin(); it != prefixes.cend(); ++it)
        queues += wanted.contains(it.key()) ? it.value() : 0;
    return queues;
}

class ConnectionTest::Private {
public:
    Private(ConnectionTest* owner, ConnectionTestOptions testOptions)
        : q(owner)
        , options(std::move(testOptions))
        , client(options.connection, owner)
        , rights(options.prefixes.value(0, QByteArrayLiteral("bull")), !options.isReadOnly)
    {
        limit.setSingleShot(true);
        QObject::connect(
            &lookup, &HostLookup::answered, q, [this](const HostAnswer& answer) { onResolved(answer); });
        QObject::connect(&limit, &QTimer::timeout, q, [this] { onTimeout(); });
        QObject::connect(&client, &RawClient::reached, q, [this] { onReached(); });
        QObject::connect(&client, &RawClient::connected, q, [this] { onConnected(); });
        QObject::connect(&client, &RawClient::failed, q, [this](const Error& error) { fail(error); });
    }

    void begin(ConnectionStep step);
    void end(StepState state, std::optional<Error> error = std::nullopt);
    void skip(ConnectionStep step);
    void fail(const Error& error);
    void finish();

    void resolve();
    void onResolved(const HostAnswer& answer);
    void connect();
    void onReached();
    void onConnected();
    void onTimeout();
    void authenticate();
    void select();
    void ping();
    void onPing();
    void askVersion();
    void onInfo(const Reply& reply);
    void askRights();
    void endRights();
    void judgeEviction();
    void scan(const QByteArray& cursor);
    void onScanned(const Reply& reply);
    void endScan();
    void ask(const std::vector<Command>& commands, std::function<void(const std::vector<Reply>&)> next);

    [[nodiscard]] StepReport& running() { return report.steps.at(static_cast<size_t>(current)); }

    ConnectionTest* q;
    ConnectionTestOptions options;
    RawClient client; // all of them children of q, so that they move to its thread with it
    RightsProbe rights;
    ConnectionTestReport report;
    ConnectionStep current = ConnectionStep::Resolve;
    QElapsedTimer clock;
    QTimer limit{q};
    HostLookup lookup{q};
    std::vector<double> latencies;
    QSet<QByteArray> seen;
    int scans = 0;
    bool hasStarted = false;
};

void ConnectionTest::Private::begin(ConnectionStep step)
{
    current = step;
    running().state = StepState::Running;
    clock.start();
    limit.start(options.connection.connectTimeout);
    Q_EMIT q->progressed(report);
}

void ConnectionTest::Private::end(StepState state, std::optional<Error> error)
{
    limit.stop();
    const double spent = clock.isValid() ? static_cast<double>(clock.nsecsElapsed()) / 1e6 : 0;
    running() = {state, spent, std::move(error)};
    Q_EMIT q->progressed(report);
}

void ConnectionTest::Private::skip(ConnectionStep step)
{
    report.steps.at(static_cast<size_t>(step)).state = StepState::Skipped;
}

void ConnectionTest::Private::fail(const Error& error)
{
    if (report.isFinished)
        return;
    end(StepState::Failed, error);
    finish();
}

void ConnectionTest::Private::finish()
{
    if (std::exchange(report.isFinished, true))
        return;
    limit.stop();
    client.disconnect(q);
    Q_EMIT q->finished(report);
}

void ConnectionTest::Private::resolve()
{
    const QString& host = options.connection.host;
    if (!options.connection.unixSocket.isEmpty() || !QHostAddress(host).isNull()) {
        skip(ConnectionStep::Resolve);
        return connect();
    }
    begin(ConnectionStep::Resolve);
    lookup.ask(host);
}

void ConnectionTest::Private::onResolved(const HostAnswer& answer)
{
    if (report.isFinished)
        return;
    const QString& host = options.connection.host;
    for (const QHostAddress& address : answer.addresses)
        report.addresses.append(address.toString());
    if (answer.addresses.isEmpty())
        return fail({ErrorCode::NotFound, u"the host %1 is not known: %2"_s.arg(host, answer.error),
            {{u"host"_s, host}, {u"reason"_s, u"dns"_s}}});
    end(StepState::Good);
    connect();
}

void ConnectionTest::Private::connect()
{
    begin(ConnectionStep::Connect);
    client.open();
}

void ConnectionTest::Private::onReached()
{
    report.peer = client.transport().peerAddress();
    if (!options.connection.tls.enabled)
        return;
    end(StepState::Good);
    begin(ConnectionStep::Tls);
}

void ConnectionTest::Private::onConnected()
{
    report.tls = client.transport().tlsFacts();
    end(StepState::Good);
    if (current != ConnectionStep::Tls)
        skip(ConnectionStep::Tls);
    authenticate();
}

void ConnectionTest::Private::onTimeout()
{
    const auto waited = options.connection.connectTimeout.count();
    if (current == ConnectionStep::Tls)
        // A plain server waits for the rest of what looks like a command to it.
        return fail({ErrorCode::Tls, u"no answer to the TLS handshake: the server may not be using TLS"_s,
            {{u"hint"_s, u"the server may not be using TLS"_s}}});
    fail({ErrorCode::Timeout, u"no answer within %1 ms"_s.arg(waited), {{u"patience"_s, qint64(waited)}}});
}

void ConnectionTest::Private::ask(
    const std::vector<Command>& commands, std::function<void(const std::vector<Reply>&)> next)
{
    client.ask(commands, [this, next = std::move(next)](const std::vector<Reply>& replies) {
        if (!report.isFinished)
            next(replies);
    });
}

void ConnectionTest::Private::authenticate()
{
    begin(ConnectionStep::Auth);
    const ConnectionOptions& connection = options.connection;
    // Without a password a PING tells whether the server wants one.
    Command question{"PING"};
    if (!connection.password.isEmpty()) {
        question = connection.user.isEmpty() ? Command{"AUTH", connection.password}
                                             : Command{"AUTH", connection.user.toUtf8(), connection.password};
    }
    ask({question}, [this](const std::vector<Reply>& replies) {
        const Reply& reply = replies.front();
        const bool isMissing = options.connection.password.isEmpty();
        if (!reply.isError()) {
            end(isMissing ? StepState::Skipped : StepState::Good);
            return select();
        }
        const Error error = errorFromReply(reply);
        const bool mayOnlyNotPing = isMissing && error.context.value(u"reason"_s) == "command"_L1;
        if (!mayOnlyNotPing)
            return fail(error);
        end(StepState::Skipped);
        select();
    });
}

void ConnectionTest::Private::select()
{
    const int database = options.connection.database;
    if (database == 0) {
        skip(ConnectionStep::Select);
        return ping();
    }
    begin(ConnectionStep::Select);
    ask({Command{"SELECT", QByteArray::number(database)}}, [this](const std::vector<Reply>& replies) {
        if (replies.front().isError())
            return fail(errorFromReply(replies.front()));
        end(StepState::Good);
        ping();
    });
}

void ConnectionTest::Private::ping()
{
    begin(ConnectionStep::Ping);
    onPing();
}

void ConnectionTest::Private::onPing()
{
    QElapsedTimer round;
    round.start();
    ask({Command{"PING"}}, [this, round](const std::vector<Reply>& replies) {
        latencies.push_back(static_cast<double>(round.nsecsElapsed()) / 1e6);
        if (replies.front().isError()) {
            const Error error = errorFromReply(replies.front());
            const bool isWaiting = classifyReply(replies.front().text) == ReplyClass::Wait;
            if (!isWaiting && error.code != ErrorCode::Denied)
                return fail(error);
            end(StepState::Doubtful, error);
            return askVersion();
        }
        if (latencies.size() < pings)
            return onPing();
        std::ranges::sort(latencies);
        report.latency = latencies.at(latencies.size() / 2);
        end(StepState::Good);
        askVersion();
    });
}

void ConnectionTest::Private::askVersion()
{
    begin(ConnectionStep::Version);
    ask({Command{"INFO"}}, [this](const std::vector<Reply>& replies) { onInfo(replies.front()); });
}

void ConnectionTest::Private::onInfo(const Reply& reply)
{
    if (reply.isError()) {
        end(StepState::Doubtful, errorFromReply(reply));
        return askRights();
    }
    ServerInfo info = ServerInfo::parse(reply.text);
    report.evictionPolicy = info.evictionPolicy;
    info.fields.clear();
    report.server = info;
    if (info.isTooOld())
        return fail({ErrorCode::Server,
            u"Redis %1 is too old: BullMQ needs 5.0.0 or newer"_s.arg(info.version.toString()),
            {{u"reason"_s, u"too-old"_s}, {u"version"_s, info.version.toString()}}});
    end(info.isOutdated() ? StepState::Doubtful : StepState::Good);
    askRights();
}

void ConnectionTest::Private::askRights()
{
    begin(ConnectionStep::Rights);
    ask(rights.questions(), [this](const std::vector<Reply>& replies) {
        rights.take(replies);
        const std::vector<Command> more = options.isReadOnly ? std::vector<Command>() : rights.dryRuns();
        if (more.empty())
            return endRights();
        ask(more, [this](const std::vector<Reply>& answers) {
            rights.takeDryRuns(answers);
            endRights();
        });
    });
}

void ConnectionTest::Private::endRights()
{
    report.rights = rights.rights();
    const bool lacksSome = !report.rights.mayRead() || !report.rights.mayScan;
    end(lacksSome ? StepState::Doubtful : StepState::Good);
    judgeEviction();
}

void ConnectionTest::Private::judgeEviction()
{
    begin(ConnectionStep::Eviction);
    end(report.evictionPolicy == "noeviction" ? StepState::Good : StepState::Doubtful);
    begin(ConnectionStep::Prefixes);
    scan("0");
}

void ConnectionTest::Private::scan(const QByteArray& cursor)
{
    ++scans;
    std::vector<QByteArrayView> words{"SCAN", cursor, "MATCH", "*:meta", "COUNT", "1000"};
    if (report.server.version >= scanTakesTypeSince)
        words.insert(words.end(), {"TYPE", "hash"});
    ask({Command(std::span<const QByteArrayView>(words))},
        [this](const std::vector<Reply>& replies) { onScanned(replies.front()); });
}

void ConnectionTest::Private::onScanned(const Reply& reply)
{
    if (reply.isError() || reply.items.size() != 2) {
        end(StepState::Doubtful, reply.isError() ? std::optional(errorFromReply(reply)) : std::nullopt);
        return finish();
    }
    for (const Reply& key : reply.items.at(1).items) {
        // SCAN may name a key twice.
        if (seen.contains(key.text))
            continue;
        seen.insert(key.text);
        if (const auto queue = queueOfMetaKey(key.text))
            ++report.prefixes[queue->prefix];
    }
    const QByteArray& cursor = reply.items.at(0).text;
    report.hasSeenAllKeys = cursor == "0";
    if (report.hasSeenAllKeys || scans >= mostScans)
        return endScan();
    limit.start(options.connection.connectTimeout); // each answer shows that it goes on
    scan(cursor);
}

void ConnectionTest::Private::endScan()
{
    const bool isThere = report.queuesUnder(options.prefixes) > 0;
    end(isThere ? StepState::Good : StepState::Doubtful);
    finish();
}

ConnectionTest::ConnectionTest(ConnectionTestOptions options, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, std::move(options)))
{
}

ConnectionTest::~ConnectionTest() = default;

void ConnectionTest::start()
{
    if (std::exchange(d->hasStarted, true))
        return;
    // In the next turn: nobody expects finished() from inside start().
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (!d->report.isFinished)
                d->resolve();
        },
        Qt::QueuedConnection);
}

void ConnectionTest::cancel()
{
    d->fail({ErrorCode::Cancelled, u"cancelled"_s, {}});
}

const ConnectionTestReport& ConnectionTest::report() const
{
    return d->report;
}

} // namespace drover
