// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/settings/backoffedit.h"

#include "style/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace drover::ui {

BackoffEdit::BackoffEdit(const QString& unset, QWidget* parent)
    : QWidget(parent)
    , m_way(new QComboBox)
    , m_delay(new QSpinBox)
    , m_jitter(new QSpinBox)
{
    m_way->addItem(unset, QString());
    m_way->addItem(tr("Always the same wait"), u"fixed"_s);
    m_way->addItem(tr("Twice as long each time"), u"exponential"_s);
    m_delay->setRange(0, std::numeric_limits<int>::max());
    m_delay->setValue(1000);
    m_delay->setSingleStep(500);
    m_delay->setGroupSeparatorShown(true);
    m_delay->setSuffix(tr(" ms", "milliseconds"));
    m_delay->setAccessibleName(tr("First wait"));
    m_jitter->setRange(0, 100);
    m_jitter->setSuffix(tr(" % at random", "behind a number"));
    m_jitter->setAccessibleName(tr("Random part of the wait"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spaceXs);
    layout->addWidget(m_way);
    auto* row = new QHBoxLayout;
    row->setSpacing(spaceS);
    layout->addLayout(row);
    row->addWidget(m_delay, 1);
    row->addWidget(m_jitter, 1);
    setFocusProxy(m_way);
    showWay();
    const auto edited = [this] {
        showWay();
        if (!m_isFilling)
            Q_EMIT changed();
    };
    connect(m_way, &QComboBox::currentIndexChanged, this, edited);
    connect(m_delay, &QSpinBox::valueChanged, this, edited);
    connect(m_jitter, &QSpinBox::valueChanged, this, edited);
}

void BackoffEdit::showWay()
{
    const bool waits = !m_way->currentData().toString().isEmpty();
    m_delay->setVisible(waits);
    m_jitter->setVisible(waits);
}

std::optional<BackoffOptions> BackoffEdit::value() const
{
    const QString type = m_way->currentData().toString();
    if (type.isEmpty())
        return std::nullopt;
    BackoffOptions backoff{type.toUtf8(), static_cast<double>(m_delay->value()), std::nullopt};
    if (m_jitter->value() > 0)
        backoff.jitter = m_jitter->value() / 100.0;
    return backoff;
}

void BackoffEdit::setValue(const std::optional<BackoffOptions>& backoff)
{
    if (value() == backoff)
        return;
    m_isFilling = true;
    const QString type = backoff ? QString::fromUtf8(backoff->type) : QString();
    if (m_way->findData(type) < 0)
        m_way->addItem(tr("By the strategy %1", "%1 is a name").arg(type), type);
    m_way->setCurrentIndex(m_way->findData(type));
    if (backoff) {
        m_delay->setValue(static_cast<int>(std::min(backoff->delay.value_or(0), 2147483647.0)));
        m_jitter->setValue(qRound(backoff->jitter.value_or(0) * 100));
    }
    showWay();
    m_isFilling = false;
}

} // namespace drover::ui
