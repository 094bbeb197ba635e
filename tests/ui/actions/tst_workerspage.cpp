// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/workerdialog.h"
#include "pages/workers/localworkerview.h"
#include "pages/workers/workeroutput.h"
#include "pages/workers/workerspage.h"
#include "session/workerdefinitions.h"
#include "style/theme.h"
#include "ui/support/fakesession.h"
#include "ui/support/picture.h"
#include "util/workerwords.h"
#include "widgets/emptystate.h"
#include "widgets/keepedit.h"
#include "widgets/noticebar.h"
#include "widgets/plainlabel.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QFileDialog>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLineEdit>
#include <QProcess>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableView>
#include <QTest>
#include <QToolButton>
#include <QTranslator>

#include <memory>

using namespace drover;
using namespace drover::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

//! Everybody who listens and the workers of this window, on a session without an engine.
class TestWorkersPage final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void listsEverybody();
    void saysWhenNobodyCanBeSeen();
    void marksOwnWorkers();
    void silentWorkers_data();
    void silentWorkers();
    void definesAWorker();
    void definesAPlugin();
    void queueOfAnotherPrefixStaysSo();
    void badDefinitionsCannotBeSaved_data();
    void badDefinitionsCannotBeSaved();
    void commandLinesSurvive_data();
    void commandLinesSurvive();
    void definitionsSurviveTheSettings();
    void startsAndStops();
    void concurrencyIsLiveAndRemembered();
    void outputStandsBesideItsJob();
    void warnsAboutOthers();
    void readOnlyStartsNothing();
    void forgottenWorkerComesBack();
    void keepEditSaysWhatBullMqMeans_data();
    void keepEditSaysWhatBullMqMeans();
    void everyStatePaints();

private:
    void open();
    void showListeners(const QList<ListeningWorker>& workers);
    [[nodiscard]] WorkerBook& book() { return m_session->workers().book(); }
    void setDefinitions(const QList<LocalWorkerDefinition>& definitions) { book().set(definitions, {}); }
    [[nodiscard]] static ListeningWorker listener(
        const QByteArray& queue, const QByteArray& name, qint64 age, qint64 idle, const QByteArray& addr);
    [[nodiscard]] static LocalWorkerDefinition definition(const QByteArray& queue = "mail.outgoing");
    [[nodiscard]] QString cell(int row, ListenerModel::Column column) const
    {
        return m_page->listenerTable()->model()->index(row, column).data().toString();
    }

    QTranslator m_translator;
    std::unique_ptr<FakeSession> m_session;
    std::unique_ptr<WorkersPage> m_page;
};

void TestWorkersPage::initTestCase()
{
    Theme::apply(*qApp, ThemeChoice::Light);
    QVERIFY(m_translator.load(u":/i18n/drover_en.qm"_s));
    QCoreApplication::installTranslator(&m_translator);
}

void TestWorkersPage::init()
{
    m_session = std::make_unique<FakeSession>();
    m_session->fillWithShop();
    open();
}

void TestWorkersPage::open()
{
    m_page = std::make_unique<WorkersPage>(*m_session);
    m_page->resize(1100, 760);
    new QAbstractItemModelTester(m_page->listenerTable()->model(), m_page.get());
    new QAbstractItemModelTester(m_page->workerTable()->model(), m_page.get());
    m_page->setLink(m_session->link());
    m_page->applyQueues(m_session->queues);
    m_page->setInterval(0ms);
    m_page->setActive(true);
    m_page->show();
}

void TestWorkersPage::cleanup()
{
    m_page.reset();
    m_session.reset();
}

ListeningWorker TestWorkersPage::listener(
    const QByteArray& queue, const QByteArray& name, qint64 age, qint64 idle, const QByteArray& addr)
{
    ListeningWorker worker;
    worker.info.queue.name = queue;
    worker.info.name = name;
    worker.info.rawName = "bull:" + queue.toBase64() + ":w:" + name;
    worker.info.addr = addr;
    worker.info.age = age;
    worker.info.idle = idle;
    worker.info.library = "ioredis";
    worker.info.version = "5.4.1";
    return worker;
}

