// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "protocol/joboptions.h"

#include <optional>

namespace drover {

//! Keeps a count retention from freezing Redis. moveToFinished removes everything beyond `count` in one call:
//! 200,000 kept jobs are 2 s (measured). The guard asks how large the set is, passes keep-all until it knows,
//! and then lowers the count by at most 1,000 a call until the wanted one is reached: upstream's own removal,
//! in small chunks. An age retention is bounded by its `limit`, which is held to 1,000.
//!
//! One guard for each of `completed` and `failed`. Others may fill the set meanwhile, so its size is asked
//! again when it was last seen some seconds ago.
class RetentionGuard final {
public:
    static constexpr qint64 step = 1000;
    static constexpr qint64 trustFor = 10'000; //!< ms

    //! The caller shall ask for the size of the set (ZCARD) and tell it by setSize().
    [[nodiscard]] bool wantsSize(const KeepJobs& keep, qint64 now);
    void setSize(qint64 size, qint64 now);
    void sizeUnknown();

    //! What to pass for a job that would be kept by `keep`.
    [[nodiscard]] KeepJobs bounded(KeepJobs keep, qint64 now);

private:
    std::optional<qint64> m_size; //!< estimate, never too low but for jobs of others
    qint64 m_seenAt = 0;
    bool m_asked = false;
};

} // namespace drover
