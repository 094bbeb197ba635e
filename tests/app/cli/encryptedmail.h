// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "support/droverprogram.h"
#include "support/keyringsession.h"
#include "support/npmprocess.h"
#include "support/redisfixture.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QTest>

namespace drover::test {

using namespace Qt::StringLiterals;

// What must never be found in clear text outside of the processors.
inline const QByteArray marker = "mArKeR-of-tst_clikeys";
inline const QByteArray clearData =
    "{\"card\":{\"number\":\"" + marker + "\", \"id\" : 12345678901234567890},\"note\":\"seen\"}";

inline QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

//! A queue "mail" whose fields are encrypted from the shell, with a real keychain, and npm's bullmq and jose
//! at the other end. After each test function nothing of it may be found in clear text.
class EncryptedMail : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(m_redis.start(), m_redis.log().constData());
        m_npm = std::make_unique<NpmProcess>(m_redis.socketPath());
        QVERIFY(m_npm->start());
    }
    void init()
    {
        m_redis.command({"FLUSHALL"});
        m_redis.command({"SLOWLOG", "RESET"});
        m_session = std::make_unique<KeyringSession>();
        QVERIFY(m_session->startBus());
        m_seen = std::make_unique<QTemporaryDir>();
        m_drover = std::make_unique<DroverProgram>(u"unix://"_s + m_redis.socketPath());
        const QProcessEnvironment environment = m_session->environment();
        for (const auto& name : {u"DBUS_SESSION_BUS_ADDRESS"_s, u"XDG_RUNTIME_DIR"_s})
            m_drover->setEnvironment(name, environment.value(name));
        for (const auto& name : {u"DISPLAY"_s, u"WAYLAND_DISPLAY"_s, u"XDG_CURRENT_DESKTOP"_s})
            m_drover->setEnvironment(name, {});
        // All that drover keeps is in the folder that cleanup() looks through.
        for (const char* name :
            {"HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"})
            m_drover->setEnvironment(QString::fromLatin1(name), m_session->home() + u"/user"_s);
        QVERIFY(QDir(m_session->home()).mkdir(u"user"_s));
    }

    //! No clear text in any file of drover's, in Redis' data, or in any command that it was sent.
    void cleanup()
    {
        int looked = 0;
        QDirIterator files(m_session->home(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QVERIFY2(!contentOf(files.next()).contains(marker), qPrintable(files.filePath()));
            ++looked;
        }
        QVERIFY(looked > 0);
        QCOMPARE(m_redis.text({"SAVE"}), QByteArray("OK"));
        const QByteArray everything = contentOf(m_redis.directory() + u"/dump.rdb"_s);
        QVERIFY(everything.startsWith("REDIS"));
        QVERIFY(!everything.contains(marker));
        for (const Reply& entry : m_redis.command({"SLOWLOG", "GET", "-1"}).items) {
            for (const Reply& argument : entry.items.at(3).items)
                QVERIFY2(!argument.text.contains(marker), argument.text.constData());
        }
    }

protected:
    DroverOutput run(const QStringList& arguments, const QByteArray& input = {})
    {
        return m_drover->run(arguments + QStringList{u"--json"_s}, input);
    }
    void chooseFields()
    {
        QVERIFY(m_session->startKeyring("pass"));
        chooseFieldsOnly();
    }
    void chooseFieldsOnly()
    {
        const DroverOutput out = run({u"keys"_s, u"fields"_s, u"mail"_s, u"/card/number"_s, u"/email"_s});
        QVERIFY2(out.exitCode == 0, out.err.constData());
    }
    void addJob(const QString& options = u"{}"_s)
    {
        const DroverOutput out =
            run({u"add"_s, u"mail"_s, u"pay"_s, u"-"_s, u"--opts"_s, options}, clearData);
        QVERIFY2(out.exitCode == 0, out.err.constData());
    }
    QByteArray rawData(const QByteArray& id = "1")
    {
        return m_redis.text({"HGET", "bull:mail:" + id, "data"});
    }
    DroverOutput work(const QStringList& processor)
    {
        QStringList arguments{u"work"_s, u"mail"_s, u"--until-empty"_s, u"--json"_s};
        return m_drover->run(arguments + processor);
    }
    //! A program for --exec that keeps what it got.
    QStringList keeper()
    {
        const QString script = u"cat > '%1/seen'; echo done >&2"_s.arg(m_seen->path());
        return {u"--exec"_s, u"sh"_s, u"-c"_s, script};
    }
    QString writeProcessor(const QByteArray& body)
    {
        QFile file(m_seen->filePath(u"processor.js"_s));
        if (file.open(QIODevice::WriteOnly))
            file.write("module.exports = async (job) => {" + body + "};\n");
        return file.fileName();
    }
    static QString errorCode(const DroverOutput& out) { return out.json()[u"error"_s][u"code"_s].toString(); }

    RedisFixture m_redis{RedisFixtureOptions{
        .arguments = {u"--rdbcompression"_s, u"no"_s, u"--slowlog-log-slower-than"_s, u"0"_s}}};
    std::unique_ptr<KeyringSession> m_session;
    std::unique_ptr<DroverProgram> m_drover;
    std::unique_ptr<NpmProcess> m_npm;
    std::unique_ptr<QTemporaryDir> m_seen; //!< what processors may see
};

} // namespace drover::test
