// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "program.h"

#include "application.h"
#include "crash/crashhandler.h"
#include "crashoffer.h"
#include "logging/logsetup.h"
#include "mainwindow/mainwindow.h"
#include "mainwindow/workspace.h"
#include "pages/actions/jobactions.h"
#include "pages/log/logpage.h"
#include "pages/settings/settingspage.h"
#include "screenshot.h"
#include "session/enginesession.h"
#include "session/retentionkeeper.h"
#include "session/workerdefinitions.h"
#include "settings/settingsstore.h"
#include "style/theme.h"
#include "util/log.h"
#include "util/secrets.h"
#include "util/words.h"
#include "widgets/welcome.h"

#include <QJsonObject>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace drover {

namespace {
QString runtimeFolder()
{
    const QString runtime = QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation);
    return (runtime.isEmpty() ? QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) : runtime)
        + u"/drover"_s;
}

const QString embeddedId = ConnectionChooser::embeddedId;
} // namespace

Program::Program(
    Application& application, WindowOptions options, LogSetup& logging, ui::SettingsStore& settings)
    : m_application(application)
    , m_options(std::move(options))
    , m_logging(logging)
    , m_settings(settings)
    , m_layout(settings)
    , m_instance(runtimeFolder())
    , m_log(logging)
    , m_profiles(ProfileStore::defaultPath())
    , m_credentials(m_keychain)
    , m_keys(KeyStore::defaultPath(), m_keychain)
    , m_hub([this](ui::EngineConfig config) {
        config.keys = &m_keys;
        return std::make_unique<ui::EngineSession>(std::move(config));
    })
    , m_desk(m_profiles, m_credentials, settings, m_hub, baseConfig(m_options))
    , m_chooser(m_hub, m_profiles)
    , m_storeWatch(m_profiles, m_settings)
    , m_alerts(m_hub, m_settings)
{
    m_hub.put(embeddedId, embeddedConfig(m_options));
    applySetting(QString(ui::key::theme));
    applySetting(QString(ui::key::logLevel));
    applySetting(QString(ui::key::maskedFields));
    connect(&m_settings, &ui::SettingsStore::changed, this, &Program::applySetting);
    connect(&m_interrupts, &Interrupts::interrupted, this, &Program::onInterrupted);
}

Program::~Program() = default;

//! Settings act at once; what the command line asked for wins over them until they are changed.
void Program::applySetting(const QString& key)
{
    if (key == ui::key::theme) {
        const auto saved = ui::themeFromName(m_settings.text(ui::key::theme));
        const auto wanted = m_window ? saved : m_options.theme ? m_options.theme : saved;
        ui::Theme::apply(m_application, wanted.value_or(ui::ThemeChoice::System));
    } else if (key == ui::key::logLevel) {
        m_logging.setCategoryLevel(
            u"drover.*"_s, LogSetup::levelFromName(m_settings.text(ui::key::logLevel), LogLevel::Info));
    } else if (key == ui::key::maskedFields) {
        QByteArrayList names;
        for (const QString& name : m_settings.texts(ui::key::maskedFields))
            names.append(name.toUtf8());
        ui::setMaskedNames(names);
    } else if (key == ui::key::refreshInterval && m_window) {
        m_window->setRefreshInterval(m_settings.refreshInterval());
    } else if (key == ui::key::unlockMinutes && m_window) {
        m_window->setUnlockTime(std::chrono::minutes(m_settings.whole(ui::key::unlockMinutes)));
    }
}

void Program::start()
{
    if (m_options.newWindow || m_options.isForReview()) {
        openWindow();
        return;
    }
    connect(&m_instance, &SingleInstance::first, this, &Program::openWindow);
    connect(&m_instance, &SingleInstance::asked, this, &Program::onAsked);
    connect(&m_instance, &SingleInstance::handedOver, this, [] {
        qCInfo(ui::logWindow) << "A window is open already; it comes to the front";
        QCoreApplication::exit(0);
    });
    m_instance.claim(StartRequest::ofThisProcess().toMessage());
}

