// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "support/redisfixture.h"

#include <QByteArray>
#include <QString>

namespace drover::test {

//! The queue that a fault test works on: jobs with ids of our own, so that each can be accounted for at the
//! end.
class FaultQueue final {
public:
    explicit FaultQueue(RedisFixture& redis, QByteArray name = QByteArrayLiteral("faults"));

    [[nodiscard]] QString name() const { return QString::fromUtf8(m_name); }
    //! `--connect` for the programs.
    [[nodiscard]] QStringList connect() const;
    //! Adds jobs `<batch>-0` .. with `drover add --bulk`; again until Redis has acknowledged them all.
    void add(const QByteArray& batch, int count, const QByteArray& options = {});
    [[nodiscard]] qint64 added() const { return m_added; }
    [[nodiscard]] qint64 count(const QByteArray& state);
    [[nodiscard]] qint64 completed() { return count("completed"); }
    //! Every added job is completed.
    [[nodiscard]] bool isDone() { return completed() == m_added; }
    //! What is wrong now that nobody works: the invariants, and jobs that are not completed. Empty = nothing.
    [[nodiscard]] QByteArray problems();

private:
    RedisFixture& m_redis;
    QByteArray m_name;
    qint64 m_added = 0;
};

} // namespace drover::test
