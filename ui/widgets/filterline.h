// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "util/filterquery.h"

#include <QLineEdit>
#include <QTimer>

namespace drover::ui {

//! The line that narrows a table: shows while one types whether it is understood, completes the names of
//! fields, and says what somebody wants to see. Escape empties it, then leaves it.
class FilterLine final : public QLineEdit {
    Q_OBJECT
public:
    explicit FilterLine(QWidget* parent = nullptr);

    [[nodiscard]] const FilterQuery& query() const { return m_query; }
    //! What is wrong with the text; empty = nothing.
    [[nodiscard]] QString problem() const;
    //! Sets the text without asking for a search.
    void setQuietly(const QString& text);

Q_SIGNALS:
    //! Another query that makes sense, some moments after the last key or at once by Enter.
    void queryChanged(const drover::ui::FilterQuery& query);
    void left();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void read();
    void announce();
    void complete();

    FilterQuery m_query;
    FilterQuery m_told;
    QTimer m_pause;
};

} // namespace drover::ui
