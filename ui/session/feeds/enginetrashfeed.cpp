// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/feeds/enginetrashfeed.h"

#include "core/whenfinished.h"
#include "redis/redisurl.h"

#include <QDir>
#include <QPointer>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
constexpr int mostBatches = 1000;

std::shared_ptr<Trash> openTrash(const EngineConfig& config)
{
    if (config.dataDir.isEmpty())
        return nullptr;
    TrashOptions options;
    options.path = QDir(config.dataDir).filePath(u"trash.sqlite"_s);
    options.connection = recordedName(config.connection, config.identity.embedded);
    return std::make_shared<Trash>(options);
}

template <typename T>
QList<T> asList(const std::vector<T>& values)
{
    return QList<T>(values.begin(), values.end());
}

template <typename T, typename From, typename Convert>
void answerLater(
    QFuture<Result<From>> future, TrashFeed* feed, QObject* context, Answer<T> answer, Convert convert)
{
    whenFinished(std::move(future), feed,
        [guard = QPointer<QObject>(context), answer = std::move(answer), convert](
            const QFuture<Result<From>>& read) {
            const Result<From> result = read.result();
            if (guard)
                answer(result ? Result<T>(convert(*result)) : Result<T>(result.error()));
        });
}

template <typename T>
void refuse(TrashFeed* feed, QObject* context, Answer<T> answer)
{
    QMetaObject::invokeMethod(
        feed,
        [guard = QPointer<QObject>(context), answer = std::move(answer)] {
            if (guard)
                answer(Error{ErrorCode::NotFound, u"no trash is kept"_s, {}});
        },
        Qt::QueuedConnection);
}
} // namespace

EngineTrashFeed::EngineTrashFeed(const EngineConfig& config, QObject* parent)
    : TrashFeed(parent)
    , m_trash(openTrash(config))
{
}

void EngineTrashFeed::readBatches(QObject* context, Answer<QList<TrashBatch>> answer)
{
    if (!m_trash)
        return refuse(this, context, std::move(answer));
    answerLater<QList<TrashBatch>>(m_trash->batches(mostBatches, m_trash->options().connection), this,
        context, std::move(answer), &asList<TrashBatch>);
}

void EngineTrashFeed::readEntries(
    qint64 batch, int from, int count, QObject* context, Answer<QList<TrashEntry>> answer)
{
    if (!m_trash)
        return refuse(this, context, std::move(answer));
    answerLater<QList<TrashEntry>>(
        m_trash->entries(batch, from, count), this, context, std::move(answer), &asList<TrashEntry>);
}

void EngineTrashFeed::erase(const QList<qint64>& entries, QObject* context, Answer<Done> answer)
{
    if (!m_trash)
        return refuse(this, context, std::move(answer));
    answerLater<Done>(m_trash->erase({entries.begin(), entries.end()}), this, context, std::move(answer),
        [](const Done& done) { return done; });
}

void EngineTrashFeed::eraseAll(QObject* context, Answer<Done> answer)
{
    if (!m_trash)
        return refuse(this, context, std::move(answer));
    answerLater<Done>(
        m_trash->eraseAll(), this, context, std::move(answer), [](const Done& done) { return done; });
}

} // namespace drover::ui
