// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

namespace drover::ui {

//! What Drover is, its version for bug reports, and the way to everybody's licences.
class AboutDialog final : public QDialog {
    Q_OBJECT
public:
    explicit AboutDialog(QWidget* parent = nullptr);

    //! Versions and system, as they are copied.
    [[nodiscard]] static QString versions();

private:
    void showLicences();
};

} // namespace drover::ui