void Program::onInterrupted()
{
    if (m_window)
        m_window->closeAnyway();
    else
        QCoreApplication::exit(0);
}

void Program::onAsked(const QByteArray& message)
{
    if (!m_window)
        return;
    if (const Result<WindowOptions> wanted = StartRequest::fromMessage(message).read()) {
        if (wanted->connectionGiven)
            (void)m_chooser.show(*wanted); // the window says what is wrong
        else
            m_chooser.showQueue(wanted->queue);
    }
    raiseWindow();
}

void Program::raiseWindow()
{
    m_window->setWindowState(m_window->windowState() & ~Qt::WindowMinimized);
    m_window->show();
    m_window->raise();
    m_window->activateWindow();
}

void Program::openWindow()
{
    m_window = std::make_unique<ui::MainWindow>(m_hub);
    m_chooser.setWindow(m_window.get());
    m_window->setRefreshInterval(m_options.intervalGiven ? m_options.interval : m_settings.refreshInterval());
    m_window->setUnlockTime(std::chrono::minutes(m_settings.whole(ui::key::unlockMinutes)));
    m_window->resize(m_options.size);
    m_window->setLogFile(m_logging.file());
    connect(m_window.get(), &ui::MainWindow::workspaceMade, this,
        [this](const QString& id, ui::Workspace* workspace) { onWorkspace(id, *workspace); });
    connectWindow();
    connectDesk();
    addPages();
    m_window->setWelcome(makeWelcome());
    if (m_options.screenshot.isEmpty())
        m_window->setLayoutMemory(&m_layout);
    if (m_options.sizeGiven)
        m_window->resize(m_options.size);
    showFirst();
    m_window->show();
    if (m_options.isForReview())
        new Screenshot(*m_window, m_options);
    else
        (new CrashOffer(*m_window))->tell();
}

void Program::connectWindow()
{
    connect(m_window.get(), &ui::MainWindow::themeChosen, this,
        [this](const QString& name) { m_settings.set(ui::key::theme, name); });
    connect(m_window.get(), &ui::MainWindow::refreshIntervalChosen, this,
        [this](std::chrono::milliseconds interval) {
            m_settings.set(ui::key::refreshInterval, static_cast<int>(interval.count()));
        });
    connect(&m_application, &Application::sessionEnds, m_window.get(), [this] {
        if (m_window->isVisible()) // else it has ended already, and that is why
            m_window->closeAnyway();
    });
}

void Program::onWorkspace(const QString& id, ui::Workspace& workspace)
{
    connect(&workspace, &ui::Workspace::linkChanged, this, [](const ui::LinkFacts& link) {
        if (!link.version.isEmpty())
            noteRedisVersion(link.version);
    });
    workspace.jobActions().setJobDefaults([this](const QueueId& queue) {
        JobOptions options;
        m_settings.jobDefaults(queue).applyTo(options);
        return options;
    });
    workspace.jobActions().setTypedAbove([this] { return m_settings.whole(ui::key::typedAbove); });
    ui::RetentionKeeper& keeper = workspace.jobActions().retentionKeeper();
    keeper.set(
        ui::policiesFromJson(m_settings.value(ui::key::retentionPolicies).toObject().value(id).toObject()));
    connect(&keeper, &ui::RetentionKeeper::edited, this, [this, id](const ui::RetentionPolicies& policies) {
        QJsonObject all = m_settings.value(ui::key::retentionPolicies).toObject();
        all.insert(id, ui::policiesToJson(policies));
        m_settings.set(ui::key::retentionPolicies, all);
    });
    const ui::WorkerDefaults defaults = m_settings.workerDefaults();
    ui::LocalWorkerSpec spec;
    spec.removeOnComplete = defaults.removeOnComplete;
    spec.removeOnFail = defaults.removeOnFail;
    spec.grace = defaults.grace;
    const QJsonObject known = m_settings.value(ui::key::localWorkers).toObject();
    ui::WorkerBook& book = workspace.session().workers().book();
    book.set(ui::definitionsFromJson(known.value(id).toArray()), spec);
    connect(&book, &ui::WorkerBook::edited, this,
        [this, id](const QList<ui::LocalWorkerDefinition>& definitions) {
            QJsonObject all = m_settings.value(ui::key::localWorkers).toObject();
            all.insert(id, ui::definitionsToJson(definitions));
            m_settings.set(ui::key::localWorkers, all);
        });
}

