// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>
#include <QObject>

#include <memory>

class QMenu;
class QSystemTrayIcon;

namespace drover::ui {

//! An icon with a number in the desktop's tray, where there is one. A guest: the window never hides in it.
class TrayIcon final : public QObject {
    Q_OBJECT
public:
    explicit TrayIcon(QObject* parent = nullptr);
    ~TrayIcon() override;

    //! Looks for a tray when it becomes wanted.
    void setWanted(bool wanted);
    void setCount(int alerts);

    //! The number in a disc with a rim, so that it is seen without its colour; more than 99 are 99+.
    [[nodiscard]] static QIcon badged(const QIcon& icon, int count);

Q_SIGNALS:
    void openWanted();
    void muteWanted();
    void quitWanted();

private:
    void show();

    std::unique_ptr<QMenu> m_menu;
    std::unique_ptr<QSystemTrayIcon> m_icon;
    int m_count = 0;
};

} // namespace drover::ui
