// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "health/connectiontest.h"
#include "widgets/card.h"

#include <QByteArrayList>

#include <array>

namespace drover::ui {

class PlainLabel;

//! The steps of a connection's test as they go: a sign, what was found, the time, and what helps where it
//! failed.
class ConnectionTestPanel final : public Card {
    Q_OBJECT
public:
    explicit ConnectionTestPanel(QWidget* parent = nullptr);

    void show(const ConnectionTestReport& report, const QByteArrayList& prefixes);
    //! Before the first test.
    void showNothing();
    //! What a screen reader hears: the verdict, and the step that failed.
    [[nodiscard]] QString summary() const;

protected:
    void changeEvent(QEvent* event) override;

private:
    struct Line {
        PlainLabel* sign = nullptr;
        PlainLabel* title = nullptr;
        PlainLabel* time = nullptr;
        PlainLabel* sentence = nullptr;
        PlainLabel* remedy = nullptr;
    };
    void showLine(ConnectionStep step);

    ConnectionTestReport m_report;
    QByteArrayList m_prefixes;
    bool m_hasReport = false;
    PlainLabel* m_verdict;
    std::array<Line, connectionStepCount> m_lines;
};

} // namespace drover::ui
