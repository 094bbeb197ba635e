// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

#include <optional>

namespace drover::ui {

//! The screens of a connection, in the order of the sidebar; Queue is reached through the list of queues.
enum class PageKind : quint8 { Overview, Queue, Workers, Health, Activity, Trash };

//! Those that the sidebar lists.
[[nodiscard]] const QList<PageKind>& listedPages();
[[nodiscard]] QString pageTitle(PageKind page);
[[nodiscard]] QString pageIcon(PageKind page);
//! The word of the command line ("overview"), also for remembering.
[[nodiscard]] QString pageName(PageKind page);
[[nodiscard]] std::optional<PageKind> pageFromName(const QString& name);

} // namespace drover::ui
