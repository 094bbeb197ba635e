// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "core/jsonfilewriter.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/resource.h>
#include <thread>

using namespace drover;
using namespace Qt::StringLiterals;

namespace {

JsonFileWriter::Change setting(const QString& key, const QJsonValue& value)
{
    return [key, value](QJsonObject& object) { object.insert(key, value); };
}

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("cannot be read");
}

void put(const QString& path, const QByteArray& bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    QCOMPARE(file.write(bytes), bytes.size());
}

} // namespace

//! Files of our own survive what happens to files (fault H1).
class TestJsonFile final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void writesForTheOwnerOnly();
    void keepsWhatItDoesNotKnow();
    // fault: H1
    void truncatedAnywhereTheLastGoodCopyIsUsed();
    void damagedIsSetAside_data();
    // fault: H1
    void damagedIsSetAside();
    void lookingMovesNothing();
    // fault: H1
    void newerIsUsedAndNotWritten();
    void olderIsLiftedAndKept();
    void writableByOthersIsRefused_data();
    void writableByOthersIsRefused();
    void unreadableIsNotOverwritten();
    // fault: H1
    void fullDiskKeepsTheOldFile();
    // fault: H1
    void severalProcessesLoseNothing();
    // fault: H1
    void killedWhileSaving();
    void writerWritesLater();
    void writerWritesAtTheEnd();
    void writerTriesAgain();

private:
    [[nodiscard]] QStringList asideFiles() const
    {
        return QDir(m_directory->path()).entryList({u"f.json.damaged-*"_s}, QDir::Files);
    }

    std::unique_ptr<QTemporaryDir> m_directory;
    QString m_path;
};

void TestJsonFile::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
    m_path = m_directory->filePath(u"f.json"_s);
}

void TestJsonFile::writesForTheOwnerOnly()
{
    const QString path = m_directory->filePath(u"new/folder/f.json"_s);
    const JsonFile file(path);
    QCOMPARE(file.read().state, JsonFileState::Missing);
    QCOMPARE(file.update(setting(u"a"_s, 1)), QString());
    QCOMPARE(file.update(setting(u"a"_s, 2)), QString());
    const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    for (const QString& name : QStringList{path, path + u".bak"_s, QFileInfo(path).absolutePath()})
        QVERIFY2(!(QFile::permissions(name) & others), qPrintable(name));
    QCOMPARE(file.read().object.value(u"a"_s).toInt(), 2);
    QCOMPARE(QJsonDocument::fromJson(contentOf(path + u".bak"_s)).object().value(u"a"_s).toInt(), 1);
}

void TestJsonFile::keepsWhatItDoesNotKnow()
{
    put(m_path, R"({"schema":1,"later":{"x":[1,"two",null]},"a":1})");
    QCOMPARE(JsonFile(m_path).update(setting(u"a"_s, 5)), QString());
    QCOMPARE(QJsonDocument::fromJson(contentOf(m_path)),
        QJsonDocument::fromJson(R"({"schema":1,"later":{"x":[1,"two",null]},"a":5})"));
}

void TestJsonFile::truncatedAnywhereTheLastGoodCopyIsUsed()
{
    const JsonFile file(m_path);
    QCOMPARE(file.update(setting(u"a"_s, u"old"_s)), QString());
    QCOMPARE(file.update(setting(u"a"_s, u"new"_s)), QString());
    const QByteArray whole = contentOf(m_path);
    for (qsizetype length = 0; length < whole.trimmed().size(); ++length) {
        put(m_path, whole.first(length));
        const JsonFileContent content = file.read();
        QCOMPARE(content.state, JsonFileState::Restored);
        QCOMPARE(content.object.value(u"a"_s).toString(), u"old"_s);
        QCOMPARE(contentOf(content.setAside), whole.first(length));
        QVERIFY(!QFile::exists(m_path));
    }
    QCOMPARE(asideFiles().size(), whole.trimmed().size());
}

void TestJsonFile::damagedIsSetAside_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("zeros") << QByteArray(4096, '\0');
    QTest::newRow("binary") << QByteArray::fromHex("7f454c4602010100fffe00ff");
    QTest::newRow("an array") << QByteArray("[1,2]");
    QTest::newRow("no schema") << QByteArray(R"({"a":1})");
    QTest::newRow("schema is a text") << QByteArray(R"({"schema":"1","a":1})");
    QTest::newRow("nested too deep") << QByteArray(100000, '[');
    QTest::newRow("huge") << QByteArray(17 * 1024 * 1024, ' ');
}

