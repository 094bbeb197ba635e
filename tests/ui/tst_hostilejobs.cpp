// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/jobmodel.h"
#include "models/jsontreemodel.h"
#include "pages/inspector/inspectorpane.h"
#include "pages/inspector/jobinspector.h"
#include "pages/inspector/payloadcard.h"
#include "pages/queue/failurespane.h"
#include "pages/queue/jobspane.h"
#include "pages/queuepage.h"
#include "session/enginesession.h"
#include "style/theme.h"
#include "support/redisfixture.h"
#include "widgets/jobtable.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTest>
#include <QToolButton>

#include <memory>
#include <vector>

using namespace drover::ui;
using namespace drover::test;
using drover::JobId;
using drover::JobState;
using namespace Qt::StringLiterals;

namespace {

//! One job as its hash is stored; fields may be missing, doubled in meaning or of no sense.
struct Hostile {
    QByteArray what;
    JobId id;
    QByteArrayList fields; //!< name, value, name, value
    bool hash = true; //!< false: the key is not a hash, or is not there
};

QByteArrayList usual(const QByteArray& name, const QByteArray& data, const QByteArray& reason = "failed")
{
    return {"name", name, "data", data, "opts", "{\"attempts\":3}", "timestamp", "1700000000000", "atm", "3",
        "ats", "3", "processedOn", "1700000001000", "finishedOn", "1700000002000", "failedReason", reason,
        "stacktrace", "[\"Error: failed\\n    at x (/srv/x.js:1:1)\"]"};
}

QByteArrayList with(QByteArrayList fields, const QByteArray& name, const QByteArray& value)
{
    return fields << name << value;
}

//! Text that would do something if anybody read it as more than text.
const QByteArray markup = "<h1>big</h1><img src='file:///etc/hostname'><script>alert(1)</script>&amp;<!--";
const QByteArray bidi = "abc\xe2\x80\xae"
                        "cba\xe2\x80\xac \xe2\x81\xa6x\xe2\x81\xa9 a\xe2\x80\x8b"
                        "b\xc2\xad";
const QByteArray controls = QByteArray("a\0b\x01\x1b[31mred\x1b[0m\x07\r\b\x7f", 20) + "\xc2\x85\xe2\x80\xa8";
const QByteArray notUtf8 = "\xff\xfe\xc3(\xed\xa0\x80\xf8\x88\x80\x80\x80";

std::vector<Hostile> hostileJobs()
{
    const QByteArray good = R"({"a":1})";
    std::vector<Hostile> jobs;
    const auto add = [&jobs](const QByteArray& what, const QByteArrayList& fields) {
        jobs.push_back({what, "h" + QByteArray::number(jobs.size()), fields, true});
    };
    add("markup in the name", usual(markup, good));
    add("markup in the reason", usual("x", good, markup));
    add("markup in the data", usual("x", "{\"html\":\"" + QByteArray(markup).replace('"', "'") + "\"}"));
    add("markup in names of fields", usual("x", "{\"<b>k</b>\":\"<i>v</i>\"}"));
    add("bidi in the name", usual(bidi, good));
    add("bidi in the reason", usual("x", good, bidi));
    add("bidi in the data", usual("x", "{\"t\":\"" + bidi + "\"}"));
    add("control characters in the name", usual(controls, good));
    add("control characters in the reason", usual("x", good, controls));
    add("control characters in the data", usual("x", controls));
    add("name that is not UTF-8", usual(notUtf8, good));
    add("reason that is not UTF-8", usual("x", good, notUtf8));
    add("data that is not UTF-8", usual("x", "{\"t\":\"" + notUtf8 + "\"}"));
    add("data that is no JSON", usual("x", "not json at all"));
    add("data that ends too early", usual("x", "{\"a\":[1,2"));
    add("data with something behind", usual("x", "{} {}"));
    add("empty data", usual("x", ""));
    add("data that is a number", usual("x", "42"));
    add("data that is null", usual("x", "null"));
    add("data that is a string", usual("x", "\"just text\""));
    add("repeated names", usual("x", R"({"a":1,"a":2,"a":3})"));
    add("huge numbers",
        usual("x", R"({"n":123456789012345678901234567890,"e":1e999,"s":0.1000000000000000055})"));
    add("nested deeply", usual("x", QByteArray(10000, '[') + QByteArray(10000, ']')));
    add("nested deeply and broken", usual("x", QByteArray(10000, '{')));
    add("a line of a megabyte", usual("x", "\"" + QByteArray(1 << 20, 'x') + "\""));
    add("a string of ten megabytes", usual("x", "{\"t\":\"" + QByteArray(10 << 20, 'y') + "\"}"));
    add("a reason of a megabyte", usual("x", good, QByteArray(1 << 20, 'z')));
    add("a name of a hundred kilobytes", usual(QByteArray(100 << 10, 'n'), good));
    add("many elements", usual("x", "[" + QByteArray("0,").repeated(100000) + "0]"));
    add("options that are no object", with(usual("x", good), "opts", "[1,2]"));
    add("options that are no JSON", with(usual("x", good), "opts", "{attempts"));
    add("options of the wrong types",
        with(usual("x", good), "opts", R"({"attempts":"many","backoff":[],"delay":{},"priority":1e30})"));
    add("times that are words", with(with(usual("x", good), "timestamp", "yesterday"), "finishedOn", "soon"));
    add("times out of any calendar",
        with(with(usual("x", good), "timestamp", "9223372036854775807"), "processedOn",
            "-9223372036854775808"));
    add("attempts that overflow", with(with(usual("x", good), "atm", "99999999999999999999"), "ats", "-5"));
    add("traces that are no list", with(usual("x", good), "stacktrace", "{\"a\":1}"));
    add("traces that are no JSON", with(usual("x", good), "stacktrace", markup + controls));
    add("traces of other types",
        with(usual("x", good), "stacktrace", "[1,null,[\"x\"],{\"a\":2},\"Error: y\"]"));
    add("progress and result of no sense",
        with(with(usual("x", good), "progress", "{\"p\":"), "returnvalue", notUtf8));
    add("parent of no sense", with(with(usual("x", good), "parentKey", ":::" + bidi), "parent", "[]"));
    add("unknown fields", with(usual("x", good), markup, notUtf8));
    add("no fields that count", {"foo", "bar"});
    jobs.push_back({"a ghost", "ghost", {}, false});
    jobs.push_back({"a key of another type", "list", {}, false});
    jobs.push_back({"markup in the id", "<b>id</b>", usual("x", good), true});
    jobs.push_back({"NUL in the id", QByteArray("n\0l", 3), usual("x", good), true});
    jobs.push_back({"bidi in the id", bidi, usual("x", good), true});
    jobs.push_back({"an id that is not UTF-8", notUtf8, usual("x", good), true});
    jobs.push_back({"an id like a key", "1:lock", usual("x", good), true});
    return jobs;
}

//! No character that moves, hides or reorders others got through.
bool isHarmless(const QString& text, bool lines)
{
    for (const QChar c : text) {
        if (lines && (c == u'\n' || c == u'\t' || c == u'\u2060'))
            continue; // 2060 and a line end: where a long line is broken for the eye
        switch (c.category()) {
        case QChar::Other_Control:
        case QChar::Other_Format:
        case QChar::Separator_Line:
        case QChar::Separator_Paragraph:
            return false;
        default:
            break;
        }
    }
    return true;
}
} // namespace

