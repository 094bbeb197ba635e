// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "core/openfiles.h"

#include <algorithm>

#include <sys/resource.h>

namespace drover {
namespace {

constexpr rlim_t needed = 64; // connections, logs, databases, three for each event loop, some for children

} // namespace

Status ensureOpenFiles()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= needed)
        return Done{};
    const rlim_t before = limit.rlim_cur;
    limit.rlim_cur = std::min(needed, limit.rlim_max);
    if (limit.rlim_cur >= needed && ::setrlimit(RLIMIT_NOFILE, &limit) == 0)
        return Done{};
    return Error{ErrorCode::Server,
        QStringLiteral(
            "this process may open only %1 files at once and needs %2: raise the limit (ulimit -n)")
            .arg(before)
            .arg(needed),
        {{QStringLiteral("limit"), static_cast<qint64>(before)}}};
}

} // namespace drover
