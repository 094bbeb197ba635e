// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QPushButton;
class QVBoxLayout;

namespace drover::ui {

class PlainLabel;

//! What stands where a list would be: what is so, and the next useful action.
class EmptyState final : public QWidget {
    Q_OBJECT
public:
    explicit EmptyState(QWidget* parent = nullptr);

    //! Without an action there is no button.
    void show(const QString& iconName, const QString& title, const QString& text, const QString& action = {});
    [[nodiscard]] QString title() const;
    [[nodiscard]] QPushButton* button() const { return m_action; }

Q_SIGNALS:
    void actionTriggered();

private:
    PlainLabel* m_icon;
    PlainLabel* m_title;
    PlainLabel* m_text;
    QPushButton* m_action;
};

//! Grey bars in the place of rows that are on their way; nothing jumps when they arrive.
class Skeleton final : public QWidget {
    Q_OBJECT
public:
    explicit Skeleton(QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;
};

} // namespace drover::ui
