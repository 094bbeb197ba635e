// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "profiles/profilestore.h"
#include "support/childprocess.h"
#include "support/droverprogram.h"
#include "support/keyringsession.h"
#include "support/redisfixture.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

#include <memory>

using namespace drover;
using namespace drover::test;
using namespace Qt::StringLiterals;

namespace {
const QByteArray password = "pAsSwOrD-that-must-stay-secret";
const QByteArray wrongPassword = "wRoNg-PaSsWoRd-that-must-stay-secret";
const QByteArray payload = "pAyLoAd-that-must-stay-in-Redis";
const QByteArray encrypted = "eNcRyPtEd-that-must-stay-nowhere";

QByteArray content(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}
} // namespace

//! A day with both programs, debug log on: afterwards the password is in the keychain alone, and what jobs
//! hold is in Redis and the trash alone.
class TestSecretSweep final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void commandLine();
    void encryptedFields();
    void window();
    void nothingIsLeftBehind();
    void redisWasToldNothing();

private:
    [[nodiscard]] DroverOutput drover(const QStringList& arguments, const QByteArray& input = {});
    [[nodiscard]] DroverOutput run(
        const QString& program, const QStringList& arguments, const QByteArray& input = {});
    //! What everybody on the machine, and the owner's other programs, can see of a process.
    void verifyProcess(qint64 pid);

    RedisFixture m_redis{RedisFixtureOptions{.password = password}};
    std::unique_ptr<KeyringSession> m_session;
    QProcessEnvironment m_environment;
    QByteArray m_errors; //!< standard error of all programs
};

void TestSecretSweep::initTestCase()
{
    QVERIFY2(m_redis.start(), m_redis.log().constData());
    m_redis.command({"CONFIG", "SET", "slowlog-log-slower-than", "0"});
    m_redis.command({"CONFIG", "SET", "slowlog-max-len", "100000"});
    m_session = std::make_unique<KeyringSession>();
    QVERIFY(m_session->startBus());
    QVERIFY(m_session->startKeyring("pass"));
    m_environment = m_session->environment();
    for (const auto& name : {u"CONFIG"_s, u"DATA"_s, u"STATE"_s, u"CACHE"_s})
        m_environment.insert(u"XDG_%1_HOME"_s.arg(name), m_session->home() + u'/' + name.toLower());
    m_environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);

    ConnectionProfile profile = ConnectionProfile::create();
    profile.name = u"Shop"_s;
    profile.options = m_redis.unixOptions();
    profile.options.password.clear();
    profile.secret = {SecretSource::Kind::Keychain, {}, {}, true};
    ProfileStore(m_session->home() + u"/config/drover/profiles.json"_s).save(profile);
    m_session->secretTool(
        {u"store"_s, u"--label=x"_s, u"server"_s, u"Drover"_s, u"user"_s, profile.secretName(), u"type"_s,
            u"plaintext"_s, u"xdg:schema"_s, u"org.qt.keychain"_s},
        password);
}

DroverOutput TestSecretSweep::run(
    const QString& program, const QStringList& arguments, const QByteArray& input)
{
    QProcess process;
    process.setProcessEnvironment(m_environment);
    process.setWorkingDirectory(m_session->home());
    endWithTheTest(process);
    process.start(program, arguments);
    if (!process.waitForStarted())
        return {};
    verifyProcess(process.processId());
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(60000))
        return {};
    DroverOutput output{process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
    m_errors += output.err;
    return output;
}

DroverOutput TestSecretSweep::drover(const QStringList& arguments, const QByteArray& input)
{
    return run(DroverProgram::path(),
        QStringList{u"--profile"_s, u"Shop"_s, u"--log-level"_s, u"debug"_s} + arguments, input);
}

void TestSecretSweep::verifyProcess(qint64 pid)
{
    for (const auto& part : {u"cmdline"_s, u"environ"_s}) {
        const QByteArray text = content(u"/proc/%1/%2"_s.arg(QString::number(pid), part));
        QVERIFY(!text.contains(password) && !text.contains(wrongPassword));
    }
}

