// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "history/history.h"

#include <QHash>
#include <QSqlDatabase>

#include <optional>

class QSqlError;
class QSqlQuery;

namespace drover {

//! The history's SQLite file; lives on one thread. Every call opens the file when it is not; false or an
//! empty optional = see lastError().
class HistoryStore final {
public:
    explicit HistoryStore(const HistoryOptions& options);
    ~HistoryStore();
    HistoryStore(const HistoryStore&) = delete;
    HistoryStore& operator=(const HistoryStore&) = delete;

    //! How rows were put together.
    enum class Level : quint8 { Reading, Minute, Quarter };
    [[nodiscard]] static qint64 sizeOf(Level level);

    [[nodiscard]] bool insert(const std::vector<LinkSample>& links, const std::vector<QueueSample>& queues);
    [[nodiscard]] bool insert(const LinkEvent& event);
    //! Puts finished minutes and quarters together and drops what is too old. `now` in ms since the epoch.
    [[nodiscard]] bool roll(qint64 now);
    [[nodiscard]] std::optional<std::vector<LinkSample>> links(qint64 from, qint64 to, qint64 step);
    //! A null queue: all of them.
    [[nodiscard]] std::optional<std::vector<QueueSample>> queues(
        const QueueId& queue, qint64 from, qint64 to, qint64 step);
    [[nodiscard]] std::optional<std::vector<LinkEvent>> events(int count, qint64 before);
    [[nodiscard]] const QString& lastError() const { return m_error; }

private:
    [[nodiscard]] bool open();
    [[nodiscard]] bool openFile();
    [[nodiscard]] bool prepareSchema();
    [[nodiscard]] bool run(const QString& statement);
    [[nodiscard]] bool failed(const QSqlError& error);
    [[nodiscard]] bool rollUp(Level level, qint64 now);
    [[nodiscard]] bool prune(qint64 now);
    [[nodiscard]] bool insertLinks(Level level, const std::vector<LinkSample>& links);
    [[nodiscard]] bool insertQueues(Level level, const std::vector<QueueSample>& queues);
    [[nodiscard]] bool readLinks(Level level, qint64 from, qint64 to, std::vector<LinkSample>& into);
    [[nodiscard]] bool readQueues(
        Level level, const QueueId& queue, qint64 from, qint64 to, std::vector<QueueSample>& into);
    enum class Edge : quint8 { Oldest, Newest };
    struct Place {
        qint64 from = 0;
        qint64 to = 0; //!< 0 = there is none
    };
    //! The connection's first or last sample of a level.
    [[nodiscard]] std::optional<Place> edge(Level level, Edge edge);
    struct Part {
        Level level;
        qint64 from;
        qint64 to;
    };
    [[nodiscard]] std::optional<std::vector<Part>> parts(qint64 from, qint64 to, qint64 step);
    [[nodiscard]] bool readQueueNames();
    [[nodiscard]] qint64 idOf(const QueueId& queue);
    void close();
    void setAside();

    HistoryOptions m_options;
    QString m_name;
    QSqlDatabase m_database;
    qint64 m_connection = 0; //!< its row
    QHash<QueueId, qint64> m_queueIds;
    QHash<qint64, QueueId> m_queueNames;
    bool m_isDamaged = false; //!< the last error says so
    QString m_error;
};

} // namespace drover
