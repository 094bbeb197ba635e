// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "profiles/profileimport.h"

#include <QDialog>

class QCheckBox;
class QPushButton;
class QTableWidget;

namespace drover::ui {

//! What a file of connections would make, row by row, before anything is made. Passwords of the file go to
//! the keychain only when a person says so.
class ImportDialog final : public QDialog {
    Q_OBJECT
public:
    explicit ImportDialog(ImportPlan plan, QWidget* parent = nullptr);

    //! Those that can be made and are ticked.
    [[nodiscard]] std::vector<ImportedConnection> chosen() const;
    [[nodiscard]] bool movesPasswords() const;

    [[nodiscard]] QTableWidget* table() const { return m_table; }
    //! Null where the file has no password to move.
    [[nodiscard]] QCheckBox* passwordBox() const { return m_passwords; }
    [[nodiscard]] QPushButton* importButton() const { return m_import; }

private:
    void fill();
    void update();

    const ImportPlan m_plan;
    QTableWidget* m_table;
    QCheckBox* m_passwords = nullptr;
    QPushButton* m_import = nullptr;
};

} // namespace drover::ui
