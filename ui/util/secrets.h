// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayList>

namespace drover::ui {

//! What stands on the screen for a secret.
inline constexpr char maskDots[] = "\u2022\u2022\u2022\u2022\u2022\u2022";

//! Names of fields that people keep secrets in, as they are masked unless somebody wants others.
[[nodiscard]] QByteArrayList usualMaskedNames();
//! Those that are masked from now on, in all threads; what was masked before is to be read again.
void setMaskedNames(const QByteArrayList& names);
[[nodiscard]] QByteArrayList maskedNames();

//! True when the field's values are to be masked: access_token, accessToken and Access-Token are one name.
//! Masked names of six letters or more count anywhere in a field's name, those of five at its end, shorter
//! ones only as the whole of it. `key` is the plain name, without quotes.
[[nodiscard]] bool looksSecret(QByteArrayView key);

//! JSON text in which the values of fields that look secret are dots; everything else stays byte for byte.
//! Takes any bytes, also JSON that is cut off or broken: what follows such a name is then masked to the end
//! of what could be its value.
[[nodiscard]] QByteArray maskSecrets(const QByteArray& json);
//! True when maskSecrets() would change something.
[[nodiscard]] bool holdsSecrets(const QByteArray& json);

} // namespace drover::ui
