// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "support/keyringsession.h"

#include <QDirIterator>
#include <QFile>
#include <QTest>

#include <memory>

using namespace drover::test;
using namespace Qt::StringLiterals;

namespace {

//! No file anywhere may ever contain it.
const QByteArray marker = "mArKeR-7c1f-of-tst_keychain";

struct Answer {
    QByteArray state;
    QByteArray secret;
    bool hinted = false;
    QByteArray all;
};

} // namespace

//! The keychain in each state that it can be in (fault H3), on a real gnome-keyring; secret-tool is the
//! judge.
class TestKeychain final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void writesReadsReplacesRemoves();
    void keepsAnyBytes_data();
    // fault: H3
    void keepsAnyBytes();
    void replacesWhatAnotherToolWrote();
    void missingIsNotLocked();
    // fault: H3
    void deletedOutsideIsMissing();
    void lockedIsNotMissing_data();
    // fault: H3
    void lockedIsNotMissing();
    void withoutAKeychain_data();
    // fault: H3
    void withoutAKeychain();
    void silentKeychainIsHintedThenGivenUp_data();
    // fault: H3
    void silentKeychainIsHintedThenGivenUp();
    void lateAnswerIsTaken();
    // fault: H3
    void killedKeychainIsUnavailable();

private:
    Answer probe(const QString& what, const QByteArray& secret = {}, int hint = 20000, int limit = 20000);
    [[nodiscard]] QByteArray stored();
    void verifyNoFileHasTheMarker();

    std::unique_ptr<KeyringSession> m_session;
    QProcessEnvironment m_environment;
};

void TestKeychain::init()
{
    m_session = std::make_unique<KeyringSession>();
    QVERIFY(m_session->startBus());
    m_environment = m_session->environment();
}

void TestKeychain::cleanup()
{
    verifyNoFileHasTheMarker();
    m_session.reset();
}

