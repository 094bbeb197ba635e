// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/feeds/anchors.h"

#include "queue/queuereader.h"
#include "session/enginecore.h"

#include <algorithm>
#include <memory>

namespace drover::ui {

namespace {
constexpr qsizetype mostAnchors = 3; // of those that are looked up one by one

struct Search {
    qsizetype open = 0;
    std::optional<qint64> shift;
    std::function<void(qint64)> done;
};
} // namespace

void findShift(EngineCore& core, const PageQuestion& question, std::function<void(qint64 shift)> done)
{
    const auto& anchors = question.anchors;
    const qsizetype count = std::min(mostAnchors, anchors.size());
    auto search = std::make_shared<Search>(Search{count, std::nullopt, std::move(done)});
    for (qsizetype i = 0; i < count; ++i) {
        // Spread over what was seen: the first ones may have been dealt with.
        const auto& [id, row] = anchors.at(i * (anchors.size() - 1) / std::max<qsizetype>(1, count - 1));
        core.reader()
            .positionOf(question.queue, question.state, id)
            .then(&core,
                [search, before = row, ascending = question.ascending](const Result<JobPosition>& place) {
                    if (place && place->index && !search->shift)
                        search->shift =
                            (ascending ? place->total - 1 - *place->index : *place->index) - before;
                    if (--search->open == 0)
                        search->done(search->shift.value_or(0));
                });
    }
}

void moveRanges(PageQuestion& question, qint64 shift)
{
    for (RowRange& range : question.ranges) {
        const qint64 length = range.last - range.first;
        range.first = std::max<qint64>(0, range.first + shift);
        range.last = range.first + length;
    }
}

} // namespace drover::ui
