// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "delegates/rowdelegate.h"

#include "models/failuregroupmodel.h"
#include "models/jobmodel.h"
#include "models/queuetablemodel.h"
#include "style/icons.h"
#include "style/theme.h"
#include "util/formatting.h"
#include "widgets/sparkline.h"

#include <QPainter>
#include <QWidget>

namespace drover::ui {

namespace {
constexpr int cellPadding = 10;
} // namespace

RowDelegate::RowDelegate(Roles roles, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_roles(roles)
{
}

void RowDelegate::paintGround(QPainter* painter, const QStyleOptionViewItem& option, bool first)
{
    const Tokens& tokens = Theme::tokens();
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    if (selected)
        painter->fillRect(option.rect, tokens.selection);
    painter->setPen(tokens.line);
    painter->drawLine(QPointF(option.rect.left(), option.rect.bottom() + 0.5),
        QPointF(option.rect.right() + 1, option.rect.bottom() + 0.5));
    const bool focused = option.widget != nullptr && option.widget->hasFocus();
    if (first && selected && focused)
        painter->fillRect(QRect(option.rect.topLeft(), QSize(3, option.rect.height())), tokens.accent);
}

QColor RowDelegate::color(const QModelIndex& index) const
{
    const bool muted = m_roles.muted >= 0 && index.data(m_roles.muted).toBool();
    return muted ? Theme::tokens().muted : Theme::tokens().text;
}

bool RowDelegate::paintSpecial(
    QPainter* /*painter*/, const QRect& /*area*/, const QModelIndex& /*index*/) const
{
    return false;
}

void RowDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    painter->save();
    paintGround(painter, option, index.column() == 0);
    const QRect area = option.rect.adjusted(cellPadding, 0, -cellPadding, -1);
    if (!paintSpecial(painter, area, index)) {
        const bool monospace = m_roles.monospace >= 0 && index.data(m_roles.monospace).toBool();
        const QFont font = monospace ? Theme::monospace() : option.font;
        const auto alignment = static_cast<int>(index.data(Qt::TextAlignmentRole).toInt());
        const QString sample = m_roles.sample >= 0 ? index.data(m_roles.sample).toString() : QString();
        const QFontMetrics metrics(font);
        const QString text = metrics.elidedText(index.data().toString(), Qt::ElideRight, area.width());
        painter->setFont(font);
        const bool stale = option.widget != nullptr && option.widget->property("stale").toBool();
        painter->setPen(stale ? Theme::tokens().muted : color(index));
        if (sample.isEmpty()) {
            painter->drawText(area, alignment | Qt::TextSingleLine, text);
        } else {
            const QFont small = Theme::monospace();
            const int half = area.height() / 2;
            painter->drawText(
                area.adjusted(0, 4, 0, -half), Qt::AlignLeft | Qt::AlignBottom | Qt::TextSingleLine, text);
            painter->setFont(small);
            painter->setPen(Theme::tokens().muted);
            painter->drawText(area.adjusted(0, half, 0, -3),
                Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                QFontMetrics(small).elidedText(sample, Qt::ElideRight, area.width()));
        }
    }
    painter->restore();
}

QSize RowDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const bool monospace = m_roles.monospace >= 0 && index.data(m_roles.monospace).toBool();
    const QFontMetrics metrics(monospace ? Theme::monospace() : option.font);
    const int lines = m_roles.sample >= 0 ? 2 : 1;
    return {metrics.horizontalAdvance(index.data().toString()) + 2 * cellPadding + 4,
        qRound(QFontMetrics(option.font).height() * (lines == 2 ? 2.8 : 1.9))};
}

JobRowDelegate::JobRowDelegate(QObject* parent)
    : RowDelegate({JobModel::MutedRole, JobModel::MonospaceRole, -1}, parent)
{
}

bool JobRowDelegate::paintSpecial(QPainter* painter, const QRect& area, const QModelIndex& index) const
{
    if (!index.data(JobModel::LoadingRole).toBool())
        return false;
    QColor color = Theme::tokens().line;
    color.setAlphaF(0.7F);
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(color);
    const double share = 0.4 + 0.15 * ((index.row() * 7 + index.column() * 3) % 4);
    const double height = area.height() / 3.0;
    painter->drawRoundedRect(
        QRectF(area.left(), area.center().y() - height / 2, area.width() * share, height), 3, 3);
    return true;
}

CauseRowDelegate::CauseRowDelegate(QObject* parent)
    : RowDelegate({FailureGroupModel::MutedRole, -1, -1}, parent)
{
}

