// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/feeds/actionsfeed.h"

#include <algorithm>

namespace drover::ui {

bool ActionsFeed::isRunning() const
{
    const QList<ActionFacts> all = actions();
    return std::any_of(all.cbegin(), all.cend(),
        [](const ActionFacts& action) { return action.phase != ActionPhase::Ended; });
}

} // namespace drover::ui
