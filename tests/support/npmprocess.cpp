// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "npmprocess.h"

#include "support/childprocess.h"

#include <QDeadlineTimer>
#include <QDebug>
#include <QJsonDocument>
#include <QProcessEnvironment>
#include <QTest>

using namespace std::chrono_literals;

namespace drover::test {

namespace {

constexpr auto StartLimit = 20s;
constexpr auto CallLimit = 30s;

QJsonObject connectionTo(const QString& unixSocket)
{
    return {{QStringLiteral("path"), unixSocket}};
}

} // namespace

QJsonValue NpmReply::value() const
{
    // A document holds objects and arrays only; the wrapping array lets scalars in.
    return QJsonDocument::fromJson("[" + json + "]").array().at(0);
}

NpmProcess::NpmProcess(const QJsonObject& connection, QObject* parent)
    : QObject(parent)
    , m_connection(connection)
{
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &NpmProcess::onReadyRead);
}

NpmProcess::NpmProcess(const QString& unixSocket, QObject* parent)
    : NpmProcess(connectionTo(unixSocket), parent)
{
}

NpmProcess::~NpmProcess()
{
    if (isRunning())
        kill();
}

bool NpmProcess::start()
{
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("NODE_PATH"), QStringLiteral(DROVER_NODE_MODULES));
    m_process.setProcessEnvironment(environment);
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    endWithTheTest(m_process);
    const QString connection = QString::fromUtf8(QJsonDocument(m_connection).toJson(QJsonDocument::Compact));
    m_process.start(QStringLiteral(DROVER_NODE), {QStringLiteral(DROVER_NPM_DRIVER), connection});
    return waitFor([this] { return m_ready; }, StartLimit);
}

bool NpmProcess::isRunning() const
{
    return m_process.state() != QProcess::NotRunning;
}

NpmReply NpmProcess::call(const QString& command, QJsonObject arguments)
{
    return finish(send(command, std::move(arguments)));
}

NpmReply NpmProcess::eval(const QString& body, const QString& queue, const QJsonValue& args, int version)
{
    QJsonObject arguments{
        {QStringLiteral("body"), body}, {QStringLiteral("args"), args}, {QStringLiteral("version"), version}};
    if (!queue.isEmpty()) {
        arguments.insert(QStringLiteral("queue"), queue);
    }
    return checked(QStringLiteral("eval"), arguments);
}

int NpmProcess::send(const QString& command, QJsonObject arguments)
{
    const int id = ++m_lastId;
    arguments.insert(QStringLiteral("id"), id);
    arguments.insert(QStringLiteral("cmd"), command);
    m_process.write(QJsonDocument(arguments).toJson(QJsonDocument::Compact) + '\n');
    return id;
}

NpmReply NpmProcess::finish(int id)
{
    if (!waitFor([this, id] { return m_replies.contains(id); }, CallLimit)) {
        NpmReply none;
        none.error =
            isRunning() ? QStringLiteral("no answer in time") : QStringLiteral("the node process has ended");
        return none;
    }
    return m_replies.take(id);
}

QString NpmProcess::add(
    const QString& queue, const QString& name, const QJsonValue& data, const QJsonObject& opts, int version)
{
    const auto reply = checked(QStringLiteral("add"),
        {{QStringLiteral("queue"), queue}, {QStringLiteral("name"), name}, {QStringLiteral("data"), data},
            {QStringLiteral("opts"), opts}, {QStringLiteral("version"), version}});
    return reply.value().toObject().value(QLatin1String("id")).toString();
}

QJsonObject NpmProcess::counts(const QString& queue, int version)
{
    const auto reply = checked(
        QStringLiteral("counts"), {{QStringLiteral("queue"), queue}, {QStringLiteral("version"), version}});
    return reply.value().toObject();
}

QJsonObject NpmProcess::job(const QString& queue, const QString& id, int version)
{
    const auto reply = checked(QStringLiteral("job"),
        {{QStringLiteral("queue"), queue}, {QStringLiteral("jobId"), id},
            {QStringLiteral("version"), version}});
    return reply.value().toObject();
}

QString NpmProcess::state(const QString& queue, const QString& id, int version)
{
    const auto reply = checked(QStringLiteral("state"),
        {{QStringLiteral("queue"), queue}, {QStringLiteral("jobId"), id},
            {QStringLiteral("version"), version}});
    return reply.value().toString();
}

QString NpmProcess::startWorker(
    const QString& queue, const QJsonObject& script, const QJsonObject& options, int version)
{
    const auto reply = checked(QStringLiteral("workerStart"),
        {{QStringLiteral("queue"), queue}, {QStringLiteral("script"), script},
            {QStringLiteral("options"), options}, {QStringLiteral("version"), version}});
    return reply.value().toString();
}

QList<QJsonObject> NpmProcess::notifications(const QString& event) const
{
    QList<QJsonObject> some;
    for (const auto& notification : m_notifications) {
        if (event.isEmpty() || notification.value(QLatin1String("event")).toString() == event) {
            some.append(notification);
        }
    }
    return some;
}

void NpmProcess::kill()
{
    m_process.kill();
    waitFor([this] { return !isRunning(); }, 5s);
}

bool NpmProcess::close()
{
    m_process.closeWriteChannel();
    return waitFor([this] { return !isRunning(); }, 10s) && m_process.exitCode() == 0;
}

void NpmProcess::onReadyRead()
{
    m_buffer += m_process.readAllStandardOutput();
    for (auto end = m_buffer.indexOf('\n'); end >= 0; end = m_buffer.indexOf('\n')) {
        const auto line = QJsonDocument::fromJson(m_buffer.left(end)).object();
        m_buffer.remove(0, end + 1);
        const auto event = line.value(QLatin1String("event"));
        if (event.isString()) {
            m_ready = m_ready || event.toString() == QLatin1String("ready");
            m_notifications.append(line);
            Q_EMIT notified(line);
            continue;
        }
        NpmReply reply;
        reply.ok = line.value(QLatin1String("ok")).toBool();
        reply.json = line.value(QLatin1String("value")).toString().toUtf8();
        reply.error = line.value(QLatin1String("message")).toString();
        reply.code = line.value(QLatin1String("code")).toInt();
        m_replies.insert(line.value(QLatin1String("id")).toInt(), reply);
    }
}

bool NpmProcess::waitFor(const std::function<bool()>& condition, std::chrono::milliseconds limit)
{
    const QDeadlineTimer deadline(limit);
    while (!condition() && !deadline.hasExpired()) {
        if (m_ready && !isRunning()) {
            break;
        }
        QTest::qWait(1);
    }
    return condition();
}

NpmReply NpmProcess::checked(const QString& command, const QJsonObject& arguments)
{
    auto reply = call(command, arguments);
    if (!reply.ok) {
        qWarning() << "npm" << command << "failed:" << reply.error;
    }
    return reply;
}

} // namespace drover::test
