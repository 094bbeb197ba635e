// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/feeds/actionrunner.h"

#include "core/clock.h"
#include "session/enginecore.h"
#include "session/feeds/planreader.h"
#include "util/log.h"

#include <chrono>

using namespace std::chrono_literals;

namespace drover::ui {

namespace {
constexpr auto portion = 100ms;
constexpr qint64 rateWindow = 3000; //!< ms that the shown rate looks back

qint64 now()
{
    return Clock::system().now().count();
}

qint64 monotonic()
{
    return Clock::system().monotonic().count();
}

MassVerb massVerb(ActionVerb verb)
{
    switch (verb) {
    case ActionVerb::Promote:
        return MassVerb::Promote;
    case ActionVerb::Remove:
        return MassVerb::Remove;
    case ActionVerb::Clean:
        return MassVerb::Clean;
    default:
        return MassVerb::Retry;
    }
}
} // namespace

struct ActionRunner::Entry {
    ActionFacts facts;
    ActionRequest request;
    std::unique_ptr<MassAction> action;
    bool dirty = false;
    qint64 mark = 0; //!< where the rate's window began: time and place
    qint64 markLooked = 0;
    PlanAnswer answer; //!< of a plan
};

ActionRunner::ActionRunner()
    : m_flush(this)
{
    m_flush.setSingleShot(true);
    m_flush.setInterval(portion);
    connect(&m_flush, &QTimer::timeout, this, &ActionRunner::flush);
}

ActionRunner::~ActionRunner() = default;

std::shared_ptr<ActionRunner::Entry> ActionRunner::open(ActionId id, const ActionRequest& request)
{
    auto entry = std::make_shared<Entry>();
    entry->request = request;
    entry->request.jobs.verb = massVerb(request.verb);
    ActionFacts& facts = entry->facts;
    facts.id = id;
    facts.verb = request.verb;
    facts.queue = request.jobs.queue;
    facts.state = request.jobs.state;
    facts.startedAt = now();
    entry->mark = monotonic();
    m_entries.insert(id, entry);
    return entry;
}

void ActionRunner::plan(ActionId id, const ActionRequest& request, PlanAnswer answer)
{
    const std::shared_ptr<Entry> entry = open(id, request);
    entry->facts.phase = ActionPhase::Counting;
    entry->answer = std::move(answer);
    entry->request.jobs.dryRun = true;
    entry->request.jobs.retry = {}; // what is left before a reset is what a person needs to know
    run(entry);
}

void ActionRunner::begin(ActionId id, const ActionRequest& request)
{
    const std::shared_ptr<Entry> entry = open(id, request);
    entry->request.jobs.dryRun = false;
    run(entry);
}

void ActionRunner::run(const std::shared_ptr<Entry>& entry)
{
    if (!m_core->isUp()) {
        end(*entry, m_core->downError());
        return;
    }
    entry->action = std::make_unique<MassAction>(m_core->connection(), m_core->gate());
    MassAction* action = entry->action.get();
    connect(action, &MassAction::progressed, this,
        [this, entry](const MassProgress& progress) { onProgress(*entry, progress); });
    connect(action, &MassAction::finished, this, [this, entry](const MassReport& report) {
        entry->action.release()->deleteLater(); // it is the one that speaks
        onFinished(entry, report);
    });
    action->start(entry->request.jobs);
    touch(*entry);
}

void ActionRunner::onProgress(Entry& entry, const MassProgress& progress)
{
    ActionFacts& facts = entry.facts;
    facts.total = progress.total;
    facts.looked = progress.looked;
    facts.matched = progress.matched;
    facts.done = progress.done;
    facts.skipped = progress.skipped;
    if (const qint64 passed = monotonic() - entry.mark; passed >= portion.count()) {
        facts.perSecond =
            static_cast<double>(facts.looked - entry.markLooked) * 1000 / static_cast<double>(passed);
        if (passed >= rateWindow) {
            entry.mark = monotonic() - rateWindow / 2;
            entry.markLooked = facts.looked - qRound64(facts.perSecond * rateWindow / 2000);
        }
    }
    touch(entry);
}

void ActionRunner::onFinished(const std::shared_ptr<Entry>& entry, const MassReport& report)
{
    ActionFacts& facts = entry->facts;
    facts.matched = report.matched;
    facts.done = report.done;
    facts.skipped = report.skippedCount;
    for (const MassReport::Skipped& skipped : report.skipped)
        ++facts.reasons[skipped.reason];
    if (entry->answer && !report.error) {
        completePlan(*m_core, entry->request, report, this, [this, entry](const Result<ActionPlan>& plan) {
            m_entries.remove(entry->facts.id);
            entry->answer(plan);
        });
        return;
    }
    end(*entry, report.error);
}

void ActionRunner::end(Entry& entry, const std::optional<Error>& error)
{
    const ActionId id = entry.facts.id;
    const std::shared_ptr<Entry> keep = m_entries.take(id);
    if (entry.answer) {
        entry.answer(error.value_or(Error{ErrorCode::Cancelled, {}, {}}));
        return;
    }
    ActionFacts& facts = entry.facts;
    facts.phase = ActionPhase::Ended;
    facts.endedAt = now();
    facts.error = error;
    facts.canPause = false;
    qCInfo(logWindow, "Action %d: %lld of %lld jobs, %lld left alone", static_cast<int>(facts.verb),
        static_cast<long long>(facts.done), static_cast<long long>(facts.matched),
        static_cast<long long>(facts.skipped));
    if (error)
        qCWarning(logWindow).noquote() << "The action ended early:" << error->message;
    Q_EMIT changed(facts);
}

void ActionRunner::cancel(ActionId id)
{
    const std::shared_ptr<Entry> entry = m_entries.value(id);
    if (entry && entry->action)
        entry->action->cancel();
}

void ActionRunner::pause(ActionId /*id*/)
{
}

void ActionRunner::resume(ActionId /*id*/)
{
}

void ActionRunner::touch(Entry& entry)
{
    entry.dirty = true;
    if (!m_flush.isActive())
        m_flush.start();
}

void ActionRunner::flush()
{
    for (const std::shared_ptr<Entry>& entry : std::as_const(m_entries)) {
        if (std::exchange(entry->dirty, false))
            Q_EMIT changed(entry->facts);
    }
}

} // namespace drover::ui