//! Jobs that are damaged, or meant to do damage, on a real Redis: every one is a row, opens in the inspector,
//! and is nothing but text.
class TestHostileJobs final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    // fault: G1, G2, G3, G4
    void tableShowsEveryOne();
    void inspectorShowsEveryOne_data();
    // fault: G1, G2, G3, G4
    void inspectorShowsEveryOne();
    // fault: G2, G4
    void causesAndSearchSurvive();
    void nothingWasWritten();

private:
    void checkTexts(QWidget& widget);

    std::vector<Hostile> m_jobs = hostileJobs();
    std::unique_ptr<RedisFixture> m_redis;
    std::unique_ptr<EngineSession> m_session;
    QHash<QByteArray, qint64> m_calls;
};

void TestHostileJobs::initTestCase()
{
    Theme::apply(*qApp, ThemeChoice::Light);
    QVERIFY(m_jobs.size() >= 40);
    m_redis = std::make_unique<RedisFixture>();
    QVERIFY2(m_redis->start(), m_redis->log().constData());
    qint64 score = 1700000000000;
    for (const Hostile& job : m_jobs) {
        if (job.hash)
            QVERIFY(!m_redis->command(QByteArrayList{"HSET", "bull:q:" + job.id} + job.fields).isError());
        QCOMPARE(m_redis->integer({"ZADD", "bull:q:failed", QByteArray::number(++score), job.id}), 1);
    }
    QCOMPARE(m_redis->integer({"RPUSH", "bull:q:list", "not", "a", "hash"}), 3);
    QVERIFY(m_redis->integer(
                {"RPUSH", "bull:q:h0:logs", markup, bidi, controls, notUtf8, QByteArray(2 << 20, 'l')})
        == 5);
    QCOMPARE(m_redis->integer({"HSET", "bull:q:meta", "version", "bullmq:6.7.0"}), 1);
    m_calls = m_redis->commandCalls();
    EngineConfig config;
    config.connection = m_redis->unixOptions();
    config.identity.readOnly = true;
    m_session = std::make_unique<EngineSession>(std::move(config));
    QTRY_COMPARE(m_session->link().state, LinkState::Ready);
}

