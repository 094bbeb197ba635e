// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace drover::ui {

//! Rows of Drover's tables: full-width selection, a hairline below, quiet secondary columns, fixed-width ids.
//! The model's roles MutedRole, MonospaceRole and SampleRole (a second line) are told by number; -1 = none.
class RowDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    struct Roles {
        int muted = -1;
        int monospace = -1;
        int sample = -1;
    };

    explicit RowDelegate(Roles roles, QObject* parent = nullptr);

    void paint(
        QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

protected:
    //! The colour of a cell's text.
    [[nodiscard]] virtual QColor color(const QModelIndex& index) const;
    //! Paints inside `area` instead of the text; true = done.
    virtual bool paintSpecial(QPainter* painter, const QRect& area, const QModelIndex& index) const;

    static void paintGround(QPainter* painter, const QStyleOptionViewItem& option, bool first);

private:
    Roles m_roles;
};

//! Rows of jobs; those that are on their way are quiet bars, so that nothing jumps when they arrive.
class JobRowDelegate final : public RowDelegate {
    Q_OBJECT
public:
    explicit JobRowDelegate(QObject* parent = nullptr);

protected:
    bool paintSpecial(QPainter* painter, const QRect& area, const QModelIndex& index) const override;
};

//! Rows of causes of failures: a cross, the cause, and below it where it was thrown.
class CauseRowDelegate final : public RowDelegate {
    Q_OBJECT
public:
    explicit CauseRowDelegate(QObject* parent = nullptr);

protected:
    bool paintSpecial(QPainter* painter, const QRect& area, const QModelIndex& index) const override;
};

//! Rows of the overview: zeros step back, failures stand out, the last column is a trend line.
class QueueRowDelegate final : public RowDelegate {
    Q_OBJECT
public:
    explicit QueueRowDelegate(QObject* parent = nullptr);

protected:
    [[nodiscard]] QColor color(const QModelIndex& index) const override;
    bool paintSpecial(QPainter* painter, const QRect& area, const QModelIndex& index) const override;
};

//! Rows of the sidebar: name, trend line, failure badge or number of jobs to do.
class QueueListDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(
        QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace drover::ui
