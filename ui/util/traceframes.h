// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayList>

namespace drover::ui {

//! A stack trace taken apart: what a person can act on, and the rest.
struct TraceParts {
    QByteArrayList message; //!< lines before the first frame
    QByteArrayList own; //!< frames of the application
    QByteArrayList others; //!< frames of the runtime and of packages

    bool operator==(const TraceParts&) const = default;
};

//! Understands the traces of Node, and leaves lines that are no frames of it where they are. Pure.
[[nodiscard]] TraceParts splitTrace(const QByteArray& trace);

} // namespace drover::ui
