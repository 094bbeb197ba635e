// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alertteller.h"
#include "models/patchedmodel.h"

namespace drover::ui {

//! An alert since the start of the window.
struct AlertRow {
    quint64 number = 0;
    AlertProblem problem;
    QString connection; //!< its title
    qint64 endedAt = 0; //!< ms since the epoch; 0 = it goes on
    bool isMuted = false; //!< nobody was told

    [[nodiscard]] QByteArray key() const { return QByteArray::number(number); }
    bool operator==(const AlertRow&) const = default;
};

//! The alerts since the start, newest first; the oldest go when there are too many.
class AlertModel final : public PatchedModel<AlertRow> {
    Q_OBJECT
public:
    enum Column { When, Problem, Connection, Outcome, ColumnCount };
    enum Role { MutedRole = Qt::UserRole + 1, GoingOnRole };

    using PatchedModel::PatchedModel;

    void take(const AlertTarget& target, const QString& connection, const AlertChange& change, bool isMuted,
        qint64 now);
    //! What goes on there is no longer followed.
    void endAll(const QString& connection, qint64 now);
    void clear();
    //! Those that nobody was kept from, from this number on.
    [[nodiscard]] std::vector<AlertProblem> since(quint64 number) const;
    //! Of the newest one; 0 = none yet.
    [[nodiscard]] quint64 lastNumber() const { return m_last; }

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    static constexpr int most = 500;

private:
    [[nodiscard]] static QString outcome(const AlertRow& row);

    quint64 m_last = 0;
};

} // namespace drover::ui
