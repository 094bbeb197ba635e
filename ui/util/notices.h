// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

namespace drover::ui {

//! Something that Drover is made of.
struct Notice {
    QString name;
    QString licence; //!< SPDX
    QString purpose; //!< what Drover has it for
    QString text; //!< its notice; where none came along, a sentence that says where it is
};

//! Drover itself first, then what it carries inside, then the libraries of the system.
[[nodiscard]] QList<Notice> notices();

} // namespace drover::ui
