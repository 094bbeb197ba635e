// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/workervalues.h"

#include <QJsonArray>

namespace drover::ui {

//! For keeping definitions in the settings. What cannot be read is left out; unknown members are ignored.
[[nodiscard]] QJsonArray definitionsToJson(const QList<LocalWorkerDefinition>& definitions);
[[nodiscard]] QList<LocalWorkerDefinition> definitionsFromJson(const QJsonArray& array);

} // namespace drover::ui
