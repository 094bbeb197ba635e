// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectionchooser.h"

#include "mainwindow/mainwindow.h"
#include "mainwindow/workspace.h"
#include "profiles/profilestore.h"
#include "session/connectionhub.h"
#include "util/plaintext.h"
#include "windowoptions.h"

using namespace Qt::StringLiterals;

namespace drover {

namespace {
QString shownName(const QString& name)
{
    return ui::plainText(name, ui::Lines::Single, 60);
}
} // namespace

ConnectionChooser::ConnectionChooser(ui::ConnectionHub& hub, const ProfileStore& profiles, QObject* parent)
    : QObject(parent)
    , m_hub(hub)
    , m_profiles(profiles)
{
}

void ConnectionChooser::setWindow(ui::MainWindow* window)
{
    m_window = window;
    // After the window's own slot, which has made the workspace by then.
    connect(&m_hub, &ui::ConnectionHub::opened, window, [this](const QString& id) {
        if (const std::function<void()> next = m_next.take(id))
            next();
    });
    connect(&m_hub, &ui::ConnectionHub::openFailed, window, [this](const QString& id) { m_next.remove(id); });
}

Status ConnectionChooser::show(const WindowOptions& wanted)
{
    const Result<QString> id = idOf(wanted);
    if (!id) {
        m_window->say(ui::Card::Mood::Bad,
            tr("There is no saved connection \u201c%1\u201d.").arg(shownName(wanted.profile)),
            m_profiles.profiles().empty() ? tr("None is saved yet; File > New connection saves one.")
                                          : tr("The saved ones are listed at the left."));
        return id.error();
    }
    if (wanted.readOnly && !m_hub.identity(*id).readOnly)
        m_window->say(ui::Card::Mood::Warn,
            tr("%1 is open for changes, although this start asked for read-only.", "%1 is a connection")
                .arg(shownName(m_hub.identity(*id).title)),
            tr("With --new-window --read-only a second window opens that changes nothing."));
    open(*id, [this, queue = wanted.queue, demo = wanted.demo] {
        if (demo)
            m_window->workspace()->wantDemo();
        showQueue(queue);
    });
    return Done{};
}

Result<QString> ConnectionChooser::idOf(const WindowOptions& wanted)
{
    if (wanted.profile.isEmpty())
        return put(wanted.engine);
    if (const ConnectionProfile* const profile = findProfile(m_profiles.profiles(), wanted.profile))
        return profile->id;
    return Error{
        ErrorCode::NotFound, u"there is no saved connection \"%1\""_s.arg(shownName(wanted.profile)), {}};
}

//! Makes the connection known under a name that is the same for the same place.
QString ConnectionChooser::put(const ui::EngineConfig& config)
{
    const QString id = config.identity.embedded
        ? QString(embeddedId)
        : u"given:%1|%2"_s.arg(config.identity.address, QString::fromUtf8(config.identity.prefix()));
    if (m_hub.session(id) == nullptr)
        m_hub.put(id, config);
    return id;
}

void ConnectionChooser::showLast(const QString& id, const QString& queue)
{
    if (!m_hub.knows(id))
        return;
    open(id, [this, queue] {
        m_window->restorePlace();
        showQueue(queue);
    });
}

void ConnectionChooser::showQueue(const QString& queue)
{
    const ui::Workspace* workspace = m_window->workspace();
    if (workspace != nullptr && !queue.isEmpty())
        m_window->showQueue({workspace->session().identity().prefix(), queue.toUtf8()});
}

void ConnectionChooser::open(const QString& id, const std::function<void()>& next)
{
    m_window->showConnection(id);
    if (m_window->shownConnection() == id)
        next();
    else
        m_next.insert(id, next);
}

} // namespace drover
