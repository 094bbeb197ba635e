// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace drover::ui {

//! Rows of the sidebar: a mark at the left, a name, a note at the right.
class SidebarDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(
        QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

protected:
    struct Look {
        QString note;
        QColor noteColor;
        bool faded = false;
    };
    //! Paints the mark inside the square.
    virtual void paintMark(QPainter& painter, const QRect& square, const QModelIndex& index) const = 0;
    [[nodiscard]] virtual Look look(const QModelIndex& index) const = 0;
};

//! Connections: letter and colour of the environment; latency or trouble.
class ConnectionDelegate final : public SidebarDelegate {
    Q_OBJECT
public:
    using SidebarDelegate::SidebarDelegate;

protected:
    void paintMark(QPainter& painter, const QRect& square, const QModelIndex& index) const override;
    [[nodiscard]] Look look(const QModelIndex& index) const override;
};

//! Pages: icon; badge.
class PageDelegate final : public SidebarDelegate {
    Q_OBJECT
public:
    using SidebarDelegate::SidebarDelegate;

protected:
    void paintMark(QPainter& painter, const QRect& square, const QModelIndex& index) const override;
    [[nodiscard]] Look look(const QModelIndex& index) const override;
};

} // namespace drover::ui
