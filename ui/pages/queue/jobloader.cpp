// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/queue/jobloader.h"

#include <algorithm>

namespace drover::ui {

JobLoader::JobLoader(JobsFeed& feed, JobWindowModel& model, QObject* parent)
    : QObject(parent)
    , m_feed(feed)
    , m_model(model)
{
}

void JobLoader::setSource(const QueueId& queue, JobState state, bool ascending)
{
    ++m_source;
    m_queue = queue;
    m_asking = false;
    m_read = false;
    m_first = 0;
    m_last = 0;
    m_others.clear();
    m_unmet.clear();
    m_model.clear(state, ascending);
}

void JobLoader::setVisible(int first, int last)
{
    if (first != m_first)
        m_down = first > m_first;
    if (first != m_first || last != m_last)
        m_unmet.clear();
    m_first = std::max(0, first);
    m_last = std::max(m_first, last);
    if (m_read && last >= first)
        m_model.touch(m_first, m_last);
    next();
}

void JobLoader::refresh(const QList<RowRange>& others)
{
    m_wanted = true;
    m_others.append(others);
    m_unmet.clear();
    next();
}

void JobLoader::reload()
{
    m_model.dropEntries();
    refresh();
}

void JobLoader::next()
{
    if (m_asking || m_queue.name.isEmpty())
        return;
    if (m_wanted || !m_read) {
        m_wanted = false;
        m_refreshing = true;
        ask(pagesToRefresh(), true);
        return;
    }
    const int ahead = JobWindowModel::pageSize;
    const QList<RowRange> missing =
        m_model.missingPages(m_down ? m_first : m_first - ahead, m_down ? m_last + ahead : m_last);
    if (missing.isEmpty() || missing == m_unmet)
        return;
    m_unmet = missing;
    ask(missing, false);
}

//! Whole pages, from the top on, each once.
QList<RowRange> JobLoader::pagesToRefresh()
{
    QList<RowRange> pages = m_model.pagesOf(m_first, m_last);
    for (const RowRange& rows : std::exchange(m_others, {}))
        pages.append(m_model.pagesOf(static_cast<int>(rows.first), static_cast<int>(rows.last)));
    std::sort(pages.begin(), pages.end(),
        [](const RowRange& one, const RowRange& other) { return one.first < other.first; });
    QList<RowRange> joined;
    for (const RowRange& page : std::as_const(pages)) {
        if (!joined.isEmpty() && page.first <= joined.last().last + 1)
            joined.last().last = std::max(joined.last().last, page.last);
        else
            joined.append(page);
    }
    return joined;
}

void JobLoader::ask(const QList<RowRange>& ranges, bool withAnchors)
{
    m_asking = true;
    PageQuestion question;
    question.queue = m_queue;
    question.state = m_model.state();
    question.ascending = m_model.isAscending();
    question.ranges = ranges;
    question.paths = m_model.paths();
    if (withAnchors)
        question.anchors = m_model.knownIds(m_first, m_last);
    m_feed.readPages(question, this,
        [this, source = m_source](const Result<JobPages>& pages) { onAnswer(source, pages); });
}

void JobLoader::onAnswer(int source, const Result<JobPages>& pages)
{
    if (source != m_source)
        return;
    m_asking = false;
    const bool refreshed = std::exchange(m_refreshing, false);
    if (!pages) {
        Q_EMIT failed(pages.error());
        return;
    }
    m_read = true;
    m_model.apply(*pages);
    if (refreshed)
        Q_EMIT read(pages->readAt);
    next();
}

} // namespace drover::ui
