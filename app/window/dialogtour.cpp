// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogtour.h"

#include "mainwindow/mainwindow.h"
#include "mainwindow/windowactions.h"
#include "util/widgetdescription.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QDialog>
#include <QFileDialog>
#include <QMenu>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace drover {

namespace {
constexpr auto pause = 100ms;
constexpr int patience = 15; //!< some dialogs read their plan first

bool asksFirst(const QString& text)
{
    return text.contains(u'\u2026');
}
} // namespace

DialogTour::DialogTour(ui::MainWindow& window)
    : QObject(&window)
{
    collect(window);
    m_wanted += {window.actions().about, window.actions().shortcuts};
    connect(&m_timer, &QTimer::timeout, this, &DialogTour::step);
    m_timer.start(pause);
}

void DialogTour::collect(const QWidget& top)
{
    QList<QPointer<QObject>> found;
    const auto buttons = top.findChildren<QAbstractButton*>();
    for (QAbstractButton* button : buttons) {
        if (asksFirst(button->text()) && button->isVisible())
            found.append(button);
    }
    const auto actions = top.findChildren<QAction*>();
    for (QAction* action : actions) {
        if (asksFirst(action->text()) && action->menu() == nullptr)
            found.append(action);
    }
    for (const auto& one : std::as_const(found)) {
        if (!m_seen.contains(one)) {
            m_seen.append(one);
            m_wanted.append(one);
        }
    }
}

QDialog* DialogTour::newestDialog() const
{
    const QWidgetList tops = QApplication::topLevelWidgets();
    for (QWidget* top : tops) {
        auto* dialog = qobject_cast<QDialog*>(top);
        if (dialog != nullptr && dialog->isVisible() && !m_open.contains(dialog))
            return dialog;
    }
    return nullptr;
}

void DialogTour::step()
{
    if (QDialog* dialog = newestDialog()) {
        visit(*dialog);
        return;
    }
    if (--m_patience > 0)
        return;
    openNext();
}

void DialogTour::visit(QDialog& dialog)
{
    m_patience = 0;
    m_open.append(&dialog);
    // The dialog that asks for files is Qt's.
    if (qobject_cast<QFileDialog*>(&dialog) != nullptr)
        return;
    const QJsonArray said = ui::describeWidgets(dialog);
    for (const QJsonValue& line : said)
        m_texts.append(line);
    ++m_count;
    if (!m_picture.isEmpty())
        dialog.grab().save(u"%1-%2.png"_s.arg(m_picture.chopped(4)).arg(m_count));
    const auto buttons = dialog.findChildren<QAbstractButton*>();
    for (QAbstractButton* button : buttons) {
        if (asksFirst(button->text()) && button->isVisible() && !m_seen.contains(button)) {
            m_seen.append(button);
            m_wanted.prepend(button);
        }
    }
}

void DialogTour::openNext()
{
    while (!m_wanted.isEmpty()) {
        const QPointer<QObject> next = m_wanted.takeFirst();
        auto* button = qobject_cast<QAbstractButton*>(next.data());
        // Dialogs stay open for the buttons inside of them.
        while (!m_open.isEmpty() && (button == nullptr || button->window() != m_open.last())) {
            if (QDialog* dialog = m_open.takeLast())
                dialog->reject();
        }
        if (button != nullptr && button->isVisible() && button->isEnabled()) {
            m_patience = patience;
            button->click();
            return;
        }
        if (auto* action = qobject_cast<QAction*>(next.data()); action != nullptr && action->isEnabled()) {
            m_patience = patience;
            action->trigger();
            return;
        }
    }
    while (!m_open.isEmpty()) {
        if (QDialog* dialog = m_open.takeLast())
            dialog->reject();
    }
    m_timer.stop();
    Q_EMIT finished();
}

} // namespace drover