LocalWorkerDefinition TestWorkersPage::definition(const QByteArray& queue)
{
    LocalWorkerDefinition definition;
    definition.id = u"one"_s;
    definition.spec.queue.name = queue;
    definition.spec.kind = LocalWorkerSpec::Kind::Node;
    definition.spec.program = u"/srv/mail/processor.js"_s;
    definition.spec.concurrency = 3;
    return definition;
}

void TestWorkersPage::showListeners(const QList<ListeningWorker>& workers)
{
    ListenersSnapshot snapshot;
    snapshot.workers = workers;
    snapshot.readAt = 1;
    m_session->workers().listeners = snapshot;
    QSignalSpy read(m_page.get(), &Page::dataRead);
    m_page->refresh();
    QVERIFY(read.wait(5000));
}

void TestWorkersPage::listsEverybody()
{
    showListeners({listener("webhooks", "", 7200, 3, "10.0.4.9:51234"),
        listener("mail.outgoing", "mail-0", 3600, 2, "10.0.4.7:40001")});
    QCOMPARE(m_page->listenerTable()->model()->rowCount(), 2);
    QCOMPARE(cell(0, ListenerModel::Queue), u"mail.outgoing"_s); // by queue
    QCOMPARE(cell(0, ListenerModel::Name), u"mail-0"_s);
    QCOMPARE(cell(0, ListenerModel::Address), u"10.0.4.7:40001"_s);
    QCOMPARE(cell(0, ListenerModel::Connected), u"1 h"_s);
    QCOMPARE(cell(0, ListenerModel::Asked), u"2 s"_s);
    QCOMPARE(cell(0, ListenerModel::Library), u"ioredis 5.4.1"_s);
    QCOMPARE(cell(0, ListenerModel::Version), u"bullmq:6.7.0"_s);
    QCOMPARE(cell(1, ListenerModel::Name), u"unnamed"_s);
}

void TestWorkersPage::saysWhenNobodyCanBeSeen()
{
    showListeners({});
    const auto shows = [this](const QString& title) {
        const auto all = m_page->findChildren<EmptyState*>();
        return std::any_of(all.begin(), all.end(), [&](const EmptyState* state) {
            return state->isVisibleTo(m_page.get()) && state->title() == title;
        });
    };
    QVERIFY(shows(u"Nobody listens"_s));
    ListenersSnapshot forbidden;
    forbidden.known = false;
    forbidden.reason = u"NOPERM no permissions to run 'client|list'"_s;
    m_session->workers().listeners = forbidden;
    m_page->refresh();
    QTRY_VERIFY(shows(u"Who listens cannot be seen"_s));
}

void TestWorkersPage::marksOwnWorkers()
{
    const qint64 now = 1000000000;
    LocalWorkerFacts own;
    own.worker = 1;
    own.spec.queue.name = "mail";
    own.name = "drover@desk";
    own.state = LocalWorkerState::Running;
    own.startedAt = now - 60000;
    // Another window of the same person has the same name, but has been there for an hour.
    QList<ListeningWorker> listeners{listener("mail", "drover@desk", 3600, 1, "a"),
        listener("mail", "drover@desk", 59, 1, "b"), listener("other", "drover@desk", 59, 1, "c")};
    markOwn(listeners, {own}, now);
    QVERIFY(!listeners.at(0).own);
    QVERIFY(listeners.at(1).own);
    QVERIFY(!listeners.at(2).own);
    // It may have reconnected a moment ago.
    listeners = {listener("mail", "drover@desk", 2, 1, "d")};
    markOwn(listeners, {own}, now);
    QVERIFY(listeners.at(0).own);
    own.state = LocalWorkerState::Stopped;
    listeners.first().own = false;
    markOwn(listeners, {own}, now);
    QVERIFY(!listeners.at(0).own);
}

