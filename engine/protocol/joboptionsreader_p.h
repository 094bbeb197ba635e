// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "protocol/joboptions.h"

namespace drover {

enum class OptionRead : quint8 {
    Taken,
    Foreign, // upstream knows it, JobOptions does not: it travels in `extra`
    Unknown,
    WrongType,
};

// Sets the member of `options` with that long name; null counts as unset.
[[nodiscard]] OptionRead readOption(JobOptions& options, QByteArrayView name, QByteArrayView value);
[[nodiscard]] OptionRead readKeepJobs(QByteArrayView value, std::optional<KeepJobs>& target);

// Upstream's optsDecodeMap and optsEncodeMap; a name that is in neither is returned as it is.
[[nodiscard]] QByteArrayView longOptionName(QByteArrayView name);
[[nodiscard]] QByteArrayView shortOptionName(QByteArrayView name);

} // namespace drover
