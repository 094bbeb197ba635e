// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/jobexport.h"

#include "redis/redisconnection.h"
#include "support/npmprocess.h"
#include "support/redisfixture.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace drover;
using namespace drover::test;

namespace {

//! Rows of a CSV file as Python's csv module reads them.
QJsonArray parsedCsv(const QByteArray& csv)
{
    QProcess python;
    python.start(QStringLiteral("python3"),
        {QStringLiteral("-c"),
            QStringLiteral(
                "import csv, io, json, sys\n"
                "text = sys.stdin.buffer.read().decode('utf-8')\n"
                "csv.field_size_limit(1 << 30)\n"
                "print(json.dumps(list(csv.reader(io.StringIO(text, newline=''), strict=True))))")});
    python.write(csv);
    python.closeWriteChannel();
    if (!python.waitForFinished(60000) || python.exitCode() != 0)
        qWarning("%s", python.readAllStandardError().constData());
    return QJsonDocument::fromJson(python.readAllStandardOutput()).array();
}

} // namespace

class TestJobExport final : public QObject {
    Q_OBJECT

    RedisFixture m_redis;
    std::unique_ptr<NpmProcess> m_npm;
    std::unique_ptr<RedisConnection> m_connection;
    QTemporaryDir m_directory;
    QueueId m_id;
    int m_file = 0;

    QString name() const { return QString::fromUtf8(m_id.name); }
    QString freshPath() { return m_directory.filePath(QStringLiteral("export%1").arg(++m_file)); }

    ExportRequest request(ExportFormat format, JobState state = JobState::Failed)
    {
        ExportRequest r;
        r.queue = m_id;
        r.state = state;
        r.format = format;
        return r;
    }
    ExportReport run(const ExportRequest& request, QByteArray* bytes = nullptr)
    {
        JobExport jobExport(*m_connection);
        std::optional<ExportReport> report;
        connect(&jobExport, &JobExport::finished, this, [&](const ExportReport& r) { report = r; });
        connect(&jobExport, &JobExport::wrote, this, [&](const QByteArray& part) {
            if (bytes)
                *bytes += part;
        });
        jobExport.start(request);
        if (report)
            qFatal("finished() came from inside start()");
        (void)QTest::qWaitFor([&] { return report.has_value(); }, 60000);
        return report.value_or(ExportReport{-1, 0, {}});
    }
    QByteArray contents(const QString& path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(no file)");
    }
    //! A job whose texts are anything.
    void plant(
        const QByteArray& id, const QByteArray& data, const QByteArray& reason, qint64 score = 1700000000000)
    {
        m_redis.command({"HSET", m_id.job(id), "name", "n " + id, "data", data, "opts", "{\"attempts\":3}",
            "timestamp", "1690000000000", "finishedOn", QByteArray::number(score), "delay", "0", "priority",
            "0", "failedReason", reason, "atm", "2", "ats", "2"});
        m_redis.command({"ZADD", m_id.key("failed"), QByteArray::number(score), id});
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(m_redis.start(), m_redis.log().constData());
        m_npm = std::make_unique<NpmProcess>(m_redis.socketPath());
        QVERIFY(m_npm->start());
        m_connection = std::make_unique<RedisConnection>(m_redis.unixOptions(), ConnectionRole::Queue);
        m_connection->open();
        QTRY_VERIFY(m_connection->isReady());
    }
    void init() { m_id = {"bull", RedisFixture::uniqueQueue().toUtf8()}; }

