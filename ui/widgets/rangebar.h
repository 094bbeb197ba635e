// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QButtonGroup;

namespace drover::ui {

//! How far back a chart looks, and how fine.
enum class TimeRange : quint8 { QuarterHour, Hour, Day, Week };

[[nodiscard]] qint64 spanOf(TimeRange range); //!< ms
[[nodiscard]] qint64 stepOf(TimeRange range); //!< ms between points

//! One button for each range; arrows move between them.
class RangeBar final : public QWidget {
    Q_OBJECT
public:
    explicit RangeBar(QWidget* parent = nullptr);

    [[nodiscard]] TimeRange range() const;
    void setRange(TimeRange range);

Q_SIGNALS:
    void rangeChanged(drover::ui::TimeRange range);

private:
    QButtonGroup* m_buttons;
};

} // namespace drover::ui
