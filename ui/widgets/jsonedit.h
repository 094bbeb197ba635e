// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QWidget>

#include <optional>

class QPlainTextEdit;
class QToolButton;

namespace drover::ui {

class PlainLabel;

//! Edits JSON as text. What is typed is what is taken, byte for byte; a line below says whether it is JSON,
//! and if not, where it stops being it.
class JsonEdit final : public QWidget {
    Q_OBJECT
public:
    //! `name` for screen readers.
    explicit JsonEdit(const QString& name, QWidget* parent = nullptr);

    void setText(const QByteArray& utf8);
    [[nodiscard]] QByteArray text() const;
    //! It is one JSON value.
    [[nodiscard]] bool isSound() const { return m_sound; }
    //! Shown instead of "JSON, 312 bytes" while the text is sound, e.g. what else is wrong; empty = nothing.
    void setComplaint(const QString& complaint);
    [[nodiscard]] QString status() const;
    void setReadOnly(bool readOnly);
    [[nodiscard]] QPlainTextEdit* editor() const { return m_editor; }

Q_SIGNALS:
    //! By hand or by setText().
    void changed();

private:
    void check();
    void layOut(QByteArray (*form)(QByteArrayView));
    void showPlace(std::optional<qsizetype> offset, const QByteArray& utf8);

    QPlainTextEdit* m_editor;
    PlainLabel* m_status;
    QToolButton* m_pretty;
    QToolButton* m_compact;
    QString m_complaint;
    bool m_sound = false;
};

} // namespace drover::ui
