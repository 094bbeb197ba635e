// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArrayView>

namespace drover {

//! True for the commands that a read-only connection may send: plain reads, no scripting at all. `name` as
//! Command::name() gives it.
[[nodiscard]] bool isReadOnlyCommand(QByteArrayView name);

} // namespace drover
