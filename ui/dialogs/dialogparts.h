// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/values.h"
#include "widgets/card.h"
#include "widgets/plainlabel.h"

class QDialog;
class QVBoxLayout;

namespace drover::ui {

//! What Drover's dialogs have in common.

//! Margins, spacing and a width in which sentences read well.
[[nodiscard]] QVBoxLayout* setUpDialog(QDialog& dialog, int characters = 62);
//! Environment, name and address of the connection that the dialog is about.
[[nodiscard]] QWidget* connectionLine(const ConnectionIdentity& connection);
//! A sentence that may take several lines.
[[nodiscard]] PlainLabel* wrapped(const QString& text, PlainLabel::Tone tone = PlainLabel::Tone::Normal);
//! One line each.
[[nodiscard]] Card* factsCard(const QStringList& facts, Card::Mood mood = Card::Mood::Plain);

} // namespace drover::ui
