// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/support/fakejobsfeed.h"

#include "core/clock.h"

#include <QTimer>

#include <algorithm>

namespace drover::ui {

namespace {

bool contains(const QByteArray& text, const QByteArray& part)
{
    return text.toLower().contains(part.toLower());
}

//! Finds in the rows of a FakeJobsFeed, a hundred a turn.
class FakeFinder final : public JobFinder {
public:
    FakeFinder(QList<JobEntry> rows, SearchRequest request)
        : m_rows(std::move(rows))
        , m_request(std::move(request))
    {
        QTimer::singleShot(0, this, &FakeFinder::step);
    }

    void stop() override { m_stopped = true; }
    void goOn() override
    {
        m_stopped = false;
        m_limit += m_request.maxRead;
        QTimer::singleShot(0, this, &FakeFinder::step);
    }

private:
    void step()
    {
        QList<JobEntry> hits;
        const qint64 end = std::min({m_read + 100, m_limit + m_request.maxRead, qint64(m_rows.size())});
        for (; !m_stopped && m_read < end; ++m_read) {
            if (isHit(m_rows.at(m_read)))
                hits.append(m_rows.at(m_read));
        }
        m_hits += hits.size();
        if (!hits.isEmpty())
            Q_EMIT found(hits);
        Q_EMIT progressed({m_read, m_rows.size(), m_hits});
        const bool all = m_read >= m_rows.size();
        if (!all && !m_stopped && m_read < m_limit + m_request.maxRead) {
            QTimer::singleShot(0, this, &FakeFinder::step);
            return;
        }
        SearchReport report;
        report.read = m_read;
        report.hits = m_hits;
        report.more = !all;
        if (m_stopped)
            report.error = Error{ErrorCode::Cancelled, {}, {}};
        Q_EMIT finished(report);
    }

    [[nodiscard]] bool isHit(const JobEntry& row) const
    {
        const MassFilter& filter = m_request.filter;
        if (filter.since && row.finished < *filter.since)
            return false;
        if (filter.cause)
            return normalizeReason(row.reason) == filter.cause->cause; // rows have no traces
        const MatchFields in = filter.matchIn;
        return (in.testFlag(MatchField::Id) && contains(row.id, filter.match))
            || (in.testFlag(MatchField::Name) && contains(row.name, filter.match))
            || (in.testFlag(MatchField::Data) && contains(row.data, filter.match))
            || (in.testFlag(MatchField::Error) && contains(row.reason, filter.match));
    }

    QList<JobEntry> m_rows;
    SearchRequest m_request;
    qint64 m_read = 0;
    qint64 m_hits = 0;
    qint64 m_limit = 0;
    bool m_stopped = false;
};

} // namespace

template <typename T>
void FakeJobsFeed::reply(QObject* context, const Answer<T>& answer, const T& value)
{
    if (silent)
        return;
    const Result<T> result = error ? Result<T>(*error) : Result<T>(value);
    QTimer::singleShot(0, context, [answer, result] { answer(result); });
}

qint64 FakeJobsFeed::clock() const
{
    return now > 0 ? now : Clock::system().now().count();
}

QList<JobEntry> FakeJobsFeed::inOrder(JobState state, bool ascending) const
{
    QList<JobEntry> list = rows.value(static_cast<int>(state));
    if (ascending)
        std::reverse(list.begin(), list.end());
    return list;
}

JobPages FakeJobsFeed::pages(const PageQuestion& question) const
{
    const QList<JobEntry> list = inOrder(question.state, question.ascending);
    const auto place = [&list](const JobId& id) {
        return std::find_if(list.begin(), list.end(), [&id](const JobEntry& row) { return row.id == id; })
            - list.begin();
    };
    const auto isIn = [&](const std::pair<JobId, qint64>& anchor) {
        const qint64 at = place(anchor.first);
        return std::any_of(question.ranges.begin(), question.ranges.end(),
            [at](const RowRange& range) { return range.first <= at && at <= range.last; });
    };
    qint64 shift = 0;
    if (std::none_of(question.anchors.begin(), question.anchors.end(), isIn)) {
        for (const auto& anchor : question.anchors) {
            if (shift == 0 && place(anchor.first) < list.size())
                shift = place(anchor.first) - anchor.second;
        }
    }
    JobPages pages;
    pages.total = inventedTotal > 0 ? inventedTotal : list.size();
    pages.readAt = clock();
    for (const RowRange& range : question.ranges) {
        const qint64 first = std::max<qint64>(0, range.first + shift);
        pages.stretches.append({first, list.mid(first, range.last - range.first + 1)});
    }
    return pages;
}

void FakeJobsFeed::readPages(const PageQuestion& question, QObject* context, Answer<JobPages> answer)
{
    pageQuestions.append(question);
    reply(context, answer, pages(question));
}

void FakeJobsFeed::readEntries(const QueueId& /*queue*/, const QList<JobId>& ids,
    const QList<JsonPath>& /*paths*/, QObject* context, Answer<JobEntries> answer)
{
    ++entryReadings;
    JobEntries entries;
    entries.readAt = clock();
    for (const JobId& id : ids) {
        JobEntry found;
        found.id = id;
        found.missing = true;
        for (const QList<JobEntry>& list : std::as_const(rows)) {
            for (const JobEntry& row : list) {
                if (row.id == id)
                    found = row;
            }
        }
        entries.rows.append(found);
    }
    reply(context, answer, entries);
}

void FakeJobsFeed::readIds(const PageQuestion& question, QObject* context, Answer<JobIds> answer)
{
    const QList<JobEntry> list = inOrder(question.state, question.ascending);
    const auto place = [&list](const JobId& id) {
        return std::find_if(list.begin(), list.end(), [&id](const JobEntry& row) { return row.id == id; })
            - list.begin();
    };
    const auto found = std::find_if(question.anchors.begin(), question.anchors.end(),
        [&](const auto& anchor) { return place(anchor.first) < list.size(); });
    const qint64 shift = found == question.anchors.end() ? 0 : place(found->first) - found->second;
    JobIds answered;
    answered.total = list.size();
    for (const RowRange& range : question.ranges) {
        IdStretch stretch{std::max<qint64>(0, range.first + shift), {}};
        for (const JobEntry& row : list.mid(stretch.first, range.last - range.first + 1))
            stretch.ids.append(row.id);
        answered.stretches.append(stretch);
    }
    reply(context, answer, answered);
}

void FakeJobsFeed::readJson(
    const QueueId& /*queue*/, const QList<JobId>& ids, QObject* context, Answer<QByteArray> answer)
{
    reply(context, answer, QByteArray(R"({"id":")" + ids.join("\",\"") + "\"}"));
}

void FakeJobsFeed::readCauses(
    const QueueId& /*queue*/, qint64 /*limit*/, QObject* context, Answer<FailureReport> answer)
{
    ++causeReadings;
    reply(context, answer, causes);
}

void FakeJobsFeed::locate(
    const JobId& id, const QueueId& first, QObject* context, Answer<QList<JobPlace>> answer)
{
    QList<JobPlace> found;
    for (const JobPlace& place : std::as_const(places)) {
        if (place.id == id)
            found.append(place);
    }
    std::stable_sort(found.begin(), found.end(), [&first](const JobPlace& one, const JobPlace& other) {
        return (one.queue == first) > (other.queue == first);
    });
    reply(context, answer, found);
}

std::unique_ptr<JobFinder> FakeJobsFeed::find(const SearchRequest& request, const QList<JsonPath>& /*paths*/)
{
    searches.append(request);
    return std::make_unique<FakeFinder>(inOrder(request.state, false), request);
}

} // namespace drover::ui
