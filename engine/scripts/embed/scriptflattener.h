// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QSet>
#include <QString>

namespace drover::embed {

//! Resolves `--- @include "path"` lines of one Lua script: relative to the file that includes, each file once
//! per script, depth first, in place; empty lines go. The result is what npm's client loads, byte for byte.
class ScriptFlattener final {
public:
    //! Empty when a file is missing; error() says which.
    [[nodiscard]] QByteArray flatten(const QString& file);
    [[nodiscard]] const QString& error() const { return m_error; }

private:
    void append(const QString& file);

    QByteArray m_text;
    QString m_error;
    QSet<QString> m_done;
};

} // namespace drover::embed
