// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "protocol/jobstate.h"

namespace drover {

QLatin1StringView stateName(JobState state)
{
    return state == JobState::Waiting ? QLatin1StringView("waiting") : stateKey(state);
}

QLatin1StringView stateKey(JobState state)
{
    static constexpr std::array keys{QLatin1StringView("wait"), QLatin1StringView("active"),
        QLatin1StringView("delayed"), QLatin1StringView("prioritized"), QLatin1StringView("completed"),
        QLatin1StringView("failed"), QLatin1StringView("waiting-children"), QLatin1StringView("paused")};
    static_assert(keys.size() == allJobStates.size());
    return keys.at(static_cast<size_t>(state));
}

std::optional<JobState> stateFromName(QByteArrayView name)
{
    for (const JobState state : allJobStates) {
        if (name == QByteArrayView(stateName(state)) || name == QByteArrayView(stateKey(state)))
            return state;
    }
    return std::nullopt;
}

bool isListState(JobState state)
{
    return state == JobState::Waiting || state == JobState::Active || state == JobState::Paused;
}

} // namespace drover