void TestWorkersPage::silentWorkers_data()
{
    QTest::addColumn<qint64>("age");
    QTest::addColumn<qint64>("idle");
    QTest::addColumn<qint64>("waiting");
    QTest::addColumn<qint64>("active");
    QTest::addColumn<QString>("note");
    QTest::newRow("asks all the time") << qint64(7200) << qint64(4) << qint64(9) << qint64(0) << QString();
    QTest::newRow("nothing to do") << qint64(7200) << qint64(7200) << qint64(0) << qint64(0) << QString();
    QTest::newRow("never asked") << qint64(7200) << qint64(7200) << qint64(9) << qint64(0)
                                 << u"silent: has never asked"_s;
    QTest::newRow("a long job") << qint64(7200) << qint64(600) << qint64(9) << qint64(1) << QString();
    QTest::newRow("paused or stuck") << qint64(7200) << qint64(600) << qint64(9) << qint64(0)
                                     << u"silent for 10 min"_s;
}

void TestWorkersPage::silentWorkers()
{
    QFETCH(const qint64, age);
    QFETCH(const qint64, idle);
    QFETCH(const qint64, waiting);
    QFETCH(const qint64, active);
    QFETCH(const QString, note);
    QueuesSnapshot snapshot = m_session->queues;
    QueueFacts& mail = snapshot.queues.first();
    mail.summary.counts[JobState::Waiting] = waiting;
    mail.summary.counts[JobState::Active] = active;
    m_page->applyQueues(snapshot);
    showListeners({listener(mail.summary.queue.name, "w", age, idle, "a:1")});
    QCOMPARE(cell(0, ListenerModel::Note), note);
}

void TestWorkersPage::definesAWorker()
{
    QSignalSpy changed(&book(), &WorkerBook::edited);
    m_page->wantWorker({"bull", "mail.outgoing"});
    auto* dialog = m_page->findChild<WorkerDialog*>();
    QVERIFY(dialog);
    QCOMPARE(dialog->queueField()->currentText(), u"mail.outgoing"_s);
    QVERIFY(dialog->queueField()->findText(u"webhooks"_s) >= 0); // the others are offered
    dialog->kindField()->setCurrentIndex(
        dialog->kindField()->findData(static_cast<int>(LocalWorkerSpec::Kind::Command)));
    dialog->programField()->setText(u"python3 job.py \"two words\""_s);
    QVERIFY(dialog->saveButton()->isEnabled());
    dialog->saveButton()->click();
    QTRY_COMPARE(changed.size(), 1);
    const QList<LocalWorkerDefinition> known = book().definitions();
    QCOMPARE(known.size(), 1);
    QVERIFY(!known.first().id.isEmpty());
    QCOMPARE(known.first().spec.program, u"python3"_s);
    QCOMPARE(known.first().spec.arguments, (QStringList{u"job.py"_s, u"two words"_s}));
    // The same queue again: the one that is there is shown, no second dialog.
    m_page->wantWorker({"bull", "mail.outgoing"});
    QTRY_VERIFY(!m_page->findChild<WorkerDialog*>());
    QCOMPARE(m_page->view()->shownDefinition(), known.first().id);
}

void TestWorkersPage::definesAPlugin()
{
    WorkerDialog dialog("bull", {});
    dialog.queueField()->setCurrentText(u"mail"_s);
    dialog.kindField()->setCurrentText(u"Qt plugin"_s);
    dialog.programField()->setText(u" /opt/my plugins/libmail.so "_s);
    QVERIFY2(dialog.saveButton()->isEnabled(), qPrintable(dialog.complaint()));
    const LocalWorkerSpec spec = dialog.spec();
    QCOMPARE(spec.kind, LocalWorkerSpec::Kind::Plugin);
    QCOMPARE(spec.program, u"/opt/my plugins/libmail.so"_s); // one name, whatever is in it
    QVERIFY(spec.arguments.isEmpty());
    QVERIFY(!spec.restartOnSave);
    // Whoever picks one is told what that means.
    const auto labels = dialog.findChildren<PlainLabel*>();
    QVERIFY(std::any_of(labels.begin(), labels.end(), [&dialog](const PlainLabel* label) {
        return label->isVisibleTo(&dialog) && label->text().contains(u"only one that you trust"_s);
    }));
    // The picker offers libraries and takes the name over.
    dialog.show();
    auto* browse = dialog.findChild<QToolButton*>();
    QVERIFY(browse && browse->isVisible());
    browse->click();
    auto* picker = dialog.findChild<QFileDialog*>();
    QVERIFY(picker);
    QVERIFY(picker->nameFilters().first().contains(u"*.so"_s));
    Q_EMIT picker->fileSelected(u"/opt/b c/libother.so"_s);
    picker->reject();
    QCOMPARE(dialog.spec().program, u"/opt/b c/libother.so"_s);
    // What was saved is what is shown.
    WorkerDialog again("bull", {});
    again.setSpec(spec);
    QCOMPARE(again.spec(), spec);
}

