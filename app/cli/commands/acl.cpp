// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/context.h"
#include "health/accessrules.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace drover::cli {

using namespace Qt::StringLiterals;

namespace {

AccessRole roleOf(QByteArrayView word)
{
    return word == "viewer" ? AccessRole::Viewer
        : word == "worker"  ? AccessRole::Worker
                            : AccessRole::Operator;
}

//! A blank would end the word and begin a rule.
bool isOneWord(const QByteArray& text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [](char c) {
        return static_cast<uchar>(c) > ' ' && c != '"' && c != '\'' && c != 0x7f;
    });
}

QJsonArray toJson(const QByteArrayList& words)
{
    QJsonArray array;
    for (const QByteArray& word : words)
        array.append(QString::fromUtf8(word));
    return array;
}

} // namespace

QCoro::Task<int> runAcl(Context& context)
{
    const Arguments& arguments = context.arguments();
    const QByteArray role = arguments.argument("ROLE");
    const QByteArray user = arguments.text("user", "drover-" + role);
    if (!isOneWord(user) || !isOneWord(context.prefix()))
        co_return context.failUsage(u"in rules of Redis, names and prefixes have no blanks and no quotes"_s);
    const AccessRules rules = accessRules(roleOf(role), {context.prefix()}, !arguments.has("redis-6"));
    Console& console = context.console();
    if (context.json()) {
        const QJsonObject object{{u"role"_s, QString::fromUtf8(role)}, {u"user"_s, QString::fromUtf8(user)},
            {u"keys"_s, toJson(rules.keys)}, {u"commands"_s, toJson(rules.commands)},
            {u"rule"_s, QString::fromUtf8(rules.setUser(user))}};
        console.line(QJsonDocument(object).toJson(QJsonDocument::Compact));
    } else {
        console.line(rules.setUser(user));
    }
    co_return ExitDone;
}

} // namespace drover::cli
