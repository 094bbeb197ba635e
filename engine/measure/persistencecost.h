// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"

#include <QObject>

#include <memory>

namespace drover {

struct PersistenceBenchOptions {
    qint64 jobs = 5000; //!< added in each round
    int rounds = 3; //!< each way
    QString folder{}; //!< where the server's data goes; its disk is what is measured. Empty = beside the
                    //!< embedded one
    QString program{}; //!< of the server; empty = search the PATH
};

//! What the append-only file costs: the median rate of adding jobs with and without it.
struct PersistenceCost {
    qint64 jobs = 0; //!< of a round
    int rounds = 0;
    double with = 0; //!< jobs a second
    double without = 0;

    //! Of the speed without the file, what is left with it.
    [[nodiscard]] double ratio() const { return without > 0 ? with / without : 0; }
};

//! Measures the cost of persistence on a Redis of its own, which it starts and ends: adds jobs in bulks, in
//! turns with and without the append-only file (one fsync a second), on the same server and disk. No other
//! server is touched. Thread-affine; start it once.
class PersistenceBench final : public QObject {
    Q_OBJECT
public:
    explicit PersistenceBench(PersistenceBenchOptions options = {}, QObject* parent = nullptr);
    //! Ends the server.
    ~PersistenceBench() override;

    void start();

Q_SIGNALS:
    //! After each round, of `rounds` altogether.
    void progressed(int done, int rounds);
    //! Exactly once, unless this goes before.
    void finished(const drover::Result<drover::PersistenceCost>& cost);

private:
    class Private;
    std::shared_ptr<Private> d;
};

} // namespace drover

Q_DECLARE_METATYPE(drover::PersistenceCost)
