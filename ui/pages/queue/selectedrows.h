// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/feeds/jobsfeed.h"

namespace drover::ui {

//! Selected rows next to each other in a table that does not know all of its jobs.
struct SelectedRows {
    //! Rows read beside the selected ones: so far may neighbours move against each other while ids are read.
    static constexpr int around = 100;

    int first = 0;
    int last = 0;
    qint64 total = 0; //!< rows of the table
    QList<std::pair<JobId, qint64>> known; //!< jobs in these rows and `around` them, by row

    //! No id is missing.
    [[nodiscard]] bool isKnown() const;
    //! Of the rows whose ids are known, from the top on.
    [[nodiscard]] QList<JobId> knownIds() const;
    //! What to ask readIds() for: pieces that overlap, so that they can be put together again.
    [[nodiscard]] QList<RowRange> rangesToRead() const;
    //! All ids that were selected, from the top on, found in what Redis has by now. Known ones stay, the
    //! others are those between known neighbours that have kept their distance, or have come closer because
    //! some are gone. None = it cannot be told any more which ones they were.
    [[nodiscard]] std::optional<QList<JobId>> allIds(const JobIds& now) const;
};

} // namespace drover::ui
