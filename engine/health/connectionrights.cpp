// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "health/connectionrights.h"

#include "redis/replyclass.h"

#include <array>
#include <span>

namespace drover {

using namespace Qt::StringLiterals;

namespace {

enum class Meaning : quint8 { User, Read, Scan, Clients, Config, Script };

//! One question; "%k" stands for the key that does not exist.
struct Question {
    Meaning meaning;
    std::array<QByteArrayView, 6> words;
};

constexpr std::array questionTable{
    Question{Meaning::User, {"ACL", "WHOAMI"}},
    Question{Meaning::Read, {"EXISTS", "%k"}},
    Question{Meaning::Read, {"TYPE", "%k"}},
    Question{Meaning::Read, {"GET", "%k"}},
    Question{Meaning::Read, {"PTTL", "%k"}},
    Question{Meaning::Read, {"HGETALL", "%k"}},
    Question{Meaning::Read, {"HMGET", "%k", "name"}},
    Question{Meaning::Read, {"HSTRLEN", "%k", "data"}},
    Question{Meaning::Read, {"LLEN", "%k"}},
    Question{Meaning::Read, {"LRANGE", "%k", "0", "0"}},
    Question{Meaning::Read, {"ZCARD", "%k"}},
    Question{Meaning::Read, {"ZRANGE", "%k", "0", "0"}},
    Question{Meaning::Read, {"ZREVRANGE", "%k", "0", "0"}},
    Question{Meaning::Read, {"ZCOUNT", "%k", "0", "1"}},
    Question{Meaning::Read, {"SCARD", "%k"}},
    Question{Meaning::Read, {"SMEMBERS", "%k"}},
    Question{Meaning::Read, {"XLEN", "%k"}},
    Question{Meaning::Read, {"XRANGE", "%k", "-", "+", "COUNT", "1"}},
    Question{Meaning::Scan, {"SCAN", "0", "COUNT", "1"}},
    Question{Meaning::Clients, {"CLIENT", "LIST", "ID", "1"}},
    Question{Meaning::Config, {"CONFIG", "GET", "maxmemory-policy"}},
    Question{Meaning::Script, {"EVALSHA", "0000000000000000000000000000000000000000", "0"}},
};

//! What a worker and a person who retries, cleans and removes need beyond reading.
constexpr std::array writeTable{
    Question{Meaning::Read, {"EVALSHA", "0000000000000000000000000000000000000000", "0"}},
    Question{Meaning::Read, {"SCRIPT", "LOAD", "return 1"}},
    Question{Meaning::Read, {"BZPOPMIN", "%k", "1"}},
    Question{Meaning::Read, {"DEL", "%k"}},
    Question{Meaning::Read, {"HDEL", "%k", "f"}},
    Question{Meaning::Read, {"HINCRBY", "%k", "f", "1"}},
    Question{Meaning::Read, {"HSET", "%k", "f", "v"}},
    Question{Meaning::Read, {"INCR", "%k"}},
    Question{Meaning::Read, {"LPUSH", "%k", "v"}},
    Question{Meaning::Read, {"LREM", "%k", "0", "v"}},
    Question{Meaning::Read, {"LTRIM", "%k", "0", "1"}},
    Question{Meaning::Read, {"PEXPIRE", "%k", "1"}},
    Question{Meaning::Read, {"RENAME", "%k", "%k"}},
    Question{Meaning::Read, {"RPOPLPUSH", "%k", "%k"}},
    Question{Meaning::Read, {"RPUSH", "%k", "v"}},
    Question{Meaning::Read, {"SADD", "%k", "v"}},
    Question{Meaning::Read, {"SET", "%k", "v"}},
    Question{Meaning::Read, {"SREM", "%k", "v"}},
    Question{Meaning::Read, {"XADD", "%k", "*", "f", "v"}},
    Question{Meaning::Read, {"XTRIM", "%k", "MAXLEN", "1"}},
    Question{Meaning::Read, {"ZADD", "%k", "1", "v"}},
    Question{Meaning::Read, {"ZPOPMIN", "%k"}},
    Question{Meaning::Read, {"ZREM", "%k", "v"}},
    Question{Meaning::Read, {"ZREMRANGEBYRANK", "%k", "0", "0"}},
};

Command commandFor(const Question& question, const QByteArray& key, std::vector<QByteArrayView> words = {})
{
    for (const QByteArrayView word : question.words) {
        if (!word.isEmpty())
            words.push_back(word == "%k" ? QByteArrayView(key) : word);
    }
    return Command(std::span<const QByteArrayView>(words));
}

QByteArray nameOf(const Question& question)
{
    return commandFor(question, "k").name().toLower();
}

enum class Refusal : quint8 { None, Command, Keys };

Refusal refusalOf(const Reply& reply)
{
    if (!reply.isError())
        return Refusal::None;
    const ReplyKind kind = replyKind(reply.text);
    if (kind.reason == "key"_L1)
        return Refusal::Keys;
    const bool isRefused = kind.replyClass == ReplyClass::Stop || reply.text.startsWith("ERR unknown");
    return isRefused ? Refusal::Command : Refusal::None;
}

} // namespace

std::optional<bool> ConnectionRights::mayWrite() const
{
    if (writesAreKnown)
        return missingWrites.isEmpty();
    // Whoever may run no script changes nothing; whoever may, may still lack a command inside.
    return std::nullopt;
}

RightsProbe::RightsProbe(QByteArray prefix, bool withScripts)
    : m_prefix(std::move(prefix))
    , m_withScripts(withScripts)
{
}

std::vector<Command> RightsProbe::questions() const
{
    const QByteArray key = m_prefix + ":drover:rights";
    std::vector<Command> commands;
    for (const Question& question : questionTable) {
        if (question.meaning != Meaning::Script || m_withScripts)
            commands.push_back(commandFor(question, key));
    }
    return commands;
}

void RightsProbe::take(const std::vector<Reply>& replies)
{
    bool keysAreRefused = false;
    for (size_t i = 0; i < replies.size() && i < questionTable.size(); ++i) {
        const Question& question = questionTable.at(i);
        const Reply& reply = replies.at(i);
        const Refusal refusal = refusalOf(reply);
        switch (question.meaning) {
        case Meaning::User:
            if (reply.isText())
                m_rights.user = reply.text;
            break;
        case Meaning::Read:
            keysAreRefused = keysAreRefused || refusal == Refusal::Keys;
            if (refusal == Refusal::Command)
                m_rights.missingReads.append(nameOf(question));
            break;
        case Meaning::Scan:
            m_rights.mayScan = refusal == Refusal::None;
            break;
        case Meaning::Clients:
            m_rights.mayListClients = refusal == Refusal::None;
            break;
        case Meaning::Config:
            m_rights.mayReadConfig = refusal == Refusal::None;
            break;
        case Meaning::Script:
            m_rights.mayRunScripts = refusal == Refusal::None;
            break;
        }
    }
    if (keysAreRefused)
        m_rights.missingReads.append("~" + m_prefix + ":*");
}

std::vector<Command> RightsProbe::dryRuns() const
{
    if (m_rights.user.isEmpty())
        return {};
    const QByteArray key = m_prefix + ":drover:rights";
    std::vector<Command> commands;
    for (const Question& question : writeTable)
        commands.push_back(commandFor(question, key, {"ACL", "DRYRUN", m_rights.user}));
    return commands;
}

void RightsProbe::takeDryRuns(const std::vector<Reply>& replies)
{
    bool keysAreRefused = false;
    for (size_t i = 0; i < replies.size() && i < writeTable.size(); ++i) {
        const Reply& reply = replies.at(i);
        if (reply.isError())
            return; // may not ask, or the server is older than 7
        if (reply.text == "OK")
            continue;
        if (reply.text.contains("permissions to access"))
            keysAreRefused = true;
        else
            m_rights.missingWrites.append(nameOf(writeTable.at(i)));
    }
    if (keysAreRefused)
        m_rights.missingWrites.append("~" + m_prefix + ":*");
    m_rights.writesAreKnown = !replies.empty();
    m_rights.mayRunScripts = !m_rights.missingWrites.contains("evalsha");
}

} // namespace drover
