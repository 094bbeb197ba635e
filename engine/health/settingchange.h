// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"
#include "health/finding.h"

#include <QFuture>

namespace drover {

class RedisConnection;
class WriteGate;

//! A setting with the value that it has and the one that it gets.
struct PlannedSetting {
    QByteArray name;
    QByteArray before;
    QByteArray after;

    bool operator==(const PlannedSetting&) const = default;
};

//! What has become of a fix.
struct AppliedFix {
    std::vector<PlannedSetting> settings;
    bool isKept = false; //!< CONFIG REWRITE wrote them to the server's configuration file
    QString whyNotKept; //!< the server's words; empty when it was not asked to
};

//! "CONFIG SET appendonly yes": as people type it.
[[nodiscard]] QString commandText(const SettingChange& change);

//! The settings of a finding's fix as they are now (CONFIG GET). BadInput for a finding without settings.
[[nodiscard]] QFuture<Result<std::vector<PlannedSetting>>> planFix(
    RedisConnection& connection, const Finding& finding);

//! CONFIG SET of them, through the gate, recorded with the values before and after. Denied with what to do
//! instead where the user or the provider does not allow it; what was set before then stays set. With `keep`
//! CONFIG REWRITE follows, whose failure is no error.
[[nodiscard]] QFuture<Result<AppliedFix>> applyFix(
    RedisConnection& connection, WriteGate& gate, const Finding& finding, bool keep);

} // namespace drover
