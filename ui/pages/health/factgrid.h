// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/feeds/healthfeed.h"
#include "session/values.h"

#include <QWidget>

class QFormLayout;

namespace drover::ui {

class PlainLabel;

struct RedisFact {
    QString name;
    QString value;

    bool operator==(const RedisFact&) const = default;
};

//! What one wants to know of a Redis at a glance; what INFO does not say is "unknown". Pure.
[[nodiscard]] QList<RedisFact> redisFacts(const LinkFacts& link, const HealthReport& report);

//! Names and values in two columns; values can be selected.
class FactGrid final : public QWidget {
    Q_OBJECT
public:
    explicit FactGrid(QWidget* parent = nullptr);
    void apply(const QList<RedisFact>& facts);

private:
    QList<RedisFact> m_facts;
    QList<PlainLabel*> m_values;
    QFormLayout* m_layout;
};

} // namespace drover::ui
