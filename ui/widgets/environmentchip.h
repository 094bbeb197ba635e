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
    void setEnvironment(Environment environment);

    //! The same look for delegates; `solid` = the connection is open.
    static void paintChip(
        QPainter& painter, const QRect& area, Environment environment, Form form, bool solid);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] static QString text(Environment environment, Form form);

    Environment m_environment;
    Form m_form;
};

} // namespace drover::ui