    //! Each line is what npm's toJSON() says of the job, and the data is the bytes that were stored.
    void linesAreNpmsJobs()
    {
        const NpmReply made = m_npm->eval(QStringLiteral(R"(
            const worker = new bull.Worker(queue.name, async (job) => {
                await job.updateProgress({ p: job.data.i });
                if (job.data.i % 2) throw new Error('no "' + job.data.i + '",\nüñ');
                return { done: [job.data.i] };
            }, { connection });
            const done = new Promise((resolve) => { let n = 0; const tick = () => { if (++n === 20) resolve(); };
                worker.on('completed', tick); worker.on('failed', tick); });
            for (let i = 0; i < 20; i++) await queue.add('n' + i, { i, text: 'a,"b"\n' + i }, { attempts: 1 });
            await done;
            await worker.close();
            return null)"),
            name());
        QVERIFY2(made.ok, qPrintable(made.error));
        for (const auto state : {JobState::Failed, JobState::Completed}) {
            QByteArray bytes;
            const ExportReport report = run(request(ExportFormat::JsonLines, state), &bytes);
            QVERIFY(!report.error);
            QCOMPARE(report.rows, 10);
            QCOMPARE(report.bytes, bytes.size());
            QByteArrayList lines = bytes.split('\n');
            QCOMPARE(lines.takeLast(), QByteArray());
            QCOMPARE(lines.size(), 10);
            const QJsonArray theirs =
                m_npm
                    ->call(QStringLiteral("jobs"),
                        {{QStringLiteral("queue"), name()},
                            {QStringLiteral("states"), QJsonArray{QString(stateName(state))}}})
                    .value()
                    .toArray();
            QCOMPARE(theirs.size(), 10);
            for (qsizetype i = 0; i < 10; ++i) {
                QJsonObject mine = QJsonDocument::fromJson(lines[i]).object();
                QCOMPARE(mine.take(QStringLiteral("queue")).toString(), name());
                QCOMPARE(mine.take(QStringLiteral("state")).toString(), QString(stateName(state)));
                QJsonObject expected = theirs.at(i).toObject();
                expected.remove(QStringLiteral("queueQualifiedName")); // of the queue, not of the job
                // Nothing is left out but what npm has no value for; it names a parent that is none by null.
                for (const QString& member : expected.keys()) {
                    if (mine.contains(member) || !expected.value(member).isNull())
                        QCOMPARE(mine.value(member), expected.value(member));
                }
                for (const QString& member : mine.keys())
                    QVERIFY2(expected.contains(member), qPrintable(member));
            }
        }
    }
    // fault: G4
    void linesKeepEveryByte()
    {
        const QByteArray data = "{\"z\":1.10,\"a\":12345678901234567890123,\"a\":2,  \"e\":1E400}";
        plant("x", data, "r");
        QByteArray bytes;
        QVERIFY(!run(request(ExportFormat::JsonLines), &bytes).error);
        QVERIFY2(bytes.contains(QByteArray("\"data\":" + data + ",")), bytes.constData());
    }
    void csvIsWhatPythonReads()
    {
        plant("a", R"({"user":{"id":7,"name":"Ann"},"tags":["x","y"],"ok":true,"none":null,"s":"-5","n":-5})",
            "line one\nline \"two\", three", 1700000000003);
        plant("b", R"("just text")", " blanks ", 1700000000002);
        plant("c", "[1, 2]", "=1+1", 1700000000001);
        ExportRequest r = request(ExportFormat::Csv);
        r.columns = {"id", "name", "state", "data.user.id", "data.user.name", "data.tags.1", "data.tags",
            "data.ok", "data.none", "data.s", "data.n", "data", "failedReason", "attemptsMade", "finishedOn"};
        QByteArray bytes;
        const ExportReport report = run(r, &bytes);
        QCOMPARE(report.rows, 3);
        QVERIFY(bytes.endsWith("\r\n"));
        const QJsonArray rows = parsedCsv(bytes);
        QCOMPARE(rows.size(), 4);
        const auto row = [&rows](qsizetype at) { return rows.at(at).toArray(); };
        QCOMPARE(row(0),
            QJsonArray::fromStringList({QStringLiteral("id"), QStringLiteral("name"), QStringLiteral("state"),
                QStringLiteral("data.user.id"), QStringLiteral("data.user.name"),
                QStringLiteral("data.tags.1"), QStringLiteral("data.tags"), QStringLiteral("data.ok"),
                QStringLiteral("data.none"), QStringLiteral("data.s"), QStringLiteral("data.n"),
                QStringLiteral("data"), QStringLiteral("failedReason"), QStringLiteral("attemptsMade"),
                QStringLiteral("finishedOn")}));
        QCOMPARE(row(1),
            QJsonArray::fromStringList({QStringLiteral("a"), QStringLiteral("n a"), QStringLiteral("failed"),
                QStringLiteral("7"), QStringLiteral("Ann"), QStringLiteral("y"),
                QStringLiteral("[\"x\",\"y\"]"), QStringLiteral("true"), QString(), QStringLiteral("'-5"),
                QStringLiteral("-5"),
                QStringLiteral(
                    R"({"user":{"id":7,"name":"Ann"},"tags":["x","y"],"ok":true,"none":null,"s":"-5","n":-5})"),
                QStringLiteral("line one\nline \"two\", three"), QStringLiteral("2"),
                QStringLiteral("1700000000003")}));
        QCOMPARE(row(2).at(11).toString(), QStringLiteral("just text"));
        QCOMPARE(row(2).at(12).toString(), QStringLiteral(" blanks "));
        QCOMPARE(row(2).at(3).toString(), QString());
        QCOMPARE(row(3).at(11).toString(), QStringLiteral("[1, 2]"));
        QCOMPARE(row(3).at(12).toString(), QStringLiteral("'=1+1"));
    }
    void csvHasAllColumns()
    {
        plant("a", "{}", "x");
        QByteArray bytes;
        QVERIFY(!run(request(ExportFormat::Csv), &bytes).error);
        const QJsonArray rows = parsedCsv(bytes);
        QCOMPARE(rows.size(), 2);
        const NpmReply reply = m_npm->eval(
            QStringLiteral(
                "const { queueQualifiedName, ...job } = JSON.parse(JSON.stringify(await queue.getJob('a')));"
                "return Object.keys(job)"),
            name());
        const QJsonArray header = rows.at(0).toArray();
        for (const QJsonValue& member : reply.value().toArray())
            QVERIFY2(header.contains(member), qPrintable(member.toString()));
        QCOMPARE(rows.at(1).toArray().size(), header.size());
    }
    void formulasAreDisarmed_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("guarded");
        const auto row = [](const char* label, const QByteArray& text, bool guarded) {
            QTest::newRow(label) << text << guarded;
        };
        row("equals", "=cmd|' /C calc'!A0", true);
        row("plus", "+1+1", true);
        row("minus", "-2+3", true);
        row("at", "@SUM(1,2)", true);
        row("tab", "\t=1", true);
        row("carriage return", "\r=1", true);
        row("nul", QByteArray("\0=1", 3), true);
        row("wide equals",
            "\xef\xbc\x9d"
            "1+1",
            true);
        row("wide plus",
            "\xef\xbc\x8b"
            "1",
            true);
        row("wide minus",
            "\xef\xbc\x8d"
            "1",
            true);
        row("wide at", "\xef\xbc\xa0x", true);
        row("behind a quote", "\"=1+1", true);
        row("behind quotes", "\"\"\"=1+1", true);
        row("behind a newline", "\n=1+1", true);
        row("behind a blank", " =1+1", true);
        row("harmless", "a=1", false);
        row("address", "ann@example.org", false);
        row("dash inside", "a-b", false);
        row("empty", "", false);
        row("quote alone", "\"", false);
        row("umlaut", "\xc3\xbc", false);
    }
    void formulasAreDisarmed()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, guarded);
        const QByteArray cell = csvCell(text);
        QCOMPARE(cell.startsWith("\"'"), guarded);
        if (text.contains('\0'))
            return; // Python's reader takes no NUL
        const QJsonArray rows = parsedCsv("x," + cell + ",y\r\n");
        QCOMPARE(rows.size(), 1);
        const QJsonArray cells = rows.at(0).toArray();
        QCOMPARE(cells.size(), 3);
        QCOMPARE(cells.at(1).toString().toUtf8(), (guarded ? QByteArray("'") : QByteArray()) + text);
    }
    void columnsAreChecked()
    {
        QVERIFY(checkColumns(exportColumns()).has_value());
        QVERIFY(checkColumns({"data.a.b", "opts.attempts"}).has_value());
        const Status bad = checkColumns({"id", "user.id"});
        QVERIFY(!bad);
        QCOMPARE(bad.error().code, ErrorCode::BadInput);
        QCOMPARE(bad.error().context.value(QStringLiteral("column")).toString(), QStringLiteral("user.id"));
        ExportRequest r = request(ExportFormat::Csv);
        r.columns = {"nonsense"};
        r.path = freshPath();
        QCOMPARE(run(r).error->code, ErrorCode::BadInput);
        QVERIFY(!QFileInfo::exists(r.path));
        // A dot that belongs to a name.
        Job job;
        job.data = R"({"a.b":{"c":1}})";
        QCOMPARE(csvRow({R"(data.a\.b.c)"}, job, "q", JobState::Failed), QByteArray("1\r\n"));
    }
    void filesArePrivateAndComplete()
    {
        for (int i = 0; i < 1200; ++i)
            plant("j" + QByteArray::number(i), "{\"i\":" + QByteArray::number(i) + "}", "boom",
                1700000000000 + i);
        ExportRequest r = request(ExportFormat::JsonLines);
        r.path = freshPath();
        const ExportReport report = run(r);
        QVERIFY2(!report.error, report.error ? qPrintable(report.error->message) : "");
        QCOMPARE(report.rows, 1200);
        const QByteArray bytes = contents(r.path);
        QCOMPARE(bytes.size(), report.bytes);
        QCOMPARE(bytes.count('\n'), 1200);
        QVERIFY(bytes.startsWith("{\"id\":\"j1199\""));
        QCOMPARE(QFileInfo(r.path).permissions()
                & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther),
            QFile::Permissions());
        // A file of the same name is replaced, and is private afterwards.
        QVERIFY(QFile::setPermissions(
            r.path, QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup | QFile::ReadOther));
        r.filter.count = 700;
        QCOMPARE(run(r).rows, 700);
        QCOMPARE(contents(r.path).count('\n'), 700);
        QVERIFY(!(QFileInfo(r.path).permissions() & (QFile::ReadGroup | QFile::ReadOther)));
        QCOMPARE(
            QDir(m_directory.path()).entryList({QFileInfo(r.path).fileName() + QStringLiteral("*")}).size(),
            1);
    }
    void onlyWhatMatches()
    {
        for (int i = 0; i < 30; ++i)
            plant("j" + QByteArray::number(i), "{\"i\":" + QByteArray::number(i) + "}",
                i % 3 == 0 ? "Needle" : "boom", 1700000000000 + i);
        ExportRequest r = request(ExportFormat::Csv);
        r.columns = {"id"};
        r.filter.match = "needle";
        QByteArray bytes;
        QCOMPARE(run(r, &bytes).rows, 10);
        QVERIFY(bytes.startsWith("id\r\nj27\r\nj24\r\n"));
        r.filter = {};
        r.ids = {"j5", "j1", "none"};
        bytes.clear();
        QCOMPARE(run(r, &bytes).rows, 3);
        QCOMPARE(bytes, QByteArray("id\r\nj5\r\nj1\r\nnone\r\n"));
    }
    // fault: G6
    void longJobsAreWrittenWhole()
    {
        const QByteArray big(6 << 20, 'x');
        for (int i = 0; i < 12; ++i)
            plant("b" + QByteArray::number(i), '"' + big + '"', "boom");
        ExportRequest r = request(ExportFormat::JsonLines);
        r.path = freshPath();
        const ExportReport report = run(r);
        QVERIFY(!report.error);
        QCOMPARE(report.rows, 12);
        QVERIFY(report.bytes > 12LL * (6 << 20));
        QCOMPARE(contents(r.path).count('x'), 12LL * (6 << 20));
    }
    // fault: G2
    void damagedJobsAreThere()
    {
        plant("bad", "{broken", "x");
        m_redis.command({"ZADD", m_id.key("failed"), "1", "ghost"});
        QByteArray bytes;
        QCOMPARE(run(request(ExportFormat::JsonLines), &bytes).rows, 2);
        const QByteArrayList lines = bytes.split('\n');
        for (qsizetype i = 0; i < 2; ++i)
            QVERIFY(!QJsonDocument::fromJson(lines[i])
                         .object()
                         .value(QStringLiteral("damaged"))
                         .toArray()
                         .isEmpty());
    }
    void emptyStatesGiveEmptyFiles()
    {
        ExportRequest r = request(ExportFormat::JsonLines);
        r.path = freshPath();
        QVERIFY(!run(r).error);
        QCOMPARE(contents(r.path), QByteArray());
        r.format = ExportFormat::Csv;
        r.columns = {"id", "name"};
        r.path = freshPath();
        QVERIFY(!run(r).error);
        QCOMPARE(contents(r.path), QByteArray("id,name\r\n"));
    }
    void badPathsAreTold_data()
    {
        QTest::addColumn<QString>("path");
        QTest::newRow("no such folder") << QStringLiteral("/proc/none/x.csv");
        QTest::newRow("a folder") << QDir::tempPath();
    }
    void badPathsAreTold()
    {
        QFETCH(QString, path);
        plant("a", "{}", "x");
        ExportRequest r = request(ExportFormat::JsonLines);
        r.path = path;
        const ExportReport report = run(r);
        QVERIFY(report.error);
        QCOMPARE(report.error->code, ErrorCode::NotFound);
        QCOMPARE(report.error->context.value(QStringLiteral("file")).toString(), path);
    }
    void linksAreNotFollowed()
    {
        const QString target = freshPath();
        const QString link = freshPath();
        QVERIFY(QFile::link(target, link));
        ExportRequest r = request(ExportFormat::JsonLines);
        r.path = link;
        QVERIFY(run(r).error);
        QVERIFY(!QFileInfo::exists(target));
        QVERIFY(QFileInfo(link).isSymLink());
    }
    void cancelLeavesNothing()
    {
        for (int i = 0; i < 3000; ++i)
            plant("j" + QByteArray::number(i), "{}", "boom", 1700000000000 + i);
        ExportRequest r = request(ExportFormat::JsonLines);
        r.path = freshPath();
        JobExport jobExport(*m_connection);
        std::optional<ExportReport> report;
        connect(&jobExport, &JobExport::finished, this, [&](const ExportReport& end) { report = end; });
        connect(&jobExport, &JobExport::progressed, &jobExport, &JobExport::cancel);
        jobExport.start(r);
        QTRY_VERIFY_WITH_TIMEOUT(report.has_value(), 30000);
        QCOMPARE(report->error->code, ErrorCode::Cancelled);
        QVERIFY(!jobExport.isRunning());
        QVERIFY(QDir(m_directory.path())
                    .entryList({QFileInfo(r.path).fileName() + QStringLiteral("*")})
                    .isEmpty());
        // It can be started again.
        disconnect(&jobExport, &JobExport::progressed, nullptr, nullptr);
        report.reset();
        jobExport.start(r);
        QTRY_VERIFY_WITH_TIMEOUT(report.has_value(), 30000);
        QCOMPARE(report->rows, 3000);
        QCOMPARE(contents(r.path).count('\n'), 3000);
    }
};

QTEST_GUILESS_MAIN(TestJobExport)
#include "tst_jobexport.moc"
