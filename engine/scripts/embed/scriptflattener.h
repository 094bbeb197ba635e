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
    //! Where else an included file may be: the package's folder, for scripts of our own.
    void setFallback(const QString& folder) { m_fallback = folder; }
    //! Empty when a file is missing; error() says which.
    [[nodiscard]] QByteArray flatten(const QString& file);
    [[nodiscard]] const QString& error() const { return m_error; }

private:
    void append(const QString& file);

    [[nodiscard]] QString resolved(const QString& includer, const QString& included) const;

    QString m_fallback;
    QByteArray m_text;
    QString m_error;
    QSet<QString> m_done;
};

} // namespace drover::embed
