// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/commandpalette.h"
#include "mainwindow/mainwindow.h"
#include "mainwindow/sidebar.h"
#include "mainwindow/windowactions.h"
#include "mainwindow/workspace.h"
#include "pages/queuepage.h"
#include "session/connectionhub.h"
#include "style/theme.h"
#include "ui/support/fakesession.h"
#include "util/layoutmemory.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QLineEdit>
#include <QListView>
#include <QSignalSpy>
#include <QTest>

using namespace drover;
using namespace drover::ui;
using namespace Qt::StringLiterals;

namespace {
class Memory final : public LayoutMemory {
public:
    [[nodiscard]] QByteArray state(const QString& key) const override { return kept.value(key); }
    void keep(const QString& key, const QByteArray& state) override { kept.insert(key, state); }
    QHash<QString, QByteArray> kept;
};
} // namespace

//! Several connections in one window, the way between places, and the palette.
class TestFrame final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Theme::apply(*qApp, ThemeChoice::Light); }
    void init();
    void cleanup();
    void severalConnectionsStayOpen();
    void closingShowsWhatIsLeft();
    void onlyTheShownConnectionAsks();
    void aCompleterMayRefuse();
    void aCompleterMayBeLate();
    void backAndForward();
    void titleNamesThePlace();
    void paletteGoesToAQueue();
    void paletteFindsByLetters_data();
    void paletteFindsByLetters();
    void paletteOffersJobsById();
    void sizesAreKept();

private:
    [[nodiscard]] QListView* list(const QString& name) const;

    QHash<QString, FakeSession*> m_sessions; //!< by title; the hub owns them
    std::unique_ptr<ConnectionHub> m_hub;
    std::unique_ptr<MainWindow> m_window;
};

