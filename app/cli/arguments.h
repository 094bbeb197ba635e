// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "cli/commandspec.h"
#include "core/clock.h"
#include "core/expected.h"

#include <QHash>
#include <QString>

#include <optional>

namespace drover::cli {

//! Why a command line was not understood.
struct UsageError {
    QString message; //!< one sentence, with the nearest suggestion where there is one
    const CommandSpec* command = nullptr; //!< the verb, as far as it was known
    bool json = false; //!< --json was among the options
};

//! What a command line says, checked against the table. Values are bytes as they were given.
class Arguments {
public:
    const CommandSpec* command = nullptr; //!< none: the window, or one of the switches below
    bool help = false;
    bool version = false;
    bool man = false;
    QByteArray completion; //!< "bash", "zsh", "fish"; empty = not asked for
    QByteArrayList positional;
    QByteArrayList rest; //!< arguments of `--exec`

    [[nodiscard]] bool has(QByteArrayView option) const;
    [[nodiscard]] QByteArray text(QByteArrayView option, const QByteArray& fallback = {}) const;
    [[nodiscard]] QByteArrayList all(QByteArrayView option) const;
    [[nodiscard]] qint64 number(QByteArrayView option, qint64 fallback) const;
    [[nodiscard]] Milliseconds duration(QByteArrayView option, Milliseconds fallback) const;
    //! Empty when it was not given.
    [[nodiscard]] QByteArray argument(QByteArrayView name) const;

    void set(const QByteArray& option, const QByteArray& value) { m_options[option].append(value); }

private:
    QHash<QByteArray, QByteArrayList> m_options;
};

//! Strict: unknown verbs and options, missing and malformed values are errors. `words` without the program's
//! name.
[[nodiscard]] Expected<Arguments, UsageError> parseArguments(const QByteArrayList& words);

//! The word of `candidates` that is meant, judging by the distance; empty when none is near.
[[nodiscard]] QByteArray nearest(const QByteArray& word, const QByteArrayList& candidates);

} // namespace drover::cli
