// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "core/error.h"

#include <array>

namespace drover {

QLatin1StringView errorName(ErrorCode code)
{
    using namespace Qt::StringLiterals;
    static constexpr std::array names{
        "JobNotExist"_L1,
        "JobLockNotExist"_L1,
        "JobNotInState"_L1,
        "JobPendingChildren"_L1,
        "ParentJobNotExist"_L1,
        "JobLockMismatch"_L1,
        "ParentJobCannotBeReplaced"_L1,
        "JobBelongsToJobScheduler"_L1,
        "JobHasFailedChildren"_L1,
        "SchedulerJobIdCollision"_L1,
        "SchedulerJobSlotsBusy"_L1,
        "ConnectionClosed"_L1,
        "InDoubt"_L1,
        "ReadOnly"_L1,
        "NoHashTag"_L1,
        "NotFound"_L1,
        "BadInput"_L1,
        "Auth"_L1,
        "Denied"_L1,
        "Timeout"_L1,
        "Tls"_L1,
        "Server"_L1,
        "Cancelled"_L1,
        "Encryption"_L1,
    };
    static_assert(names.size() == static_cast<size_t>(ErrorCode::Encryption) + 1);
    return names.at(static_cast<size_t>(code));
}

} // namespace drover
