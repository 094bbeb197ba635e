// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/jobstate.h"

#include <QLabel>

#include <optional>

namespace drover::ui {

//! The only label in Drover: never guesses HTML, so that text from jobs stays text.
class PlainLabel : public QLabel {
    Q_OBJECT
public:
    enum class Tone : quint8 { Normal, Muted, Caption, Strong, Title, Error };

    explicit PlainLabel(const QString& text = {}, Tone tone = Tone::Normal, QWidget* parent = nullptr);

    void setTone(Tone tone);
    //! In the colour of a state instead of the tone's.
    void setState(std::optional<JobState> state);
    //! Cut at the end with an ellipsis instead of asking for room; the pointer shows all of it.
    void setElided(bool elided);
    [[nodiscard]] bool isElided() const { return m_elided; }

    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    bool event(QEvent* event) override;
    void changeEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void applyTone();
    [[nodiscard]] QColor color() const;

    std::optional<JobState> m_state;
    Tone m_tone;
    bool m_elided = false;
};

} // namespace drover::ui
