// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/values.h"

#include <QWidget>

namespace drover::ui {

//! Letter and colour of an environment, so that production is never taken for anything else.
class EnvironmentChip final : public QWidget {
    Q_OBJECT
public:
    enum class Form : quint8 { Letter, Word };

    EnvironmentChip(Environment environment, Form form, QWidget* parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] QString text() const;

    Environment m_environment;
    Form m_form;
};

} // namespace drover::ui
