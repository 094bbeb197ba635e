// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"
#include "queue/jobsearch.h"

#include <QByteArrayList>
#include <QObject>

#include <memory>

namespace drover {

enum class ExportFormat : quint8 {
    JsonLines, //!< jobToJson() of each job: what was stored, byte for byte
    Csv, //!< RFC 4180, for spreadsheets: see csvCell()
};

struct ExportRequest {
    QueueId queue;
    JobState state = JobState::Failed;
    std::vector<JobId> ids{}; //!< only these, in this order; empty = the whole state, newest first
    MassFilter filter{}; //!< narrows both; `count` = at most so many rows, 0 = all
    ExportFormat format = ExportFormat::JsonLines;
    QByteArrayList columns{}; //!< of CSV; empty = exportColumns()
    QString path{}; //!< the file to write; empty = wrote() hands out the bytes

    bool operator==(const ExportRequest&) const = default;
};

struct ExportReport {
    qint64 rows = 0;
    qint64 bytes = 0;
    std::optional<Error> error; //!< why there is no file: Cancelled, BadInput, NotFound (`file`), ...

    bool operator==(const ExportReport&) const = default;
};

//! The columns of the job shape (`--json`), which a CSV file has unless others are asked for.
[[nodiscard]] const QByteArrayList& exportColumns();
//! BadInput (context "column") for a column whose first part is none of exportColumns(). What follows it,
//! separated by dots, leads into JSON: `data.user.id`, `data.tags.0`; a dot that belongs to a name is `\.`.
[[nodiscard]] Status checkColumns(const QByteArrayList& columns);
//! One line of CSV, CR LF included.
[[nodiscard]] QByteArray csvHeader(const QByteArrayList& columns);
//! Texts and JSON strings as they read, numbers digit by digit, null and what is not there as an empty cell,
//! arrays and objects as JSON.
[[nodiscard]] QByteArray csvRow(
    const QByteArrayList& columns, const Job& job, QByteArrayView queueName, JobState state);
//! Text as a cell: quoted where RFC 4180 wants it. A cell that a spreadsheet would take for a formula gets an
//! apostrophe in front: it begins with = + - @ TAB CR NUL or a full-width ＝ ＋ － ＠, at once or behind
//! quotes, blanks and line breaks.
[[nodiscard]] QByteArray csvCell(QByteArrayView text);

//! Writes jobs of a state, a search or a selection to a file, a page at a time: memory stays small whatever
//! there is. The file appears only when it is complete (QSaveFile), with mode 0600; symbolic links are not
//! followed. It is written on a thread of its own.
//!
//! Thread-affine (the thread of its connection, which it borrows); one export at a time. progressed() any
//! number of times, then finished() exactly once, never from inside start().
class JobExport final : public QObject {
    Q_OBJECT
public:
    explicit JobExport(RedisConnection& connection, QObject* parent = nullptr);
    ~JobExport() override;

    void start(ExportRequest request);
    //! Ends after the page under way; finished() comes with ErrorCode::Cancelled, and there is no file.
    void cancel();
    [[nodiscard]] bool isRunning() const;

Q_SIGNALS:
    //! The next bytes of an export without a path.
    void wrote(const QByteArray& bytes);
    //! `hits` = rows so far.
    void progressed(const drover::SearchProgress& progress);
    void finished(const drover::ExportReport& report);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace drover

Q_DECLARE_METATYPE(drover::ExportReport)
