// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "security/secretsource.h"

#include <QProcess>
#include <QPromise>
#include <QTimer>

#include <array>
#include <utility>

namespace drover {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array kindNames{
    "none"_L1, "keychain"_L1, "ask"_L1, "session"_L1, "environment"_L1, "command"_L1};
static_assert(kindNames.size() == static_cast<size_t>(SecretSource::Kind::Command) + 1);

constexpr qint64 longestOutput = 65536;

//! One run of the user's program; deletes itself after its answer.
class CommandRun final : public QObject {
public:
    CommandRun(const QStringList& command, Milliseconds limit, QObject* parent)
        : QObject(parent)
    {
        m_promise.start();
        m_process.setProgram(command.first());
        m_process.setArguments(command.sliced(1));
        m_process.setStandardInputFile(QProcess::nullDevice());
        m_process.setStandardErrorFile(QProcess::nullDevice());
        connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
            if (error == QProcess::FailedToStart)
                finish({SecretState::Unavailable, {},
                    u"%1 cannot be started: %2"_s.arg(m_process.program(), m_process.errorString())});
        });
        connect(&m_process, &QProcess::readyReadStandardOutput, this, &CommandRun::take);
        connect(&m_process, &QProcess::finished, this, &CommandRun::onFinished);
        m_limit.setSingleShot(true);
        connect(&m_limit, &QTimer::timeout, this, [this, limit] {
            m_process.kill();
            finish({SecretState::TimedOut, {},
                u"%1 has printed nothing in %2 s"_s.arg(m_process.program()).arg(limit.count() / 1000)});
        });
        m_limit.start(limit);
        m_process.start();
    }
    ~CommandRun() override
    {
        m_process.disconnect(this);
        if (!m_finished)
            settle({SecretState::Unavailable, {}, u"the program is ending"_s});
    }
    Q_DISABLE_COPY_MOVE(CommandRun)

    [[nodiscard]] QFuture<SecretOutcome> future() const { return m_promise.future(); }

private:
    void take()
    {
        m_output += m_process.readAllStandardOutput();
        if (m_output.size() > longestOutput) {
            m_process.kill();
            finish(
                {SecretState::Unavailable, {}, u"%1 prints more than a secret"_s.arg(m_process.program())});
        }
    }

    void onFinished(int code, QProcess::ExitStatus status)
    {
        take();
        if (status != QProcess::NormalExit || code != 0)
            return finish({SecretState::Unavailable, {},
                u"%1 ended with exit code %2"_s.arg(m_process.program()).arg(code)});
        const qsizetype end = m_output.indexOf('\n');
        QByteArray line = end < 0 ? m_output : m_output.first(end);
        if (line.endsWith('\r'))
            line.chop(1);
        if (line.isEmpty())
            return finish(
                {SecretState::Unavailable, {}, u"%1 has printed nothing"_s.arg(m_process.program())});
        finish({SecretState::Stored, line, {}});
    }

    void finish(SecretOutcome outcome)
    {
        if (m_finished)
            return;
        settle(std::move(outcome));
        deleteLater();
    }

    void settle(SecretOutcome outcome)
    {
        m_finished = true;
        m_limit.stop();
        m_promise.addResult(std::move(outcome));
        m_promise.finish();
    }

    QProcess m_process;
    QTimer m_limit;
    QPromise<SecretOutcome> m_promise;
    QByteArray m_output;
    bool m_finished = false;
};

} // namespace

QLatin1StringView secretKindName(SecretSource::Kind kind)
{
    return kindNames.at(static_cast<size_t>(kind));
}

std::optional<SecretSource::Kind> secretKindFromName(QStringView name)
{
    for (size_t i = 0; i < kindNames.size(); ++i) {
        if (name == kindNames.at(i))
            return static_cast<SecretSource::Kind>(i);
    }
    return std::nullopt;
}

SecretOutcome secretFromEnvironment(const QString& variable)
{
    const QByteArray value = qgetenv(variable.toLocal8Bit().constData());
    if (value.isEmpty())
        return {SecretState::NotFound, {}, u"the environment variable %1 is not set"_s.arg(variable)};
    return {SecretState::Stored, value, {}};
}

QFuture<SecretOutcome> secretFromCommand(const QStringList& command, Milliseconds limit, QObject* parent)
{
    if (command.isEmpty() || command.first().isEmpty()) {
        QPromise<SecretOutcome> promise;
        promise.start();
        promise.addResult(SecretOutcome{SecretState::Unavailable, {}, u"no program is named"_s});
        promise.finish();
        return promise.future();
    }
    return (new CommandRun(command, limit, parent))->future();
}

} // namespace drover
