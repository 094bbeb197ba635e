// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace drover::ui {

//! JSON text in which encrypted values are words with their key's id; everything else stays byte for byte.
[[nodiscard]] QByteArray nameEncrypted(const QByteArray& json);
//! The same for a text of its own, without quotes around.
[[nodiscard]] QByteArray nameIfEncrypted(const QByteArray& value);
//! True when nameEncrypted() would change something.
[[nodiscard]] bool holdsEncrypted(const QByteArray& json);

} // namespace drover::ui
