// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtGlobal>

namespace drover {

// What the build generates (engine/scripts/embed); static memory, no constructors.
struct EmbeddedText {
    const char* data;
    qsizetype size;
};

struct EmbeddedScript {
    const char* name;
    int keys;
    const char* sha1;
    EmbeddedText text;
};

extern const EmbeddedScript embeddedScripts[]; // in the order of ScriptId
extern const EmbeddedText embeddedVersion;
extern const EmbeddedText embeddedLicense;

} // namespace drover
