// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectionchooser.h"
#include "windowoptions.h"

#include "dialogs/askpassworddialog.h"
#include "mainwindow/mainwindow.h"
#include "mainwindow/workspace.h"
#include "settings/settingslayout.h"
#include "style/theme.h"
#include "ui/support/deskbench.h"
#include "widgets/noticebar.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace drover;
using namespace drover::test;
using namespace drover::ui;
using namespace Qt::StringLiterals;

using Kind = SecretSource::Kind;

//! From a command line to the connection in front, without a server.
class TestConnectionChooser final : public DeskBench {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void mistakesAreNamed_data();
    void mistakesAreNamed();
    void theEnvironmentDoesNotMatterBesideAProfile();
    void profileOpensByName_data();
    void profileOpensByName();
    void queueWaitsForThePassword();
    void refusingThePasswordForgetsTheQueue();
    void unknownNameIsSaid_data();
    void unknownNameIsSaid();
    void addressOpens();
    void readOnlyHoldsForEveryConnection_data();
    void readOnlyHoldsForEveryConnection();
    void laterReadOnlyIsNotPromised();
    void lastConnectionOpensAfterItsPassword();
    void aQueueAloneIsOfTheLastConnection();
    void aLaterStartBringsItsEnvironment();

private:
    static Result<WindowOptions> options(const QStringList& arguments)
    {
        QCommandLineParser parser;
        describeWindowOptions(parser);
        if (!parser.parse(QStringList{u"drover-window"_s} + arguments))
            return Error{ErrorCode::BadInput, parser.errorText(), {}};
        return readWindowOptions(parser);
    }
    //! The parts, wired as the program does.
    void start(const QStringList& arguments)
    {
        const Result<WindowOptions> read = options(arguments);
        QVERIFY(read);
        m_options = *read;
        m_desk = std::make_unique<ConnectionDesk>(
            *m_profiles, *m_credentials, *m_settings, *m_hub, baseConfig(m_options));
        m_hub->put(QString(ConnectionChooser::embeddedId), embeddedConfig(m_options));
        m_chooser = std::make_unique<ConnectionChooser>(*m_hub, *m_profiles);
        m_window = std::make_unique<MainWindow>(*m_hub);
        m_desk->setWindow(m_window.get());
        m_chooser->setWindow(m_window.get());
        m_window->show();
    }
    ConnectionProfile save(
        const QString& name, Kind secret, Environment environment = Environment::Development)
    {
        ConnectionProfile profile = ConnectionProfile::create();
        profile.name = name;
        profile.environment = environment;
        profile.prefixes = {"shop"};
        profile.secret.kind = secret;
        m_profiles->save(profile);
        return profile;
    }
    [[nodiscard]] QString said() const
    {
        const auto* notice = m_window->findChild<NoticeBar*>();
        return notice->isVisible() ? notice->text() : QString();
    }
    [[nodiscard]] AskPasswordDialog* asked() const { return m_window->findChild<AskPasswordDialog*>(); }

    std::unique_ptr<ConnectionChooser> m_chooser;
    std::unique_ptr<MainWindow> m_window;
    WindowOptions m_options;
};

void TestConnectionChooser::initTestCase()
{
    Theme::apply(*qApp, ThemeChoice::Light);
}

void TestConnectionChooser::init()
{
    qunsetenv("DROVER_REDIS_URL");
    makeParts();
}

void TestConnectionChooser::cleanup()
{
    m_window.reset();
    m_chooser.reset();
    m_desk.reset();
    dropParts();
}

void TestConnectionChooser::mistakesAreNamed_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("word");
    const QStringList profile{u"--profile"_s, u"shop"_s};
    QTest::newRow("two places") << profile + QStringList{u"--connect"_s, u"redis://h"_s} << u"--connect"_s;
    QTest::newRow("the demo too") << profile + QStringList{u"--demo"_s} << u"--demo"_s;
    QTest::newRow("prefix") << profile + QStringList{u"--prefix"_s, u"x"_s} << u"--prefix"_s;
    QTest::newRow("environment") << profile + QStringList{u"--environment"_s, u"staging"_s}
                                 << u"--environment"_s;
    QTest::newRow("no name") << QStringList{u"--profile="_s} << u"--profile"_s;
}

void TestConnectionChooser::mistakesAreNamed()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, word);
    const Result<WindowOptions> read = options(arguments);
    QVERIFY(!read);
    QCOMPARE(read.error().code, ErrorCode::BadInput);
    QVERIFY2(read.error().message.contains(word), qPrintable(read.error().message));
}

