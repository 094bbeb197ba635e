// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDialog>
#include <QString>

class QLineEdit;
class QPushButton;

namespace drover {
class KeyStore;
struct KeyNote;
} // namespace drover

namespace drover::ui {

class NoticeBar;
class TextBlock;

//! Puts a key on the clipboard as JSON Web Key, for a service of one's own, once its queue's name was typed;
//! it is never shown. Beside it stands what the service does with it.
class ExportKeyDialog final : public QDialog {
    Q_OBJECT
public:
    //! `queue` with its prefix; the store outlives the dialog.
    ExportKeyDialog(KeyStore& keys, const QString& queue, const KeyNote& key, QWidget* parent = nullptr);

    [[nodiscard]] QLineEdit* typed() const { return m_typed; }
    [[nodiscard]] QPushButton* copyButton() const { return m_copy; }
    [[nodiscard]] NoticeBar* notice() const { return m_notice; }
    [[nodiscard]] TextBlock* example() const { return m_example; }

private:
    void build(const QString& queue);
    void copyKey();

    KeyStore& m_keys;
    QByteArray m_id;
    QLineEdit* m_typed;
    QPushButton* m_copy;
    NoticeBar* m_notice;
    TextBlock* m_example;
};

} // namespace drover::ui
