// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QPlainTextEdit;
class QPushButton;

namespace drover::ui {

//! What a crash has left, to be read, copied or thrown away. Nothing is sent anywhere.
class CrashDialog final : public QDialog {
    Q_OBJECT
public:
    //! `file` is where the report is.
    CrashDialog(const QByteArray& report, const QString& file, QWidget* parent = nullptr);

    [[nodiscard]] QPlainTextEdit* text() const { return m_text; }
    [[nodiscard]] QPushButton* copyButton() const { return m_copy; }
    [[nodiscard]] QPushButton* discardButton() const { return m_discard; }

Q_SIGNALS:
    //! The person wants it gone.
    void discarded();

private:
    QPlainTextEdit* m_text;
    QPushButton* m_copy;
    QPushButton* m_discard;
};

} // namespace drover::ui
