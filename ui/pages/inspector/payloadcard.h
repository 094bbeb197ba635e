// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/card.h"

#include <QByteArrayList>

class QPushButton;
class QStackedWidget;
class QToolButton;

namespace drover::ui {

class JsonTreeModel;
class JsonTreeView;
class PlainLabel;
class TextBlock;

//! One text of a job: as a tree or exactly as it is stored, in parts when it is long, with secrets behind
//! dots until somebody looks, and encrypted values named instead of shown until somebody has them decrypted.
//! What is copied are the stored bytes, encrypted as they are.
class PayloadCard final : public Card {
    Q_OBJECT
public:
    explicit PayloadCard(const QString& heading, QWidget* parent = nullptr);
    ~PayloadCard() override;

    //! Part of a long text that is laid out at once.
    static constexpr qsizetype partSize = 256 * 1024;
    //! Larger texts are fetched only after a word of warning.
    static constexpr qint64 largeSize = 8 * 1024 * 1024;

    void show(const QByteArray& text);
    //! It is longer than what is read at once; `size` < 0 = unknown. loadWanted() asks for it.
    void showLeftOut(qint64 size);
    void showLoading();
    //! The answer to decryptWanted(), for as long as the stored text stays the same.
    void showDecrypted(const QByteArray& clearText);
    void showUndecrypted(const QString& why);
    void hideDecrypted();
    //! Offers to decrypt what is encrypted in it.
    void setDecryptable(bool decryptable) { m_canDecrypt = decryptable; }
    //! Nothing there.
    void hideAll();
    [[nodiscard]] const QByteArray& text() const { return m_text; }
    [[nodiscard]] bool isLeftOut() const { return m_leftOut; }
    [[nodiscard]] JsonTreeModel& tree() const { return *m_model; }
    [[nodiscard]] TextBlock* block() const { return m_block; }
    [[nodiscard]] QToolButton* decryptButton() const { return m_decrypt; }
    [[nodiscard]] QToolButton* eye() const { return m_eye; }
    [[nodiscard]] QPushButton* loadButton() const { return m_load; }
    void setTreeShown(bool tree);
    //! Offers to edit it.
    void setEditable(bool editable);

Q_SIGNALS:
    void loadWanted();
    void decryptWanted();
    void copied();
    void editWanted();
    void columnWanted(const QByteArrayList& path);

private:
    void update();
    void showPart();
    [[nodiscard]] QByteArray part() const;
    [[nodiscard]] qsizetype partStart(qsizetype part) const;
    [[nodiscard]] qsizetype partCount() const;

    //! What is to be seen, secrets included.
    [[nodiscard]] QByteArray readable() const;

    QByteArray m_text;
    QByteArray m_clearText; //!< decrypted; empty = not
    QByteArray m_visible; //!< with dots where they are wanted
    QByteArrayList m_maskedNames; //!< by which it was masked
    bool m_canDecrypt = false;
    bool m_leftOut = false;
    bool m_json = false; //!< sound
    bool m_canTree = false;
    bool m_wantsTree = true;
    bool m_secretsShown = false;
    qsizetype m_part = 0;

    PlainLabel* m_heading;
    PlainLabel* m_note;
    PlainLabel* m_whyNot; //!< it could not be decrypted
    QToolButton* m_treeButton;
    QToolButton* m_decrypt;
    QToolButton* m_eye;
    QToolButton* m_edit;
    QToolButton* m_copy;
    JsonTreeModel* m_model;
    JsonTreeView* m_tree;
    TextBlock* m_block;
    QPushButton* m_load;
    QWidget* m_parts;
    QToolButton* m_back;
    PlainLabel* m_where;
    QToolButton* m_forward;
};

} // namespace drover::ui
