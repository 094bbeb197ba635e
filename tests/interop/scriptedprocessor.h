// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "worker/processor.h"

#include <QJsonObject>

#include <functional>
#include <memory>

namespace drover::test {

//! Does what the same script makes driver.js do, so that both sides can run it: log, progress, sleep, hang,
//! fail, failTimes, message, unrecoverable, echo, value (as text: valueText), names. `started` is called on a
//! pool thread when a job begins.
[[nodiscard]] std::shared_ptr<Processor> scriptedProcessor(
    const QJsonObject& script, std::function<void(const Job&)> started = {});

} // namespace drover::test
