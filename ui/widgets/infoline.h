// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QProgressBar;
class QPushButton;

namespace drover::ui {

class PlainLabel;

//! A quiet strip above or below a table: what is shown or selected, and at most two things to do about it.
//! Hidden while there is nothing to say.
class InfoLine final : public QWidget {
    Q_OBJECT
public:
    explicit InfoLine(QWidget* parent = nullptr);

    void show(const QString& text, const QString& first = {}, const QString& second = {});
    void dismiss();
    //! A thin bar for work under way; total <= 0 = unknown, done < 0 = none.
    void setProgress(qint64 done, qint64 total);
    [[nodiscard]] QString text() const;
    [[nodiscard]] QPushButton* firstButton() const { return m_first; }
    [[nodiscard]] QPushButton* secondButton() const { return m_second; }

Q_SIGNALS:
    void firstTriggered();
    void secondTriggered();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    PlainLabel* m_text;
    QProgressBar* m_progress;
    QPushButton* m_first;
    QPushButton* m_second;
};

} // namespace drover::ui
