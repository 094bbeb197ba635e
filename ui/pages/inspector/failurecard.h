// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/card.h"

class QPushButton;

namespace drover::ui {

class PlainLabel;
class TextBlock;

//! Why a job failed: the reason and the newest stack trace, frames of the application first and the others
//! folded; the traces of earlier attempts on request.
class FailureCard final : public Card {
    Q_OBJECT
public:
    explicit FailureCard(QWidget* parent = nullptr);

    void show(const QByteArray& reason, const QByteArray& stacktrace, bool reasonLeftOut, bool tracesLeftOut);
    [[nodiscard]] QString text() const;
    [[nodiscard]] QPushButton* framesButton() const { return m_frames; }
    [[nodiscard]] QPushButton* tracesButton() const { return m_traces; }

Q_SIGNALS:
    void copied();
    //! The reason or the traces are long and were not read.
    void loadWanted();

private:
    void update();

    QByteArray m_reason;
    QByteArray m_stacktrace;
    bool m_leftOut = false;
    bool m_allFrames = false;
    bool m_allTraces = false;

    PlainLabel* m_note;
    TextBlock* m_block;
    QPushButton* m_frames;
    QPushButton* m_traces;
    QPushButton* m_load;
};

} // namespace drover::ui
