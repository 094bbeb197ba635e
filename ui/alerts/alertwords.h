// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alertteller.h"

namespace drover::ui {

// What alerts are called on the screen. Counts and names alone: a notification may be read by whoever passes.

struct AlertText {
    QString title;
    QString text;

    bool operator==(const AlertText&) const = default;
};

//! "37 failed in mail"
[[nodiscard]] QString alertSentence(const Alert& alert);
//! `connection` is its title; empty where the message is about several.
[[nodiscard]] AlertText alertText(const AlertMessage& message, const QString& connection);
//! What was told while nobody looked.
[[nodiscard]] AlertText awayText(const std::vector<AlertProblem>& problems);

} // namespace drover::ui
