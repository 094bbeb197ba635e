// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QString>
#include <QStringView>

namespace drover::ui {

//! How plainText() treats line ends and tabs.
enum class Lines : quint8 {
    Single, //!< for cells and labels: line ends become a visible arrow
    Multiple, //!< for text views: line ends and tabs stay
};

//! THE way of bytes from Redis to the screen. Bytes that are not UTF-8 become \xNN; control, bidi, zero-width
//! and other invisible characters become visible escapes such as \u{202e}; nothing is ever read as mark-up.
//! Single lines stop after `limit` characters with an ellipsis.
[[nodiscard]] QString plainText(QByteArrayView bytes, Lines lines = Lines::Single, qsizetype limit = 512);
//! The same for text that came through the engine as QString (error messages of servers, program output).
[[nodiscard]] QString plainText(QStringView text, Lines lines = Lines::Single, qsizetype limit = 512);

//! For places that guess whether a text is HTML (tool tips): mark-up that shows exactly the plain text.
[[nodiscard]] QString toolTipText(const QString& plain);

} // namespace drover::ui