void TestWorkersPage::queueOfAnotherPrefixStaysSo()
{
    WorkerDialog dialog("bull", {{"bull", "mail"}, {"shop", "mail"}});
    LocalWorkerSpec spec;
    spec.queue = {"shop", "mail"};
    dialog.setSpec(spec);
    QCOMPARE(dialog.spec().queue, spec.queue);
    for (auto* box : dialog.findChildren<QComboBox*>()) {
        if (box->accessibleName() == u"Queue"_s)
            box->setCurrentText(u"mail"_s);
    }
    QCOMPARE(dialog.spec().queue, (QueueId{"bull", "mail"}));
}

void TestWorkersPage::badDefinitionsCannotBeSaved_data()
{
    QTest::addColumn<LocalWorkerSpec::Kind>("kind");
    QTest::addColumn<QString>("queue");
    QTest::addColumn<QString>("program");
    QTest::addColumn<QString>("words");
    using Kind = LocalWorkerSpec::Kind;
    QTest::newRow("no queue") << Kind::Node << QString() << u"/a.js"_s << u"Which queue"_s;
    QTest::newRow("queue with a colon") << Kind::Node << u"a:b"_s << u"/a.js"_s << u"cannot contain :"_s;
    QTest::newRow("no file") << Kind::Node << u"mail"_s << u" "_s << u"Which file"_s;
    QTest::newRow("no plugin") << Kind::Plugin << u"mail"_s << QString() << u"Which plugin"_s;
    QTest::newRow("no program") << Kind::Command << u"mail"_s << QString() << u"Which program"_s;
    QTest::newRow("bad simulation") << Kind::Simulate << u"mail"_s << u"ms=often"_s << u"Refused"_s;
}

void TestWorkersPage::badDefinitionsCannotBeSaved()
{
    QFETCH(const LocalWorkerSpec::Kind, kind);
    QFETCH(const QString, queue);
    QFETCH(const QString, program);
    QFETCH(const QString, words);
    WorkerDialog dialog("bull", {});
    dialog.queueField()->setCurrentText(queue);
    dialog.kindField()->setCurrentIndex(dialog.kindField()->findData(static_cast<int>(kind)));
    dialog.programField()->setText(program);
    QVERIFY(!dialog.saveButton()->isEnabled());
    QVERIFY2(dialog.complaint().contains(words), qPrintable(dialog.complaint()));
}

void TestWorkersPage::commandLinesSurvive_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::newRow("plain") << QStringList{u"cat"_s, u"-n"_s};
    QTest::newRow("blanks") << QStringList{u"/my dir/x"_s, u"a b"_s, u"c"_s};
    QTest::newRow("quotes") << QStringList{u"sh"_s, u"-c"_s, u"echo \"hi\" there"_s};
    QTest::newRow("empty argument") << QStringList{u"printf"_s, u""_s, u"x"_s, u""_s};
}

