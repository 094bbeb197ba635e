// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/feeds/pagereading.h"

#include "core/clock.h"
#include "protocol/jobcodec.h"
#include "protocol/jsontext.h"
#include "queue/queuereader.h"
#include "session/enginecore.h"
#include "session/feeds/anchors.h"
#include "util/secrets.h"

#include <QSet>

#include <algorithm>

namespace drover::ui {

namespace {
constexpr qint64 excerpt = 512;
constexpr qint64 reasonExcerpt = 2048;
constexpr qint64 longForPaths = 64 * 1024;

QByteArray valueAt(const JsonText& data, const JsonPath& path)
{
    const QByteArrayView value = json::at(data, path);
    if (value.isEmpty())
        return {};
    if (!path.isEmpty() && looksSecret(path.last()))
        return maskDots;
    if (const auto text = json::decodeString(value))
        return text->left(excerpt);
    return maskSecrets(value.first(std::min<qsizetype>(4 * excerpt, value.size())).toByteArray())
        .left(excerpt);
}
} // namespace

JobFields tableFields()
{
    return usualJobFields | JobField::Data | JobField::Options | JobField::Progress;
}

qint64 tableTextLimit(const QList<JsonPath>& paths)
{
    return paths.isEmpty() ? usualTextLimit : longForPaths;
}

JobEntry toEntry(const JobRow& row, const QList<JsonPath>& paths)
{
    JobEntry entry = JobEntry::fromJob(row.job);
    entry.data = maskSecrets(row.job.data.left(usualTextLimit)).left(excerpt);
    entry.dataSize = row.dataSize;
    entry.reason = row.job.failedReason.left(reasonExcerpt);
    entry.progress = row.job.progress.left(excerpt);
    entry.parent = row.job.parentKey.left(excerpt);
    for (const JsonPath& path : paths)
        entry.extra.append(valueAt(row.job.data, path));
    entry.missing = isUnreadable(row.job);
    return entry;
}

PageReading::PageReading(EngineCore& core, PageQuestion question, Reply reply)
    : m_core(core)
    , m_question(std::move(question))
    , m_reply(std::move(reply))
{
}

void PageReading::start()
{
    read();
}

//! All ranges in one go: their commands follow one another, so that hardly anything comes between.
void PageReading::read()
{
    m_stretches.clear();
    m_stretches.resize(m_question.ranges.size());
    m_open = m_question.ranges.size();
    for (qsizetype i = 0; i < m_question.ranges.size(); ++i) {
        const RowRange range = m_question.ranges.at(i);
        m_core.reader()
            .rows(m_question.queue, m_question.state, range.first, range.last, m_question.ascending,
                tableFields(), tableTextLimit(m_question.paths))
            .then(&m_core,
                [self = shared_from_this(), i](const Result<JobRowPage>& page) { self->take(i, page); });
    }
    if (m_open == 0)
        m_reply(Error{ErrorCode::BadInput, QStringLiteral("no rows asked for"), {}});
}

void PageReading::take(qsizetype index, const Result<JobRowPage>& page)
{
    if (m_done)
        return;
    if (!page) {
        m_done = true;
        m_reply(page.error());
        return;
    }
    JobStretch& stretch = m_stretches[index];
    stretch.first = m_question.ranges.at(index).first;
    for (const JobRow& row : page->rows)
        stretch.rows.append(toEntry(row, m_question.paths));
    m_total = page->total;
    if (--m_open == 0)
        complete();
}

void PageReading::complete()
{
    if (!m_followed && isLost())
        follow();
    else
        answer();
}

//! None of the jobs that stood here is here any more: more came in front of them than the ranges hold.
bool PageReading::isLost() const
{
    if (m_question.anchors.isEmpty())
        return false;
    QSet<JobId> read;
    for (const JobStretch& stretch : m_stretches) {
        for (const JobEntry& row : stretch.rows)
            read.insert(row.id);
    }
    return std::none_of(m_question.anchors.begin(), m_question.anchors.end(),
        [&read](const auto& anchor) { return read.contains(anchor.first); });
}

void PageReading::follow()
{
    m_followed = true;
    findShift(m_core, m_question, [self = shared_from_this()](qint64 shift) { self->moveTo(shift); });
}

void PageReading::moveTo(qint64 shift)
{
    if (shift == 0) {
        answer();
        return;
    }
    moveRanges(m_question, shift);
    read();
}

void PageReading::answer()
{
    JobPages pages;
    pages.total = m_total;
    pages.readAt = Clock::system().now().count();
    for (JobStretch& stretch : m_stretches) {
        const qint64 next =
            pages.stretches.isEmpty() ? 0 : pages.stretches.last().first + pages.stretches.last().rows.size();
        // Ranges that followed their jobs to the top may meet there.
        if (stretch.first < next)
            stretch.rows.remove(0, std::min(next - stretch.first, static_cast<qint64>(stretch.rows.size())));
        stretch.first = std::max(stretch.first, next);
        pages.stretches.append(std::move(stretch));
    }
    m_reply(std::move(pages));
}

} // namespace drover::ui
