// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/rangebar.h"

#include "style/theme.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QToolButton>

namespace drover::ui {

namespace {
constexpr qint64 second = 1000;
constexpr qint64 minute = 60 * second;
constexpr qint64 hour = 60 * minute;
} // namespace

qint64 spanOf(TimeRange range)
{
    switch (range) {
    case TimeRange::QuarterHour:
        return 15 * minute;
    case TimeRange::Hour:
        return hour;
    case TimeRange::Day:
        return 24 * hour;
    case TimeRange::Week:
        break;
    }
    return 7 * 24 * hour;
}

qint64 stepOf(TimeRange range)
{
    switch (range) {
    case TimeRange::QuarterHour:
        return 15 * second;
    case TimeRange::Hour:
        return minute;
    case TimeRange::Day:
        return 10 * minute;
    case TimeRange::Week:
        break;
    }
    return hour;
}

RangeBar::RangeBar(QWidget* parent)
    : QWidget(parent)
    , m_buttons(new QButtonGroup(this))
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spaceXs);
    for (const auto& [range, text, words] :
        {std::tuple(TimeRange::QuarterHour, tr("15 min", "range of a chart"), tr("The last 15 minutes")),
            std::tuple(TimeRange::Hour, tr("1 h", "range of a chart"), tr("The last hour")),
            std::tuple(TimeRange::Day, tr("24 h", "range of a chart"), tr("The last 24 hours")),
            std::tuple(TimeRange::Week, tr("7 d", "range of a chart"), tr("The last seven days"))}) {
        auto* button = new QToolButton;
        button->setText(text);
        button->setToolTip(words);
        button->setAccessibleName(words);
        button->setCheckable(true);
        button->setProperty("framed", true);
        button->setFont(Theme::scaled(0.9));
        m_buttons->addButton(button, static_cast<int>(range));
        layout->addWidget(button);
    }
    m_buttons->button(static_cast<int>(TimeRange::QuarterHour))->setChecked(true);
    connect(m_buttons, &QButtonGroup::idToggled, this, [this](int id, bool checked) {
        if (checked)
            Q_EMIT rangeChanged(static_cast<TimeRange>(id));
    });
}

TimeRange RangeBar::range() const
{
    return static_cast<TimeRange>(m_buttons->checkedId());
}

void RangeBar::setRange(TimeRange range)
{
    m_buttons->button(static_cast<int>(range))->setChecked(true);
}

} // namespace drover::ui
