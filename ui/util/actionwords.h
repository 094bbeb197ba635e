// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/actionvalues.h"

#include <QString>

namespace drover::ui {

//! The words for actions, while they run and when they have ended.

//! "Retrying jobs of mail.outgoing", "Retried 41 jobs of mail.outgoing"
[[nodiscard]] QString actionTitle(const ActionFacts& action);
//! How far it is; when it has ended, what was not done and why.
[[nodiscard]] QString actionDetail(const ActionFacts& action);
//! "3 had moved on to another state": why jobs were left alone, by an error's word.
[[nodiscard]] QString leftAloneWords(const QString& reason, qint64 jobs);
//! %n of tr() takes an int.
[[nodiscard]] int asInt(qint64 count);

} // namespace drover::ui
