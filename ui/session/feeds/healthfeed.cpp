// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/feeds/healthfeed.h"

#include <algorithm>

namespace drover::ui {

int HealthReport::count(Severity severity) const
{
    const auto matches = [severity](const Finding& finding) { return finding.severity == severity; };
    return static_cast<int>(std::count_if(server.begin(), server.end(), matches)
        + std::count_if(queues.begin(), queues.end(), matches));
}

} // namespace drover::ui