void TestHostileJobs::checkTexts(QWidget& widget)
{
    for (const QLabel* label : widget.findChildren<QLabel*>()) {
        QCOMPARE(label->textFormat(), Qt::PlainText);
        QVERIFY2(isHarmless(label->text(), true), qPrintable(label->text()));
    }
    for (const QPlainTextEdit* text : widget.findChildren<QPlainTextEdit*>())
        QVERIFY2(isHarmless(text->toPlainText(), true), qPrintable(text->toPlainText().left(200)));
    for (const QAbstractButton* button : widget.findChildren<QAbstractButton*>())
        QVERIFY(isHarmless(button->text(), false));
    for (const QAbstractItemView* view : widget.findChildren<QAbstractItemView*>()) {
        const QAbstractItemModel* model = view->model();
        if (model == nullptr || !view->isVisibleTo(&widget))
            continue;
        for (int row = 0; row < std::min(model->rowCount(), 300); ++row) {
            for (int column = 0; column < model->columnCount(); ++column) {
                const QModelIndex index = model->index(row, column);
                QVERIFY(isHarmless(index.data().toString(), false));
                // A tool tip that looks like HTML would be read as HTML.
                const QString tip = index.data(Qt::ToolTipRole).toString();
                QVERIFY(!tip.contains(u"<img"_s) && !tip.contains(u"<script"_s));
            }
        }
    }
}

void TestHostileJobs::tableShowsEveryOne()
{
    QueuePage page(*m_session);
    page.resize(1100, 1600);
    page.show();
    page.setLink(m_session->link());
    page.showQueue({"bull", "q"});
    page.setActive(true);
    JobTable* table = page.jobsPane()->table();
    QTRY_COMPARE(table->model()->rowCount(), int(m_jobs.size()));
    QTRY_VERIFY(table->jobModel()->entry(int(m_jobs.size()) - 1) != nullptr);
    for (size_t i = 0; i < m_jobs.size(); ++i)
        QVERIFY2(table->jobModel()->rowOf(m_jobs[i].id) >= 0, m_jobs[i].what.constData());
    for (int column = 0; column < table->model()->columnCount(); ++column)
        table->setColumnHidden(column, false);
    QVERIFY(!page.grab().isNull());
    checkTexts(page);
    // A value of the data as a column, whatever the data is.
    page.jobsPane()->addPath({"a"});
    const int good = table->jobModel()->rowOf("h0");
    QTRY_COMPARE(table->model()->index(good, JobColumns::FixedCount).data().toString(), u"1"_s);
    QVERIFY(!page.grab().isNull());
}

