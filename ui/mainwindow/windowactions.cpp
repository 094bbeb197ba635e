// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/windowactions.h"

#include "style/icons.h"
#include "style/theme.h"

#include <QAction>
#include <QActionGroup>
#include <QMenu>
#include <QMenuBar>

using namespace Qt::StringLiterals;

namespace drover::ui {

WindowActions::WindowActions(QWidget* window)
    : QObject(window)
    , m_window(window)
    , m_intervals(new QMenu(tr("Refresh &every"), window))
    , m_themes(new QMenu(tr("&Theme"), window))
    , m_intervalGroup(new QActionGroup(this))
    , m_themeGroup(new QActionGroup(this))
{
    const auto make = [window](const QString& text, const QKeySequence& keys, const QString& iconName = {}) {
        auto* action = new QAction(text, window);
        action->setShortcut(keys);
        if (!iconName.isEmpty())
            action->setIcon(icon(iconName));
        window->addAction(action);
        return action;
    };
    newConnection = make(tr("&New connection\u2026"), QKeySequence::New, u"plus"_s);
    editConnection = make(tr("&Edit connection\u2026"), QKeySequence(u"Ctrl+E"_s));
    closeConnection = make(tr("&Close connection"), QKeySequence::Close);
    unlock = make({}, QKeySequence(u"Ctrl+Shift+L"_s), u"lock"_s);
    showLock(false, 10);
    demo = make(tr("&Demo queues"), {});
    demo->setToolTip(tr("Fill the embedded Redis with the queues of a made-up shop"));
    quit = make(tr("&Quit"), QKeySequence::Quit);
    palette = make(tr("&Command palette\u2026"), QKeySequence(u"Ctrl+K"_s), u"search"_s);
    palette->setShortcuts({QKeySequence(u"Ctrl+K"_s), QKeySequence(u"Ctrl+Shift+P"_s)});
    findQueue = make(tr("Find a &queue"), QKeySequence(u"Ctrl+T"_s));
    jobs = make(tr("&Jobs of the queue"), QKeySequence(u"Ctrl+J"_s));
    refresh = make(tr("&Refresh"), QKeySequence::Refresh, u"refresh"_s);
    refresh->setShortcuts({QKeySequence(Qt::Key_F5), QKeySequence(u"Ctrl+R"_s)});
    back = make(tr("&Back"), QKeySequence::Back);
    forward = make(tr("&Forward"), QKeySequence::Forward);
    inspector = make(tr("&Inspector"), QKeySequence(Qt::Key_F4));
    inspector->setCheckable(true);
    inspector->setChecked(true);
    fullScreen = make(tr("F&ull screen"), QKeySequence(Qt::Key_F11));
    fullScreen->setCheckable(true);
    settings = make(tr("&Settings\u2026"), QKeySequence(u"Ctrl+,"_s));
    openLog = make(tr("Open the &log file"), {});
    shortcuts = make(tr("&Keyboard shortcuts"), QKeySequence(Qt::Key_F1));
    about = make(tr("&About Drover"), {});
    connections = new QMenu(tr("&Open connection"), window);
    pages = new QMenu(tr("&Go to"), window);
    actions = new QMenu(tr("&Actions"), window);
    makeIntervals();
    makeThemes();
}

void WindowActions::makeIntervals()
{
    for (const auto seconds : {1, 2, 5, 10, 30, 60, 0}) {
        QAction* action = m_intervals->addAction(
            seconds == 0 ? tr("Only by hand") : tr("%n second(s)", "refresh interval", seconds));
        action->setCheckable(true);
        action->setData(seconds);
        m_intervalGroup->addAction(action);
        connect(action, &QAction::triggered, this,
            [this, seconds] { Q_EMIT intervalChosen(std::chrono::seconds(seconds)); });
    }
}

void WindowActions::makeThemes()
{
    for (const auto& [name, text] : {std::pair(u"system"_s, tr("As the &system")),
             std::pair(u"light"_s, tr("&Light")), std::pair(u"dark"_s, tr("&Dark"))}) {
        QAction* action = m_themes->addAction(text);
        action->setCheckable(true);
        action->setData(name);
        m_themeGroup->addAction(action);
        connect(action, &QAction::triggered, this, [this, wanted = name] { Q_EMIT themeChosen(wanted); });
    }
    showTheme();
}

void WindowActions::showInterval(std::chrono::milliseconds interval)
{
    for (QAction* action : m_intervalGroup->actions())
        action->setChecked(std::chrono::seconds(action->data().toInt()) == interval);
}

void WindowActions::showTheme()
{
    for (QAction* action : m_themeGroup->actions())
        action->setChecked(action->data().toString() == themeName(Theme::choice()));
}

void WindowActions::showLock(bool isUnlocked, int minutes)
{
    unlock->setText(isUnlocked ? tr("&Lock again")
                               : tr("&Unlock for %n minute(s)\u2026", "production connection", minutes));
}

void WindowActions::fill(QMenuBar& bar)
{
    QMenu* file = bar.addMenu(tr("&File"));
    file->addActions({newConnection, editConnection});
    file->addMenu(connections);
    file->addActions({unlock, closeConnection});
    file->addSeparator();
    file->addActions({demo, settings});
    file->addSeparator();
    file->addAction(quit);
    QMenu* go = bar.addMenu(tr("&Go"));
    go->addActions({palette, findQueue, jobs});
    go->addSeparator();
    go->addMenu(pages);
    go->addActions({back, forward});
    bar.addMenu(actions);
    QMenu* view = bar.addMenu(tr("&View"));
    view->addAction(refresh);
    view->addMenu(m_intervals);
    view->addSeparator();
    view->addAction(inspector);
    view->addMenu(m_themes);
    view->addAction(fullScreen);
    QMenu* help = bar.addMenu(tr("&Help"));
    help->addActions({shortcuts, openLog, about});
}

} // namespace drover::ui
