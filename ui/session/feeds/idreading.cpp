// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/feeds/idreading.h"

#include "session/enginecore.h"
#include "session/feeds/anchors.h"

#include <QHash>

namespace drover::ui {

IdReading::IdReading(EngineCore& core, PageQuestion question, Reply reply)
    : m_core(core)
    , m_question(std::move(question))
    , m_reply(std::move(reply))
{
}

void IdReading::start()
{
    if (m_question.ranges.isEmpty())
        m_reply(Error{ErrorCode::BadInput, QStringLiteral("no rows asked for"), {}});
    else
        read();
}

void IdReading::read()
{
    m_ids.stretches.clear();
    m_ids.stretches.resize(m_question.ranges.size());
    m_open = m_question.ranges.size();
    for (qsizetype i = 0; i < m_question.ranges.size(); ++i) {
        const RowRange range = m_question.ranges.at(i);
        m_core.reader()
            .ids(m_question.queue, m_question.state, range.first, range.last, m_question.ascending)
            .then(&m_core,
                [self = shared_from_this(), i](const Result<JobIdPage>& page) { self->take(i, page); });
    }
}

void IdReading::take(qsizetype index, const Result<JobIdPage>& page)
{
    if (!m_reply)
        return;
    if (!page) {
        std::exchange(m_reply, nullptr)(page.error());
        return;
    }
    m_ids.stretches[index] = {
        m_question.ranges.at(index).first, QList<JobId>(page->ids.begin(), page->ids.end())};
    m_ids.total = page->total;
    if (--m_open == 0)
        complete();
}

void IdReading::complete()
{
    if (m_followed || m_question.anchors.isEmpty()) {
        std::exchange(m_reply, nullptr)(std::move(m_ids));
        return;
    }
    m_followed = true;
    if (const auto shift = seenShift())
        moveTo(*shift);
    else
        findShift(m_core, m_question, [self = shared_from_this()](qint64 rows) { self->moveTo(rows); });
}

//! How far the first anchor that is in the ranges has moved.
std::optional<qint64> IdReading::seenShift() const
{
    QHash<JobId, qint64> rows;
    for (const IdStretch& stretch : m_ids.stretches) {
        for (qsizetype i = 0; i < stretch.ids.size(); ++i)
            rows.insert(stretch.ids.at(i), stretch.first + i);
    }
    for (const auto& [id, row] : m_question.anchors) {
        if (const auto now = rows.constFind(id); now != rows.constEnd())
            return *now - row;
    }
    return std::nullopt;
}

void IdReading::moveTo(qint64 shift)
{
    if (shift == 0) {
        complete();
        return;
    }
    moveRanges(m_question, shift);
    read();
}

} // namespace drover::ui
