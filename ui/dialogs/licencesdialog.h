// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "util/notices.h"

#include <QDialog>

class QListWidget;
class QPlainTextEdit;

namespace drover::ui {

class PlainLabel;

//! What Drover is made of, with everybody's licence: names at the left, the notice at the right.
class LicencesDialog final : public QDialog {
    Q_OBJECT
public:
    explicit LicencesDialog(QWidget* parent = nullptr);

private:
    void showNotice(int row);

    QList<Notice> m_notices;
    QListWidget* m_names;
    PlainLabel* m_title;
    PlainLabel* m_purpose;
    QPlainTextEdit* m_text;
};

} // namespace drover::ui
