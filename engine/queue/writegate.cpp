// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/writegate.h"

#include "queue/activitylog.h"

namespace drover {
namespace {

class OpenGate final : public WriteGate {
public:
    Result<qint64> begin(const WriteIntent& intent) override
    {
        Q_UNUSED(intent)
        return qint64(0);
    }
    void finish(qint64 record, const QVariantMap& outcome, const Error* error) override
    {
        Q_UNUSED(record)
        Q_UNUSED(outcome)
        Q_UNUSED(error)
    }
};

} // namespace

WriteGate& WriteGate::open()
{
    static OpenGate gate;
    return gate;
}

WriteGate& WriteGate::readOnly()
{
    static ReadOnlyGate gate(QStringLiteral("this connection is read-only"));
    return gate;
}

} // namespace drover