//! Qt's own splitter is the judge, but for empty arguments, which it leaves out.
void TestWorkersPage::commandLinesSurvive()
{
    QFETCH(const QStringList, words);
    const QString line = joinCommand(words.first(), words.mid(1));
    QCOMPARE(splitCommand(line), words);
    QStringList full = words;
    full.removeAll(QString());
    QCOMPARE(QProcess::splitCommand(line), full);
    for (const QString& typed :
        {u"a  b\tc"_s, u"a\"b c\"d"_s, u" \"a b\" "_s, u"a \"b c"_s, u"\"\"\"a\"\"\""_s})
        QCOMPARE(splitCommand(typed), QProcess::splitCommand(typed));
}

void TestWorkersPage::definitionsSurviveTheSettings()
{
    LocalWorkerDefinition full = definition();
    full.spec.arguments = {u"a"_s, u"b c"_s};
    full.spec.name = u"desk"_s;
    full.spec.limiter = RateLimit{10, 2000ms};
    full.spec.removeOnComplete = KeepJobs{.count = 100, .age = {}, .limit = {}};
    full.spec.removeOnFail = KeepJobs{.count = {}, .age = 3600, .limit = {}};
    full.spec.lockDuration = 45000ms;
    full.spec.maxStalledCount = 3;
    full.spec.grace = 5000ms;
    full.spec.restartOnSave = true;
    LocalWorkerDefinition simulated = definition("webhooks");
    simulated.id = u"two"_s;
    simulated.spec.kind = LocalWorkerSpec::Kind::Simulate;
    simulated.spec.simulation = u"ms=5"_s;
    LocalWorkerDefinition plugin = definition("thumbnails");
    plugin.id = u"three"_s;
    plugin.spec.kind = LocalWorkerSpec::Kind::Plugin;
    plugin.spec.program = u"/opt/my plugins/libthumbs.so"_s;
    const QList<LocalWorkerDefinition> all{full, simulated, plugin};
    // Through text, as in a file.
    const QByteArray text = QJsonDocument(definitionsToJson(all)).toJson();
    QCOMPARE(definitionsFromJson(QJsonDocument::fromJson(text).array()), all);
    // What is broken is left out, the rest stays.
    QJsonArray damaged = definitionsToJson(all);
    damaged.prepend(7);
    damaged.append(QJsonObject{{u"id"_s, u"x"_s}});
    damaged.append(damaged.at(1)); // twice
    QJsonObject later = damaged.at(1).toObject();
    later[u"id"_s] = u"later"_s;
    later[u"kind"_s] = u"magic"_s; // not run as something else
    damaged.append(later);
    QCOMPARE(definitionsFromJson(damaged), all);
}

void TestWorkersPage::startsAndStops()
{
    setDefinitions({definition()});
    LocalWorkerView* view = m_page->view();
    QVERIFY(view->startButton()->isVisibleTo(m_page.get()));
    view->startButton()->click();
    QCOMPARE(m_session->workers().started.size(), 1);
    QCOMPARE(m_session->workers().started.first(), definition().spec);
    QTRY_VERIFY(view->stopButton()->isVisibleTo(m_page.get()));
    QCOMPARE(
        m_page->workerTable()->model()->index(0, LocalWorkerModel::State).data().toString(), u"running"_s);
    LocalWorkerFacts facts = m_session->workers().workers().first();
    facts.state = LocalWorkerState::Stopping;
    facts.stopBy = QDateTime::currentMSecsSinceEpoch() + 8000;
    m_session->workers().tell(facts);
    QCOMPARE(view->stopButton()->text(), u"Stop at once"_s);
    QVERIFY(workerStateWord(facts).startsWith(u"stopping, "_s));
    view->stopButton()->click();
    QCOMPARE(m_session->workers().stopped.size(), 1);
    QTRY_VERIFY(view->startButton()->isVisibleTo(m_page.get()));
}

void TestWorkersPage::concurrencyIsLiveAndRemembered()
{
    setDefinitions({definition()});
    LocalWorkerView* view = m_page->view();
    QCOMPARE(view->concurrencyField()->value(), 3);
    view->startButton()->click();
    QTRY_VERIFY(view->stopButton()->isVisibleTo(m_page.get()));
    QSignalSpy changed(&book(), &WorkerBook::edited);
    view->concurrencyField()->setValue(7);
    QCOMPARE(m_session->workers().concurrencies, (QList<std::pair<int, int>>{{1, 7}}));
    QCOMPARE(changed.size(), 1);
    QCOMPARE(book().definitions().first().spec.concurrency, 7);
}

