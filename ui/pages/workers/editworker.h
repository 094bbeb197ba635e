// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/workervalues.h"

#include <functional>

class QWidget;

namespace drover::ui {

class WorkerBook;

//! Asks how the worker is to be started; what is saved goes into the book, and `saved` hears its id. `queues`
//! are offered.
void editWorker(QWidget* parent, WorkerBook& book, const LocalWorkerDefinition& definition,
    const QList<QueueId>& queues, std::function<void(const QString& id)> saved);

} // namespace drover::ui
