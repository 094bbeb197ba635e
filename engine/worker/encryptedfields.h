// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "encryption/fieldcipher.h"
#include "worker/processor.h"

#include <memory>

namespace drover {

//! A processor that sees the encrypted fields of a job's data in clear text, and whose updateData() encrypts
//! them again; everything else goes through. A job with a field that cannot be decrypted fails for good
//! ("cannot decrypt: reason") and never reaches `inner`. Redis, signals and records keep the encrypted data.
[[nodiscard]] std::shared_ptr<Processor> withDecryptedFields(
    std::shared_ptr<Processor> inner, std::shared_ptr<const FieldCipher> cipher);

} // namespace drover
