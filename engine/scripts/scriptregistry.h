// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "scripts/scriptid.h"

#include <QByteArray>

#include <optional>

namespace drover {

//! One embedded script. The arrays share static memory; copying them costs nothing.
struct Script {
    QByteArray name; //!< upstream's, e.g. "moveToActive"
    int keys = 0; //!< how many KEYS it takes
    QByteArray sha1; //!< 40 hexadecimal digits, what EVALSHA wants
    QByteArray text; //!< byte for byte what npm's client loads
};

//! The script as BullMQ ships it (dist/cjs/scripts). Thread-safe.
[[nodiscard]] const Script& script(ScriptId id);
//! By upstream's name, for tools.
[[nodiscard]] std::optional<ScriptId> scriptByName(QByteArrayView name);
//! By the 40 digits of EVALSHA, in any case: what a slow log or MONITOR shows.
[[nodiscard]] std::optional<ScriptId> scriptBySha1(QByteArrayView sha1);
//! The version of the npm package that the scripts come from, e.g. "6.7.0".
[[nodiscard]] QByteArrayView bullmqVersion();
//! The package's licence text, to be shown with the notices of other people's work.
[[nodiscard]] QByteArrayView bullmqLicense();

} // namespace drover