void TestKeychain::verifyNoFileHasTheMarker()
{
    QDirIterator files(m_session->home(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray content = file.readAll();
        QVERIFY2(
            !content.contains(marker) && !content.contains(marker.toBase64()), qPrintable(file.fileName()));
    }
}

Answer TestKeychain::probe(const QString& what, const QByteArray& secret, int hint, int limit)
{
    QProcess process;
    process.setProcessEnvironment(m_environment);
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.start(QStringLiteral(KEYCHAIN_PROBE),
        {what, u"connection/one"_s, QString::number(hint), QString::number(limit)});
    process.write(secret);
    process.closeWriteChannel();
    if (!process.waitForFinished(60000))
        return {"the program hangs", {}, false, {}};
    Answer answer;
    answer.all = process.readAllStandardOutput();
    QByteArrayList lines = answer.all.trimmed().split('\n');
    answer.hinted = lines.first() == "waiting";
    const QByteArrayList words = lines.last().split(' ');
    answer.state = words.first();
    answer.secret = QByteArray::fromBase64(words.value(2));
    return answer;
}

QByteArray TestKeychain::stored()
{
    return QByteArray::fromBase64(
        m_session->secretTool({u"lookup"_s, u"server"_s, u"Drover"_s, u"user"_s, u"connection/one"_s}));
}

void TestKeychain::writesReadsReplacesRemoves()
{
    QVERIFY(m_session->startKeyring("pass"));
    QCOMPARE(probe(u"write"_s, marker).state, "stored");
    QCOMPARE(stored(), marker);
    QCOMPARE(probe(u"read"_s).secret, marker);
    QCOMPARE(probe(u"write"_s, marker + "2").state, "stored");
    QCOMPARE(probe(u"read-known"_s).secret, marker + "2");
    QCOMPARE(stored(), marker + "2");
    QCOMPARE(probe(u"remove"_s).state, "not-found");
    QCOMPARE(stored(), QByteArray());
    QCOMPARE(probe(u"read"_s).state, "not-found");
}

void TestKeychain::keepsAnyBytes_data()
{
    QTest::addColumn<QByteArray>("secret");
    QTest::newRow("NUL inside") << marker + QByteArray("a\0b", 3) + marker;
    QTest::newRow("not UTF-8") << marker + QByteArray("\xff\xfe\x80");
    QTest::newRow("blanks and line ends") << " \n" + marker + "\r\n ";
    QTest::newRow("64 KB") << marker.repeated(65536 / static_cast<int>(marker.size()) + 1).first(65536);
}

void TestKeychain::keepsAnyBytes()
{
    QFETCH(QByteArray, secret);
    QVERIFY(m_session->startKeyring("pass"));
    QCOMPARE(probe(u"write"_s, secret).state, "stored");
    QCOMPARE(probe(u"read"_s).secret, secret);
    QCOMPARE(stored(), secret);
}

void TestKeychain::replacesWhatAnotherToolWrote()
{
    QVERIFY(m_session->startKeyring("pass"));
    const QStringList store{u"store"_s, u"--label=x"_s, u"server"_s, u"Drover"_s, u"user"_s,
        u"connection/one"_s, u"type"_s, u"plaintext"_s, u"xdg:schema"_s, u"org.qt.keychain"_s};
    m_session->secretTool(store, "from outside");
    QCOMPARE(probe(u"read"_s).secret, "from outside");
    QCOMPARE(probe(u"write"_s, marker).state, "stored");
    QCOMPARE(probe(u"read"_s).secret, marker);
    QCOMPARE(probe(u"remove"_s).state, "not-found");
    QCOMPARE(stored(), QByteArray());
}

void TestKeychain::missingIsNotLocked()
{
    QVERIFY(m_session->startKeyring("pass"));
    QCOMPARE(probe(u"read"_s).state, "not-found");
    QCOMPARE(probe(u"read-known"_s).state, "not-found");
    QCOMPARE(probe(u"remove"_s).state, "not-found");
    // The trial entry does not stay.
    QCOMPARE(m_session->secretTool({u"lookup"_s, u"server"_s, u"Drover"_s}), QByteArray());
}

void TestKeychain::deletedOutsideIsMissing()
{
    QVERIFY(m_session->startKeyring("pass"));
    QCOMPARE(probe(u"write"_s, marker).state, "stored");
    m_session->secretTool({u"clear"_s, u"server"_s, u"Drover"_s, u"user"_s, u"connection/one"_s});
    QCOMPARE(probe(u"read-known"_s).state, "not-found");
}

void TestKeychain::lockedIsNotMissing_data()
{
    QTest::addColumn<QByteArray>("password");
    QTest::newRow("never unlocked") << QByteArray();
    QTest::newRow("wrong password") << QByteArray("not the password");
}

void TestKeychain::lockedIsNotMissing()
{
    QFETCH(QByteArray, password);
    QVERIFY(m_session->startKeyring("pass"));
    QCOMPARE(probe(u"write"_s, marker).state, "stored");
    m_session->stopKeyring();
    QVERIFY(m_session->startKeyring(password));
    QCOMPARE(probe(u"read-known"_s).state, "locked");
    QCOMPARE(probe(u"write"_s, "other").state, "locked");
    QCOMPARE(probe(u"remove"_s).state, "locked");
    m_session->stopKeyring();
    QVERIFY(m_session->startKeyring("pass"));
    QCOMPARE(stored(), marker); // neither overwritten nor removed
    QCOMPARE(probe(u"read-known"_s).secret, marker);
}

void TestKeychain::withoutAKeychain_data()
{
    QTest::addColumn<QString>("state");
    for (const auto& state :
        {u"no bus"_s, u"bus that is gone"_s, u"no service"_s, u"no libsecret"_s, u"denied"_s})
        QTest::newRow(qPrintable(state)) << state;
}

void TestKeychain::withoutAKeychain()
{
    QFETCH(QString, state);
    if (state == "no bus"_L1) {
        m_environment.remove(u"DBUS_SESSION_BUS_ADDRESS"_s);
        m_environment.insert(u"XDG_RUNTIME_DIR"_s, m_session->home() + u"/empty"_s);
    } else if (state == "bus that is gone"_L1) {
        m_environment.insert(u"DBUS_SESSION_BUS_ADDRESS"_s, u"unix:path=/nonexistent/bus"_s);
    } else if (state == "denied"_L1) {
        m_session = std::make_unique<KeyringSession>();
        QVERIFY(m_session->startBus(KeyringSession::Secrets::Denied));
        QVERIFY(m_session->startKeyring("pass"));
        m_environment = m_session->environment();
    } else if (state == "no libsecret"_L1) {
        QVERIFY(m_session->startKeyring("pass"));
        m_environment.insert(u"LD_LIBRARY_PATH"_s, QStringLiteral(NO_LIBSECRET_DIR));
    }
    for (const auto& what : {u"read"_s, u"read-known"_s, u"write"_s, u"remove"_s})
        QCOMPARE(probe(what, marker).state, "unavailable");
}

void TestKeychain::silentKeychainIsHintedThenGivenUp_data()
{
    QTest::addColumn<QString>("what");
    for (const auto& what : {u"read"_s, u"write"_s, u"remove"_s})
        QTest::newRow(qPrintable(what)) << what;
}

void TestKeychain::silentKeychainIsHintedThenGivenUp()
{
    QFETCH(QString, what);
    QVERIFY(m_session->startKeyring("pass"));
    m_session->freezeKeyring();
    const Answer answer = probe(what, marker, 200, 1000);
    QVERIFY(answer.hinted);
    QCOMPARE(answer.state, "timed-out");
}

void TestKeychain::lateAnswerIsTaken()
{
    QVERIFY(m_session->startKeyring("pass"));
    QCOMPARE(probe(u"write"_s, marker).state, "stored");
    m_session->freezeKeyring();
    QProcess process;
    process.setProcessEnvironment(m_environment);
    process.start(QStringLiteral(KEYCHAIN_PROBE), {u"read"_s, u"connection/one"_s, u"200"_s, u"0"_s});
    QVERIFY(process.waitForReadyRead(20000));
    QCOMPARE(process.readAll().trimmed(), "waiting");
    m_session->thawKeyring();
    QVERIFY(process.waitForFinished(20000));
    const QByteArrayList words = process.readAll().trimmed().split(' ');
    QCOMPARE(words.first(), "stored");
    QCOMPARE(QByteArray::fromBase64(words.value(2)), marker);
}

void TestKeychain::killedKeychainIsUnavailable()
{
    QVERIFY(m_session->startKeyring("pass"));
    QCOMPARE(probe(u"write"_s, marker).state, "stored");
    m_session->stopKeyring();
    QCOMPARE(probe(u"read-known"_s).state, "unavailable");
    QCOMPARE(probe(u"remove"_s).state, "unavailable");
}

QTEST_GUILESS_MAIN(TestKeychain)
#include "tst_keychain.moc"
