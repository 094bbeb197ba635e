// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "redis/replyclass.h"

#include <array>

namespace drover {

namespace {

struct Row {
    QByteArrayView text;
    ReplyClass replyClass;
};

// The texts of Redis 7.0.15; a denial inside a script begins with ERR there, with NOPERM later.
constexpr std::array starts{
    Row{"NOSCRIPT", ReplyClass::Reload},
    Row{"LOADING", ReplyClass::Wait},
    Row{"BUSY ", ReplyClass::Wait},
    Row{"MASTERDOWN", ReplyClass::Wait},
    Row{"NOREPLICAS", ReplyClass::Wait},
    Row{"OOM ", ReplyClass::Wait},
    Row{"MISCONF", ReplyClass::Wait},
    Row{"TRYAGAIN", ReplyClass::Wait},
    Row{"CLUSTERDOWN", ReplyClass::Wait},
    Row{"ERR max number of clients reached", ReplyClass::Wait},
    Row{"READONLY", ReplyClass::ReResolve},
    Row{"UNBLOCKED", ReplyClass::ReResolve},
    Row{"WRONGPASS", ReplyClass::Stop},
    Row{"NOAUTH", ReplyClass::Stop},
    Row{"NOPERM", ReplyClass::Stop},
    Row{"ERR invalid password", ReplyClass::Stop},
    Row{"ERR AUTH", ReplyClass::Stop},
    Row{"ERR Client sent AUTH, but no password is set", ReplyClass::Stop},
    Row{"ERR DB index is out of range", ReplyClass::Stop},
    Row{"ERR invalid DB index", ReplyClass::Stop},
    Row{"ERR The user executing the script", ReplyClass::Stop},
    Row{"WRONGTYPE", ReplyClass::Data},
    Row{"ERR hash value is not", ReplyClass::Data},
    Row{"ERR value is not an integer", ReplyClass::Data},
};

// Inside a script the original error stands somewhere in the text.
constexpr std::array parts{
    Row{"can't run this command", ReplyClass::Stop},
    Row{"can't access at least one of the keys", ReplyClass::Stop}, Row{"-OOM ", ReplyClass::Wait},
    Row{"-MISCONF ", ReplyClass::Wait}, Row{"-READONLY ", ReplyClass::ReResolve},
    Row{"WRONGTYPE", ReplyClass::Data}, Row{"hash value is not an integer", ReplyClass::Data},
    Row{"cjson", ReplyClass::Data}, Row{"JSON", ReplyClass::Data},
    Row{"attempt to", ReplyClass::Data}, // Lua met a value of the wrong type
};

bool isDenied(QByteArrayView text)
{
    return text.startsWith("NOPERM") || text.contains("can't run this command")
        || text.contains("can't access at least one of the keys");
}

ErrorCode codeOf(ReplyClass replyClass, QByteArrayView text)
{
    if (replyClass != ReplyClass::Stop || text.contains("DB index"))
        return ErrorCode::Server;
    return isDenied(text) ? ErrorCode::Denied : ErrorCode::Auth;
}

} // namespace

ReplyClass classifyReply(QByteArrayView errorText)
{
    for (const Row& row : starts)
        if (errorText.startsWith(row.text))
            return row.replyClass;
    for (const Row& row : parts)
        if (errorText.contains(row.text))
            return row.replyClass;
    return ReplyClass::Other;
}

QLatin1StringView replyClassName(ReplyClass replyClass)
{
    static constexpr std::array<QLatin1StringView, 6> names{QLatin1StringView("reload"),
        QLatin1StringView("wait"), QLatin1StringView("re-resolve"), QLatin1StringView("stop"),
        QLatin1StringView("data"), QLatin1StringView("other")};
    return names.at(static_cast<size_t>(replyClass));
}

Error errorFromReply(const Reply& reply)
{
    const ReplyClass replyClass = classifyReply(reply.text);
    const QString text = QString::fromUtf8(reply.text);
    return {codeOf(replyClass, reply.text), text,
        {{QStringLiteral("class"), QString(replyClassName(replyClass))}, {QStringLiteral("reply"), text}}};
}

} // namespace drover