void TestConnectionChooser::theEnvironmentDoesNotMatterBesideAProfile()
{
    qputenv("DROVER_REDIS_URL", "gopher://x");
    QVERIFY(!options({}));
    const Result<WindowOptions> read = options({u"--profile"_s, u"shop"_s});
    QVERIFY(read);
    QCOMPARE(read->profile, u"shop"_s);
    QVERIFY(read->connectionGiven);
}

void TestConnectionChooser::profileOpensByName_data()
{
    QTest::addColumn<Environment>("environment");
    QTest::addColumn<bool>("readOnly");
    QTest::newRow("development") << Environment::Development << false;
    QTest::newRow("production") << Environment::Production << true;
}

void TestConnectionChooser::profileOpensByName()
{
    QFETCH(Environment, environment);
    QFETCH(bool, readOnly);
    save(u"Shop US"_s, Kind::None);
    const ConnectionProfile wanted = save(u"Shop EU"_s, Kind::None, environment);
    start({u"--profile"_s, u"shop eu"_s, u"--queue"_s, u"mail.outgoing"_s});
    QVERIFY(m_chooser->show(m_options));
    QTRY_COMPARE(m_window->shownConnection(), wanted.id);
    QCOMPARE(m_opened.size(), 1);
    QCOMPARE(m_opened.first().identity.title, u"Shop EU"_s);
    QCOMPARE(m_opened.first().identity.readOnly, readOnly);
    QCOMPARE(m_window->workspace()->shownQueue(), (QueueId{"shop", "mail.outgoing"})); // the profile's prefix
    QCOMPARE(said(), QString());
}

void TestConnectionChooser::queueWaitsForThePassword()
{
    const ConnectionProfile wanted = save(u"Shop EU"_s, Kind::Ask);
    start({u"--profile"_s, u"Shop EU"_s, u"--queue"_s, u"mail.outgoing"_s});
    QVERIFY(m_chooser->show(m_options));
    QTRY_VERIFY(asked() != nullptr);
    QVERIFY(m_window->workspace() == nullptr);
    Q_EMIT asked()->given("secret", AskPasswordDialog::Keep::Nothing);
    QTRY_COMPARE(m_window->shownConnection(), wanted.id);
    QCOMPARE(m_opened.first().connection.password, QByteArray("secret"));
    QCOMPARE(m_window->workspace()->shownQueue(), (QueueId{"shop", "mail.outgoing"}));
}

void TestConnectionChooser::refusingThePasswordForgetsTheQueue()
{
    const ConnectionProfile wanted = save(u"Shop EU"_s, Kind::Ask);
    start({u"--profile"_s, u"Shop EU"_s, u"--queue"_s, u"mail.outgoing"_s});
    QVERIFY(m_chooser->show(m_options));
    QTRY_VERIFY(asked() != nullptr);
    asked()->reject();
    QVERIFY(m_window->workspace() == nullptr);
    m_credentials->keepForSession(wanted, "secret");
    m_window->showConnection(wanted.id); // later, by hand
    QTRY_COMPARE(m_window->shownConnection(), wanted.id);
    QVERIFY(m_window->workspace()->shownPage() != PageKind::Queue);
}

void TestConnectionChooser::unknownNameIsSaid_data()
{
    QTest::addColumn<bool>("isOneSaved");
    QTest::addColumn<QString>("remedy");
    QTest::newRow("others are saved") << true << u"at the left"_s;
    QTest::newRow("none is saved") << false << u"New connection"_s;
}

void TestConnectionChooser::unknownNameIsSaid()
{
    QFETCH(bool, isOneSaved);
    QFETCH(QString, remedy);
    if (isOneSaved)
        save(u"Shop EU"_s, Kind::None);
    start({u"--profile"_s, u"<b>shp</b>"_s});
    const Status shown = m_chooser->show(m_options);
    QVERIFY(!shown);
    QCOMPARE(shown.error().code, ErrorCode::NotFound);
    QVERIFY2(said().contains(u"<b>shp</b>"_s) && said().contains(remedy), qPrintable(said()));
    QVERIFY(m_window->workspace() == nullptr);
    QVERIFY(m_opened.isEmpty());
}

void TestConnectionChooser::addressOpens()
{
    start({u"--connect"_s, u"redis://127.0.0.1:1"_s, u"--prefix"_s, u"p"_s, u"--queue"_s, u"webhooks"_s});
    QVERIFY(m_chooser->show(m_options));
    QCOMPARE(m_opened.size(), 1);
    QCOMPARE(m_window->workspace()->shownQueue(), (QueueId{"p", "webhooks"}));
    QVERIFY(m_chooser->show(m_options)); // the same place again
    QCOMPARE(m_opened.size(), 1);
}

