// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/feeds/jobsfeed.h"

#include <QDialog>

class QLineEdit;
class QListWidget;

namespace drover::ui {

class PlainLabel;

//! Asks for an id and finds the job wherever it is: in this queue or another, in any state.
class GotoDialog final : public QDialog {
    Q_OBJECT
public:
    GotoDialog(JobsFeed& feed, const QueueId& queue, QWidget* parent = nullptr);

    //! Fills in the id and looks for it at once.
    void lookFor(const JobId& job);
    [[nodiscard]] QLineEdit* line() const { return m_line; }

Q_SIGNALS:
    void placeChosen(const drover::ui::JobPlace& place);

private:
    void look();
    void onFound(int asked, const Result<QList<JobPlace>>& places);
    void choose(int row);

    JobsFeed& m_feed;
    QueueId m_queue;
    int m_asked = 0;
    QList<JobPlace> m_places;
    QLineEdit* m_line;
    PlainLabel* m_news;
    QListWidget* m_list;
};

} // namespace drover::ui
