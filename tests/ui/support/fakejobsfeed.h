// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/feeds/jobsfeed.h"

#include <QHash>

namespace drover::ui {

//! Jobs without an engine: answers at the next turn of the event loop from what the test put in, and notes
//! what it was asked.
class FakeJobsFeed final : public QObject, public JobsFeed {
    Q_OBJECT
public:
    QHash<int, QList<JobEntry>> rows; //!< by state, the newest first; of every queue
    FailureReport causes;
    QList<JobPlace> places; //!< what locate() finds, by id
    std::optional<Error> error; //!< of every reading
    bool silent = false; //!< readings get no answer
    qint64 inventedTotal = 0; //!< jobs that pages claim; 0 = as many as there are
    qint64 now = 0; //!< of the answers; 0 = the clock's

    QList<PageQuestion> pageQuestions;
    QList<SearchRequest> searches;
    int causeReadings = 0;
    int entryReadings = 0;

    void readPages(const PageQuestion& question, QObject* context, Answer<JobPages> answer) override;
    void readEntries(const QueueId& queue, const QList<JobId>& ids, const QList<JsonPath>& paths,
        QObject* context, Answer<JobEntries> answer) override;
    void readIds(const PageQuestion& question, QObject* context, Answer<JobIds> answer) override;
    void readJson(
        const QueueId& queue, const QList<JobId>& ids, QObject* context, Answer<QByteArray> answer) override;
    void readCauses(
        const QueueId& queue, qint64 limit, QObject* context, Answer<FailureReport> answer) override;
    void locate(
        const JobId& id, const QueueId& first, QObject* context, Answer<QList<JobPlace>> answer) override;
    [[nodiscard]] std::unique_ptr<JobFinder> find(
        const SearchRequest& request, const QList<JsonPath>& paths) override;

    //! Of a question, from the rows.
    [[nodiscard]] JobPages pages(const PageQuestion& question) const;
    [[nodiscard]] QList<JobEntry> inOrder(JobState state, bool ascending) const;

private:
    template <typename T>
    void reply(QObject* context, const Answer<T>& answer, const T& value);
    [[nodiscard]] qint64 clock() const;
};

} // namespace drover::ui
