// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

namespace {

QString packageFile(const QString& name)
{
    return QStringLiteral("dist/cjs/commands/") + name;
}

} // namespace

// The build must stop, and say why, when the package is not the one that the manifest describes.
class TestEmbedScripts : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        copyPackage();
    }

    void takesThePinnedPackage()
    {
        QCOMPARE(run(), 0);
        QFile code(output());
        QVERIFY(code.open(QIODevice::ReadOnly));
        const QByteArray text = code.readAll();
        QVERIFY(text.contains("\"moveToFinished\", 14"));
        QVERIFY(text.contains("Permission is hereby granted"));
    }

    void refusesAChangedScript()
    {
        append(packageFile(QStringLiteral("pause-7.lua")), "-- changed\n");
        QCOMPARE(run(), 1);
        QVERIFY2(m_message.contains("pause-7.lua: SHA1 is"), m_message.constData());
        QVERIFY(!QFile::exists(output()));
    }

    void refusesAChangedInclude()
    {
        append(packageFile(QStringLiteral("includes/getRateLimitTTL.lua")), "-- changed\n");
        QCOMPARE(run(), 1);
        QVERIFY2(m_message.contains("moveToActive-11.lua"), m_message.constData());
    }

    void refusesAnotherNumberOfKeys()
    {
        QVERIFY(QFile::rename(path(packageFile(QStringLiteral("pause-7.lua"))),
            path(packageFile(QStringLiteral("pause-8.lua")))));
        QCOMPARE(run(), 1);
        QVERIFY2(m_message.contains("pause-7.lua"), m_message.constData());
        QVERIFY2(m_message.contains("pause-8.lua: not in the manifest"), m_message.constData());
    }

    void refusesANewScript()
    {
        append(packageFile(QStringLiteral("brandNew-1.lua")), "return 1\n");
        QCOMPARE(run(), 1);
        QVERIFY2(m_message.contains("brandNew-1.lua: not in the manifest"), m_message.constData());
    }

    void refusesAnOwnScriptWithoutItsInclude()
    {
        QVERIFY(QDir().mkpath(path(QStringLiteral("own"))));
        append(QStringLiteral("own/mine-1.lua"), "--- @include \"includes/isLocked\"\nreturn 1\n");
        QCOMPARE(run({path(QStringLiteral("own"))}), 0);
        append(QStringLiteral("own/mine-1.lua"), "--- @include \"includes/noSuchFile\"\n");
        QCOMPARE(run({path(QStringLiteral("own"))}), 1);
        QVERIFY2(m_message.contains("mine-1.lua: cannot read"), m_message.constData());
    }

    void refusesAPackageWithoutLicence()
    {
        QVERIFY(QFile::remove(path(QStringLiteral("LICENSE"))));
        QCOMPARE(run(), 1);
        QVERIFY2(m_message.contains("LICENSE"), m_message.constData());
    }

private:
    QString path(const QString& name) const { return m_dir->filePath(QStringLiteral("package/") + name); }
    QString output() const { return m_dir->filePath(QStringLiteral("out.cpp")); }

    void copyPackage()
    {
        const QDir source(QStringLiteral(BULLMQ_PACKAGE));
        QVERIFY(QDir().mkpath(path(packageFile(QStringLiteral("includes")))));
        for (const char* name : {"package.json", "LICENSE"})
            QVERIFY(QFile::copy(source.filePath(QString::fromLatin1(name)), path(QString::fromLatin1(name))));
        QDirIterator files(source.filePath(QStringLiteral("dist/cjs/commands")), {QStringLiteral("*.lua")},
            QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QString file = files.next();
            QVERIFY(QFile::copy(file, path(source.relativeFilePath(file))));
        }
    }

    void append(const QString& name, const char* text)
    {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::Append));
        file.write(text);
    }

    int run(const QStringList& more = {})
    {
        QProcess tool;
        tool.start(
            QStringLiteral(EMBED_SCRIPTS), QStringList{path({}), QStringLiteral(MANIFEST), output()} + more);
        if (!tool.waitForFinished())
            return -1;
        m_message = tool.readAllStandardError();
        return tool.exitCode();
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    QByteArray m_message;
};

QTEST_GUILESS_MAIN(TestEmbedScripts)
#include "tst_embedscripts.moc"
