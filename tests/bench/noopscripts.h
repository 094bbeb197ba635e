// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "queue/jobadd_p.h"

#include <QByteArrayList>

namespace drover::bench {

//! EVALSHA of the scripts that producers and workers run, with arguments as the npm client sends them.
class NoopScripts {
public:
    NoopScripts(const QueueId& queue, bool removeOnComplete);

    [[nodiscard]] static QByteArrayList load(ScriptId script);
    [[nodiscard]] QByteArrayList add(qint64 index) const;
    [[nodiscard]] QByteArrayList fetch() const;
    //! Completes `id` and fetches the next one.
    [[nodiscard]] QByteArrayList finish(const QByteArray& id) const;
    [[nodiscard]] QByteArray markerKey() const { return m_queue.key("marker"); }

private:
    const QueueId m_queue;
    const bool m_removeOnComplete;
    const JobAdder m_adder;
};

} // namespace drover::bench
