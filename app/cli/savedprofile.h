// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"
#include "profiles/connectionprofile.h"

#include <QFuture>

class QObject;

namespace drover::cli {

//! The saved connection of that name (or id); NotFound names those that there are.
[[nodiscard]] Result<ConnectionProfile> savedProfile(const QString& name);

//! Its password, from wherever the profile says. BadInput when only a person knows it: there is nobody to
//! ask. Work in progress ends with `parent`.
[[nodiscard]] QFuture<Result<QByteArray>> savedPassword(const ConnectionProfile& profile, QObject* parent);

} // namespace drover::cli
