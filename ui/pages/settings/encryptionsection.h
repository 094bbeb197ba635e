// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "encryption/keystore.h"

#include <QPointer>
#include <QWidget>

class QComboBox;
class QPlainTextEdit;
class QPushButton;
class QVBoxLayout;

namespace drover::ui {

class ConfirmDialog;
class ConnectionHub;
class ExportKeyDialog;
class NoticeBar;
class PlainLabel;

//! Which fields of which queue are encrypted, and the keys: choose, make, export, delete.
class EncryptionSection final : public QWidget {
    Q_OBJECT
public:
    //! Borrows both; the hub says which connections can be asked what a key is needed for.
    EncryptionSection(KeyStore& keys, ConnectionHub& hub, QWidget* parent = nullptr);

    //! Names that can be chosen, as "prefix:name".
    void setKnownQueues(const QStringList& queues);
    //! Reads the store again: other programs write it too.
    void reload();

    [[nodiscard]] QComboBox* queueBox() const { return m_queue; }
    [[nodiscard]] QComboBox* newQueueBox() const { return m_newQueue; }
    [[nodiscard]] QPlainTextEdit* dataEdit() const { return m_data; }
    [[nodiscard]] QPlainTextEdit* resultEdit() const { return m_result; }
    [[nodiscard]] PlainLabel* problem() const { return m_problem; }
    [[nodiscard]] QPushButton* saveButton() const { return m_save; }
    [[nodiscard]] QPushButton* newKeyButton() const { return m_newKey; }
    [[nodiscard]] NoticeBar* notice() const { return m_notice; }
    [[nodiscard]] ConfirmDialog* deletion() const;
    [[nodiscard]] ExportKeyDialog* exported() const;

private:
    void build();
    [[nodiscard]] QWidget* buildFields();
    [[nodiscard]] QWidget* buildKeys();
    void addQueue();
    void showQueue();
    void showKeys();
    [[nodiscard]] QWidget* keyRow(const KeyNote& key);
    void judge();
    void save();
    void saveFields();
    void makeKey();
    void exportKey(const KeyNote& key);
    void askToDelete(const KeyNote& key);
    void deleteKey(const KeyNote& key);
    void setBusy(bool busy);
    void tell(const Error& error);
    [[nodiscard]] QueueId queue() const;
    //! It cannot be removed while it encrypts.
    [[nodiscard]] bool encrypts(const KeyNote& key) const;

    KeyStore& m_keys;
    ConnectionHub& m_hub;
    QueueEncryption m_shown; //!< as it was read
    NoticeBar* m_notice;
    QComboBox* m_queue;
    QComboBox* m_newQueue;
    PlainLabel* m_noQueue;
    QWidget* m_form;
    QPlainTextEdit* m_data;
    QPlainTextEdit* m_result;
    PlainLabel* m_problem;
    PlainLabel* m_former;
    QPushButton* m_save;
    QPushButton* m_newKey;
    PlainLabel* m_old;
    QVBoxLayout* m_keyRows;
    QPointer<ConfirmDialog> m_deletion;
    QPointer<ExportKeyDialog> m_export;
    bool m_isBusy = false;
};

} // namespace drover::ui