void TestFrame::init()
{
    m_hub = std::make_unique<ConnectionHub>([this](const EngineConfig& config) {
        auto session = std::make_unique<FakeSession>();
        session->fillWithShop();
        session->identityValue = config.identity;
        m_sessions.insert(config.identity.title, session.get());
        return session;
    });
    for (const QString& name : {u"shop-eu"_s, u"shop-us"_s}) {
        EngineConfig config;
        config.identity.title = name;
        m_hub->put(name, config);
    }
    m_window = std::make_unique<MainWindow>(*m_hub);
    m_window->setRefreshInterval(std::chrono::milliseconds(20));
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void TestFrame::cleanup()
{
    m_window.reset();
    m_hub.reset();
    m_sessions.clear();
}

QListView* TestFrame::list(const QString& name) const
{
    for (QListView* view : m_window->findChildren<QListView*>()) {
        if (view->accessibleName() == name)
            return view;
    }
    return nullptr;
}

void TestFrame::severalConnectionsStayOpen()
{
    const QAbstractItemModelTester tester(
        list(u"Connections"_s)->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    QVERIFY(m_window->workspace() == nullptr);
    QCOMPARE(list(u"Connections"_s)->model()->rowCount(), 2);
    m_window->showConnection(u"shop-eu"_s);
    QTRY_COMPARE(m_window->workspace()->queues().rowCount(), 7);
    m_window->showQueue({"bull", "mail.outgoing"});
    m_window->showConnection(u"shop-us"_s);
    QCOMPARE(m_window->workspace()->session().identity().title, u"shop-us"_s);
    QCOMPARE(m_window->workspace()->shownPage(), PageKind::Overview);
    m_window->showConnection(u"shop-eu"_s);
    QCOMPARE(m_window->workspace()->shownPage(), PageKind::Queue);
    QCOMPARE(m_window->workspace()->shownQueue().name, QByteArray("mail.outgoing"));
    QCOMPARE(m_sessions.size(), 2);
}

void TestFrame::closingShowsWhatIsLeft()
{
    m_window->showConnection(u"shop-eu"_s);
    m_window->showConnection(u"shop-us"_s);
    m_hub->close(u"shop-us"_s);
    QCOMPARE(m_window->shownConnection(), u"shop-eu"_s);
    m_hub->remove(u"shop-eu"_s);
    QVERIFY(m_window->workspace() == nullptr);
    QCOMPARE(list(u"Connections"_s)->model()->rowCount(), 1);
    QVERIFY(!m_window->actions().refresh->isEnabled());
}

void TestFrame::onlyTheShownConnectionAsks()
{
    m_window->showConnection(u"shop-eu"_s);
    m_window->showConnection(u"shop-us"_s);
    const FakeSession* hidden = m_sessions.value(u"shop-eu"_s);
    const FakeSession* shown = m_sessions.value(u"shop-us"_s);
    QTRY_VERIFY(shown->queueReadings > 3);
    const int before = hidden->queueReadings;
    const int asked = shown->queueReadings;
    QTRY_VERIFY(shown->queueReadings > asked + 5);
    QCOMPARE(hidden->queueReadings, before);
}

void TestFrame::aCompleterMayRefuse()
{
    m_hub->setCompleter(
        [](const QString& /*id*/, const EngineConfig& /*config*/, const ConnectionHub::Completed& completed) {
            completed(Error{ErrorCode::Auth, u"no password"_s, {}});
        });
    QSignalSpy failed(m_hub.get(), &ConnectionHub::openFailed);
    m_window->showConnection(u"shop-eu"_s);
    QCOMPARE(failed.size(), 1);
    QVERIFY(m_window->workspace() == nullptr);
    QVERIFY(m_sessions.isEmpty());
}

void TestFrame::aCompleterMayBeLate()
{
    ConnectionHub::Completed later;
    EngineConfig asked;
    m_hub->setCompleter(
        [&](const QString& /*id*/, const EngineConfig& config, const ConnectionHub::Completed& completed) {
            asked = config;
            later = completed;
        });
    m_window->showConnection(u"shop-eu"_s);
    m_window->showConnection(u"shop-eu"_s); // impatient
    QVERIFY(m_hub->isOpening(u"shop-eu"_s));
    later(asked);
    QVERIFY(m_window->workspace() != nullptr);
    later(asked); // a second answer changes nothing
    QCOMPARE(m_sessions.size(), 1);
}

void TestFrame::backAndForward()
{
    m_window->showConnection(u"shop-eu"_s);
    m_window->showQueue({"bull", "mail.outgoing"});
    m_window->showQueue({"bull", "webhooks"});
    m_window->actions().back->trigger();
    QCOMPARE(m_window->workspace()->shownQueue().name, QByteArray("mail.outgoing"));
    m_window->actions().back->trigger();
    QCOMPARE(m_window->workspace()->shownPage(), PageKind::Overview);
    QVERIFY(!m_window->actions().back->isEnabled());
    m_window->actions().forward->trigger();
    m_window->actions().forward->trigger();
    QCOMPARE(m_window->workspace()->shownQueue().name, QByteArray("webhooks"));
    QVERIFY(!m_window->actions().forward->isEnabled());
}

void TestFrame::titleNamesThePlace()
{
    m_window->showConnection(u"shop-eu"_s);
    m_window->showQueue({"bull", "mail.outgoing"});
    QCOMPARE(m_window->windowTitle(), u"mail.outgoing \u2014 shop-eu \u2014 Drover"_s);
}

void TestFrame::paletteGoesToAQueue()
{
    m_window->showConnection(u"shop-eu"_s);
    QTRY_COMPARE(m_window->workspace()->queues().rowCount(), 7);
    m_window->openPalette();
    auto* palette = m_window->findChild<CommandPalette*>();
    QVERIFY(palette != nullptr);
    QTest::keyClicks(palette->line(), u"mailout"_s);
    QCOMPARE(palette->shownTitles().constFirst(), u"mail.outgoing"_s);
    QTest::keyClick(palette->line(), Qt::Key_Return);
    QCOMPARE(m_window->workspace()->shownQueue().name, QByteArray("mail.outgoing"));
}

void TestFrame::paletteFindsByLetters_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("better");
    QTest::addColumn<QString>("worse");
    QTest::newRow("beginning beats middle") << u"mail"_s << u"mail.outgoing"_s << u"email.digest"_s;
    QTest::newRow("initials beat scattered letters") << u"mo"_s << u"mail.outgoing"_s << u"demo"_s;
    QTest::newRow("together beats apart") << u"out"_s << u"mail.outgoing"_s << u"other.user.things"_s;
    QTest::newRow("shorter of equals") << u"mail"_s << u"mail"_s << u"mail.outgoing"_s;
    QTest::newRow("case does not matter") << u"SET"_s << u"Settings"_s << u"reset"_s;
}

void TestFrame::paletteFindsByLetters()
{
    QFETCH(QString, typed);
    QFETCH(QString, better);
    QFETCH(QString, worse);
    QVERIFY(paletteScore(typed, better) > paletteScore(typed, worse));
    QCOMPARE(paletteScore(u"xyz"_s, better), -1);
}

void TestFrame::paletteOffersJobsById()
{
    m_window->showConnection(u"shop-eu"_s);
    Workspace* workspace = m_window->workspace();
    QTRY_VERIFY(workspace->queues().rowCount() > 0);
    m_sessions.value(u"shop-eu"_s)->jobs().places = {
        {{"bull", "webhooks"}, "90412", "sendWelcome", JobState::Failed, 3, {}}};
    m_window->openPalette();
    auto* palette = m_window->findChild<CommandPalette*>();
    QTest::keyClicks(palette->line(), u"90412"_s);
    QVERIFY(palette->shownTitles().constLast().contains(u"90412"_s));
    QTest::keyClick(palette->line(), Qt::Key_Up);
    QTest::keyClick(palette->line(), Qt::Key_PageDown);
    QTest::keyClick(palette->line(), Qt::Key_Return);
    QTRY_COMPARE(workspace->shownPage(), PageKind::Queue);
    QCOMPARE(workspace->queuePage()->queue(), (QueueId{"bull", "webhooks"}));
    QCOMPARE(workspace->queuePage()->state(), JobState::Failed);
}

void TestFrame::sizesAreKept()
{
    Memory memory;
    m_window->setLayoutMemory(&memory);
    m_window->showConnection(u"shop-eu"_s);
    m_window->showQueue({"bull", "webhooks"});
    m_window->resize(900, 700);
    m_window->close();
    QCOMPARE(memory.kept.value(u"window.connection"_s), QByteArray("shop-eu"));
    QCOMPARE(memory.kept.value(u"window.queue"_s), QByteArray("webhooks"));
    m_window = std::make_unique<MainWindow>(*m_hub);
    m_window->setLayoutMemory(&memory);
    QCOMPARE(m_window->size(), QSize(900, 700));
    m_window->showConnection(QString::fromUtf8(memory.kept.value(u"window.connection"_s)));
    m_window->restorePlace();
    QCOMPARE(m_window->workspace()->shownQueue().name, QByteArray("webhooks"));
}

QTEST_MAIN(TestFrame)
#include "tst_frame.moc"
