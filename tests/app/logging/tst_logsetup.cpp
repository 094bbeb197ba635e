// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "logging/logsetup.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QHash>
#include <QLoggingCategory>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <memory>
#include <vector>

using namespace drover;

Q_LOGGING_CATEGORY(logOne, "drover.one", QtInfoMsg)
Q_LOGGING_CATEGORY(logTwo, "drover.two", QtInfoMsg)

class TestLogSetup final : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;

    [[nodiscard]] LogOptions options() const
    {
        LogOptions options;
        options.dir = m_dir->filePath(QStringLiteral("state/drover"));
        options.stderrLevel = LogLevel::Off;
        return options;
    }
    static QByteArray contents(const QString& path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private Q_SLOTS:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }
    void cleanup() { QLoggingCategory::setFilterRules(QString()); }

    void writesPrivateFile()
    {
        const LogSetup log(options());
        qCInfo(logOne) << "hello";
        const QByteArray text = contents(log.file());
        QVERIFY(text.contains("info drover.one: hello\n"));
        const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
        QVERIFY(!(QFileInfo(log.file()).permissions() & others));
        QVERIFY(!(QFileInfo(QFileInfo(log.file()).path()).permissions() & others));
    }

    void levelsChangeWhileRunning()
    {
        LogOptions all = options();
        all.fileLevel = LogLevel::Debug;
        LogSetup log(all);
        log.setCategoryLevel(QStringLiteral("drover.*"), LogLevel::Info);
        qCDebug(logOne) << "quiet";
        log.setCategoryLevel(QStringLiteral("drover.one"), LogLevel::Debug);
        qCDebug(logOne) << "loud";
        qCDebug(logTwo) << "other";
        log.setCategoryLevel(QStringLiteral("drover.two"), LogLevel::Critical);
        qCWarning(logTwo) << "hidden";
        const QByteArray text = contents(log.file());
        QVERIFY(text.contains("loud"));
        QVERIFY(!text.contains("quiet") && !text.contains("other") && !text.contains("hidden"));
    }

    void secretsStayOut()
    {
        const LogSetup log(options());
        qCWarning(logOne) << "cannot reach redis://bob:CANARY@host:6379 with password=CANARY";
        QVERIFY(!contents(log.file()).contains("CANARY"));
        QVERIFY(!log.lines().front().text.contains("CANARY"));
        QVERIFY(log.lines().front().text.contains("bob:***@host"));
    }

    void lineBreaksAndEscapesCannotForgeLines()
    {
        const LogSetup log(options());
        qCWarning(logOne).noquote() << "a\nb\x1b[31m";
        QVERIFY(contents(log.file()).contains("a\n    b\\x1b[31m\n"));
    }

    void sameLineOnceASecond()
    {
        const LogSetup log(options());
        for (int i = 0; i < 1000; ++i) {
            qCWarning(logOne) << "storm";
            qCWarning(logTwo) << "storm";
        }
        // A slow machine may see the second go by.
        QVERIFY(log.lines().size() >= 2);
        QVERIFY(log.lines().size() < 40);
    }

    void ringKeepsTheNewest()
    {
        LogOptions small = options();
        small.ringSize = 3;
        const LogSetup log(small);
        for (int i = 1; i <= 5; ++i) {
            qCInfo(logOne) << "line" << i;
        }
        const std::vector<LogLine> lines = log.lines();
        QCOMPARE(lines.size(), size_t(3));
        QCOMPARE(lines.front().number, quint64(3));
        QCOMPARE(lines.back().text, "line 5");
        QCOMPARE(log.lines(4).size(), size_t(1));
    }

    // fault: H2
    // production: P6
    void rotatesWithinBounds()
    {
        LogOptions small = options();
        small.fileSize = 2000;
        small.fileCount = 3;
        const LogSetup log(small);
        for (int i = 0; i < 300; ++i) {
            qCInfo(logOne) << "a line of some length with number" << i;
        }
        const QFileInfoList files = QFileInfo(log.file()).dir().entryInfoList(QDir::Files);
        QCOMPARE(files.size(), 3);
        for (const QFileInfo& file : files) {
            QVERIFY(file.size() <= 2200);
            QVERIFY(!(file.permissions() & QFile::ReadOther));
        }
    }

    void processesShareAFile()
    {
        constexpr int linesEach = 1500;
        constexpr int size = 8000;
        constexpr int count = 200;
        const QString dir = options().dir;
        std::vector<std::unique_ptr<QProcess>> writers;
        for (int i = 0; i < 3; ++i) {
            writers.push_back(std::make_unique<QProcess>());
            writers.back()->setProcessChannelMode(QProcess::ForwardedErrorChannel);
            writers.back()->start(QStringLiteral(DROVER_LOGWRITER),
                {dir, QString::number(linesEach), QString::number(size), QString::number(count)});
        }
        for (const auto& writer : writers) {
            QTRY_VERIFY(writer->canReadLine());
        }
        QHash<QByteArray, int> next;
        for (const auto& writer : writers) {
            next.insert(QByteArray::number(writer->processId()), 0);
            writer->write("go\n");
        }
        for (const auto& writer : writers) {
            QVERIFY(writer->waitForFinished(60000));
            QCOMPARE(writer->exitCode(), 0);
        }
        // Every line of every process is there once, whole, and in the order of its process.
        const QRegularExpression whole(
            QStringLiteral("^\\S+Z \\[(\\d+)\\] info drover\\.writer: line (\\d+) (x*)$"));
        const qsizetype files = QDir(dir).entryList(QDir::Files).size();
        QVERIFY2(files > 10 && files < count, qPrintable(QString::number(files)));
        for (qsizetype number = files - 1; number >= 0; --number) {
            const QString name =
                number > 0 ? QStringLiteral("/drover.%1.log").arg(number) : QStringLiteral("/drover.log");
            const QByteArray text = contents(dir + name);
            QVERIFY2(text.endsWith('\n'), qPrintable(name));
            QList<QByteArray> lines = text.split('\n');
            lines.removeLast();
            for (const QByteArray& line : lines) {
                const QRegularExpressionMatch match = whole.match(QString::fromUtf8(line));
                QVERIFY2(match.hasMatch(), line.constData());
                QCOMPARE(match.captured(2).toInt(), next.value(match.captured(1).toLatin1(), -1));
                QCOMPARE(match.capturedLength(3), match.captured(2).toInt() % 200);
                ++next[match.captured(1).toLatin1()];
            }
        }
        QCOMPARE(next.values(), QList<int>({linesEach, linesEach, linesEach}));
    }

    // fault: H2
    void aFileThatOthersMoveIsLeft()
    {
        const LogSetup log(options());
        qCInfo(logOne) << "before";
        const QString path = log.file();
        QVERIFY(QFile::rename(path, path + QStringLiteral(".old")));
        qCInfo(logOne) << "after";
        QCOMPARE(contents(path + QStringLiteral(".old")).count('\n'), 1);
        QVERIFY(contents(path).contains("after"));
    }

    // fault: H2
    void fullDiskCostsLinesAndNothingElse()
    {
        QVERIFY(QDir().mkpath(options().dir));
        QVERIFY(QFile::link(QStringLiteral("/dev/full"), options().dir + QStringLiteral("/drover.log")));
        const LogSetup log(options());
        for (int i = 0; i < 100; ++i) {
            qCWarning(logOne) << "lost" << i;
        }
        QCOMPARE(log.droppedLines(), quint64(100));
        QCOMPARE(log.lines().size(), size_t(100));
        QVERIFY(!log.fileError().isEmpty());
    }

    void folderThatCannotBeMadeIsTold()
    {
        LogOptions bad = options();
        bad.dir = QStringLiteral("/proc/no/such");
        const LogSetup log(bad);
        qCWarning(logOne) << "still alive";
        QVERIFY(log.file().isEmpty());
        QVERIFY(!log.fileError().isEmpty());
        QCOMPARE(log.lines().size(), size_t(1));
    }

    // fault: H2
    void removedFolderComesBack()
    {
        const LogSetup log(options());
        qCInfo(logOne) << "before";
        QVERIFY(QDir(options().dir).removeRecursively());
        int n = 0;
        const auto cameBack = [&] {
            qCInfo(logOne) << "after" << ++n;
            return contents(options().dir + QStringLiteral("/drover.log")).contains("after");
        };
        QTRY_VERIFY(cameBack());
    }

    void manyThreads()
    {
        const LogSetup log(options());
        std::vector<std::unique_ptr<QThread>> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back(QThread::create([t] {
                for (int i = 0; i < 200; ++i) {
                    qCInfo(logOne) << "thread" << t << "line" << i;
                }
            }));
            threads.back()->start();
        }
        for (const auto& thread : threads) {
            QVERIFY(thread->wait(10000));
        }
        QCOMPARE(log.lines().size(), size_t(800));
        QCOMPARE(contents(log.file()).count('\n'), 800);
    }

    void restoresTheHandler()
    {
        {
            const LogSetup log(options());
        }
        QTest::ignoreMessage(QtWarningMsg, "back with the test");
        qCWarning(logOne) << "back with the test";
    }
};

QTEST_GUILESS_MAIN(TestLogSetup)
#include "tst_logsetup.moc"
