// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "scriptflattener.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using drover::embed::ScriptFlattener;

class TestScriptFlattener : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        QVERIFY(QDir(m_dir->path()).mkpath(QStringLiteral("includes/deep")));
    }

    void includesInPlaceOnceAndDepthFirst()
    {
        write("main.lua", "a\n--- @include \"includes/x\"\n--- @include \"includes/y.lua\"\nb\n");
        write("includes/x.lua", "--- @include \"deep/z\"\nx\n");
        write("includes/y.lua", "--- @include \"x\"\n--- @include \"deep/z\"\ny\n");
        write("includes/deep/z.lua", "z\n");
        QCOMPARE(flatten(), QByteArray("a\nz\nx\ny\nb\n"));
    }

    void dropsEmptyLinesAndKeepsTheRest()
    {
        write("main.lua", "\n  a \n\n \t\n-- @include \"x\"\n  b");
        QCOMPARE(flatten(), QByteArray("  a \n-- @include \"x\"\n  b"));
    }

    void endsIncludesWithALineBreak()
    {
        write("main.lua", "--- @include \"includes/x\"\nb\n");
        write("includes/x.lua", "x");
        QCOMPARE(flatten(), QByteArray("x\nb\n"));
    }

    void endsCircles()
    {
        write("main.lua", "--- @include \"includes/x\"\n");
        write("includes/x.lua", "--- @include \"x\"\n--- @include \"../main\"\nx\n");
        QCOMPARE(flatten(), QByteArray("x\n"));
    }

    void namesMissingFiles()
    {
        write("main.lua", "--- @include \"includes/gone\"\n");
        QCOMPARE(flatten(), QByteArray());
        QVERIFY2(m_error.contains(QStringLiteral("includes/gone.lua")), qPrintable(m_error));
    }

private:
    void write(const char* name, const char* text)
    {
        QFile file(m_dir->filePath(QString::fromLatin1(name)));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }

    QByteArray flatten()
    {
        ScriptFlattener flattener;
        const QByteArray text = flattener.flatten(m_dir->filePath(QStringLiteral("main.lua")));
        m_error = flattener.error();
        return text;
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_error;
};

QTEST_GUILESS_MAIN(TestScriptFlattener)
#include "tst_scriptflattener.moc"
