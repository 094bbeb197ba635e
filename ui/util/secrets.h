// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace drover::ui {

//! What stands on the screen for a secret.
inline constexpr char maskDots[] = "\u2022\u2022\u2022\u2022\u2022\u2022";

//! The name of a field that people keep secrets in: password, accessToken, Authorization, ... `key` is the
//! plain name, without quotes.
[[nodiscard]] bool looksSecret(QByteArrayView key);

//! JSON text in which the values of fields that look secret are dots; everything else stays byte for byte.
//! Takes any bytes, also JSON that is cut off or broken: what follows such a name is then masked to the end
//! of what could be its value.
[[nodiscard]] QByteArray maskSecrets(const QByteArray& json);
//! True when maskSecrets() would change something.
[[nodiscard]] bool holdsSecrets(const QByteArray& json);

} // namespace drover::ui