bool CauseRowDelegate::paintSpecial(QPainter* painter, const QRect& area, const QModelIndex& index) const
{
    if (index.column() != FailureGroupModel::Cause)
        return false;
    const Tokens& tokens = Theme::tokens();
    const QFont font = painter->font();
    const QFontMetrics metrics(font);
    const QFont small = Theme::monospace();
    const QFontMetrics smallMetrics(small);
    const QString frame = index.data(FailureGroupModel::FrameRole).toString();
    const int size = metrics.ascent();
    const int text = area.left() + size + spaceS - 2;
    const int height = frame.isEmpty() ? metrics.height() : metrics.height() + smallMetrics.height();
    const QRect first(text, area.center().y() - height / 2, area.right() - text, metrics.height());
    paintIcon(painter, QRect(area.left(), first.center().y() - size / 2, size, size), QStringLiteral("x"),
        tokens.failed);
    painter->setPen(tokens.text);
    painter->drawText(first, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
        metrics.elidedText(index.data().toString(), Qt::ElideRight, first.width()));
    if (frame.isEmpty())
        return true;
    painter->setFont(small);
    painter->setPen(tokens.muted);
    const QRect second(text, first.bottom() + 1, first.width(), smallMetrics.height());
    painter->drawText(second, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
        smallMetrics.elidedText(frame, Qt::ElideRight, second.width()));
    return true;
}

QueueRowDelegate::QueueRowDelegate(QObject* parent)
    : RowDelegate({}, parent)
{
}

QColor QueueRowDelegate::color(const QModelIndex& index) const
{
    const Tokens& tokens = Theme::tokens();
    if (index.column() == QueueTableModel::Name)
        return index.data(QueueTableModel::PausedRole).toBool() ? tokens.muted : tokens.text;
    if (index.data(QueueTableModel::TroubleRole).toBool())
        return index.column() == QueueTableModel::Failed ? tokens.failed : tokens.delayed;
    return index.data(QueueTableModel::SortRole).toDouble() <= 0 ? tokens.muted : tokens.text;
}

bool QueueRowDelegate::paintSpecial(QPainter* painter, const QRect& area, const QModelIndex& index) const
{
    if (index.column() != QueueTableModel::Trend)
        return false;
    const Tokens& tokens = Theme::tokens();
    const bool failing = index.data(QueueTableModel::FailedRole).toLongLong() > 0;
    const int height = area.height() / 2;
    paintSparkline(*painter, QRectF(area.left(), area.center().y() - height / 2.0, area.width(), height),
        index.data(QueueTableModel::TrendRole).value<QList<qint64>>(),
        failing ? tokens.failed : tokens.active);
    return true;
}

void QueueListDelegate::paint(
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

    QRect area = option.rect.adjusted(spaceM, 0, -spaceM, 0);
    const qint64 failed = index.data(QueueTableModel::FailedRole).toLongLong();
    const QString number =
        formatCount(failed > 0 ? failed : index.data(QueueTableModel::BacklogRole).toLongLong());
    const QFont small = Theme::scaled(0.9, failed > 0);
    const QFontMetrics smallMetrics(small);
    const int textWidth = smallMetrics.horizontalAdvance(number);
    painter->setFont(small);
    if (failed > 0) {
        const int height = smallMetrics.height() + 2;
        const int width = std::max(textWidth + 2 * spaceS - 2, height);
        const QRect badge(area.right() - width + 1, area.center().y() - height / 2 + 1, width, height);
        painter->setPen(Qt::NoPen);
        painter->setBrush(tokens.failedSoft);
        painter->drawRoundedRect(badge, height / 2.0, height / 2.0);
        painter->setPen(tokens.failed);
        painter->drawText(badge, Qt::AlignCenter, number);
        area.setRight(badge.left() - spaceS);
    } else {
        painter->setPen(tokens.muted);
        painter->drawText(area, Qt::AlignRight | Qt::AlignVCenter, number);
        area.setRight(area.right() - textWidth - spaceS);
    }

    const QFontMetrics metrics(option.font);
    const int sparkWidth = metrics.averageCharWidth() * 6;
    if (area.width() > 3 * sparkWidth) {
        const int height = metrics.ascent();
        paintSparkline(*painter,
            QRectF(area.right() - sparkWidth, area.center().y() - height / 2.0, sparkWidth, height),
            index.data(QueueTableModel::TrendRole).value<QList<qint64>>(),
            failed > 0 ? tokens.failed : tokens.active);
        area.setRight(area.right() - sparkWidth - spaceS);
    }

    const bool paused = index.data(QueueTableModel::PausedRole).toBool();
    painter->setFont(option.font);
    painter->setPen(paused ? tokens.paused : tokens.text);
    const QString name =
        paused ? tr("\u2016 %1", "a paused queue").arg(index.data().toString()) : index.data().toString();
    painter->drawText(area, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
        metrics.elidedText(name, Qt::ElideMiddle, area.width()));
    painter->restore();
}

QSize QueueListDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& /*index*/) const
{
    return {100, qRound(QFontMetrics(option.font).height() * 1.9)};
}

} // namespace drover::ui
