// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/jobwindowmodel.h"
#include "session/feeds/jobsfeed.h"

#include <QObject>

namespace drover::ui {

//! Fills a JobWindowModel with the rows that are in sight and one page ahead. One question at a time:
//! while somebody drags the scroll bar, what lies between is never asked for.
class JobLoader final : public QObject {
    Q_OBJECT
public:
    JobLoader(JobsFeed& feed, JobWindowModel& model, QObject* parent = nullptr);

    //! Another set; what is under way about the old one does not count.
    void setSource(const QueueId& queue, JobState state, bool ascending);
    [[nodiscard]] const QueueId& queue() const { return m_queue; }
    //! Rows first .. last are in sight.
    void setVisible(int first, int last);
    //! Reads what is in sight again, and the pages of other rows with it; read() or failed() follows.
    void refresh(const QList<RowRange>& others = {});
    //! Other columns: everything that is held is read again as it comes into sight.
    void reload();
    //! The set was read at least once.
    [[nodiscard]] bool isRead() const { return m_read; }

Q_SIGNALS:
    //! The answer to a refresh, or the first reading of a set; `readAt` in ms.
    void read(qint64 readAt);
    void failed(const drover::Error& error);

private:
    void next();
    [[nodiscard]] QList<RowRange> pagesToRefresh();
    void ask(const QList<RowRange>& ranges, bool withAnchors);
    void onAnswer(int source, const Result<JobPages>& pages);

    JobsFeed& m_feed;
    JobWindowModel& m_model;
    QueueId m_queue;
    int m_source = 0; //!< number of the set; answers about others are dropped
    int m_first = 0;
    int m_last = 0;
    bool m_down = true; //!< where the last movement went
    bool m_wanted = false; //!< a refresh is due
    bool m_refreshing = false; //!< the question under way answers it
    bool m_asking = false;
    bool m_read = false;
    QList<RowRange> m_others; //!< to be read with the next refresh
    QList<RowRange> m_unmet; //!< asked for and still missing: not again before something changes
};

} // namespace drover::ui
