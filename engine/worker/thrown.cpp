// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "worker/thrown_p.h"

#include "core/thrown.h"

namespace drover {

JobFailure failureOfThrown(const std::exception_ptr& thrown)
{
    Thrown said = describeThrown(thrown);
    try {
        std::rethrow_exception(thrown);
    } catch (const JobFailure& failure) {
        if (!failure.message.isEmpty())
            said.text = failure.message;
    } catch (...) { // said already
    }
    return {JobFailure::Kind::Failed, said.text, said.type + ": " + said.text};
}

} // namespace drover
