// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QObject>

#include <functional>

namespace drover::childthread {

//! An object on the one thread that starts every child process: the parent-death signal of a child fires when
//! the thread that forked it ends, so that thread lives until the application does. Started on first use.
[[nodiscard]] QObject* context();

//! False when the system gave no thread: nothing that is posted will ever run.
[[nodiscard]] bool isRunning();

//! Runs `function` on that thread, later; dropped when the application is ending.
void post(std::function<void()> function);

//! On that thread: names a process group that a guard process kills when this program dies without a word
//! (kill -9): the parent-death signal reaches the child itself but not what the child has started.
void guardGroup(qint64 group);
//! On that thread: the group has ended.
void unguardGroup(qint64 group);

} // namespace drover::childthread
