// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/card.h"

#include <QByteArrayList>

#include <vector>

class QPushButton;

namespace drover::ui {

class PlainLabel;
class TextBlock;

//! What a job wrote, the last lines; older ones on request. Follows while lines come, unless somebody has
//! scrolled up.
class LogCard final : public Card {
    Q_OBJECT
public:
    explicit LogCard(QWidget* parent = nullptr);

    void clear();
    //! The last lines of `total`.
    void showEnd(const std::vector<QByteArray>& lines, qint64 total, bool active);
    //! Lines that stand before those shown.
    void addOlder(const std::vector<QByteArray>& lines);
    [[nodiscard]] const QByteArrayList& lines() const { return m_lines; }
    [[nodiscard]] TextBlock* block() const { return m_block; }
    [[nodiscard]] QPushButton* olderButton() const { return m_older; }

Q_SIGNALS:
    //! Lines first .. last are wanted.
    void olderWanted(qint64 first, qint64 last);
    void copied();

private:
    void update();
    [[nodiscard]] qint64 hidden() const;

    QByteArrayList m_lines;
    qint64 m_total = 0;
    bool m_active = false;

    PlainLabel* m_note;
    QPushButton* m_older;
    TextBlock* m_block;
};

//! `shown` continued by what is read now at the end of the log: lines that both have are there once, also
//! when a limit has cut the log's beginning. Pure.
[[nodiscard]] QByteArrayList joinedLog(const QByteArrayList& shown, const QByteArrayList& end);

} // namespace drover::ui