void TestConnectionChooser::readOnlyHoldsForEveryConnection_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("profile") << QStringList{u"--profile"_s, u"Shop EU"_s, u"--read-only"_s};
    QTest::newRow("address") << QStringList{u"--connect"_s, u"redis://127.0.0.1:1"_s, u"--read-only"_s};
    QTest::newRow("embedded") << QStringList{u"--connect"_s, u"embedded"_s, u"--read-only"_s};
    QTest::newRow("embedded as production")
        << QStringList{u"--connect"_s, u"embedded"_s, u"--environment"_s, u"production"_s};
}

void TestConnectionChooser::readOnlyHoldsForEveryConnection()
{
    QFETCH(QStringList, arguments);
    const ConnectionProfile saved = save(u"Shop EU"_s, Kind::None);
    start(arguments);
    QVERIFY(m_chooser->show(m_options));
    QTRY_COMPARE(m_opened.size(), 1);
    QVERIFY(m_opened.first().identity.readOnly);
    QCOMPARE(said(), QString());
    QCOMPARE(m_hub->identity(saved.id).readOnly, arguments.contains(u"--read-only"_s));
}

void TestConnectionChooser::laterReadOnlyIsNotPromised()
{
    save(u"Shop EU"_s, Kind::None);
    start({u"--profile"_s, u"Shop EU"_s});
    QVERIFY(m_chooser->show(m_options));
    QTRY_COMPARE(m_opened.size(), 1);
    const Result<WindowOptions> later = options({u"--profile"_s, u"Shop EU"_s, u"--read-only"_s});
    QVERIFY(later);
    QVERIFY(m_chooser->show(*later));
    QVERIFY2(said().contains(u"--new-window"_s), qPrintable(said()));
}

void TestConnectionChooser::lastConnectionOpensAfterItsPassword()
{
    const ConnectionProfile last = save(u"Shop EU"_s, Kind::Keychain);
    m_keychain->secrets.insert(last.secretName(), "secret");
    SettingsLayout layout(*m_settings);
    layout.keep(u"window.page"_s, "health");
    start({});
    m_window->setLayoutMemory(&layout);
    m_chooser->showLast(u"gone"_s);
    m_keychain->holdsBack = true;
    m_chooser->showLast(last.id);
    QVERIFY(m_window->workspace() == nullptr);
    m_keychain->answer();
    QTRY_COMPARE(m_window->shownConnection(), last.id);
    QCOMPARE(m_opened.size(), 1);
    QCOMPARE(m_opened.first().connection.password, QByteArray("secret"));
    QCOMPARE(m_window->workspace()->shownPage(), PageKind::Health);
    m_window.reset(); // before what it keeps its layout in
}

void TestConnectionChooser::aQueueAloneIsOfTheLastConnection()
{
    const ConnectionProfile last = save(u"Shop EU"_s, Kind::None);
    start({u"--queue"_s, u"webhooks"_s});
    QVERIFY(!m_options.connectionGiven);
    m_chooser->showQueue(u"webhooks"_s); // nothing is open
    QVERIFY(m_window->workspace() == nullptr);
    m_chooser->showLast(last.id, m_options.queue);
    QTRY_COMPARE(m_window->shownConnection(), last.id);
    QCOMPARE(m_window->workspace()->shownQueue(), (QueueId{"shop", "webhooks"}));
    m_chooser->showQueue(u"mail.digest"_s); // of a later start
    QCOMPARE(m_window->workspace()->shownQueue(), (QueueId{"shop", "mail.digest"}));
}

void TestConnectionChooser::aLaterStartBringsItsEnvironment()
{
    StartRequest request;
    request.arguments = {u"drover-window"_s, u"--queue"_s, u"a b"_s};
    request.redisUrl = u"redis://127.0.0.1:1"_s;
    const StartRequest arrived = StartRequest::fromMessage(request.toMessage());
    QVERIFY(!request.toMessage().contains('\n'));
    QCOMPARE(arrived.arguments, request.arguments);
    const Result<WindowOptions> read = arrived.read();
    QVERIFY(read);
    QVERIFY(read->connectionGiven);
    QCOMPARE(read->engine.connection.port, quint16(1));
    QCOMPARE(read->queue, u"a b"_s);
    qputenv("DROVER_REDIS_URL", "redis://10.0.0.1"); // the first one's own
    const Result<WindowOptions> without =
        StartRequest::fromMessage(StartRequest{request.arguments, {}}.toMessage()).read();
    QVERIFY(without);
    QVERIFY(!without->connectionGiven);
}

QTEST_MAIN(TestConnectionChooser)
#include "tst_connectionchooser.moc"
