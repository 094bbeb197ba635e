// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "health/diagnosis/diagnosis.h"

#include "health/diagnosis/diagnosisrun_p.h"

namespace drover {

class Diagnosis::Private {
public:
    Private(RedisConnection& connection, QueueId queue, DiagnosisOptions options)
        : run(connection, std::move(queue), options)
    {
    }

    //! Keeps itself until the reading is over; tells its owner while there is one.
    static QCoro::Task<void> execute(std::shared_ptr<Private> self, QPointer<Diagnosis> owner);

    DiagnosisRun run;
};

QCoro::Task<void> Diagnosis::Private::execute(std::shared_ptr<Private> self, QPointer<Diagnosis> owner)
{
    const Result<DiagnosisReport> report = co_await self->run.run();
    if (owner)
        Q_EMIT owner->finished(report);
}

Diagnosis::Diagnosis(RedisConnection& connection, QueueId queue, DiagnosisOptions options, QObject* parent)
    : QObject(parent)
    , d(std::make_shared<Private>(connection, std::move(queue), options))
{
    d->run.onProgress = [this](const DiagnosisProgress& progress) { Q_EMIT progressed(progress); };
}

Diagnosis::~Diagnosis()
{
    d->run.onProgress = {};
    d->run.cancel();
}

void Diagnosis::start()
{
    Private::execute(d, this);
}

void Diagnosis::cancel()
{
    d->run.cancel();
}

} // namespace drover