void TestSecretSweep::commandLine()
{
    const QByteArray job = "{\"card\":\"" + payload + "\"}";
    QCOMPARE(drover({u"add"_s, u"mail"_s, u"welcome"_s, u"-"_s}, job).exitCode, 0);
    QCOMPARE(drover({u"add"_s, u"mail"_s, u"welcome"_s, u"-"_s}, job).exitCode, 0);
    // A program that fails, and says on both streams what it was given.
    const QStringList failing{u"sh"_s, u"-c"_s, u"tee /dev/stderr; exit 1"_s};
    (void)drover(QStringList{u"work"_s, u"mail"_s, u"--until-empty"_s, u"--exec"_s} + failing);
    for (const QStringList& look : {QStringList{u"queues"_s}, QStringList{u"counts"_s, u"mail"_s},
             QStringList{u"jobs"_s, u"mail"_s, u"failed"_s}, QStringList{u"job"_s, u"mail"_s, u"1"_s},
             QStringList{u"failures"_s, u"mail"_s}, QStringList{u"workers"_s},
             QStringList{u"metrics"_s, u"mail"_s}, QStringList{u"retention"_s, u"mail"_s}})
        QVERIFY2(drover(look).exitCode == 0, qPrintable(look.join(u' ')));
    (void)drover({u"health"_s});
    (void)drover({u"why"_s, u"mail"_s});
    QCOMPARE(drover({u"update"_s, u"mail"_s, u"--id"_s, u"1"_s, u"--priority"_s, u"2"_s}).exitCode, 0);
    QCOMPARE(drover({u"retry"_s, u"mail"_s, u"--state"_s, u"failed"_s}).exitCode, 0);
    QCOMPARE(drover({u"remove"_s, u"mail"_s, u"--id"_s, u"2"_s}).exitCode, 0);
    const DroverOutput refused = drover({u"queues"_s, u"--password-stdin"_s}, wrongPassword + "\n");
    QCOMPARE(refused.exitCode, 2);
    QVERIFY(!refused.out.contains(wrongPassword));
    QVERIFY2(!m_errors.contains(password) && !m_errors.contains(wrongPassword), m_errors.constData());
}

//! From the first to the last moment of such a job; its worker alone may see it.
void TestSecretSweep::encryptedFields()
{
    const auto done = [this](const QStringList& arguments, const QByteArray& input = {}) {
        const DroverOutput out = drover(arguments, input);
        QVERIFY2(out.exitCode == 0, out.err.constData());
        QVERIFY(!out.out.contains(encrypted));
    };
    const QByteArray job = "{\"iban\":\"" + encrypted + "\"}";
    done({u"keys"_s, u"fields"_s, u"pay"_s, u"/iban"_s});
    done({u"keys"_s, u"results"_s, u"pay"_s, u"/data"_s});
    const QStringList add{u"add"_s, u"pay"_s, u"transfer"_s, u"-"_s};
    done(add, job);
    done({u"work"_s, u"pay"_s, u"--until-empty"_s, u"--exec"_s, u"cat"_s});
    done(add, job);
    done(add, job);
    done({u"keys"_s, u"rotate"_s, u"pay"_s});
    done({u"reencrypt"_s, u"pay"_s, u"--state"_s, u"waiting"_s});
    done({u"job"_s, u"pay"_s, u"1"_s});
    done({u"remove"_s, u"pay"_s, u"--id"_s, u"3"_s}); // to the trash
    QVERIFY(!m_errors.contains(encrypted));
}

void TestSecretSweep::window()
{
    for (const auto& page :
        {u"overview"_s, u"failed"_s, u"workers"_s, u"health"_s, u"settings"_s, u"log"_s}) {
        const DroverOutput output = run(QStringLiteral(DROVER_WINDOW),
            {u"--profile"_s, u"Shop"_s, u"--new-window"_s, u"--log-level"_s, u"debug"_s, u"--page"_s, page,
                u"--describe"_s, m_session->home() + u"/seen.json"_s});
        QVERIFY2(output.exitCode == 0, output.err.constData());
        const QByteArray seen = content(m_session->home() + u"/seen.json"_s);
        QVERIFY(seen.size() > 100);
        QVERIFY(!seen.contains(password) && !seen.contains(encrypted));
        QVERIFY(QFile::remove(m_session->home() + u"/seen.json"_s));
    }
    QVERIFY2(!m_errors.contains(password), m_errors.constData());
}

void TestSecretSweep::nothingIsLeftBehind()
{
    QStringList swept;
    QDirIterator files(m_session->home(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString path = files.next();
        const QByteArray bytes = content(path);
        QVERIFY2(!bytes.contains(password) && !bytes.contains(wrongPassword), qPrintable(path));
        QVERIFY2(!bytes.contains(password.toBase64()), qPrintable(path));
        const bool isTrash = QFileInfo(path).fileName().startsWith(u"trash.sqlite"_s);
        QVERIFY2(isTrash || !bytes.contains(payload), qPrintable(path));
        QVERIFY2(!bytes.contains(encrypted), qPrintable(path));
        swept.append(QFileInfo(path).fileName());
    }
    // It was looked where something is.
    for (const auto& file : {u"profiles.json"_s, u"activity.sqlite"_s, u"trash.sqlite"_s, u"drover.log"_s})
        QVERIFY2(swept.contains(file), qPrintable(file + u" is not among "_s + swept.join(u' ')));
}

void TestSecretSweep::redisWasToldNothing()
{
    const QByteArray clients = m_redis.text({"CLIENT", "LIST"});
    QVERIFY(!clients.contains(password) && !clients.contains(payload));
    const Reply slow = m_redis.command({"SLOWLOG", "GET", "-1"});
    QVERIFY(slow.items.size() > 100);
    for (const Reply& entry : slow.items) {
        for (const Reply& word : entry.items.at(3).items)
            QVERIFY(!word.text.contains(password) && !word.text.contains(wrongPassword)
                && !word.text.contains(encrypted));
    }
}

QTEST_GUILESS_MAIN(TestSecretSweep)
#include "tst_secretsweep.moc"
