// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "queue/queuereader.h"

#include <QTabBar>

#include <optional>

namespace drover::ui {

//! The states of a queue as tabs with live counts, failed first. Reached and moved by keyboard like any tab
//! bar.
class StateTabs final : public QTabBar {
    Q_OBJECT
public:
    explicit StateTabs(QWidget* parent = nullptr);

    [[nodiscard]] JobState current() const;
    void setCurrent(JobState state);
    //! None while nothing is known.
    void setCounts(const std::optional<JobCounts>& counts);

Q_SIGNALS:
    void stateChosen(drover::JobState state);

protected:
    QSize tabSizeHint(int index) const override;
    QSize minimumTabSizeHint(int index) const override;
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] QString countText(int index) const;

    std::optional<JobCounts> m_counts;
};

} // namespace drover::ui
