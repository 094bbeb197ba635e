// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QFutureWatcher>
#include <QObject>

#include <utility>

namespace drover {

//! Calls `function` with the future once it is finished or cancelled, on the thread of `context` and in a
//! later turn of its event loop; never when `context` dies before. To be called on that thread.
//!
//! For futures that another thread finishes, in the place of QFuture::then(): where it is called while the
//! future is just being finished, Qt 6.4 can run the continuation twice, and crash in the second run.
template <typename T, typename Function>
void whenFinished(QFuture<T> future, QObject* context, Function function)
{
    auto* watcher = new QFutureWatcher<T>(context);
    QObject::connect(
        watcher, &QFutureWatcherBase::finished, context, [watcher, function = std::move(function)]() mutable {
            watcher->setParent(nullptr); // `function` may end the context
            watcher->deleteLater();
            function(watcher->future());
        });
    watcher->setFuture(std::move(future));
}

} // namespace drover
