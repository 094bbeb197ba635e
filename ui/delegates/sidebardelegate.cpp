// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "delegates/sidebardelegate.h"

#include "models/connectionmodel.h"
#include "models/pagelistmodel.h"
#include "style/icons.h"
#include "style/theme.h"
#include "util/mood.h"
#include "widgets/environmentchip.h"

#include <QIcon>
#include <QPainter>
#include <QWidget>

namespace drover::ui {

void SidebarDelegate::paint(
    QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Tokens& tokens = Theme::tokens();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    if (selected)
        painter->fillRect(option.rect, tokens.selection);
    if (selected && option.widget != nullptr && option.widget->hasFocus())
        painter->fillRect(QRect(option.rect.topLeft(), QSize(3, option.rect.height())), tokens.accent);
    const Look how = look(index);
    QRect area = option.rect.adjusted(spaceM, 0, -spaceM, 0);
    const QFontMetrics metrics(option.font);
    const int side = metrics.height() + 4;
    paintMark(*painter, QRect(area.left(), area.center().y() - side / 2 + 1, side, side), index);
    area.setLeft(area.left() + side + spaceS);

    const QFont small = Theme::scaled(0.9);
    const QFontMetrics smallMetrics(small);
    const QString title = index.data().toString();
    const int wanted = metrics.horizontalAdvance(title);
    const int noteRoom = std::max(area.width() - wanted - spaceS, area.width() / 3);
    const QString note = smallMetrics.elidedText(how.note, Qt::ElideRight, noteRoom);
    painter->setFont(small);
    painter->setPen(how.noteColor);
    painter->drawText(area, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, note);
    if (!note.isEmpty())
        area.setRight(area.right() - smallMetrics.horizontalAdvance(note) - spaceS);
    painter->setFont(option.font);
    painter->setPen(how.faded ? tokens.muted : tokens.text);
    painter->drawText(area, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
        metrics.elidedText(title, Qt::ElideRight, area.width()));
    painter->restore();
}

QSize SidebarDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& /*index*/) const
{
    return {100, qRound(QFontMetrics(option.font).height() * 1.9)};
}

void ConnectionDelegate::paintMark(QPainter& painter, const QRect& square, const QModelIndex& index) const
{
    EnvironmentChip::paintChip(painter, square,
        index.data(ConnectionModel::EnvironmentRole).value<Environment>(), EnvironmentChip::Form::Letter,
        index.data(ConnectionModel::OpenRole).toBool());
}

SidebarDelegate::Look ConnectionDelegate::look(const QModelIndex& index) const
{
    const Tokens& tokens = Theme::tokens();
    return {index.data(ConnectionModel::NoteRole).toString(),
        index.data(ConnectionModel::BrokenRole).toBool() ? tokens.failed : tokens.muted,
        !index.data(ConnectionModel::OpenRole).toBool()};
}

void PageDelegate::paintMark(QPainter& painter, const QRect& square, const QModelIndex& index) const
{
    const QRect inner = square.adjusted(2, 2, -2, -2);
    icon(index.data(PageListModel::IconNameRole).toString()).paint(&painter, inner);
}

SidebarDelegate::Look PageDelegate::look(const QModelIndex& index) const
{
    const Tokens& tokens = Theme::tokens();
    const auto mood = index.data(PageListModel::MoodRole).value<Mood>();
    const QColor color = mood == Mood::Bad ? tokens.failed
        : mood == Mood::Warn               ? tokens.delayed
                                           : tokens.muted;
    return {index.data(PageListModel::BadgeRole).toString(), color, false};
}

} // namespace drover::ui
