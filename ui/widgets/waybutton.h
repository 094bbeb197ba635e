// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>

namespace drover::ui {

//! A large button: icon, title and what it does.
class WayButton final : public QAbstractButton {
    Q_OBJECT
public:
    WayButton(
        const QString& iconName, const QString& title, const QString& description, QWidget* parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    QString m_icon;
    QString m_description;
};

} // namespace drover::ui
