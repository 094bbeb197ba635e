// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "redis/replyclass.h"

#include <array>

namespace drover {

using namespace Qt::StringLiterals;

namespace {

constexpr ReplyKind scriptMissing{ReplyClass::Reload, "script"_L1, "Redis does not know the script yet"_L1};
constexpr ReplyKind loading{
    ReplyClass::Wait, "loading"_L1, "Redis is loading its data; it will answer soon"_L1};
constexpr ReplyKind busy{
    ReplyClass::Wait, "busy"_L1, "Redis is busy with a long script; SCRIPT KILL would end it"_L1};
constexpr ReplyKind masterDown{
    ReplyClass::Wait, "masterdown"_L1, "this replica has lost its master and refuses to answer"_L1};
constexpr ReplyKind noReplicas{
    ReplyClass::Wait, "noreplicas"_L1, "too few replicas are connected (min-replicas-to-write)"_L1};
constexpr ReplyKind oom{
    ReplyClass::Wait, "oom"_L1, "Redis has reached maxmemory; raise it or remove finished jobs"_L1};
constexpr ReplyKind misconf{
    ReplyClass::Wait, "misconf"_L1, "Redis cannot write to its disk and refuses changes; see its log"_L1};
constexpr ReplyKind cluster{ReplyClass::Wait, "cluster"_L1, "the cluster is rearranging its slots"_L1};
constexpr ReplyKind maxClients{
    ReplyClass::Wait, "maxclients"_L1, "Redis has reached maxclients; close connections or raise it"_L1};
constexpr ReplyKind readOnly{
    ReplyClass::ReResolve, "readonly"_L1, "this server became a replica; the master is elsewhere now"_L1};
constexpr ReplyKind unblocked{ReplyClass::ReResolve, "unblocked"_L1,
    "this server changed its role; the master may be elsewhere now"_L1};
constexpr ReplyKind password{ReplyClass::Stop, "password"_L1, "Redis refused the user or the password"_L1};
constexpr ReplyKind passwordMissing{ReplyClass::Stop, "password-missing"_L1, "Redis asks for a password"_L1};
constexpr ReplyKind passwordUnwanted{
    ReplyClass::Stop, "password-unwanted"_L1, "a password was sent, but Redis has none configured"_L1};
constexpr ReplyKind commandDenied{
    ReplyClass::Stop, "command"_L1, "an ACL rule forbids a command to this user"_L1};
constexpr ReplyKind keyDenied{ReplyClass::Stop, "key"_L1, "an ACL rule forbids a key to this user"_L1};
constexpr ReplyKind denied{ReplyClass::Stop, "denied"_L1, "an ACL rule forbids this to the user"_L1};
constexpr ReplyKind isProtected{ReplyClass::Stop, "protected"_L1,
    "Redis runs in protected mode: it takes remote connections only with a password"_L1};
constexpr ReplyKind database{ReplyClass::Stop, "database"_L1, "the server has no database of this number"_L1};
constexpr ReplyKind wrongType{ReplyClass::Data, "wrongtype"_L1, "a key holds another type than a queue's"_L1};
constexpr ReplyKind notANumber{ReplyClass::Data, "number"_L1, "a field that must be a number is none"_L1};
constexpr ReplyKind scriptData{
    ReplyClass::Data, "script-data"_L1, "a script met data that it cannot read"_L1};

struct Row {
    QByteArrayView text;
    ReplyKind kind;
};

// The texts of Redis 7.0.15. A denial inside a script begins with ERR there, with NOPERM later.
constexpr std::array starts{
    Row{"NOSCRIPT", scriptMissing},
    Row{"LOADING", loading},
    Row{"BUSY ", busy},
    Row{"MASTERDOWN", masterDown},
    Row{"NOREPLICAS", noReplicas},
    Row{"OOM ", oom},
    Row{"MISCONF", misconf},
    Row{"TRYAGAIN", cluster},
    Row{"CLUSTERDOWN", cluster},
    Row{"ERR max number of clients reached", maxClients},
    Row{"READONLY", readOnly},
    Row{"UNBLOCKED", unblocked},
    Row{"WRONGPASS", password},
    Row{"ERR invalid password", password},
    Row{"NOAUTH", passwordMissing},
    Row{"ERR AUTH", passwordUnwanted},
    Row{"ERR Client sent AUTH, but no password is set", passwordUnwanted},
    Row{"DENIED", isProtected},
    Row{"ERR DB index is out of range", database},
    Row{"ERR invalid DB index", database},
    Row{"WRONGTYPE", wrongType},
    Row{"ERR hash value is not", notANumber},
    Row{"ERR value is not an integer", notANumber},
    Row{"ERR value is not a valid float", notANumber},
};

// Where a script passes an error on, the original one stands somewhere in the text (6.2), or is unlike the
// one at top level (denials in 7.0). The order matters: a Lua error is only what is left.
constexpr std::array parts{
    Row{"can't run this command", commandDenied},
    Row{"has no permissions to run", commandDenied},
    Row{"can't access at least one of the keys", keyDenied},
    Row{"has no permissions to access", keyDenied},
    Row{"No permissions to access", keyDenied},
    Row{"NOPERM", denied},
    Row{"-OOM ", oom},
    Row{"-MISCONF ", misconf},
    Row{"-NOREPLICAS ", noReplicas},
    Row{"-READONLY ", readOnly},
    Row{"-MASTERDOWN ", masterDown},
    Row{"WRONGTYPE", wrongType},
    Row{"hash value is not", notANumber},
    Row{"value is not an integer", notANumber},
};

// "ERR user_script:12: Expected value but found T_END ...": cjson or Lua itself stumbled over a value.
bool isLuaError(QByteArrayView text)
{
    const qsizetype at = text.indexOf("user_script:");
    return at >= 0 && text.startsWith("ERR ") && !text.startsWith("ERR Script killed")
        && !text.startsWith("ERR Unknown Redis command") && !text.startsWith("ERR Wrong number of args");
}

// NOPERM names the command in quotes at top level.
QString commandIn(QByteArrayView text)
{
    const qsizetype begin = text.indexOf("run the '");
    if (begin < 0)
        return {};
    const QByteArrayView rest = text.sliced(begin + 9);
    const qsizetype end = rest.indexOf('\'');
    return end < 0 ? QString() : QString::fromUtf8(rest.first(end));
}

ErrorCode codeOf(const ReplyKind& kind)
{
    if (kind.replyClass != ReplyClass::Stop || kind.reason == database.reason)
        return ErrorCode::Server;
    const bool isAuth = kind.reason.startsWith("password"_L1);
    return isAuth ? ErrorCode::Auth : ErrorCode::Denied;
}

} // namespace

ReplyKind replyKind(QByteArrayView errorText)
{
    for (const Row& row : starts)
        if (errorText.startsWith(row.text))
            return row.kind;
    for (const Row& row : parts)
        if (errorText.contains(row.text))
            return row.kind;
    if (isLuaError(errorText))
        return scriptData;
    return {ReplyClass::Other, "other"_L1, {}};
}

ReplyClass classifyReply(QByteArrayView errorText)
{
    return replyKind(errorText).replyClass;
}

QLatin1StringView replyClassName(ReplyClass replyClass)
{
    static constexpr std::array names{
        "reload"_L1, "wait"_L1, "re-resolve"_L1, "stop"_L1, "data"_L1, "other"_L1};
    static_assert(names.size() == static_cast<size_t>(ReplyClass::Other) + 1);
    return names.at(static_cast<size_t>(replyClass));
}

Error errorFromReply(const Reply& reply)
{
    const ReplyKind kind = replyKind(reply.text);
    const QString text = QString::fromUtf8(reply.text);
    Error error{codeOf(kind), text,
        {{u"class"_s, QString(replyClassName(kind.replyClass))}, {u"reason"_s, QString(kind.reason)},
            {u"reply"_s, text}}};
    if (!kind.sentence.isEmpty())
        error.message = kind.sentence + " ("_L1 + text + u')';
    if (const QString command = commandIn(reply.text); !command.isEmpty())
        error.context.insert(u"command"_s, command);
    return error;
}

} // namespace drover
