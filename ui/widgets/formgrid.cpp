// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/formgrid.h"

#include "style/theme.h"
#include "widgets/plainlabel.h"

#include <QGridLayout>
#include <QHBoxLayout>

namespace drover::ui {

FormGrid::FormGrid(QWidget* parent)
    : QWidget(parent)
    , m_layout(new QGridLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setHorizontalSpacing(spaceM);
    m_layout->setVerticalSpacing(spaceXs);
    m_layout->setColumnStretch(1, 1);
}

void FormGrid::addHeading(const QString& text)
{
    auto* heading = new PlainLabel(text, PlainLabel::Tone::Strong);
    heading->setContentsMargins(0, m_next == 0 ? 0 : spaceM, 0, 0);
    m_layout->addWidget(heading, m_next++, 0, 1, 2);
}

void FormGrid::addField(const QString& label, QWidget* field, const QString& hint)
{
    place(label, field, field, hint);
}

void FormGrid::addFields(const QString& label, const QList<QWidget*>& fields, const QString& hint)
{
    auto* holder = new QWidget;
    auto* row = new QHBoxLayout(holder);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(spaceS);
    for (QWidget* field : fields)
        row->addWidget(field, field->sizePolicy().horizontalPolicy() == QSizePolicy::Expanding ? 1 : 0);
    place(label, fields.first(), holder, hint);
    const std::shared_ptr<Row> shared = m_rows.value(fields.first());
    for (QWidget* field : fields)
        m_rows.insert(field, shared);
}

void FormGrid::addBare(QWidget* widget)
{
    auto row = std::make_shared<Row>();
    row->holder = widget;
    m_layout->addWidget(widget, m_next++, 1);
    m_rows.insert(widget, row);
}

void FormGrid::place(const QString& label, QWidget* first, QWidget* holder, const QString& hint)
{
    auto row = std::make_shared<Row>();
    row->label = new PlainLabel(label);
    row->label->setBuddy(first);
    row->holder = holder;
    row->note = new PlainLabel({}, PlainLabel::Tone::Muted);
    row->note->setFont(Theme::scaled(0.92));
    row->note->setWordWrap(true);
    row->hint = hint;
    QString name = label;
    first->setAccessibleName(name.remove(u'&'));
    row->label->setContentsMargins(0, spaceXs + 1, 0, 0); // level with the text of its field
    m_layout->addWidget(row->label, m_next, 0, Qt::AlignRight | Qt::AlignTop);
    m_layout->addWidget(holder, m_next, 1);
    m_layout->addWidget(row->note, m_next + 1, 1);
    m_next += 2;
    m_rows.insert(first, row);
    show(*row);
}

void FormGrid::show(const Row& row)
{
    if (row.label)
        row.label->setVisible(row.isVisible);
    row.holder->setVisible(row.isVisible);
    if (!row.note)
        return;
    const QString text = row.fault.isEmpty() ? row.hint : row.fault;
    row.note->setTone(row.fault.isEmpty() ? PlainLabel::Tone::Muted : PlainLabel::Tone::Error);
    row.note->setText(text);
    row.note->setVisible(row.isVisible && !text.isEmpty());
}

void FormGrid::setFault(QWidget* field, const QString& fault)
{
    Row& row = *m_rows.value(field);
    row.fault = fault;
    field->setAccessibleDescription(fault);
    field->setProperty("faulty", !fault.isEmpty());
    show(row);
}

QString FormGrid::fault(QWidget* field) const
{
    return m_rows.value(field)->fault;
}

void FormGrid::clearFaults()
{
    const auto fields = m_rows.keys();
    for (QWidget* field : fields) {
        if (m_rows.value(field)->note)
            setFault(field, {});
    }
}

void FormGrid::setFieldVisible(QWidget* field, bool visible)
{
    Row& row = *m_rows.value(field);
    row.isVisible = visible;
    show(row);
}

void FormGrid::setHint(QWidget* field, const QString& hint)
{
    Row& row = *m_rows.value(field);
    row.hint = hint;
    show(row);
}

} // namespace drover::ui
