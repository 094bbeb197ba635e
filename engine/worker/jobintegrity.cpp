// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "worker/jobintegrity_p.h"

#include "protocol/jsontext.h"

#include <algorithm>
#include <array>
#include <limits>

namespace drover {
namespace {

//! What HINCRBY takes, within the range of an int.
bool isCounter(QByteArrayView text)
{
    const QByteArrayView digits = text.startsWith('-') ? text.sliced(1) : text;
    if (digits.isEmpty() || digits.size() > 10 || (digits.size() > 1 && digits.front() == '0'))
        return false;
    if (!std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; }))
        return false;
    const qint64 value = text.toLongLong();
    return value >= 0 && value < std::numeric_limits<int>::max();
}

bool isCounterField(QByteArrayView name)
{
    return name == "atm" || name == "ats" || name == "stc";
}

} // namespace

JobDamage damageOf(const Job& job, std::span<const Reply> fields)
{
    JobDamage damage;
    bool hasName = false;
    bool hasData = false;
    for (size_t i = 0; i + 1 < fields.size(); i += 2) {
        const QByteArray& name = fields[i].text;
        const QByteArray& value = fields[i + 1].text;
        hasName |= name == "name";
        hasData |= name == "data";
        if (isCounterField(name) && !isCounter(value)) {
            damage.reasons.append(name + ": not a whole number");
            damage.fields.emplace_back(name, value);
        } else if (name == "parent" && !value.isEmpty() && json::type(value) != json::Type::Object) {
            damage.reasons.append(QByteArrayLiteral("parent: not a JSON object"));
            damage.fields.emplace_back(name, value);
        }
    }
    if (!hasName && !hasData)
        damage.reasons.append(QByteArrayLiteral("its data is gone from Redis"));
    else if (!json::isValid(job.data))
        damage.reasons.append(QByteArrayLiteral("data: not JSON"));
    if (!job.opts.isEmpty() && json::type(job.opts) != json::Type::Object)
        damage.reasons.append(QByteArrayLiteral("opts: not a JSON object"));
    return damage;
}

} // namespace drover