void Program::connectDesk()
{
    ui::MainWindow* window = m_window.get();
    m_desk.setWindow(window);
    m_desk.setCloser([window](const QString& id, const std::function<void()>& closed) {
        window->closeConnection(id, closed);
    });
    connect(&m_desk, &ui::ConnectionDesk::connectWanted, window, &ui::MainWindow::showConnection);
    connect(&m_desk, &ui::ConnectionDesk::said, window, &ui::MainWindow::say);
    connect(&m_storeWatch, &StoreWatch::said, window, &ui::MainWindow::say);
    m_storeWatch.tellFound();
    connect(window, &ui::MainWindow::newConnectionWanted, this, [this] { m_desk.newConnection(); });
    connect(window, &ui::MainWindow::editConnectionWanted, this, [this, window](const QString& id) {
        if (m_desk.editConnection(id) == nullptr)
            window->say(ui::Card::Mood::Plain,
                tr("This connection is not a saved one, so there is nothing to edit."),
                tr("File > New connection saves one."));
    });
    connect(window, &ui::MainWindow::removeConnectionWanted, this, [this, window](const QString& id) {
        if (m_desk.removeConnection(id) != nullptr)
            return;
        if (id == embeddedId)
            window->say(
                ui::Card::Mood::Plain, tr("The embedded Redis belongs to Drover and stays in the list."), {});
        else
            window->closeConnection(id, [this, id] { m_hub.remove(id); });
    });
}

void Program::addPages()
{
    m_alerts.attach(*m_window, m_options.isForReview());
    connect(&m_alerts, &WindowAlerts::raiseWanted, this, &Program::raiseWindow);
    m_window->addApplicationPage(
        {u"log"_s, tr("Log", "page"), u"scroll-text"_s, [this] { return new ui::LogPage(m_log); }});
    m_window->addApplicationPage({u"settings"_s, tr("Settings", "page"), u"settings"_s, [this] {
                                      auto* page = new ui::SettingsPage(m_settings, m_desk, m_keys, m_hub);
                                      m_alerts.dress(*page);
                                      return page;
                                  }});
}

QWidget* Program::makeWelcome()
{
    auto* welcome = new ui::Welcome;
    const auto take = [this](const QString& url) {
        if (const Status taken = m_desk.connectUrl(url); !taken)
            m_window->say(ui::Card::Mood::Bad, ui::errorWords(taken.error()).sentence,
                ui::errorWords(taken.error()).remedy);
    };
    connect(welcome, &ui::Welcome::urlGiven, this, take);
    connect(welcome, &ui::Welcome::localhostWanted, this, [take] { take(u"redis://127.0.0.1:6379"_s); });
    connect(welcome, &ui::Welcome::embeddedWanted, this, [this] { m_window->showConnection(embeddedId); });
    connect(welcome, &ui::Welcome::demoWanted, this, [this] {
        m_window->showConnection(embeddedId);
        m_window->workspace()->wantDemo();
    });
    connect(welcome, &ui::Welcome::newConnectionWanted, this, [this] { m_desk.newConnection(); });
    connect(welcome, &ui::Welcome::importWanted, this, [this] { m_desk.porter().chooseImport(); });
    return welcome;
}

void Program::showFirst()
{
    const bool isReview = m_options.isForReview();
    if (isReview ? m_options.page != "welcome"_L1 : m_options.connectionGiven) {
        const Status shown = m_chooser.show(m_options);
        if (shown)
            return;
        qCWarning(ui::logWindow).noquote() << shown.error().message;
        if (isReview) // nobody reads what the window says
            QMetaObject::invokeMethod(
                this, [] { QCoreApplication::exit(2); }, Qt::QueuedConnection);
    } else if (!isReview) {
        m_chooser.showLast(QString::fromUtf8(m_layout.state(u"window.connection"_s)), m_options.queue);
    }
}

} // namespace drover