void TestJsonFile::damagedIsSetAside()
{
    QFETCH(QByteArray, bytes);
    put(m_path, bytes);
    const JsonFile file(m_path);
    const JsonFileContent content = file.read();
    QCOMPARE(content.state, JsonFileState::Damaged);
    QVERIFY(content.object.isEmpty());
    QVERIFY(!content.reason.isEmpty());
    QCOMPARE(contentOf(content.setAside), bytes);
    QCOMPARE(file.update(setting(u"a"_s, 1), QJsonObject{{u"known"_s, true}}), QString());
    QCOMPARE(file.read().object, (QJsonObject{{u"known"_s, true}, {u"a"_s, 1}, {u"schema"_s, 1}}));
    QCOMPARE(asideFiles().size(), 1);
}

void TestJsonFile::lookingMovesNothing()
{
    put(m_path, "not json");
    const JsonFileContent content = JsonFile(m_path).read(JsonFile::OnDamage::Leave);
    QCOMPARE(content.state, JsonFileState::Damaged);
    QVERIFY(content.setAside.isEmpty());
    QCOMPARE(contentOf(m_path), "not json");
}

void TestJsonFile::newerIsUsedAndNotWritten()
{
    const QByteArray newer = R"({"schema":9,"a":1})";
    put(m_path, newer);
    const JsonFile file(m_path);
    QCOMPARE(file.read().state, JsonFileState::Newer);
    QCOMPARE(file.read().object.value(u"a"_s).toInt(), 1);
    QVERIFY(!file.update(setting(u"a"_s, 2)).isEmpty());
    QCOMPARE(contentOf(m_path), newer);
}

void TestJsonFile::olderIsLiftedAndKept()
{
    const QByteArray older = R"({"schema":1,"theme":"dark"})";
    put(m_path, older);
    const auto rename = [](QJsonObject& object) { object.insert(u"look"_s, object.take(u"theme"_s)); };
    const auto wrap = [](QJsonObject& object) {
        object.insert(u"look"_s, QJsonArray{object.value(u"look"_s)});
    };
    const JsonFile file(m_path, {rename, wrap});
    QCOMPARE(file.read().state, JsonFileState::Migrated);
    QCOMPARE(file.read().object, (QJsonObject{{u"schema"_s, 3}, {u"look"_s, QJsonArray{u"dark"_s}}}));
    QCOMPARE(contentOf(m_path), older); // reading alone changes nothing
    QCOMPARE(file.update(setting(u"a"_s, 1)), QString());
    QCOMPARE(file.read().state, JsonFileState::Good);
    QCOMPARE(contentOf(m_path + u".before-schema-3"_s), older);
}

void TestJsonFile::writableByOthersIsRefused_data()
{
    QTest::addColumn<QFile::Permissions>("permission");
    QTest::newRow("group") << QFile::Permissions(QFile::WriteGroup);
    QTest::newRow("everyone") << QFile::Permissions(QFile::WriteOther);
}

void TestJsonFile::writableByOthersIsRefused()
{
    QFETCH(QFile::Permissions, permission);
    const QByteArray bytes = R"({"schema":1,"a":1})";
    put(m_path, bytes);
    QVERIFY(QFile::setPermissions(m_path, QFile::permissions(m_path) | permission));
    const JsonFile file(m_path);
    QCOMPARE(file.read().state, JsonFileState::Refused);
    QVERIFY(file.read().object.isEmpty());
    QVERIFY(!file.update(setting(u"a"_s, 2)).isEmpty());
    QCOMPARE(contentOf(m_path), bytes);
}

void TestJsonFile::unreadableIsNotOverwritten()
{
    QVERIFY(QDir().mkpath(m_path)); // a folder of that name: root may read everything else
    const JsonFile file(m_path);
    QCOMPARE(file.read().state, JsonFileState::Unreadable);
    QVERIFY(!file.update(setting(u"a"_s, 2)).isEmpty());
}

