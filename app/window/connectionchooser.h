// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"

#include <QHash>
#include <QObject>

#include <functional>

namespace drover {

class ProfileStore;
struct WindowOptions;

namespace ui {
class ConnectionHub;
class MainWindow;
struct EngineConfig;
} // namespace ui

//! Opens the connection that a command line asks for, of this start or of a later one. GUI thread; borrows
//! everything.
class ConnectionChooser final : public QObject {
    Q_OBJECT
public:
    //! Of Drover's own Redis in the hub.
    static constexpr QLatin1StringView embeddedId{"embedded"};

    ConnectionChooser(ui::ConnectionHub& hub, const ProfileStore& profiles, QObject* parent = nullptr);

    //! Before the first of the calls below.
    void setWindow(ui::MainWindow* window);
    //! The saved connection, or else the address; its queue and the demo when they are wanted. NotFound =
    //! nothing of that name is saved, which the window says.
    Status show(const WindowOptions& wanted);
    //! The one that was open last, with its page, or with this queue when one is named; nothing happens when
    //! the connection is not known any more.
    void showLast(const QString& id, const QString& queue = {});
    //! Of the connection in front; nothing happens without one or without a name.
    void showQueue(const QString& queue);

private:
    [[nodiscard]] Result<QString> idOf(const WindowOptions& wanted);
    [[nodiscard]] QString put(const ui::EngineConfig& config);
    //! `next` comes when it is in front: at once, or after a password was found or given.
    void open(const QString& id, const std::function<void()>& next);

    ui::ConnectionHub& m_hub;
    const ProfileStore& m_profiles;
    ui::MainWindow* m_window = nullptr;
    QHash<QString, std::function<void()>> m_next; //!< of connections that are being opened
};

} // namespace drover
