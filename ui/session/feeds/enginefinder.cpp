// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/feeds/enginefinder.h"

#include "session/enginecore.h"
#include "session/feeds/pagereading.h"
#include "session/feeds/searchrelay.h"

namespace drover::ui {

SearchRelay::SearchRelay(QList<JsonPath> paths)
    : m_paths(std::move(paths))
{
}

void SearchRelay::start(EngineCore& core, SearchRequest request)
{
    setParent(&core);
    if (!core.isUp()) {
        SearchReport report;
        report.error = core.downError();
        Q_EMIT finished(report);
        return;
    }
    m_search = new JobSearch(core.connection(), this);
    connect(m_search, &JobSearch::found, this, [this](const std::vector<JobRow>& rows) {
        QList<JobEntry> entries;
        entries.reserve(static_cast<qsizetype>(rows.size()));
        for (const JobRow& row : rows)
            entries.append(toEntry(row, m_paths));
        Q_EMIT found(entries);
    });
    connect(m_search, &JobSearch::progressed, this, &SearchRelay::progressed);
    connect(m_search, &JobSearch::finished, this, &SearchRelay::finished);
    request.fields = tableFields();
    request.textLimit = tableTextLimit(m_paths);
    m_search->start(std::move(request));
}

void SearchRelay::stop()
{
    if (m_search)
        m_search->cancel();
}

void SearchRelay::goOn()
{
    if (m_search)
        m_search->goOn();
}

EngineFinder::EngineFinder(EngineHost& host, const SearchRequest& request, const QList<JsonPath>& paths)
    : m_host(&host)
    , m_relay(new SearchRelay(paths))
{
    // Connected here, before it goes to the other thread: nothing can be missed.
    connect(m_relay, &SearchRelay::found, this, &JobFinder::found);
    connect(m_relay, &SearchRelay::progressed, this, &JobFinder::progressed);
    connect(m_relay, &SearchRelay::finished, this, &JobFinder::finished);
    m_relay->moveToThread(host.core()->thread());
    host.post([relay = m_relay, request](EngineCore& core) { relay->start(core, request); });
}

EngineFinder::~EngineFinder()
{
    tell([](SearchRelay& relay) { delete &relay; });
}

void EngineFinder::stop()
{
    tell([](SearchRelay& relay) { relay.stop(); });
}

void EngineFinder::goOn()
{
    tell([](SearchRelay& relay) { relay.goOn(); });
}

void EngineFinder::tell(std::function<void(SearchRelay&)> what)
{
    if (m_host)
        m_host->post([relay = m_relay, what = std::move(what)](EngineCore& /*core*/) { what(*relay); });
}

} // namespace drover::ui
