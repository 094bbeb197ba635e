// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>

namespace drover {

//! The text without secrets: the password of every URL (`scheme://user:password@`, also percent-encoded), the
//! arguments of AUTH and HELLO ... AUTH, and values of the words password, passwd, secret, token,
//! authorization, api key (`name=value`, `name: value`, JSON) become `***`. Linear in the text; pure; any
//! bytes are taken.
[[nodiscard]] QByteArray redacted(const QByteArray& text);

} // namespace drover
