// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "security/redactor.h"

#include <QElapsedTimer>
#include <QTest>

using namespace drover;

class TestRedactor final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void hides_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char* name, const char* text, const char* expected) {
            QTest::newRow(name) << QByteArray(text) << QByteArray(expected);
        };
        row("plain", "job 7 failed: no such file", "job 7 failed: no such file");
        row("url", "at redis://bob:hunter2@host:6379/0 now", "at redis://bob:***@host:6379/0 now");
        row("url without user", "rediss://:hunter2@host", "rediss://:***@host");
        row("url with @ and : in password", "redis://u:a:b@c@host/1", "redis://u:***@host/1");
        row("url with / in password", "redis://u:a/b@host/1", "redis://u:***@host/1");
        row("url, percent-encoded", "redis://u:p%40ss@host", "redis://u:***@host");
        row("two urls", "a://u:x@h and b://v:y@h", "a://u:***@h and b://v:***@h");
        row("url without secret", "redis://host:6379/0 and mail@example.org",
            "redis://host:6379/0 and mail@example.org");
        row("user only", "redis://user@host:6379", "redis://user@host:6379");
        row("AUTH", "sending AUTH bob hunter2", "sending AUTH ***");
        row("HELLO", "HELLO 3 AUTH bob hunter2\nnext", "HELLO 3 AUTH ***\nnext");
        row("word auth", "auth failed for bob", "auth failed for bob");
        row("name=value", "password=hunter2&x=1", "password=***&x=1");
        row("prefixed name", "DB_PASSWORD=hunter2 x", "DB_PASSWORD=*** x");
        row("json", "{\"user\":\"bob\",\"apiKey\": \"a\\\"b\",\"n\":1}",
            "{\"user\":\"bob\",\"apiKey\": \"***\",\"n\":1}");
        row("header", "Authorization: Bearer abc.def", "Authorization: Bearer ***");
        row("name without value", "the password was refused", "the password was refused");
        row("cut quote", "\"token\":\"abc", "\"token\":\"***");
        row("backslash at the end", "\"token\":\"abc\\", "\"token\":\"***");
        row("empty", "", "");
    }
    void hides()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, expected);
        QCOMPARE(redacted(text), expected);
    }
    void takesAnyBytes()
    {
        QByteArray bytes;
        for (int i = 0; i < 256; ++i) {
            bytes += static_cast<char>(i);
        }
        QCOMPARE(redacted(bytes), bytes);
    }
    void secretIsGoneWhereverItStands()
    {
        for (const char* frame :
            {"redis://u:%1@h", "x redis://:%1@h/0 y", "password=%1", "\"secret\":\"%1\"", "AUTH %1"}) {
            const QByteArray text = QByteArray(frame).replace("%1", "CANARY42");
            QVERIFY2(!redacted(text).contains("CANARY42"), text.constData());
        }
    }
};

QTEST_GUILESS_MAIN(TestRedactor)
#include "tst_redactor.moc"
