// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/feeds/actionrunner.h"

#include "core/clock.h"
#include "queue/trashrestore.h"
#include "session/enginecore.h"
#include "session/feeds/planreader.h"
#include "util/log.h"

#include <chrono>

using namespace Qt::StringLiterals;
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
    case ActionVerb::Reencrypt:
        return MassVerb::Reencrypt;
    case ActionVerb::EditOptions:
        return MassVerb::UpdateOptions;
    default:
        return MassVerb::Retry;
    }
}

bool isFinished(JobState state)
{
    return state == JobState::Completed || state == JobState::Failed;
}
} // namespace

struct ActionRunner::Entry {
    ActionFacts facts;
    ActionRequest request;
    std::unique_ptr<QObject> worker; //!< the engine's object that does it
    std::function<void()> cancel;
    MassAction* mass = nullptr; //!< the same, where it is one that can rest
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

ActionRunner::EntryPtr ActionRunner::open(ActionId id, const ActionRequest& request)
{
    auto entry = std::make_shared<Entry>();
    entry->request = request;
    entry->request.jobs.verb = massVerb(request.verb);
    ActionFacts& facts = entry->facts;
    facts.id = id;
    facts.verb = request.verb;
    facts.queue = request.jobs.queue;
    facts.state = request.jobs.state;
    facts.file = request.file;
    facts.startedAt = now();
    entry->mark = monotonic();
    m_entries.insert(id, entry);
    return entry;
}

void ActionRunner::plan(ActionId id, const ActionRequest& request, PlanAnswer answer)
{
    const EntryPtr entry = open(id, request);
    entry->facts.phase = ActionPhase::Counting;
    entry->answer = std::move(answer);
    entry->request.jobs.dryRun = true;
    entry->request.jobs.retry = {}; // what is left before a reset is what a person needs to know
    const bool quick = request.verb == ActionVerb::Clean && isFinished(request.jobs.state) && m_core->isUp();
    if (quick)
        planClean(*m_core, request, m_trash ? m_trash->options().mostPerAction : -1, this,
            [this, entry](const Result<ActionPlan>& plan) { answerPlan(entry, plan); });
    else
        run(entry);
}

void ActionRunner::begin(ActionId id, const ActionRequest& request)
{
    const EntryPtr entry = open(id, request);
    entry->request.jobs.dryRun = false;
    run(entry);
}

void ActionRunner::run(const EntryPtr& entry)
{
    if (!m_core->isUp()) {
        end(*entry, m_core->downError());
        return;
    }
    if (entry->request.verb == ActionVerb::Restore)
        runRestore(entry);
    else if (entry->request.verb == ActionVerb::Export)
        runExport(entry);
    else
        runMass(entry);
    if (entry->worker)
        touch(*entry);
}

void ActionRunner::runMass(const EntryPtr& entry)
{
    auto action = std::make_unique<MassAction>(m_core->writer(), m_core->gate());
    action->setTrash(m_trash.get());
    connect(action.get(), &MassAction::progressed, this,
        [this, entry](const MassProgress& progress) { onProgress(*entry, progress); });
    connect(action.get(), &MassAction::finished, this,
        [this, entry](const MassReport& report) { onFinished(entry, report); });
    entry->mass = action.get();
    entry->cancel = [mass = action.get()] { mass->cancel(); };
    entry->facts.canPause = !entry->request.jobs.dryRun;
    entry->worker = std::move(action);
    entry->mass->start(entry->request.jobs);
}

void ActionRunner::runRestore(const EntryPtr& entry)
{
    if (!m_trash) {
        end(*entry, Error{ErrorCode::NotFound, u"no trash is kept"_s, {}});
        return;
    }
    auto restore = std::make_unique<TrashRestore>(m_core->writer(), m_core->gate(), *m_trash);
    connect(restore.get(), &TrashRestore::progressed, this,
        [this, entry](const MassProgress& progress) { onProgress(*entry, progress); });
    connect(restore.get(), &TrashRestore::finished, this,
        [this, entry](const MassReport& report) { onFinished(entry, report); });
    RestoreRequest request;
    request.batch = entry->request.batch;
    request.entries = entry->request.entries;
    request.queue = entry->request.jobs.queue;
    TrashRestore* starts = restore.get();
    entry->cancel = [starts] { starts->cancel(); };
    entry->worker = std::move(restore);
    starts->start(request);
}

void ActionRunner::runExport(const EntryPtr& entry)
{
    auto exported = std::make_unique<JobExport>(m_core->connection());
    connect(exported.get(), &JobExport::progressed, this,
        [this, entry](const SearchProgress& progress) { onRead(*entry, progress); });
    connect(exported.get(), &JobExport::finished, this, [this, entry](const ExportReport& report) {
        entry->facts.bytes = report.bytes;
        MassReport mass;
        mass.matched = report.rows;
        mass.done = report.error ? 0 : report.rows;
        mass.error = report.error;
        onFinished(entry, mass);
    });
    const ActionRequest& asked = entry->request;
    ExportRequest request;
    request.queue = asked.jobs.queue;
    request.state = asked.jobs.state;
    request.ids = asked.jobs.ids;
    request.filter = asked.jobs.filter;
    request.format = asked.format;
    request.columns = asked.columns;
    request.path = asked.file;
    JobExport* starts = exported.get();
    entry->cancel = [starts] { starts->cancel(); };
    entry->worker = std::move(exported);
    starts->start(request);
}

void ActionRunner::measure(ActionFacts& facts, Entry& entry)
{
    const qint64 passed = monotonic() - entry.mark;
    if (passed < portion.count())
        return;
    facts.perSecond =
        static_cast<double>(facts.looked - entry.markLooked) * 1000 / static_cast<double>(passed);
    if (passed >= rateWindow) {
        entry.mark = monotonic() - rateWindow / 2;
        entry.markLooked = facts.looked - qRound64(facts.perSecond * rateWindow / 2000);
    }
}

void ActionRunner::onProgress(Entry& entry, const MassProgress& progress)
{
    ActionFacts& facts = entry.facts;
    facts.total = progress.total;
    facts.looked = progress.looked;
    facts.matched = progress.matched;
    facts.done = progress.done;
    facts.skipped = progress.skipped;
    if (facts.phase != ActionPhase::Counting) {
        const ActionPhase phase = progress.paused ? ActionPhase::Paused : ActionPhase::Running;
        if (facts.phase == ActionPhase::Paused && phase == ActionPhase::Running) {
            entry.mark = monotonic(); // the rest does not count
            entry.markLooked = facts.looked;
        }
        facts.phase = phase;
    }
    if (!progress.paused)
        measure(facts, entry);
    touch(entry);
}

void ActionRunner::onRead(Entry& entry, const SearchProgress& progress)
{
    ActionFacts& facts = entry.facts;
    facts.total = progress.total;
    facts.looked = progress.read;
    facts.matched = progress.hits;
    facts.done = progress.hits;
    measure(facts, entry);
    touch(entry);
}

void ActionRunner::onFinished(const EntryPtr& entry, const MassReport& report)
{
    entry->mass = nullptr;
    entry->cancel = nullptr;
    entry->worker.release()->deleteLater(); // it is the one that speaks
    ActionFacts& facts = entry->facts;
    facts.matched = report.matched;
    facts.done = report.done;
    facts.skipped = report.skippedCount;
    facts.trashBatch = report.trashed > 0 ? report.trashBatch : 0;
    facts.trashed = report.trashed;
    for (const MassReport::Skipped& skipped : report.skipped)
        ++facts.reasons[skipped.reason];
    if (entry->answer && !report.error) {
        completePlan(*m_core, entry->request, report, this,
            [this, entry](const Result<ActionPlan>& plan) { answerPlan(entry, plan); });
        return;
    }
    end(*entry, report.error);
}

void ActionRunner::answerPlan(const EntryPtr& entry, const Result<ActionPlan>& plan)
{
    m_entries.remove(entry->facts.id);
    entry->answer(plan);
}

void ActionRunner::end(Entry& entry, const std::optional<Error>& error)
{
    const EntryPtr keep = m_entries.take(entry.facts.id);
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
    const EntryPtr entry = m_entries.value(id);
    if (entry && entry->cancel)
        entry->cancel();
}

void ActionRunner::pause(ActionId id)
{
    const EntryPtr entry = m_entries.value(id);
    if (entry && entry->mass != nullptr)
        entry->mass->pause();
}

void ActionRunner::resume(ActionId id)
{
    const EntryPtr entry = m_entries.value(id);
    if (entry && entry->mass != nullptr)
        entry->mass->resume();
}

void ActionRunner::touch(Entry& entry)
{
    entry.dirty = true;
    if (!m_flush.isActive())
        m_flush.start();
}

void ActionRunner::flush()
{
    for (const EntryPtr& entry : std::as_const(m_entries)) {
        if (std::exchange(entry->dirty, false))
            Q_EMIT changed(entry->facts);
    }
}

} // namespace drover::ui
