// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/actionvalues.h"
#include "session/jobselection.h"

#include <QDialog>

class QComboBox;
class QLineEdit;
class QPushButton;

namespace drover::ui {

class PlainLabel;

//! Into which file, in which form, and of CSV which columns.
class ExportDialog final : public QDialog {
    Q_OBJECT
public:
    explicit ExportDialog(const JobSelection& selection, QWidget* parent = nullptr);

    [[nodiscard]] ActionRequest request() const;
    [[nodiscard]] QString complaint() const;
    [[nodiscard]] QComboBox* formatField() const { return m_format; }
    [[nodiscard]] QLineEdit* columnsField() const { return m_columns; }
    [[nodiscard]] QLineEdit* fileField() const { return m_file; }
    [[nodiscard]] QPushButton* exportButton() const { return m_export; }

private:
    void browse();
    void onFormat();
    void check();
    [[nodiscard]] ExportFormat format() const;
    [[nodiscard]] QByteArrayList columns() const;

    JobSelection m_selection;
    QComboBox* m_format = nullptr;
    QLineEdit* m_columns = nullptr;
    QLineEdit* m_file = nullptr;
    PlainLabel* m_verdict = nullptr;
    QPushButton* m_export = nullptr;
};

} // namespace drover::ui
