// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/actionvalues.h"

#include <QHash>
#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>

namespace drover::ui {

class EngineCore;

//! Runs the actions of a session on the engine thread and tells how far they are, ten times a second at
//! most, however fast they go.
class ActionRunner final : public QObject {
    Q_OBJECT
public:
    using PlanAnswer = std::function<void(Result<ActionPlan>)>;

    ActionRunner();
    ~ActionRunner() override;

    void start(EngineCore& core) { m_core = &core; }
    void plan(ActionId id, const ActionRequest& request, PlanAnswer answer);
    void begin(ActionId id, const ActionRequest& request);
    void pause(ActionId id);
    void resume(ActionId id);
    void cancel(ActionId id);

Q_SIGNALS:
    //! Of plans while they count, of actions until their end.
    void changed(const drover::ui::ActionFacts& action);

private:
    struct Entry;
    std::shared_ptr<Entry> open(ActionId id, const ActionRequest& request);
    void run(const std::shared_ptr<Entry>& entry);
    void onProgress(Entry& entry, const MassProgress& progress);
    void onFinished(const std::shared_ptr<Entry>& entry, const MassReport& report);
    void end(Entry& entry, const std::optional<Error>& error);
    void touch(Entry& entry);
    void flush();

    EngineCore* m_core = nullptr;
    QHash<ActionId, std::shared_ptr<Entry>> m_entries;
    QTimer m_flush;
};

} // namespace drover::ui
