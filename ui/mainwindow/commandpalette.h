// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QList>
#include <QString>

#include <functional>

class QLineEdit;
class QListView;
class QStandardItemModel;

namespace drover::ui {

//! Something that the palette can do.
struct PaletteEntry {
    QString title;
    QString group; //!< "Queue", "Page", "Action": a quiet word at the right
    QString icon;
    QString keys; //!< its shortcut, for learning
    std::function<void()> run;
};

//! How well a typed text fits a title: -1 = not at all, else the more the better. Words may be abbreviated
//! and letters left out, in order; beginnings of words count most. Pure.
[[nodiscard]] int paletteScore(const QString& typed, const QString& title);

//! Type a few letters, press Enter: queues, pages, connections and everything that menus can do. What was
//! typed and fits nothing can still mean something: `fallback` makes entries of it ("Go to job 4711").
class CommandPalette final : public QDialog {
    Q_OBJECT
public:
    using Fallback = std::function<QList<PaletteEntry>(const QString& typed)>;

    CommandPalette(QList<PaletteEntry> entries, Fallback fallback, QWidget* parent);

    [[nodiscard]] QLineEdit* line() const { return m_line; }
    [[nodiscard]] QStringList shownTitles() const;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void fill();
    void runCurrent();

    QList<PaletteEntry> m_entries;
    Fallback m_fallback;
    QList<PaletteEntry> m_shown;
    QLineEdit* m_line;
    QListView* m_list;
    QStandardItemModel* m_model;
};

} // namespace drover::ui
