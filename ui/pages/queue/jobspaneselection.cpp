// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/queue/jobspane.h"

#include "util/formatting.h"
#include "widgets/infoline.h"
#include "widgets/jobtable.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drover::ui {

//! A selection on its way to all of its ids.
struct JobsPane::Resolution {
    JobSelection whole;
    QList<SelectedRows> rows; //!< that are still to come
    Answer<JobSelection> answer;
};

// The selection of the pane: what is said of it, and which jobs it means.

namespace {
constexpr int mostNames = 5;
//! Ids that are read for a selection by hand; more is a case for "all that match".
constexpr int mostResolved = 50000;
constexpr int rowsForNames = 200;
} // namespace

void JobsPane::onSelectionChanged()
{
    m_allMatching = false;
    m_offersAll = false;
    describeSelection();
    onCurrentChanged();
    Q_EMIT selectionChanged();
}

void JobsPane::onCurrentChanged()
{
    JobId job;
    if (m_table->selectionModel()->hasSelection()) {
        const QModelIndex current = m_table->selectionModel()->currentIndex();
        const auto ranges = m_table->selectedRanges();
        const bool isIn = current.isValid() && m_table->selectionModel()->isRowSelected(current.row());
        const int row = isIn ? current.row() : ranges.isEmpty() ? -1 : ranges.first().first;
        job = row < 0 ? JobId() : m_table->jobModel()->idAt(row);
        if (job.isEmpty())
            return; // on its way
    }
    if (job == m_current)
        return;
    m_current = job;
    if (job.isEmpty())
        Q_EMIT nothingChosen();
    else
        Q_EMIT jobChosen(job);
}

//! The line below the table: how many are selected, once it is more than a look can count.
void JobsPane::describeSelection()
{
    const int selected = m_table->selectedCount();
    const bool hits = m_mode == Mode::Hits;
    const bool knowsAll = !hits || (m_report && !m_report->more);
    const qint64 all = hits ? m_progress.hits : m_window.rowCount();
    if (m_allMatching) {
        m_chosen->show(knowsAll ? tr("All %1 that match are selected", "%1 is a number").arg(formatCount(all))
                                : tr("All that match are selected, also those not found yet"),
            {}, tr("Select none"));
    } else if (selected > 1 && m_offersAll && (selected < all || !knowsAll)) {
        m_chosen->show(tr("The %n loaded row(s) are selected", "table of jobs", selected),
            knowsAll ? tr("Select all %1 that match", "%1 is a number").arg(formatCount(all))
                     : tr("Select all that match"),
            tr("Select none"));
    } else if (selected > 1) {
        m_chosen->show(tr("%n job(s) selected", "table of jobs", selected), {}, tr("Select none"));
    } else {
        m_chosen->dismiss();
    }
}

void JobsPane::selectAllMatching()
{
    m_allMatching = true;
    describeSelection();
    Q_EMIT selectionChanged();
}

JobSelection JobsPane::selection() const
{
    JobSelection selection;
    selection.queue = m_queue;
    selection.state = m_state;
    const JobModel& jobs = model();
    const auto addName = [&selection](const JobEntry* entry) {
        if (entry && selection.names.size() < mostNames && !selection.names.contains(entry->name))
            selection.names.append(entry->name);
    };
    if (m_allMatching) {
        selection.kind = JobSelection::Kind::Matching;
        const bool hits = m_mode == Mode::Hits;
        if (hits)
            selection.filter = m_filter;
        const bool knowsAll = !hits || (m_report && !m_report->more);
        selection.count = knowsAll ? (hits ? m_progress.hits : m_window.rowCount()) : -1;
        for (int row = 0; row < std::min(rowsForNames, jobs.rowCount()); ++row)
            addName(jobs.entry(row));
        return selection;
    }
    // What is known is little beside the rows that may be selected.
    int looked = 0;
    for (const auto& [first, last] : m_table->selectedRanges()) {
        selection.count += last - first + 1;
        for (const auto& [id, row] : jobs.knownIds(first, last)) {
            if (selection.ids.size() == mostResolved)
                break;
            selection.ids.append(id);
            if (looked++ < rowsForNames)
                addName(jobs.entry(static_cast<int>(row)));
        }
    }
    if (selection.count > 0)
        selection.kind = JobSelection::Kind::Jobs;
    return selection;
}

void JobsPane::resolveSelection(Answer<JobSelection> answer)
{
    const JobSelection known = selection();
    if (known.kind != JobSelection::Kind::Jobs || known.ids.size() == known.count) {
        answer(known);
        return;
    }
    if (known.count > mostResolved) {
        answer(Error{ErrorCode::BadInput, u"more than %1 rows selected by hand"_s.arg(mostResolved), {}});
        return;
    }
    auto left = std::make_shared<Resolution>();
    left->whole = known;
    left->whole.ids.clear();
    left->rows = selectedRows();
    left->answer = std::move(answer);
    resolveNext(left);
}

//! The selected rows as they are now, with what is known of them and around them.
QList<SelectedRows> JobsPane::selectedRows() const
{
    QList<SelectedRows> all;
    for (const auto& [first, last] : m_table->selectedRanges()) {
        SelectedRows rows;
        rows.first = first;
        rows.last = last;
        rows.total = rowCount();
        rows.known = model().knownIds(first - SelectedRows::around, last + SelectedRows::around);
        all.append(rows);
    }
    return all;
}

//! Nobody can tell which jobs are selected there. What was known between its ends is as old as the rest; the
//! ends are read again, so that it can be selected anew.
void JobsPane::letGo(const SelectedRows& rows)
{
    m_table->clearSelection();
    m_window.forgetRows(rows.first + 1, rows.last - 1);
    m_loader.refresh({{rows.first, rows.first}, {rows.last, rows.last}});
}

//! One stretch of the selection after the other: what is known of it, or what Redis has in its place.
void JobsPane::resolveNext(const std::shared_ptr<Resolution>& left)
{
    while (!left->rows.isEmpty() && left->rows.first().isKnown())
        left->whole.ids.append(left->rows.takeFirst().knownIds());
    if (left->rows.isEmpty()) {
        left->whole.count = left->whole.ids.size();
        left->answer(left->whole);
        return;
    }
    const SelectedRows rows = left->rows.takeFirst();
    PageQuestion question;
    question.queue = left->whole.queue;
    question.state = left->whole.state;
    question.ascending = m_window.isAscending();
    question.ranges = rows.rangesToRead();
    question.anchors = rows.known;
    m_feed.readIds(question, this, [this, left, rows](const Result<JobIds>& now) {
        if (!now) {
            left->answer(now.error());
        } else if (const auto ids = rows.allIds(*now)) {
            left->whole.ids.append(*ids);
            resolveNext(left);
        } else {
            letGo(rows);
            left->answer(Error{ErrorCode::JobNotInState, u"the selected rows have moved"_s, {}});
        }
    });
}

} // namespace drover::ui
