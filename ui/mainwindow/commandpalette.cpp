// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/commandpalette.h"

#include "delegates/sidebardelegate.h"
#include "models/pagelistmodel.h"
#include "style/icons.h"
#include "style/theme.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QStandardItemModel>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
constexpr qsizetype mostShown = 50;
constexpr int rowsInSight = 10;
} // namespace

int paletteScore(const QString& typed, const QString& title)
{
    int score = 0;
    qsizetype at = 0;
    qsizetype last = -2;
    for (const QChar wanted : typed) {
        if (wanted.isSpace())
            continue;
        const qsizetype found = title.indexOf(wanted, at, Qt::CaseInsensitive);
        if (found < 0)
            return -1;
        const bool begins = found == 0 || !title.at(found - 1).isLetterOrNumber();
        score += begins ? 8 : 1;
        if (found == last + 1)
            score += 8; // together says more than any beginning
        last = found;
        at = found + 1;
    }
    // Of equal fits the shorter title is meant.
    return score * 100 - static_cast<int>(std::min<qsizetype>(title.size(), 99));
}

CommandPalette::CommandPalette(QList<PaletteEntry> entries, Fallback fallback, QWidget* parent)
    : QDialog(parent, Qt::Popup | Qt::FramelessWindowHint)
    , m_entries(std::move(entries))
    , m_fallback(std::move(fallback))
    , m_line(new QLineEdit)
    , m_list(new QListView)
    , m_model(new QStandardItemModel(this))
{
    setAccessibleName(tr("Command palette"));
    setObjectName(u"palette"_s);
    m_line->setPlaceholderText(tr("Go to a queue, a page or a job, or type a command"));
    m_line->setAccessibleName(tr("Command"));
    m_line->addAction(icon(u"search"_s), QLineEdit::LeadingPosition);
    m_line->installEventFilter(this);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new PageDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setAccessibleName(tr("Matches"));
    m_list->setFixedHeight(qRound(fontMetrics().height() * 1.9) * rowsInSight);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(spaceS, spaceS, spaceS, spaceS);
    layout->setSpacing(spaceS);
    layout->addWidget(m_line);
    layout->addWidget(m_list);
    setFixedWidth(std::max(fontMetrics().averageCharWidth() * 76,
        fontMetrics().horizontalAdvance(m_line->placeholderText()) + 5 * spaceL));
    connect(m_line, &QLineEdit::textChanged, this, &CommandPalette::fill);
    connect(m_line, &QLineEdit::returnPressed, this, &CommandPalette::runCurrent);
    connect(m_list, &QListView::clicked, this, &CommandPalette::runCurrent);
    fill();
}

void CommandPalette::fill()
{
    const QString typed = m_line->text().trimmed();
    QList<std::pair<int, const PaletteEntry*>> hits;
    for (const PaletteEntry& entry : std::as_const(m_entries)) {
        const int score = paletteScore(typed, entry.title);
        if (score >= 0 || typed.isEmpty())
            hits.append({score, &entry});
    }
    if (!typed.isEmpty())
        std::stable_sort(hits.begin(), hits.end(),
            [](const auto& one, const auto& other) { return one.first > other.first; });
    m_shown.clear();
    for (const auto& hit : hits.mid(0, mostShown))
        m_shown.append(*hit.second);
    if (m_fallback && !typed.isEmpty())
        m_shown.append(m_fallback(typed));

    m_model->removeRows(0, m_model->rowCount());
    for (const PaletteEntry& entry : std::as_const(m_shown)) {
        auto* item = new QStandardItem(entry.title);
        item->setData(entry.icon, PageListModel::IconNameRole);
        item->setData(entry.keys.isEmpty() ? entry.group : u"%1   %2"_s.arg(entry.group, entry.keys),
            PageListModel::BadgeRole);
        m_model->appendRow(item);
    }
    if (m_model->rowCount() > 0)
        m_list->setCurrentIndex(m_model->index(0, 0));
}

QStringList CommandPalette::shownTitles() const
{
    QStringList titles;
    for (const PaletteEntry& entry : m_shown)
        titles.append(entry.title);
    return titles;
}

void CommandPalette::runCurrent()
{
    const int row = m_list->currentIndex().row();
    if (row < 0 || row >= m_shown.size())
        return;
    const auto run = m_shown.at(row).run;
    accept();
    if (run)
        run();
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_line && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Down || key == Qt::Key_Up || key == Qt::Key_PageDown || key == Qt::Key_PageUp) {
            const int step = key == Qt::Key_Down ? 1
                : key == Qt::Key_Up              ? -1
                : key == Qt::Key_PageDown        ? rowsInSight
                                                 : -rowsInSight;
            const int row = std::clamp(m_list->currentIndex().row() + step, 0, m_model->rowCount() - 1);
            m_list->setCurrentIndex(m_model->index(row, 0));
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

void CommandPalette::showEvent(QShowEvent* event)
{
    QDialog::showEvent(event);
    const QWidget* window = parentWidget();
    if (window != nullptr)
        move(window->mapToGlobal(QPoint((window->width() - width()) / 2, window->height() / 10)));
    m_line->setFocus();
}

} // namespace drover::ui
