// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/feeds/placesearch.h"

#include "queue/queuereader.h"
#include "session/enginecore.h"
#include "session/feeds/jobreading.h"
#include "session/feeds/pagereading.h"

#include <array>
#include <memory>
#include <span>

namespace drover::ui {

namespace {
constexpr qsizetype mostQueuesFound = 20;

//! States that answer at once, and what is short; the long lists are looked through only for a job that is
//! in none of these.
constexpr std::array quickStates{JobState::Completed, JobState::Failed, JobState::Delayed,
    JobState::Prioritized, JobState::WaitingChildren, JobState::Active};
constexpr std::array longLists{JobState::Waiting, JobState::Paused};

//! Collects as many answers as were asked for; the first error is the answer to all.
template <typename T>
class Gathering {
public:
    Gathering(qsizetype count, std::function<void(Result<QList<T>>)> done)
        : m_items(count)
        , m_open(count)
        , m_done(std::move(done))
    {
        if (count == 0)
            std::exchange(m_done, nullptr)(QList<T>());
    }

    void put(qsizetype index, Result<T> item)
    {
        if (!m_done)
            return;
        if (!item) {
            std::exchange(m_done, nullptr)(item.error());
            return;
        }
        m_items[index] = std::move(*item);
        if (--m_open == 0)
            std::exchange(m_done, nullptr)(std::move(m_items));
    }

private:
    QList<T> m_items;
    qsizetype m_open;
    std::function<void(Result<QList<T>>)> m_done;
};

//! Looks for one job in all states of its queue; lives until it has answered.
class PlaceSearch final : public std::enable_shared_from_this<PlaceSearch> {
public:
    using Done = std::function<void(Result<JobPlace>)>;

    PlaceSearch(EngineCore& core, JobPlace place, Done done)
        : m_core(core)
        , m_place(std::move(place))
        , m_done(std::move(done))
    {
    }

    void start()
    {
        look(quickStates, [](PlaceSearch& search) { search.lookInLists(); });
    }

private:
    using Next = void (*)(PlaceSearch& search);

    void lookInLists()
    {
        look(longLists, [](PlaceSearch& search) { search.lookAgain(); });
    }

    //! A worker may have taken it out of its list after the others were looked at.
    void lookAgain()
    {
        look(quickStates, [](PlaceSearch& search) { search.answer(); });
    }

    void look(std::span<const JobState> states, Next next)
    {
        m_open = states.size();
        for (const JobState state : states)
            m_core.reader()
                .positionOf(m_place.queue, state, m_place.id, mostLooked)
                .then(&m_core, [self = shared_from_this(), state, next](const Result<JobPosition>& position) {
                    self->take(state, position);
                    if (--self->m_open > 0)
                        return;
                    if (self->m_place.state)
                        self->answer();
                    else
                        next(*self);
                });
    }

    void take(JobState state, const Result<JobPosition>& position)
    {
        if (!position) {
            m_error = position.error();
        } else if (position->index && !m_place.state) {
            m_place.state = state;
            m_place.row = position->index;
            m_place.lookedWithin.reset();
        } else if (isListState(state) && position->total > 2 * mostLooked && !m_place.state) {
            m_place.lookedWithin = mostLooked;
        }
    }

    void answer()
    {
        if (!m_place.state && m_error)
            m_done(*m_error);
        else
            m_done(std::move(m_place));
    }

    EngineCore& m_core;
    JobPlace m_place;
    Done m_done;
    std::optional<Error> m_error;
    size_t m_open = 0;
};

using Names = QList<std::optional<JobPlace>>;
using Reply = std::function<void(Result<QList<JobPlace>>)>;

void findStates(EngineCore& core, const Names& names, const Reply& reply)
{
    QList<JobPlace> there;
    for (const auto& place : names) {
        if (place && there.size() < mostQueuesFound)
            there.append(*place);
    }
    auto placed = std::make_shared<Gathering<JobPlace>>(there.size(), reply);
    for (qsizetype i = 0; i < there.size(); ++i)
        std::make_shared<PlaceSearch>(core, there.at(i), [placed, i](Result<JobPlace> place) {
            placed->put(i, std::move(place));
        })->start();
}

//! None where the queue has no such job.
Result<std::optional<JobPlace>> nameIn(
    const QueueId& queue, const JobId& id, const Result<std::vector<JobRow>>& rows)
{
    if (!rows)
        return rows.error();
    const JobEntry entry = toEntry(rows->front(), {});
    return entry.missing ? std::nullopt : std::optional(JobPlace{queue, id, entry.name, {}, {}, {}});
}
} // namespace

void locateJob(EngineCore& core, const QList<QueueId>& queues, const JobId& id, Reply reply)
{
    auto names = std::make_shared<Gathering<std::optional<JobPlace>>>(
        queues.size(), [&core, reply = std::move(reply)](const Result<Names>& all) {
            if (all)
                findStates(core, *all, reply);
            else
                reply(all.error());
        });
    for (qsizetype i = 0; i < queues.size(); ++i)
        core.reader()
            .rowsById(queues.at(i), {id}, JobField::Name)
            .then(&core, [names, i, queue = queues.at(i), id](const Result<std::vector<JobRow>>& rows) {
                names->put(i, nameIn(queue, id, rows));
            });
}

} // namespace drover::ui
