// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/settings/retentionedit.h"

#include "style/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QSpinBox>
#include <QVBoxLayout>

#include <limits>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {

constexpr int secondsOfMinute = 60;
constexpr int secondsOfHour = 3600;
constexpr int secondsOfDay = 86400;

QHBoxLayout* rowIn(QVBoxLayout* layout)
{
    auto* row = new QHBoxLayout;
    row->setSpacing(spaceS);
    layout->addLayout(row);
    return row;
}

} // namespace

RetentionEdit::RetentionEdit(const QString& unset, QWidget* parent)
    : QWidget(parent)
    , m_way(new QComboBox)
    , m_count(new QSpinBox)
    , m_age(new QSpinBox)
    , m_unit(new QComboBox)
{
    m_way->addItem(unset, Unset);
    m_way->addItem(tr("Remove at once"), None);
    m_way->addItem(tr("Keep all"), All);
    m_way->addItem(tr("Keep the newest"), Count);
    m_way->addItem(tr("Keep for a time"), Age);
    m_way->addItem(tr("Keep the newest, for a time"), CountAndAge);
    m_count->setRange(1, 100000000);
    m_count->setValue(1000);
    m_count->setGroupSeparatorShown(true);
    m_count->setSuffix(tr(" jobs", "behind a number that can be edited"));
    m_count->setAccessibleName(tr("How many jobs"));
    m_age->setRange(1, 100000);
    m_age->setValue(7);
    m_age->setAccessibleName(tr("How long"));
    m_unit->setAccessibleName(tr("Unit of the time"));
    m_unit->addItem(tr("seconds"), 1);
    m_unit->addItem(tr("minutes"), secondsOfMinute);
    m_unit->addItem(tr("hours"), secondsOfHour);
    m_unit->addItem(tr("days"), secondsOfDay);
    m_unit->setCurrentIndex(3);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spaceXs);
    layout->addWidget(m_way);
    layout->addWidget(m_count);
    QHBoxLayout* const row = rowIn(layout);
    row->addWidget(m_age, 1);
    row->addWidget(m_unit, 1);
    setFocusProxy(m_way);
    showWay();
    const auto edited = [this] {
        showWay();
        if (!m_isFilling)
            Q_EMIT changed();
    };
    connect(m_way, &QComboBox::currentIndexChanged, this, [this, edited] {
        if (!m_isFilling)
            m_limit.reset();
        edited();
    });
    connect(m_unit, &QComboBox::currentIndexChanged, this, edited);
    connect(m_count, &QSpinBox::valueChanged, this, edited);
    connect(m_age, &QSpinBox::valueChanged, this, edited);
}

void RetentionEdit::showWay()
{
    const int way = m_way->currentData().toInt();
    m_count->setVisible(way == Count || way == CountAndAge);
    m_age->setVisible(way == Age || way == CountAndAge);
    m_unit->setVisible(way == Age || way == CountAndAge);
}

std::optional<KeepJobs> RetentionEdit::value() const
{
    KeepJobs keep;
    const int way = m_way->currentData().toInt();
    switch (way) {
    case Unset:
        return std::nullopt;
    case None:
        keep.count = 0;
        return keep;
    case All:
        keep.count = -1;
        return keep;
    default:
        break;
    }
    if (way == Count || way == CountAndAge)
        keep.count = m_count->value();
    if (way == Age || way == CountAndAge)
        keep.age = static_cast<qint64>(m_age->value()) * m_unit->currentData().toInt();
    keep.limit = m_limit;
    return keep;
}

void RetentionEdit::setValue(const std::optional<KeepJobs>& keep)
{
    if (value() == keep)
        return;
    m_isFilling = true;
    const qint64 count = keep ? keep->count.value_or(-1) : -1;
    const bool hasAge = keep && keep->age.has_value();
    const Way way = !keep     ? Unset
        : hasAge && count > 0 ? CountAndAge
        : hasAge              ? Age
        : count == 0          ? None
        : count < 0           ? All
                              : Count;
    m_limit = keep ? keep->limit : std::nullopt;
    m_way->setCurrentIndex(m_way->findData(way));
    if (count > 0)
        m_count->setValue(static_cast<int>(std::min<qint64>(count, m_count->maximum())));
    if (hasAge) {
        int unit = 0;
        for (int i = 0; i < m_unit->count(); ++i) {
            if (*keep->age > 0 && *keep->age % m_unit->itemData(i).toInt() == 0)
                unit = i;
        }
        m_unit->setCurrentIndex(unit);
        m_age->setValue(static_cast<int>(
            std::min<qint64>(*keep->age / m_unit->itemData(unit).toInt(), m_age->maximum())));
    }
    showWay();
    m_isFilling = false;
}

} // namespace drover::ui
