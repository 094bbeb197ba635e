// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/jobmodel.h"
#include "session/jobselection.h"

#include <QPersistentModelIndex>
#include <QTableView>
#include <QTimer>

class QMenu;
class QPushButton;

namespace drover::ui {

class LayoutMemory;

//! A table of jobs: says which rows are in sight, keeps its place when rows come and go above, and offers to
//! go to the new ones instead of moving what somebody reads. Keys of single letters are left to its page.
class JobTable final : public QTableView {
    Q_OBJECT
public:
    explicit JobTable(QWidget* parent = nullptr);

    void setJobModel(JobModel* model);
    [[nodiscard]] JobModel* jobModel() const { return m_jobs; }

    //! Columns as they were left for this state, or as they usually are. `memory` may be null.
    void setUpColumns(JobState state, LayoutMemory* memory);

    //! First and last row in sight; {0, -1} = none.
    [[nodiscard]] std::pair<int, int> visibleRows() const;
    //! Rows that came above what is in sight since it was the top.
    [[nodiscard]] int newRows() const { return m_newRows; }
    //! Rows of the selection, rising, as stretches first .. last.
    [[nodiscard]] QList<std::pair<int, int>> selectedRanges() const;
    [[nodiscard]] int selectedCount() const;
    //! Selects one row and brings it into sight.
    void showRow(int row);

    //! The rows that are loaded, not the million that is not.
    void selectAll() override;
    void keyboardSearch(const QString& /*search*/) override { }

Q_SIGNALS:
    //! A key that means something for the selected jobs.
    void verbPressed(drover::ui::JobVerb verb);
    void copyPressed(bool asJson);
    void openPressed();
    void selectedAll();
    //! Other rows are in sight, or the same ones have room for more.
    void visibleRowsChanged();
    //! The menu of the header: a column made of a path is wanted, or the one at `column` is to go.
    void pathColumnWanted();
    void pathColumnUnwanted(int column);

protected:
    void scrollContentsBy(int dx, int dy) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void beginChange();
    void endChange();
    void chooseScrollMode();
    void placePill();
    void setNewRows(int rows);
    void showHeaderMenu(const QPoint& at);
    void addColumnActions(QMenu& menu);
    void rememberColumns();
    void applyUsualColumns();
    [[nodiscard]] bool isAtTop() const;

    JobModel* m_jobs = nullptr;
    LayoutMemory* m_memory = nullptr;
    JobState m_state = JobState::Failed;
    QTimer m_settled; //!< several scroll steps are one change
    QTimer m_remember;
    QPushButton* m_pill;
    struct InSight {
        QPersistentModelIndex index;
        int row = 0;
        int y = 0;
    };
    QList<InSight> m_inSight; //!< while the model changes
    int m_newRows = 0;
    bool m_follows = false; //!< the top was in sight and nobody points at it: new rows may push
};

} // namespace drover::ui