void TestWorkersPage::outputStandsBesideItsJob()
{
    setDefinitions({definition()});
    LocalWorkerView* view = m_page->view();
    view->startButton()->click();
    QTRY_VERIFY(view->stopButton()->isVisibleTo(m_page.get()));
    LocalWorkerFacts facts = m_session->workers().workers().first();
    facts.running = {{"8", "sendWelcome", 1000, "50"}};
    facts.completed = 1;
    facts.failed = 1;
    m_session->workers().tell(facts);
    const auto line = [](WorkerLine::Kind kind, const QByteArray& job, const QByteArray& text) {
        WorkerLine made;
        made.worker = 1;
        made.time = 1000;
        made.kind = kind;
        made.job = job;
        made.name = "sendReceipt";
        made.text = text;
        made.milliseconds = 40;
        return made;
    };
    m_session->workers().say(
        {line(WorkerLine::Kind::Output, "7", "to a@b"), line(WorkerLine::Kind::Output, "6", "<b>to c@d</b>"),
            line(WorkerLine::Kind::Completed, "7", {}), line(WorkerLine::Kind::Failed, "6", "smtp is down")});
    const auto* model = view->table()->model();
    QCOMPARE(model->rowCount(), 3); // running first, then the newest
    QCOMPARE(model->index(0, LocalJobModel::Id).data().toString(), u"8"_s);
    QCOMPARE(model->index(0, LocalJobModel::State).data().toString(), u"running, 50"_s);
    QCOMPARE(model->index(1, LocalJobModel::Id).data().toString(), u"6"_s);
    QVERIFY(model->index(1, LocalJobModel::State).data().toString().contains(u"smtp is down"_s));
    QVERIFY(view->output()->text().contains(u"to a@b"_s));
    QVERIFY(view->output()->text().contains(u"<b>to c@d</b>"_s));
    view->table()->selectRow(2);
    QVERIFY(view->output()->text().contains(u"to a@b"_s));
    QVERIFY(!view->output()->text().contains(u"to c@d"_s));
    m_session->workers().say({line(WorkerLine::Kind::Output, "8", "later")});
    QVERIFY(!view->output()->text().contains(u"later"_s));
    view->table()->clearSelection();
    QVERIFY(view->output()->text().contains(u"later"_s));
}

void TestWorkersPage::warnsAboutOthers()
{
    setDefinitions({definition()});
    showListeners({});
    QVERIFY(m_page->view()->warning().isEmpty());
    showListeners({listener("mail.outgoing", "mail-0", 60, 1, "a"), listener("mail.outgoing", "", 60, 1, "b"),
        listener("webhooks", "", 60, 1, "c")});
    QVERIFY2(m_page->view()->warning().startsWith(u"2 workers elsewhere"_s),
        qPrintable(m_page->view()->warning()));
}

void TestWorkersPage::readOnlyStartsNothing()
{
    m_session->identityValue.readOnly = true;
    open();
    setDefinitions({definition()});
    QVERIFY(!m_page->view()->startButton()->isEnabled());
    QVERIFY(m_page->view()->warning().contains(u"read-only"_s));
    m_page->view()->start();
    QVERIFY(m_session->workers().started.isEmpty());
    QVERIFY(!m_page->pageActions().first()->isEnabled());
}

void TestWorkersPage::forgottenWorkerComesBack()
{
    setDefinitions({definition()});
    Q_EMIT m_page->view()->removeWanted(u"one"_s);
    QVERIFY(book().definitions().isEmpty());
    auto* notice = m_page->findChild<NoticeBar*>();
    QVERIFY(notice->isVisibleTo(m_page.get()));
    notice->findChild<QPushButton*>()->click();
    QCOMPARE(book().definitions(), QList<LocalWorkerDefinition>{definition()});
}

