// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QLoggingCategory>

// All categories of the engine. No payloads, tokens or passwords are ever logged.
Q_DECLARE_LOGGING_CATEGORY(logCore)
Q_DECLARE_LOGGING_CATEGORY(logRedis)
Q_DECLARE_LOGGING_CATEGORY(logScript)
Q_DECLARE_LOGGING_CATEGORY(logQueue)
Q_DECLARE_LOGGING_CATEGORY(logEvents)
Q_DECLARE_LOGGING_CATEGORY(logWorker)
Q_DECLARE_LOGGING_CATEGORY(logProcessor)
