// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/chartlines.h"
#include "models/patchedmodel.h"

#include <functional>

namespace drover::ui {

//! One moment of a chart.
struct ChartRow {
    qint64 at = 0;
    QList<std::optional<double>> values; //!< of the lines, in their order

    [[nodiscard]] QByteArray key() const { return QByteArray::number(at); }
    bool operator==(const ChartRow&) const = default;
};

//! A chart as a table, newest first: for screen readers and for exact numbers.
class ChartModel final : public PatchedModel<ChartRow> {
    Q_OBJECT
public:
    explicit ChartModel(std::function<QString(double)> format, QObject* parent = nullptr);

    void apply(const ChartLines& lines);
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::function<QString(double)> m_format;
    QList<ChartMeaning> m_columns;
};

} // namespace drover::ui
