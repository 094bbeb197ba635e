// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/pagekind.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
struct PageWords {
    PageKind kind;
    const char* name;
    const char* icon;
    const char* title;
};

// One row a page; a new screen needs a row here and a line in Workspace::makePage().
constexpr PageWords allPages[] = {
    {PageKind::Overview, "overview", "overview", QT_TRANSLATE_NOOP("drover::ui::PageKind", "Overview")},
    {PageKind::Queue, "queue", "table", QT_TRANSLATE_NOOP("drover::ui::PageKind", "Queue")},
    {PageKind::Workers, "workers", "worker", QT_TRANSLATE_NOOP("drover::ui::PageKind", "Workers")},
    {PageKind::Health, "health", "heart-pulse", QT_TRANSLATE_NOOP("drover::ui::PageKind", "Health")},
    {PageKind::Activity, "activity", "history", QT_TRANSLATE_NOOP("drover::ui::PageKind", "Activity")},
    {PageKind::Trash, "trash", "trash-2", QT_TRANSLATE_NOOP("drover::ui::PageKind", "Trash")},
};

const PageWords& wordsOf(PageKind page)
{
    for (const PageWords& words : allPages) {
        if (words.kind == page)
            return words;
    }
    return allPages[0];
}
} // namespace

const QList<PageKind>& listedPages()
{
    static const QList<PageKind> pages = [] {
        QList<PageKind> listed;
        for (const PageWords& words : allPages) {
            if (words.kind != PageKind::Queue)
                listed.append(words.kind);
        }
        return listed;
    }();
    return pages;
}

QString pageTitle(PageKind page)
{
    return QCoreApplication::translate("drover::ui::PageKind", wordsOf(page).title);
}

QString pageIcon(PageKind page)
{
    return QString::fromLatin1(wordsOf(page).icon);
}

QString pageName(PageKind page)
{
    return QString::fromLatin1(wordsOf(page).name);
}

std::optional<PageKind> pageFromName(const QString& name)
{
    for (const PageWords& words : allPages) {
        if (name == QLatin1StringView(words.name))
            return words.kind;
    }
    return std::nullopt;
}

} // namespace drover::ui
