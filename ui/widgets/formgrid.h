// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QWidget>

#include <memory>

class QGridLayout;
class QLayout;

namespace drover::ui {

class PlainLabel;

//! Labels at the left, fields at the right, and under a field a hint or what is wrong with it.
class FormGrid final : public QWidget {
    Q_OBJECT
public:
    explicit FormGrid(QWidget* parent = nullptr);

    void addHeading(const QString& text);
    //! The label becomes the field's buddy and name; `hint` stands under it in a quiet tone.
    void addField(const QString& label, QWidget* field, const QString& hint = {});
    //! Several widgets as one field, in a row; the first one is named by the label.
    void addFields(const QString& label, const QList<QWidget*>& fields, const QString& hint = {});
    //! Without a label, under the fields.
    void addBare(QWidget* widget);

    //! What is wrong with the field, in place of its hint; empty = all is well.
    void setFault(QWidget* field, const QString& fault);
    [[nodiscard]] QString fault(QWidget* field) const;
    void clearFaults();
    void setFieldVisible(QWidget* field, bool visible);
    void setHint(QWidget* field, const QString& hint);

private:
    struct Row {
        PlainLabel* label = nullptr;
        QWidget* holder = nullptr;
        PlainLabel* note = nullptr;
        QString hint;
        QString fault;
        bool isVisible = true;
    };
    void place(const QString& label, QWidget* first, QWidget* holder, const QString& hint);
    void show(const Row& row);

    QGridLayout* m_layout;
    QHash<QWidget*, std::shared_ptr<Row>> m_rows; //!< fields that stand in one row share it
    int m_next = 0;
};

} // namespace drover::ui
