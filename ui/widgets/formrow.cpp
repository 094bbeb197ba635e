// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/formrow.h"

#include "widgets/plainlabel.h"

#include <QFormLayout>

namespace drover::ui {

void addRow(QFormLayout& form, const QString& label, QWidget& first, QLayout& fields)
{
    auto* words = new PlainLabel(label);
    words->setBuddy(&first);
    form.addRow(words, &fields);
}

} // namespace drover::ui
