// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "queue/trashcollector_p.h"

#include "core/clock.h"
#include "queue/replyerror_p.h"

#include <algorithm>
#include <array>

namespace drover {
namespace {

constexpr size_t jobsAtOnce = 200;
constexpr qint64 bytesAtOnce = 32 << 20;
constexpr qint64 biggestJob = 16 << 20;
constexpr qint64 mostAttached = 10000; //!< children in one of a job's sets, rows of its log
constexpr size_t biggestTree = 1000;
constexpr int deepestTree = 32;

constexpr std::array bigFields{QByteArrayView("data"), QByteArrayView("returnvalue"),
    QByteArrayView("stacktrace"), QByteArrayView("failedReason")};
constexpr std::array sortedStates{JobState::Completed, JobState::WaitingChildren, JobState::Delayed,
    JobState::Failed, JobState::Prioritized};
constexpr std::array listStates{JobState::Waiting, JobState::Paused, JobState::Active};

TrashedJob::Pairs pairsOf(std::vector<Reply>& items)
{
    TrashedJob::Pairs pairs;
    for (size_t i = 0; i + 1 < items.size(); i += 2)
        pairs.emplace_back(std::move(items[i].text), std::move(items[i + 1].text));
    return pairs;
}

std::vector<QByteArray> textsOf(std::vector<Reply>& items)
{
    std::vector<QByteArray> texts;
    for (Reply& item : items)
        texts.push_back(std::move(item.text));
    return texts;
}

} // namespace

//! One job on its way into the trash.
struct TrashCollector::Node {
    TrashedJob job;
    size_t root = 0; //!< index of the pick
    std::optional<JobState> state;
    qint64 bytes = 0;
    qint64 logs = 0;
    qint64 dependencies = 0;
    qint64 processed = 0;
    qint64 failed = 0;
    qint64 unsuccessful = 0;
    QByteArray parentKey;
    QByteArray deduplicationId;
    bool exists = false;
    bool tooBig = false;

