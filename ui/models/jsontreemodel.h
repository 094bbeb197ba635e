// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/jsontext.h"

#include <QAbstractItemModel>

#include <memory>

namespace drover::ui {

//! A JSON text as a tree, built as far as somebody opens it, by slices of the text itself: digits, order,
//! escapes and repeated keys are what is stored. Long lists come in portions. Values of fields that look
//! secret are dots until they are asked for.
class JsonTreeModel final : public QAbstractItemModel {
    Q_OBJECT
public:
    enum Column { Key, Value, ColumnCount };
    enum Role {
        TypeRole = Qt::UserRole + 1, //!< json::Type of the value
        ExactRole, //!< the value's bytes as stored
        SecretRole, //!< true where dots stand for the value
    };
    //! Larger texts are no good as a tree.
    static constexpr qsizetype largestText = 2 * 1024 * 1024;

    explicit JsonTreeModel(QObject* parent = nullptr);
    ~JsonTreeModel() override;

    //! A text that can be shown as a tree: a sound object or array of a size that makes sense.
    [[nodiscard]] static bool canShow(const QByteArray& json);
    //! Empties the tree when it cannot be shown. The same text again changes nothing.
    void setText(const QByteArray& json);
    void setSecretsShown(bool shown);
    //! Where a value is, as a column of a table takes it.
    [[nodiscard]] QByteArrayList path(const QModelIndex& index) const;

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex& child) const override;
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] bool hasChildren(const QModelIndex& parent = {}) const override;
    [[nodiscard]] bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Node;

    [[nodiscard]] Node* node(const QModelIndex& index) const;
    static void open(Node& node);
    static void addChildren(Node& above, size_t count);
    static void dismantle(std::unique_ptr<Node> root);
    [[nodiscard]] bool isHidden(const Node& node) const;
    [[nodiscard]] QString valueText(const Node& node) const;

    QByteArray m_text;
    QByteArrayList m_maskedNames; //!< as they were when the text came
    bool m_isChanging = false; //!< who is told of new rows may ask for more at once
    std::unique_ptr<Node> m_root;
    bool m_secretsShown = false;
};

} // namespace drover::ui
