// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "scripts/scriptregistry.h"

#include "scripts/embeddedscripts_p.h"

#include <array>

namespace drover {

namespace {

QByteArray shared(const char* text)
{
    return QByteArray::fromRawData(text, static_cast<qsizetype>(qstrlen(text)));
}

std::array<Script, scriptCount> allScripts()
{
    std::array<Script, scriptCount> scripts;
    for (size_t i = 0; i < scripts.size(); ++i) {
        const EmbeddedScript& source = embeddedScripts[i];
        scripts[i] = {shared(source.name), source.keys, shared(source.sha1),
            QByteArray::fromRawData(source.text.data, source.text.size)};
    }
    return scripts;
}

template <typename Predicate>
std::optional<ScriptId> find(Predicate isIt)
{
    for (int i = 0; i < scriptCount; ++i) {
        const auto id = static_cast<ScriptId>(i);
        if (isIt(script(id)))
            return id;
    }
    return std::nullopt;
}

} // namespace

const Script& script(ScriptId id)
{
    static const std::array<Script, scriptCount> scripts = allScripts();
    return scripts.at(static_cast<size_t>(id));
}

std::optional<ScriptId> scriptByName(QByteArrayView name)
{
    return find([name](const Script& candidate) { return candidate.name == name; });
}

std::optional<ScriptId> scriptBySha1(QByteArrayView sha1)
{
    return find(
        [sha1](const Script& candidate) { return sha1.compare(candidate.sha1, Qt::CaseInsensitive) == 0; });
}

QByteArrayView bullmqVersion()
{
    return {embeddedVersion.data, embeddedVersion.size};
}

QByteArrayView bullmqLicense()
{
    return {embeddedLicense.data, embeddedLicense.size};
}

} // namespace drover
