// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/context.h"
#include "cli/shapes.h"
#include "health/accessrules.h"
#include "protocol/jsontext.h"

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
        json::ObjectWriter object;
        object.string("role", role).string("user", user).raw("keys", jsonStrings(rules.keys));
        object.raw("commands", jsonStrings(rules.commands)).string("rule", rules.setUser(user));
        console.line(object.take());
    } else {
        console.line(rules.setUser(user));
    }
    co_return ExitDone;
}

} // namespace drover::cli
