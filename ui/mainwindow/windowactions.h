// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <chrono>

class QAction;
class QActionGroup;
class QMenu;
class QMenuBar;

namespace drover::ui {

//! Everything that the menus can do, with its keys. The window connects the actions and says which are
//! possible just now.
class WindowActions final : public QObject {
    Q_OBJECT
public:
    explicit WindowActions(QWidget* window);

    void fill(QMenuBar& bar);
    [[nodiscard]] QMenu& intervals() const { return *m_intervals; }
    void showInterval(std::chrono::milliseconds interval);
    void showTheme();
    //! What unlocking does now: for how many minutes it unlocks, or that it locks again.
    void showLock(bool isUnlocked, int minutes);

    QAction* newConnection;
    QAction* editConnection;
    QAction* closeConnection;
    QAction* unlock;
    QAction* demo;
    QAction* quit;
    QAction* palette;
    QAction* findQueue;
    QAction* jobs;
    QAction* refresh;
    QAction* back;
    QAction* forward;
    QAction* inspector;
    QAction* fullScreen;
    QAction* settings;
    QAction* openLog;
    QAction* shortcuts;
    QAction* about;
    //! Filled by the window when they open.
    QMenu* connections;
    QMenu* pages;
    QMenu* actions;

Q_SIGNALS:
    void intervalChosen(std::chrono::milliseconds interval);
    void themeChosen(const QString& name);

private:
    void makeIntervals();
    void makeThemes();

    QWidget* m_window;
    QMenu* m_intervals;
    QMenu* m_themes;
    QActionGroup* m_intervalGroup;
    QActionGroup* m_themeGroup;
};

} // namespace drover::ui
