// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "security/secretstore.h"

namespace drover {

using namespace Qt::StringLiterals;

QLatin1StringView secretStateName(SecretState state)
{
    switch (state) {
    case SecretState::Stored:
        return "stored"_L1;
    case SecretState::NotFound:
        return "not-found"_L1;
    case SecretState::Locked:
        return "locked"_L1;
    case SecretState::Unavailable:
        return "unavailable"_L1;
    case SecretState::TimedOut:
        break;
    }
    return "timed-out"_L1;
}

QDebug operator<<(QDebug debug, const SecretOutcome& outcome)
{
    const QDebugStateSaver saver(debug);
    debug.nospace() << "SecretOutcome(" << secretStateName(outcome.state)
                    << (outcome.secret.isEmpty() ? "" : ", ***") << ", " << outcome.message << ')';
    return debug;
}

} // namespace drover
