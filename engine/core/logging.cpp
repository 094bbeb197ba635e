// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "core/logging_p.h"

Q_LOGGING_CATEGORY(logCore, "drover.core", QtInfoMsg)
Q_LOGGING_CATEGORY(logRedis, "drover.redis", QtInfoMsg)
Q_LOGGING_CATEGORY(logScript, "drover.script", QtInfoMsg)
Q_LOGGING_CATEGORY(logQueue, "drover.queue", QtInfoMsg)
Q_LOGGING_CATEGORY(logEvents, "drover.events", QtInfoMsg)
Q_LOGGING_CATEGORY(logWorker, "drover.worker", QtInfoMsg)
Q_LOGGING_CATEGORY(logProcessor, "drover.processor", QtInfoMsg)
