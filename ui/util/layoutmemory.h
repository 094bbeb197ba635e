// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace drover::ui {

//! Where widths, orders and places are kept between starts; belongs to this computer, not to a person's
//! settings. Keys are dotted words ("window.geometry", "jobs.failed.columns").
class LayoutMemory {
public:
    LayoutMemory() = default;
    LayoutMemory(const LayoutMemory&) = delete;
    LayoutMemory& operator=(const LayoutMemory&) = delete;
    virtual ~LayoutMemory() = default;

    //! Empty when nothing was kept.
    [[nodiscard]] virtual QByteArray state(const QString& key) const = 0;
    virtual void keep(const QString& key, const QByteArray& state) = 0;
};

} // namespace drover::ui
