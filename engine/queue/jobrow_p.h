// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "protocol/jobcodec.h"
#include "protocol/queueid.h"
#include "queue/detached_p.h"
#include "queue/jobrow.h"
#include "redis/redisconnection.h"

#include <QPointer>

#include <vector>

namespace drover {

//! Reads rows in pipelines that stay small whatever the jobs hold: first what is always short together with
//! the length of each text that was asked for, then the texts that are short enough, at most `mostBytes`
//! (16 MB) of them in one go.
class RowReader final {
public:
    RowReader(QueueId queue, JobFields fields, qint64 textLimit, JobCheck check = JobCheck::Full);

    //! First pipeline: always the same number of commands for a job.
    [[nodiscard]] std::vector<Command> firstCommands(const std::vector<JobId>& ids) const;
    //! Takes its replies; an error only where nothing can be read at all.
    [[nodiscard]] Status takeFirst(const std::vector<JobId>& ids, std::vector<Reply> replies);
    //! Texts that are to be read still.
    [[nodiscard]] qint64 bytesLeft() const;
    //! The next pipeline of texts; empty = all is read.
    [[nodiscard]] std::vector<Command> nextCommands();
    void takeNext(std::vector<Reply> replies);
    [[nodiscard]] std::vector<JobRow> takeRows();

private:
    struct Wanted {
        size_t row = 0;
        std::vector<QByteArrayView> names;
        qint64 bytes = 0;
    };
    void planTexts(size_t row, const std::vector<Reply>& lengths, size_t at);

    QueueId m_queue;
    JobFields m_fields;
    qint64 m_textLimit;
    JobCheck m_check;
    std::vector<QByteArrayView> m_short; //!< names of hash fields that are read at once
    std::vector<std::pair<JobField, QByteArrayView>> m_texts; //!< read when they are short enough
    std::vector<JobId> m_ids;
    std::vector<std::vector<Reply>> m_hashes; //!< of each job: field, value, field, value
    std::vector<JobRow> m_rows;
    std::vector<Wanted> m_wanted;
    std::vector<Wanted> m_sent;
};

//! The rows of these ids, in their order; two round trips, more only for many long texts.
void readRows(QPointer<RedisConnection> connection, RowReader reader, std::vector<JobId> ids,
    UniqueFunction<void(Result<std::vector<JobRow>>)> done);

} // namespace drover
