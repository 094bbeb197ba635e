// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/joblistmodel.h"
#include "models/jobwindowmodel.h"
#include "pages/queue/jobloader.h"
#include "pages/queue/selectedrows.h"
#include "session/jobselection.h"

#include <QWidget>

#include <functional>

namespace drover::ui {

class InfoLine;
class JobTable;
class LayoutMemory;

//! A table of jobs with what belongs to it: the whole state as Redis has it, or hits of a search; other
//! orders of what is loaded; columns; selection, also of more than is loaded.
class JobsPane final : public QWidget {
    Q_OBJECT
public:
    explicit JobsPane(JobsFeed& feed, QWidget* parent = nullptr);
    ~JobsPane() override;

    void setLayoutMemory(LayoutMemory* memory);
    //! All jobs of a state.
    void showState(const QueueId& queue, JobState state);
    //! Those of a state that a filter leaves, as they are found; `mostRead` = 0: the engine's own limit.
    void showHits(const QueueId& queue, JobState state, const MassFilter& filter, qint64 mostRead = 0);
    //! Nothing.
    void showNone(JobState state);

    //! Reads what is in sight again; read() or failed() follows.
    void refresh();
    //! Looks anew for hits; the rows stay until the others are found.
    void searchAgain(const MassFilter& filter);
    [[nodiscard]] bool isRead() const;
    [[nodiscard]] bool isSearch() const { return m_finder != nullptr; }
    [[nodiscard]] bool isSearching() const { return m_searching; }
    [[nodiscard]] qint64 total() const { return m_window.rowCount(); }
    //! Rows in the table, loaded or not.
    [[nodiscard]] int rowCount() const;
    [[nodiscard]] JobTable* table() const { return m_table; }
    [[nodiscard]] const JobModel& model() const;
    [[nodiscard]] InfoLine* infoLine() const { return m_about; }
    [[nodiscard]] InfoLine* selectionLine() const { return m_chosen; }

    //! What is selected, as far as the ids are known here.
    [[nodiscard]] JobSelection selection() const;
    //! The same with all ids, read where they are not known. Answers once: BadInput when they are too many,
    //! JobNotInState when jobs came or went so that it cannot be told any more which ones are meant; nothing
    //! is selected any more then, and the table is read again.
    void resolveSelection(Answer<JobSelection> answer);
    //! Selects a job of the whole state, which is about at `row` from the newest.
    void showPlace(qint64 row, const JobId& job);
    //! Turns a value of the data into a column, or takes the column away.
    void addPath(const JsonPath& path);
    void removePath(int column);

Q_SIGNALS:
    void read(qint64 readAt);
    void failed(const drover::Error& error);
    //! Another selection, or other jobs in it.
    void selectionChanged();
    void jobChosen(const drover::JobId& job);
    void nothingChosen();
    //! Rows appeared or went.
    void rowsChanged();
    void searchEnded();

private:
    enum class Mode : quint8 { State, Hits, Sorted };

    void setMode(Mode mode);
    void useModel(JobModel& model);
    void onHeaderClicked(int column);
    void sortLoaded(int column, Qt::SortOrder order);
    void backToOrder();
    void updateSortMark();
    void startSearch();
    void onFound(const QList<JobEntry>& rows);
    void onFinished(const SearchReport& report);
    void describe();
    [[nodiscard]] QString searchText() const;
    void readList();
    void lookForPlace();
    void onSelectionChanged();
    void onCurrentChanged();
    void describeSelection();
    void selectAllMatching();
    struct Resolution;
    [[nodiscard]] QList<SelectedRows> selectedRows() const;
    void letGo(const SelectedRows& rows);
    void resolveNext(const std::shared_ptr<Resolution>& left);
    void askForPath();
    void setPaths(const QList<JsonPath>& paths);
    void rememberPaths();
    [[nodiscard]] QList<JsonPath> rememberedPaths(JobState state) const;

    JobsFeed& m_feed;
    LayoutMemory* m_memory = nullptr;
    JobWindowModel m_window;
    JobListModel m_list;
    JobLoader m_loader;
    Mode m_mode = Mode::State;
    QueueId m_queue;
    JobState m_state = JobState::Failed;

    MassFilter m_filter;
    qint64 m_mostRead = 0;
    std::unique_ptr<JobFinder> m_finder;
    SearchProgress m_progress;
    std::optional<SearchReport> m_report;
    bool m_searching = false;
    std::optional<QList<JobEntry>> m_foundAgain; //!< while the hits of the search before are shown
    int m_listReading = 0; //!< number of the reading of list rows that counts

    JobId m_place; //!< to be selected as soon as it is loaded
    qint64 m_placeRow = 0;
    bool m_placeShown = false; //!< its row was brought into sight
    bool m_allMatching = false;
    bool m_offersAll = false;
    JobId m_current; //!< told by jobChosen() last

    InfoLine* m_about;
    JobTable* m_table;
    InfoLine* m_chosen;
};

} // namespace drover::ui
