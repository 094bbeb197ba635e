// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "protocol/jobstate.h"

#include <QString>

namespace drover::ui {

//! What engine facts are called on the screen. The engine has no words for people; this is where they come
//! from.

//! "Waiting", "Waiting for children", ...
[[nodiscard]] QString stateWord(JobState state);
//! The letter that stands beside the colour, so that colour is never alone.
[[nodiscard]] QChar stateLetter(JobState state);

//! An error for people: what happened, and what to do about it.
struct ErrorWords {
    QString sentence;
    QString remedy; //!< may be empty

    bool operator==(const ErrorWords&) const = default;
};
[[nodiscard]] ErrorWords errorWords(const Error& error);

} // namespace drover::ui
