// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QFormLayout;
class QLayout;
class QLineEdit;
class QString;
class QWidget;

namespace drover::ui {

//! A row of several fields, of which the first answers to the label's letter.
void addRow(QFormLayout& form, const QString& label, QWidget& first, QLayout& fields);

//! What belongs into an empty line; the line is at least as wide as that.
void setHint(QLineEdit& field, const QString& hint);

} // namespace drover::ui
