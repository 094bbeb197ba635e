// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/enginehost.h"
#include "session/feeds/jobsfeed.h"

#include <QPointer>

namespace drover::ui {

class SearchRelay;

//! A search on the engine thread, told to the GUI thread.
class EngineFinder final : public JobFinder {
    Q_OBJECT
public:
    EngineFinder(EngineHost& host, const SearchRequest& request, const QList<JsonPath>& paths);
    ~EngineFinder() override;

    void stop() override;
    void goOn() override;

private:
    void tell(std::function<void(SearchRelay&)> what);

    QPointer<EngineHost> m_host;
    SearchRelay* m_relay; //!< of the engine thread, gone with the engine
};

} // namespace drover::ui