void TestHostileJobs::inspectorShowsEveryOne_data()
{
    QTest::addColumn<int>("at");
    for (size_t i = 0; i < m_jobs.size(); ++i)
        QTest::newRow(m_jobs[i].what.constData()) << static_cast<int>(i);
}

void TestHostileJobs::inspectorShowsEveryOne()
{
    QFETCH(int, at);
    const Hostile& job = m_jobs.at(static_cast<size_t>(at));
    InspectorPane pane(*m_session);
    pane.resize(420, 1400);
    pane.show();
    pane.setActive(true);
    pane.showJob({"bull", "q"}, job.id);
    QTRY_VERIFY_WITH_TIMEOUT(pane.isSettled(), 20000);
    QVERIFY(!pane.grab().isNull());
    checkTexts(pane);
    JobInspector* inspector = pane.inspector();
    QVERIFY2(inspector->facts().has_value(), "it is in a set of the queue: it must be shown");
    QCOMPARE(inspector->facts()->state, JobState::Failed);
    if (!job.hash)
        return;
    // Long texts on request, then exactly what is stored.
    PayloadCard* data = inspector->dataCard();
    const QByteArray stored = m_redis->text({"HGET", "bull:q:" + job.id, "data"});
    if (data->isLeftOut()) {
        data->loadButton()->click();
        QTRY_VERIFY_WITH_TIMEOUT(!data->isLeftOut(), 20000);
    }
    QCOMPARE(data->text(), stored.isEmpty() ? QByteArray("{}") : stored); // what upstream makes of nothing
    for (const bool tree : {false, true}) {
        data->setTreeShown(tree);
        if (!data->eye()->isHidden())
            data->eye()->click();
        QVERIFY(!pane.grab().isNull());
        checkTexts(pane);
    }
    if (!stored.isEmpty() && QString::fromUtf8(stored).toUtf8() == stored) {
        for (auto* button : data->findChildren<QToolButton*>()) {
            if (button->accessibleName().startsWith(u"Copy"_s))
                button->click();
        }
        QCOMPARE(QApplication::clipboard()->text().toUtf8(), stored);
    }
}

void TestHostileJobs::causesAndSearchSurvive()
{
    QueuePage page(*m_session);
    page.resize(1100, 900);
    page.show();
    page.setLink(m_session->link());
    page.showQueue({"bull", "q"});
    page.setActive(true);
    page.showGroups(true);
    QTRY_VERIFY(page.failuresPane()->causeCount() > 5);
    for (int row = 0; row < page.failuresPane()->causeCount(); ++row) {
        page.failuresPane()->table()->selectRow(row);
        QTRY_VERIFY(!page.failuresPane()->jobs()->isSearching());
        const QByteArray cause = page.failuresPane()->selection().filter.cause->cause;
        QVERIFY2(page.failuresPane()->jobs()->rowCount() > 0, cause.left(200).constData());
    }
    QVERIFY(!page.grab().isNull());
    checkTexts(page);
    page.setFilter(u"<h1>big"_s);
    QTRY_VERIFY(!page.jobsPane()->isSearching());
    QVERIFY(page.jobsPane()->rowCount() >= 2);
    checkTexts(page);
}

void TestHostileJobs::nothingWasWritten()
{
    const auto after = m_redis->commandCalls();
    for (auto it = after.begin(); it != after.end(); ++it) {
        for (const char* write : {"hset", "hdel", "del", "unlink", "set", "zadd", "zrem", "lpush", "rpush",
                 "lrem", "xadd", "eval", "evalsha", "expire", "pexpire", "hmset", "incr", "sadd", "srem"}) {
            if (it.key() == write)
                QCOMPARE(it.value(), m_calls.value(write));
        }
    }
}

QTEST_MAIN(TestHostileJobs)
#include "tst_hostilejobs.moc"
