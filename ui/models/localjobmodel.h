// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/patchedmodel.h"
#include "session/workervalues.h"

namespace drover::ui {

//! A job that a local worker runs or has run.
struct LocalJobRow {
    enum class State : quint8 { Running, Completed, Failed };
    JobId id;
    QByteArray name;
    State state = State::Running;
    QByteArray progress; //!< while it runs
    QByteArray reason; //!< of a failure
    qint64 time = 0; //!< when it began; when it has ended, when that was
    qint64 milliseconds = -1; //!< how long it ran

    [[nodiscard]] QByteArray key() const { return id; }
    bool operator==(const LocalJobRow&) const = default;
};

//! Running jobs first, then those that ended, newest first.
class LocalJobModel final : public PatchedModel<LocalJobRow> {
    Q_OBJECT
public:
    enum Column { Id, Name, State, Took, ColumnCount };
    enum Role { MutedRole = Qt::UserRole + 1, MonospaceRole };

    using PatchedModel::PatchedModel;

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    //! `ended` newest first.
    void apply(const QList<RunningJob>& running, const QList<LocalJobRow>& ended);
    //! Time has passed.
    void tick(qint64 now);

private:
    [[nodiscard]] QString display(const LocalJobRow& row, int column) const;

    qint64 m_now = 0;
};

} // namespace drover::ui
