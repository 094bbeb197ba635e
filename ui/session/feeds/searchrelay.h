// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/feeds/jobsfeed.h"

namespace drover::ui {

class EngineCore;

//! The engine thread's end of an EngineFinder; turns the engine's rows into the table's.
class SearchRelay final : public QObject {
    Q_OBJECT
public:
    explicit SearchRelay(QList<JsonPath> paths);

    //! Belongs to the core from then on.
    void start(EngineCore& core, SearchRequest request);
    void stop();
    void goOn();

Q_SIGNALS:
    void found(const QList<drover::ui::JobEntry>& rows);
    void progressed(const drover::SearchProgress& progress);
    void finished(const drover::SearchReport& report);

private:
    QList<JsonPath> m_paths;
    JobSearch* m_search = nullptr;
};

} // namespace drover::ui
