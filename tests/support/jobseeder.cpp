// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "support/jobseeder.h"

#include "core/clock.h"
#include "support/redisfixture.h"

#include <QFile>

#include <algorithm>

namespace drover::test {

bool seedJobs(RedisFixture& redis, const QByteArray& queue, JobState state, qint64 first, qint64 last)
{
    constexpr qint64 portion = 5000; // so that one call stays far below the server's patience
    QFile file(QStringLiteral(DROVER_SEED_SCRIPT));
    if (!file.open(QIODevice::ReadOnly))
        return false;
    const QByteArray script = file.readAll();
    const QByteArray word(stateKey(state).data(), stateKey(state).size());
    const qint64 now = Clock::system().now().count();
    for (qint64 from = first; from <= last; from += portion) {
        const qint64 to = std::min(last, from + portion - 1);
        const qint64 made = redis.integer({"EVAL", script, "1", "bull:" + queue + ":", word,
            QByteArray::number(from), QByteArray::number(to), QByteArray::number(now - (last - to) * 50)});
        if (made != to - from + 1)
            return false;
    }
    return true;
}

} // namespace drover::test