    [[nodiscard]] QByteArray key() const { return job.queue.job(job.id); }
    void askFacts(std::vector<Command>& commands) const;
    void takeFacts(std::vector<Reply>& replies, size_t& at);
    void askContents(std::vector<Command>& commands) const;
    void takeContents(std::vector<Reply>& replies, size_t& at);
};

void TrashCollector::Node::askFacts(std::vector<Command>& commands) const
{
    const QByteArray base = key();
    commands.push_back(Command({"HMGET", base, "parentKey", "deid", "name", "timestamp"}));
    for (const QByteArrayView field : bigFields)
        commands.push_back(Command({"HSTRLEN", base, field}));
    const auto ask = [&](const char* command, const char* suffix) {
        const QByteArray attached = base + suffix;
        commands.push_back(Command({command, attached}));
    };
    ask("LLEN", ":logs");
    ask("SCARD", ":dependencies");
    ask("HLEN", ":processed");
    ask("HLEN", ":failed");
    ask("ZCARD", ":unsuccessful");
    for (const JobState place : sortedStates) {
        const QByteArray set = job.queue.key(place);
        if (!state || *state == place)
            commands.push_back(Command({"ZSCORE", set, job.id}));
    }
}

void TrashCollector::Node::takeFacts(std::vector<Reply>& replies, size_t& at)
{
    const std::vector<Reply>& hash = replies.at(at++).items;
    exists = std::any_of(hash.cbegin(), hash.cend(), [](const Reply& field) { return field.isText(); });
    if (hash.size() == 4) {
        parentKey = hash[0].text;
        deduplicationId = hash[1].text;
    }
    for (size_t i = 0; i < bigFields.size(); ++i)
        bytes += replies.at(at++).toInteger();
    for (qint64* count : {&logs, &dependencies, &processed, &failed, &unsuccessful})
        *count = replies.at(at++).toInteger();
    const std::optional<JobState> known = state;
    for (const JobState place : sortedStates) {
        if (known && *known != place)
            continue;
        const Reply& score = replies.at(at++);
        if (score.isText() && job.score.isEmpty()) {
            state = place;
            job.score = score.text;
        }
    }
    tooBig = bytes > biggestJob || std::max({dependencies, processed, failed, unsuccessful}) > mostAttached;
}

void TrashCollector::Node::askContents(std::vector<Command>& commands) const
{
    const QByteArray base = key();
    commands.push_back(Command({"HGETALL", base}));
    const auto ask = [&](qint64 count, std::initializer_list<QByteArrayView> command) {
        if (count > 0)
            commands.push_back(Command(command));
    };
    const QByteArray firstRow = QByteArray::number(-mostAttached);
    const QByteArray logKey = base + ":logs";
    const QByteArray dependencyKey = base + ":dependencies";
    const QByteArray processedKey = base + ":processed";
    const QByteArray failedKey = base + ":failed";
    const QByteArray unsuccessfulKey = base + ":unsuccessful";
    ask(logs, {"LRANGE", logKey, firstRow, "-1"});
    ask(dependencies, {"SMEMBERS", dependencyKey});
    ask(processed, {"HGETALL", processedKey});
    ask(failed, {"HGETALL", failedKey});
    ask(unsuccessful, {"ZRANGE", unsuccessfulKey, "0", "-1", "WITHSCORES"});
    const QByteArray siblings = parentKey + ":dependencies";
    ask(parentKey.size(), {"SISMEMBER", siblings, base});
    const QByteArray deduplication = job.queue.key(QByteArray("de:" + deduplicationId));
    ask(deduplicationId.size(), {"GET", deduplication});
    ask(deduplicationId.size(), {"PTTL", deduplication});
}

void TrashCollector::Node::takeContents(std::vector<Reply>& replies, size_t& at)
{
    job.fields = pairsOf(replies.at(at++).items);
    if (logs > 0)
        job.logs = textsOf(replies.at(at++).items);
    if (dependencies > 0)
        job.dependencies = textsOf(replies.at(at++).items);
    if (processed > 0)
        job.processed = pairsOf(replies.at(at++).items);
    if (failed > 0)
        job.failed = pairsOf(replies.at(at++).items);
    if (unsuccessful > 0) {
        // Redis names the member first, ZADD wants the score first.
        for (auto& [child, score] : pairsOf(replies.at(at++).items))
            job.unsuccessful.emplace_back(std::move(score), std::move(child));
    }
    if (!parentKey.isEmpty() && replies.at(at++).toInteger() == 1)
        job.parentKey = parentKey;
    if (!deduplicationId.isEmpty()) {
        const Reply& owner = replies.at(at++);
        const Reply& left = replies.at(at++);
        if (owner.isText() && owner.text == job.id) {
            job.deduplicationKey = job.queue.key(QByteArray("de:" + deduplicationId));
            job.deduplicationFor = std::max<qint64>(-1, left.toInteger(-1));
        }
    }
    if (state)
        job.state = *state;
    exists = !job.fields.empty();
}

TrashCollector::TrashCollector(QueueId queue, bool withChildren, Read read)
    : m_queue(std::move(queue))
    , m_withChildren(withChildren)
    , m_read(std::move(read))
{
}

QCoro::Task<Result<std::vector<TrashCollector::Collected>>> TrashCollector::collect(std::vector<Pick> picks)
{
    std::vector<Collected> roots(picks.size());
    m_seen.assign(picks.size(), {});
    Nodes level;
    for (size_t i = 0; i < picks.size(); ++i) {
        auto node = std::make_shared<Node>();
        node->job.queue = m_queue;
        node->job.id = std::move(picks[i].id);
        node->state = picks[i].state;
        node->root = i;
        m_seen[i].insert(node->key());
        level.push_back(std::move(node));
    }
    for (int depth = 0; !level.empty() && depth < deepestTree; ++depth) {
        const Status status = co_await readLevel(level);
        if (!status)
            co_return status.error();
        level = childrenOf(level, roots);
    }
    for (const std::shared_ptr<Node>& unread : level)
        roots[unread->root].tooBig = true;
    co_return std::move(roots);
}

//! Moves what was read into the trees; the children that are to be read next.
TrashCollector::Nodes TrashCollector::childrenOf(const Nodes& nodes, std::vector<Collected>& roots)
{
    Nodes children;
    for (const std::shared_ptr<Node>& node : nodes) {
        Collected& root = roots[node->root];
        root.tooBig = root.tooBig || node->tooBig;
        if (!node->exists || root.tooBig)
            continue;
        std::vector<QByteArray> keys = node->job.dependencies;
        for (const TrashedJob::Pairs* pairs : {&node->job.processed, &node->job.failed}) {
            for (const auto& pair : *pairs)
                keys.push_back(pair.first);
        }
        for (const auto& pair : node->job.unsuccessful)
            keys.push_back(pair.second);
        root.tree.push_back(std::move(node->job));
        for (const QByteArray& key : m_withChildren ? keys : std::vector<QByteArray>()) {
            // As upstream's destructureJobKey: the id is what stands behind the last colon.
            const qsizetype idAt = key.lastIndexOf(':') + 1;
            const qsizetype nameAt = idAt < 2 ? 0 : key.lastIndexOf(':', idAt - 2) + 1;
            if (nameAt < 2 || !m_seen[node->root].insert(key).second)
                continue;
            auto child = std::make_shared<Node>();
            child->job.queue = {key.first(nameAt - 1), key.sliced(nameAt, idAt - 1 - nameAt)};
            child->job.id = key.sliced(idAt);
            child->root = node->root;
            children.push_back(std::move(child));
        }
        root.tooBig = m_seen[node->root].size() > biggestTree;
    }
    std::erase_if(children, [&roots](const auto& child) { return roots[child->root].tooBig; });
    return children;
}

QCoro::Task<Status> TrashCollector::readLevel(Nodes nodes)
{
    for (size_t from = 0; from < nodes.size(); from += jobsAtOnce) {
        const size_t to = std::min(nodes.size(), from + jobsAtOnce);
        const Nodes part(nodes.begin() + static_cast<std::ptrdiff_t>(from),
            nodes.begin() + static_cast<std::ptrdiff_t>(to));
        const Status facts = co_await readFacts(part);
        if (!facts)
            co_return facts;
        const Status places = co_await findInLists(part);
        if (!places)
            co_return places;
        Nodes group;
        qint64 bytes = 0;
        for (const std::shared_ptr<Node>& node : part) {
            if (!node->exists || node->tooBig)
                continue;
            if (!group.empty() && bytes + node->bytes > bytesAtOnce) {
                const Status contents = co_await readContents(std::exchange(group, {}));
                if (!contents)
                    co_return contents;
                bytes = 0;
            }
            bytes += node->bytes;
            group.push_back(node);
        }
        const Status contents = co_await readContents(std::move(group));
        if (!contents)
            co_return contents;
    }
    co_return Done{};
}

QCoro::Task<Status> TrashCollector::readFacts(Nodes nodes)
{
    std::vector<Command> commands;
    for (const std::shared_ptr<Node>& node : nodes)
        node->askFacts(commands);
    Result<std::vector<Reply>> replies = co_await m_read(std::move(commands));
    if (!replies)
        co_return replies.error();
    size_t at = 0;
    for (const std::shared_ptr<Node>& node : nodes) {
        if (isRefusal(replies->at(at)))
            co_return replyError(replies->at(at));
        node->takeFacts(*replies, at);
    }
    co_return Done{};
}

//! Lists are searched one by one: each look may take Redis some milliseconds.
QCoro::Task<Status> TrashCollector::findInLists(Nodes nodes)
{
    for (const std::shared_ptr<Node>& node : nodes) {
        for (const JobState place : listStates) {
            if (node->state || !node->exists || node->tooBig)
                break;
            const QByteArray list = node->job.queue.key(place);
            std::vector<Command> commands;
            commands.push_back(Command({"LPOS", list, node->job.id, "RANK", "-1"}));
            const Result<std::vector<Reply>> replies = co_await m_read(std::move(commands));
            if (!replies)
                co_return replies.error();
            if (replies->front().isInteger())
                node->state = place;
        }
        // In no set at all: where it can be seen, and where no worker takes it up by surprise.
        if (!node->state) {
            node->state = JobState::Failed;
            node->job.score = QByteArray::number(qint64(Clock::system().now().count()));
        }
    }
    co_return Done{};
}

QCoro::Task<Status> TrashCollector::readContents(Nodes nodes)
{
    if (nodes.empty())
        co_return Done{};
    std::vector<Command> commands;
    for (const std::shared_ptr<Node>& node : nodes)
        node->askContents(commands);
    Result<std::vector<Reply>> replies = co_await m_read(std::move(commands));
    if (!replies)
        co_return replies.error();
    size_t at = 0;
    for (const std::shared_ptr<Node>& node : nodes)
        node->takeContents(*replies, at);
    co_return Done{};
}

} // namespace drover
