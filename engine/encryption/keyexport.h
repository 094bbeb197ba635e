// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "encryption/encryptionkey.h"
#include "protocol/joboptions.h"

#include <QString>

//! A key for programs other than Drover.
namespace drover {

//! The key as JSON Web Key (RFC 7517). A secret: for somebody who asked for it and confirmed that.
[[nodiscard]] JsonText jsonWebKey(const EncryptionKey& key);

//! Ten lines of JavaScript for the npm package jose that read and write the fields of a queue (its name with
//! the prefix) with the key in key.json. Nothing secret.
[[nodiscard]] QString joseExample(const QString& queue);

} // namespace drover
