// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "encryption/livecipher.h"
#include "worker/processor.h"

#include <memory>

namespace drover {

//! A processor that sees the encrypted fields of a job's data in clear text; those that its updateData()
//! writes back and those of its result are encrypted. Everything else goes through. Each job begins and ends
//! with the keys and fields of its beginning.
//!
//! A job with a field that cannot be decrypted fails for good ("cannot decrypt: reason") and never reaches
//! `inner`; so does one whose result cannot be encrypted. While the keys are not to be had (a keychain that
//! was locked meanwhile) jobs are put off for some seconds, without an attempt. Redis, signals and records
//! keep the encrypted data.
[[nodiscard]] std::shared_ptr<Processor> withDecryptedFields(
    std::shared_ptr<Processor> inner, LiveCipher::Ptr cipher);

} // namespace drover
