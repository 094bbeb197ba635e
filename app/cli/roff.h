// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>

namespace drover::cli {

//! Text for a manual page: backslashes, dashes, quotes and leading dots mean something to man. Header only,
//! since both programs make their page.
[[nodiscard]] inline QByteArray roff(QByteArray text)
{
    text.replace('\\', "\\e").replace('-', "\\-").replace('\'', "\\(aq");
    return text.startsWith('.') ? "\\&" + text : text;
}

} // namespace drover::cli
