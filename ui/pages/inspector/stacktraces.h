// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayList>

namespace drover::ui {

//! The rows of a job's `stacktrace` member, oldest first; what is not a JSON array of strings comes back as
//! one row.
[[nodiscard]] QByteArrayList stackTraces(const QByteArray& json);

//! Takes the first line off when it only repeats the reason ("Error: <reason>"); true when it did.
bool withoutMessage(QByteArray& trace, const QByteArray& reason);

} // namespace drover::ui