void TestWorkersPage::keepEditSaysWhatBullMqMeans_data()
{
    QTest::addColumn<std::optional<KeepJobs>>("keep");
    using Keep = std::optional<KeepJobs>;
    QTest::newRow("not set") << Keep();
    QTest::newRow("all") << Keep(KeepJobs{.count = -1, .age = {}, .limit = {}});
    QTest::newRow("none") << Keep(KeepJobs{.count = 0, .age = {}, .limit = {}});
    QTest::newRow("some") << Keep(KeepJobs{.count = 500, .age = {}, .limit = {}});
    QTest::newRow("for a while") << Keep(KeepJobs{.count = {}, .age = 86400, .limit = {}});
    QTest::newRow("both") << Keep(KeepJobs{.count = 500, .age = 90, .limit = 100});
}

void TestWorkersPage::keepEditSaysWhatBullMqMeans()
{
    QFETCH(const std::optional<KeepJobs>, keep);
    KeepEdit edit(u"When completed"_s);
    edit.setKeep(KeepJobs{.count = 3, .age = {}, .limit = {}});
    edit.setKeep(keep);
    QCOMPARE(edit.keep(), keep);
    QVERIFY(edit.isSound());
}

void TestWorkersPage::everyStatePaints()
{
    open();
    showListeners({});
    QVERIFY(takePictures(*m_page, u"workers-empty"_s));
    showListeners({listener("mail.outgoing", "mail-0", 7200, 2, "10.0.4.7:40001"),
        listener("mail.outgoing", "mail-1", 7200, 7200, "10.0.4.8:40002"),
        listener("mail.outgoing", "drover@desk", 40, 1, "192.168.1.20:51000"),
        listener("media.transcode", "", 90000, 900, "10.0.4.9:41234"),
        listener("webhooks", "hooks-0", 86400, 1, "[fd00::4]:33012")});
    LocalWorkerDefinition second = definition("webhooks");
    second.id = u"two"_s;
    second.spec.kind = LocalWorkerSpec::Kind::Simulate;
    second.spec.simulation = u"ms=200..2000,fail=0.1"_s;
    setDefinitions({definition(), second});
    m_page->view()->startButton()->click();
    QTRY_VERIFY(m_page->view()->stopButton()->isVisibleTo(m_page.get()));
    LocalWorkerFacts facts = m_session->workers().workers().last();
    facts.running = {{"90418", "sendReceipt", QDateTime::currentMSecsSinceEpoch() - 4000, "40"},
        {"90419", "sendWelcome", QDateTime::currentMSecsSinceEpoch() - 1000, {}}};
    facts.completed = 1204;
    facts.failed = 3;
    m_session->workers().tell(facts);
    QList<WorkerLine> lines;
    for (int i = 0; i < 12; ++i) {
        WorkerLine line;
        line.worker = facts.worker;
        line.time = QDateTime::currentMSecsSinceEpoch() - 12000 + i * 900;
        line.job = QByteArray::number(90400 + i);
        line.name = "sendReceipt";
        line.kind = WorkerLine::Kind::Output;
        line.text = "sending to customer c-" + QByteArray::number(9912 + i);
        lines.append(line);
        line.kind = i % 5 == 4 ? WorkerLine::Kind::Failed : WorkerLine::Kind::Completed;
        line.text = i % 5 == 4 ? "connect ECONNREFUSED 10.0.4.12:587" : "";
        line.milliseconds = 240 + i;
        lines.append(line);
    }
    m_session->workers().say(lines);
    QVERIFY(takePictures(*m_page, u"workers"_s));
    WorkerDialog dialog("bull", {{"bull", "mail.outgoing"}, {"bull", "webhooks"}}, m_page.get());
    dialog.setSpec(definition().spec);
    dialog.show();
    QVERIFY(takePictures(dialog, u"worker-dialog"_s));
}

QTEST_MAIN(TestWorkersPage)
#include "tst_workerspage.moc"
