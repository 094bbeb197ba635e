// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "queue/jobexport.h"
#include "session/actionvalues.h"

#include <QHash>
#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>

namespace drover {
class Trash;
}

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

    //! Where removed jobs are kept; null = nowhere. Before anything else.
    void setTrash(std::shared_ptr<Trash> trash) { m_trash = std::move(trash); }
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
    using EntryPtr = std::shared_ptr<Entry>;
    EntryPtr open(ActionId id, const ActionRequest& request);
    void run(const EntryPtr& entry);
    void runMass(const EntryPtr& entry);
    void runRestore(const EntryPtr& entry);
    void runExport(const EntryPtr& entry);
    void onProgress(Entry& entry, const MassProgress& progress);
    void onRead(Entry& entry, const SearchProgress& progress);
    void onFinished(const EntryPtr& entry, const MassReport& report);
    void measure(ActionFacts& facts, Entry& entry);
    void end(Entry& entry, const std::optional<Error>& error);
    void answerPlan(const EntryPtr& entry, const Result<ActionPlan>& plan);
    void touch(Entry& entry);
    void flush();

    EngineCore* m_core = nullptr;
    std::shared_ptr<Trash> m_trash;
    QHash<ActionId, EntryPtr> m_entries;
    QTimer m_flush;
};

} // namespace drover::ui
