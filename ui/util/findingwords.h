// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "health/finding.h"

#include <QString>
#include <QStringList>

namespace drover::ui {

//! A finding for people.
struct FindingWords {
    QString title;
    QString why; //!< what it means for jobs
    QString evidence; //!< "appendonly no · save 3600 1", in one line
};
//! Rules that have no words here keep the engine's.
[[nodiscard]] FindingWords findingWords(const Finding& finding);

[[nodiscard]] QString severityWord(Severity severity);
//! The icon that stands beside the colour, so that colour is never alone.
[[nodiscard]] QString severityIcon(Severity severity);

} // namespace drover::ui
