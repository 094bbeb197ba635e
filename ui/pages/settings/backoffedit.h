// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/joboptions.h"

#include <QWidget>

#include <optional>

class QComboBox;
class QSpinBox;

namespace drover::ui {

//! When a failed attempt is tried again: at once, after a fixed time, after growing times.
class BackoffEdit final : public QWidget {
    Q_OBJECT
public:
    explicit BackoffEdit(const QString& unset, QWidget* parent = nullptr);

    [[nodiscard]] std::optional<BackoffOptions> value() const;
    void setValue(const std::optional<BackoffOptions>& backoff);

Q_SIGNALS:
    void changed();

private:
    void showWay();

    QComboBox* m_way; //!< data: the type; empty = none
    QSpinBox* m_delay;
    QSpinBox* m_jitter; //!< percent
    bool m_isFilling = false;
};

} // namespace drover::ui
