// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/massaction.h"

#include "queue/massrun_p.h"

namespace drover {

class MassAction::Private {
public:
    Private(RedisConnection& redis, WriteGate& writeGate)
        : connection(redis)
        , gate(writeGate)
    {
    }

    RedisConnection& connection;
    WriteGate& gate;
    Trash* trash = nullptr;
    std::weak_ptr<MassRun> run; //!< keeps itself alive until its report
};

MassAction::MassAction(RedisConnection& connection, WriteGate& gate, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(connection, gate))
{
}

MassAction::~MassAction()
{
    if (const auto run = d->run.lock())
        run->abandon();
}

void MassAction::setTrash(Trash* trash)
{
    d->trash = trash;
}

void MassAction::start(MassRequest request)
{
    if (isRunning())
        return;
    const auto run = std::make_shared<MassRun>(this, d->connection, d->gate, d->trash, std::move(request));
    d->run = run;
    run->start();
}

void MassAction::cancel()
{
    if (const auto run = d->run.lock())
        run->cancel();
}

void MassAction::pause()
{
    if (const auto run = d->run.lock())
        run->setPaused(true);
}

void MassAction::resume()
{
    if (const auto run = d->run.lock())
        run->setPaused(false);
}

bool MassAction::isPaused() const
{
    const auto run = d->run.lock();
    return run && run->isPaused();
}

bool MassAction::isRunning() const
{
    return !d->run.expired();
}

} // namespace drover
