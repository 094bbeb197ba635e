// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

class QCommandLineOption;

namespace drover {

//! The manual page of `drover-window` in the language of man, made from the options that it takes.
[[nodiscard]] QByteArray windowManPage(const QList<QCommandLineOption>& options);

} // namespace drover