void TestJsonFile::fullDiskKeepsTheOldFile()
{
    const JsonFile file(m_path);
    QCOMPARE(file.update(setting(u"a"_s, 1)), QString());
    const QByteArray before = contentOf(m_path);
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit old{};
    QCOMPARE(::getrlimit(RLIMIT_FSIZE, &old), 0);
    const rlimit full{1000, old.rlim_max};
    QCOMPARE(::setrlimit(RLIMIT_FSIZE, &full), 0);
    const QString reason = file.update(setting(u"long"_s, QString(5000, u'x')));
    ::setrlimit(RLIMIT_FSIZE, &old);
    QVERIFY(!reason.isEmpty());
    QCOMPARE(contentOf(m_path), before);
    QCOMPARE(file.read().state, JsonFileState::Good);
}

void TestJsonFile::severalProcessesLoseNothing()
{
    std::vector<std::thread> threads;
    for (int writer = 0; writer < 4; ++writer) {
        threads.emplace_back([this, writer] {
            const JsonFile file(m_path); // each with a lock of its own, as in another process
            for (int i = 0; i < 25; ++i)
                (void)file.update(setting(u"w%1-%2"_s.arg(writer).arg(i), i));
        });
    }
    for (std::thread& thread : threads)
        thread.join();
    QCOMPARE(JsonFile(m_path).read().object.size(), 4 * 25 + 1);
}

void TestJsonFile::killedWhileSaving()
{
    const int kills = qEnvironmentVariableIsSet("DROVER_TEST_LONG") ? 200 : 25;
    int last = 0;
    for (int i = 0; i < kills; ++i) {
        QProcess process;
        process.start(QStringLiteral(JSON_FILE_LOOP), {m_path});
        for (int lines = 0; lines <= i % 5;) {
            QVERIFY(process.waitForReadyRead(30000));
            lines += static_cast<int>(process.readAllStandardOutput().count('\n'));
        }
        process.kill();
        QVERIFY(process.waitForFinished(30000));
        const JsonFileContent content = JsonFile(m_path).read();
        QCOMPARE(content.state, JsonFileState::Good);
        const QJsonArray many = content.object.value(u"many"_s).toArray();
        QCOMPARE(many.size(), 2000);
        for (const QJsonValue& value : many)
            QCOMPARE(value, content.object.value(u"n"_s));
        last = content.object.value(u"n"_s).toInt();
    }
    QVERIFY(last > 0);
    QCOMPARE(asideFiles().size(), 0);
}

void TestJsonFile::writerWritesLater()
{
    JsonFileWriter writer{JsonFile(m_path)};
    QSignalSpy written(&writer, &JsonFileWriter::written);
    for (int i = 0; i < 100; ++i)
        writer.apply(setting(u"a"_s, i), {});
    QVERIFY(!QFile::exists(m_path));
    QTRY_COMPARE_WITH_TIMEOUT(written.size(), 1, 30000);
    QCOMPARE(JsonFile(m_path).read().object.value(u"a"_s).toInt(), 99);
    QVERIFY(writer.isIdle());
}

void TestJsonFile::writerWritesAtTheEnd()
{
    {
        JsonFileWriter writer{JsonFile(m_path)};
        writer.apply(setting(u"a"_s, 7), {});
    }
    QCOMPARE(JsonFile(m_path).read().object.value(u"a"_s).toInt(), 7);
}

void TestJsonFile::writerTriesAgain()
{
    QVERIFY(QDir().mkpath(m_path));
    JsonFileWriter writer{JsonFile(m_path)};
    QSignalSpy failed(&writer, &JsonFileWriter::failed);
    QSignalSpy written(&writer, &JsonFileWriter::written);
    writer.apply(setting(u"a"_s, 1), {});
    QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, 30000);
    QVERIFY(QDir().rmdir(m_path));
    writer.apply(setting(u"b"_s, 2), {});
    QTRY_COMPARE_WITH_TIMEOUT(written.size(), 1, 30000);
    const QJsonObject object = JsonFile(m_path).read().object;
    QCOMPARE(object.value(u"a"_s).toInt(), 1);
    QCOMPARE(object.value(u"b"_s).toInt(), 2);
}

QTEST_GUILESS_MAIN(TestJsonFile)
#include "tst_jsonfile.moc"
