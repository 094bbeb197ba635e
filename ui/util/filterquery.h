// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/jobstate.h"
#include "queue/massaction.h"

#include <QString>

#include <optional>
#include <vector>

namespace drover::ui {

//! What somebody typed to narrow a table: `state:failed age:<24h error:"ECONN*" name:mail some text`. Words
//! without a known name before them are looked for everywhere, as one text.
struct FilterQuery {
    enum class Problem : quint8 {
        None,
        UnknownState, //!< state:...
        BadAge, //!< age:...
        EmptyValue, //!< name: and nothing behind it
        OpenQuote,
        StarInside, //!< a star may stand at an end only: texts are looked for anywhere in a field anyway
        TooMany, //!< the same name twice
    };
    struct Term {
        QByteArray text;
        MatchFields in = allMatchFields;

        bool operator==(const Term&) const = default;
    };

    std::optional<JobState> state;
    std::optional<qint64> youngerThan; //!< ms
    std::vector<Term> terms; //!< all of them must be found
    Problem problem = Problem::None;
    qsizetype problemAt = 0; //!< where in the line

    [[nodiscard]] bool isEmpty() const { return !state && !youngerThan && terms.empty(); }
    //! Has something to look for in the jobs; a state alone only chooses the table.
    [[nodiscard]] bool isSearch() const { return youngerThan.has_value() || !terms.empty(); }

    bool operator==(const FilterQuery&) const = default;
};

//! Pure; never fails, but says what is wrong.
[[nodiscard]] FilterQuery parseFilter(const QString& line);
//! For the engine; `now` (ms) is what ages count back from.
[[nodiscard]] MassFilter toMassFilter(const FilterQuery& query, qint64 now);

} // namespace drover::ui
