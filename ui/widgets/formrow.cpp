// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/formrow.h"

#include "style/theme.h"
#include "widgets/plainlabel.h"

#include <QFormLayout>
#include <QLineEdit>

#include <algorithm>

namespace drover::ui {

void addRow(QFormLayout& form, const QString& label, QWidget& first, QLayout& fields)
{
    auto* words = new PlainLabel(label);
    words->setBuddy(&first);
    form.addRow(words, &fields);
}

void setHint(QLineEdit& field, const QString& hint)
{
    field.setPlaceholderText(hint);
    field.ensurePolished(); // the style sheet's padding
    const int around = field.sizeHint().width() - 17 * field.fontMetrics().horizontalAdvance(u'x');
    field.setMinimumWidth(field.fontMetrics().horizontalAdvance(hint) + std::max(around, 2 * spaceS));
}

} // namespace drover::ui
