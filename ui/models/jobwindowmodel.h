// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/jobmodel.h"
#include "models/rowmapping.h"

#include <vector>

namespace drover::ui {

//! All jobs of a state, a million as well as ten: as many rows as Redis has, of which only those near what
//! somebody looks at are held. Rows are anchored by id: what comes or goes elsewhere moves a job's row, never
//! turns it into another job, and is told to views by inserting and removing rows; no reset.
class JobWindowModel final : public JobModel {
    Q_OBJECT
public:
    //! Rows that are held whole, and rows of which at least the id is remembered.
    static constexpr int mostEntries = 2000;
    static constexpr int mostIds = 50000;
    static constexpr int pageSize = 100;

    using JobModel::JobModel;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] const JobEntry* entry(int row) const override;
    [[nodiscard]] JobId idAt(int row) const override;
    [[nodiscard]] int rowOf(const JobId& id) const override;
    [[nodiscard]] QList<std::pair<JobId, qint64>> knownIds(int first, int last) const override;

    [[nodiscard]] bool isAscending() const { return m_ascending; }
    //! Rows that are held whole now, from the top on.
    [[nodiscard]] QList<JobEntry> heldEntries() const;
    [[nodiscard]] QList<RowRange> heldRanges() const;
    [[nodiscard]] int heldCount() const { return m_entries; }

    //! Another set: the rows of the old one go.
    void clear(JobState state, bool ascending);
    //! Takes what was read of the set as it is now.
    void apply(const JobPages& pages);

    //! Forgets what stands in the rows, but not whose they are.
    void dropEntries();

    //! Forgets whose rows these are: what was known of them turned out to be old.
    void forgetRows(int first, int last);

    //! What to read so that these rows can be seen: whole pages around them. All of it, or only what is not
    //! held.
    [[nodiscard]] QList<RowRange> pagesOf(int first, int last) const;
    [[nodiscard]] QList<RowRange> missingPages(int first, int last) const;
    //! Somebody looks at these rows: they are the last to be dropped.
    void touch(int first, int last);

Q_SIGNALS:
    //! Around every apply(), so that a view can keep its place.
    void aboutToApply();
    void applied();

private:
    struct Known {
        int row = 0;
        JobId id;
        std::shared_ptr<const JobEntry> entry; //!< null = only the id is remembered
        quint64 seen = 0; //!< when it was looked at last; the smaller, the sooner it is dropped
    };
    using KnownIterator = std::vector<Known>::const_iterator;

    [[nodiscard]] KnownIterator find(int row) const;
    [[nodiscard]] std::vector<Known> knownIn(const JobPages& pages, int total) const;
    void moveRows(const std::vector<KeptRows>& kept, int total);
    void moveInSteps(const std::vector<KeptRows>& kept, int total);
    void moveAtOnce(const std::vector<KeptRows>& kept, int total);
    void renumber(const std::vector<KeptRows>& kept);
    void take(std::vector<Known> fresh);
    void forgetOld();

    bool m_ascending = false;
    int m_rows = 0;
    std::vector<Known> m_known; //!< by row
    int m_entries = 0;
    quint64 m_now = 0;
};

} // namespace drover::ui
