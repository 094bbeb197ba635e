// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "protocol/jobcodec.h"

#include "protocol/joboptionscodec.h"
#include "protocol/jsontext.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

namespace drover {

namespace {

// Fills one Job from the fields of its hash.
class Decoder final {
public:
    Decoder(Job& job, JobCheck check)
        : m_job(job)
        , m_check(check)
    {
    }

    void read(QByteArrayView field, const QByteArray& value);
    void finish();

private:
    using Reader = void (*)(Decoder&, const QByteArray&);
    static const std::array<std::pair<QByteArrayView, Reader>, 22> readers;

    void damage(const char* field, const char* what)
    {
        m_job.damaged.append(QLatin1StringView(field) + QLatin1StringView(": ") + QLatin1StringView(what));
    }

    std::optional<qint64> whole(const char* field, const QByteArray& value);
    void readInt(const char* field, const QByteArray& value, int& target);
    void readTime(const char* field, const QByteArray& value, std::optional<qint64>& target);
    void readDelay(const QByteArray& value);
    void readOptions(const QByteArray& value);
    void readJson(const char* field, const QByteArray& value, JsonText& target);
    void checkStacktrace();
    void checkParent();

    Job& m_job;
    JobCheck m_check;
    QByteArray m_newAttempts; // `atm`
    QByteArray m_oldAttempts; // `attemptsMade`
};

const std::array<std::pair<QByteArrayView, Decoder::Reader>, 22> Decoder::readers{{
    {"name", [](Decoder& d, const QByteArray& v) { d.m_job.name = v; }},
    {"data", [](Decoder& d, const QByteArray& v) { d.readJson("data", v, d.m_job.data); }},
    {"opts", [](Decoder& d, const QByteArray& v) { d.readOptions(v); }},
    {"timestamp",
        [](Decoder& d, const QByteArray& v) { d.m_job.timestamp = d.whole("timestamp", v).value_or(0); }},
    {"delay", [](Decoder& d, const QByteArray& v) { d.readDelay(v); }},
    {"priority",
        [](Decoder& d, const QByteArray& v) { d.m_job.priority = d.whole("priority", v).value_or(0); }},
    {"processedOn",
        [](Decoder& d, const QByteArray& v) { d.readTime("processedOn", v, d.m_job.processedOn); }},
    {"ats", [](Decoder& d, const QByteArray& v) { d.readInt("ats", v, d.m_job.attemptsStarted); }},
    {"atm", [](Decoder& d, const QByteArray& v) { d.m_newAttempts = v; }},
    {"attemptsMade", [](Decoder& d, const QByteArray& v) { d.m_oldAttempts = v; }},
    {"stc", [](Decoder& d, const QByteArray& v) { d.readInt("stc", v, d.m_job.stalledCounter); }},
    {"finishedOn", [](Decoder& d, const QByteArray& v) { d.readTime("finishedOn", v, d.m_job.finishedOn); }},
    {"pb", [](Decoder& d, const QByteArray& v) { d.m_job.processedBy = v; }},
    {"returnvalue",
        [](Decoder& d, const QByteArray& v) { d.readJson("returnvalue", v, d.m_job.returnvalue); }},
    {"failedReason", [](Decoder& d, const QByteArray& v) { d.m_job.failedReason = v; }},
    {"stacktrace", [](Decoder& d, const QByteArray& v) { d.m_job.stacktrace = v; }},
    {"progress", [](Decoder& d, const QByteArray& v) { d.readJson("progress", v, d.m_job.progress); }},
    {"parentKey", [](Decoder& d, const QByteArray& v) { d.m_job.parentKey = v; }},
    {"parent", [](Decoder& d, const QByteArray& v) { d.m_job.parent = v; }},
    {"rjk", [](Decoder& d, const QByteArray& v) { d.m_job.repeatJobKey = v; }},
    {"deid", [](Decoder& d, const QByteArray& v) { d.m_job.deduplicationId = v; }},
    {"defa", [](Decoder& d, const QByteArray& v) { d.m_job.deferredFailure = v; }},
}};

void Decoder::read(QByteArrayView field, const QByteArray& value)
{
    for (const auto& [name, reader] : readers) {
        if (name == field) {
            reader(*this, value);
            return;
        }
    }
}

void Decoder::finish()
{
    if (m_job.data.isEmpty())
        m_job.data = QByteArrayLiteral("{}");
    if (!m_oldAttempts.isEmpty())
        readInt("attemptsMade", m_oldAttempts, m_job.attemptsMade);
    else
        readInt("atm", m_newAttempts, m_job.attemptsMade);
    if (m_check == JobCheck::Full) {
        checkStacktrace();
        checkParent();
    }
}

// A decimal number, cut to a whole one as parseInt does; empty text is no damage.
std::optional<qint64> Decoder::whole(const char* field, const QByteArray& value)
{
    if (value.isEmpty())
        return std::nullopt;
    qint64 number = 0;
    const char* const end = value.data() + value.size();
    const auto [stop, error] = std::from_chars(value.data(), end, number);
    if (error == std::errc() && stop == end)
        return number;
    const auto real = json::decodeNumber(value);
    if (real && std::abs(*real) < 9.2e18)
        return static_cast<qint64>(*real);
    damage(field, "not a number");
    return std::nullopt;
}

void Decoder::readInt(const char* field, const QByteArray& value, int& target)
{
    const auto number = whole(field, value);
    if (!number)
        return;
    if (std::abs(*number) <= std::numeric_limits<int>::max())
        target = static_cast<int>(*number);
    else
        damage(field, "out of range");
}

void Decoder::readTime(const char* field, const QByteArray& value, std::optional<qint64>& target)
{
    const auto number = whole(field, value);
    if (number && *number != 0)
        target = number;
}

void Decoder::readDelay(const QByteArray& value)
{
    if (value.isEmpty())
        return;
    if (const auto number = json::decodeNumber(value))
        m_job.delay = *number;
    else
        damage("delay", "not a number");
}

void Decoder::readOptions(const QByteArray& value)
{
    m_job.opts = value;
    if (value.isEmpty())
        return;
    // The jobs of a queue mostly have the same options, word for word: the last ones are kept at hand.
    constexpr qsizetype longestKept = 1024;
    thread_local JsonText lastText;
    thread_local JobOptions lastOptions;
    if (value == lastText) {
        m_job.options = lastOptions;
        return;
    }
    const qsizetype damagedBefore = m_job.damaged.size();
    if (json::type(value) == json::Type::Object && json::isValid(value))
        m_job.options = decodeJobOptions(value, &m_job.damaged);
    else
        damage("opts", json::isValid(value) ? "not an object" : "not JSON");
    if (m_job.damaged.size() == damagedBefore && value.size() <= longestKept) {
        lastText = value;
        lastOptions = m_job.options;
    }
}

void Decoder::readJson(const char* field, const QByteArray& value, JsonText& target)
{
    target = value;
    if (m_check == JobCheck::Full && !value.isEmpty() && !json::isValid(value))
        damage(field, "not JSON");
}

void Decoder::checkStacktrace()
{
    if (m_job.stacktrace.isEmpty())
        return;
    const auto rows = json::elements(m_job.stacktrace);
    if (!rows) {
        damage("stacktrace", json::isValid(m_job.stacktrace) ? "not an array" : "not JSON");
        return;
    }
    for (const QByteArrayView row : *rows) {
        if (json::type(row) != json::Type::String && row != "null") {
            damage("stacktrace", "not an array of strings");
            return;
        }
    }
}

void Decoder::checkParent()
{
    if (m_job.parent.isEmpty())
        return;
    if (!json::isValid(m_job.parent))
        damage("parent", "not JSON");
    else if (json::type(m_job.parent) != json::Type::Object)
        damage("parent", "not an object");
}

} // namespace

bool isUnreadable(const Job& job)
{
    return std::any_of(job.damaged.cbegin(), job.damaged.cend(), [](const QString& entry) {
        return entry.startsWith(QLatin1StringView("hash:")) || entry.startsWith(QLatin1StringView("key:"));
    });
}

Job decodeJob(JobId id, std::span<const Reply> fields, JobCheck check)
{
    Job job;
    job.id = std::move(id);
    if (fields.empty()) {
        job.data = QByteArrayLiteral("{}");
        job.damaged.append(QStringLiteral("hash: missing"));
        return job;
    }
    Decoder decoder(job, check);
    for (size_t i = 0; i + 1 < fields.size(); i += 2)
        decoder.read(fields[i].text, fields[i + 1].text);
    decoder.finish();
    return job;
}

} // namespace drover
