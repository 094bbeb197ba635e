// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "protocol/queueid.h"

#include <QtGlobal>

#include <unordered_set>
#include <vector>

namespace drover {

//! Keeps the place in a set that others change while it is walked, newest first, page by page. The order of
//! what stays never changes, so whatever stands behind the deepest id that was taken before has not been
//! taken yet. Pages overlap, so that one begins with a known id as long as fewer ids than the overlap were
//! removed in front of it; when more were, the next page reaches further back. Pure.
class SearchWalk final {
public:
    explicit SearchWalk(qint64 from);

    struct Page {
        qint64 from = 0;
        qint64 to = 0; //!< included
    };
    //! The page to read next; `step` = how many new ids are wanted.
    [[nodiscard]] Page nextPage(qint64 step) const;
    //! Takes what stood there; the ids that are new, at most `step`. Nothing new and !atEnd(): read on.
    [[nodiscard]] std::vector<JobId> take(Page page, std::vector<JobId> ids, qint64 step);

    //! The last page was not full and nothing of it is left.
    [[nodiscard]] bool atEnd() const { return m_atEnd; }
    //! Where the next job was when the last page was read.
    [[nodiscard]] qint64 offset() const { return m_offset; }

private:
    [[nodiscard]] bool isKnown(const JobId& id) const { return m_known.contains(qHash(id)); }

    qint64 m_offset;
    qint64 m_overlap;
    std::unordered_set<size_t> m_known; //!< hashes: a million ids in 40 MB
    bool m_atEnd = false;
};

} // namespace drover
