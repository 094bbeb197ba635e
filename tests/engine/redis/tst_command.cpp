// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "redis/command.h"

#include <QTest>

#include <cstdlib>
#include <hiredis/hiredis.h>
#include <memory>
#include <vector>

using namespace drover;

namespace {

//! What hiredis makes of it.
QByteArray formatted(const QByteArrayList& words)
{
    std::vector<const char*> texts;
    std::vector<size_t> sizes;
    for (const QByteArray& word : words) {
        texts.push_back(word.constData());
        sizes.push_back(size_t(word.size()));
    }
    char* bytes = nullptr;
    const auto size = redisFormatCommandArgv(&bytes, int(texts.size()), texts.data(), sizes.data());
    const std::unique_ptr<char, decltype(&std::free)> owner(bytes, &std::free);
    return {bytes, qsizetype(size)};
}

QByteArrayList repeated(const QByteArray& word, int count)
{
    return QByteArrayList(count, word);
}

} // namespace

class TestCommand final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void writesWhatHiredisWrites_data();
    void writesWhatHiredisWrites();
    void takesNullForEmpty();
    void names_data();
    void names();
};

void TestCommand::writesWhatHiredisWrites_data()
{
    QTest::addColumn<QByteArrayList>("words");
    QTest::newRow("one word") << QByteArrayList{"PING"};
    QTest::newRow("empty word") << QByteArrayList{"SET", "", ""};
    QTest::newRow("binary") << QByteArrayList{"SET", QByteArray("a\0\r\n$3\r\n\xff", 10), "*1\r\n"};
    for (const int size : {9, 10, 99, 100, 999, 1000, 65535, 65536, 1234567})
        QTest::addRow("%d bytes", size) << QByteArrayList{"ECHO", QByteArray(size, 'x')};
    for (const int count : {9, 10, 31, 32, 33, 100, 1000})
        QTest::addRow("%d words", count) << repeated("key", count);
}

void TestCommand::writesWhatHiredisWrites()
{
    QFETCH(QByteArrayList, words);
    const std::vector<QByteArrayView> views(words.cbegin(), words.cend());
    QCOMPARE(Command(views).bytes(), formatted(words));
}

void TestCommand::takesNullForEmpty()
{
    QCOMPARE(Command({"SET", "a", QByteArrayView()}).bytes(), formatted({"SET", "a", ""}));
}

void TestCommand::names_data()
{
    QTest::addColumn<QByteArrayList>("words");
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("plain") << QByteArrayList{"get", "client"} << QByteArray("GET");
    QTest::newRow("with its second word")
        << QByteArrayList{"client", "list", "TYPE"} << QByteArray("CLIENT LIST");
    QTest::newRow("second word missing") << QByteArrayList{"CONFIG"} << QByteArray("CONFIG");
    QTest::newRow("empty") << QByteArrayList{""} << QByteArray("");
}

void TestCommand::names()
{
    QFETCH(QByteArrayList, words);
    const std::vector<QByteArrayView> views(words.cbegin(), words.cend());
    QTEST(Command(views).name(), "name");
}

QTEST_GUILESS_MAIN(TestCommand)
#include "tst_command.moc"
