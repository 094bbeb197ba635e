// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/jsontreeview.h"

#include "models/jsontreemodel.h"
#include "style/theme.h"
#include "util/clipboard.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <QWheelEvent>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {

//! Names quiet, values in the colours of their kind.
class JsonDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        option->font = Theme::monospace();
        option->palette.setColor(QPalette::Text, color(index));
        option->palette.setColor(QPalette::HighlightedText, color(index));
        option->state.setFlag(QStyle::State_HasFocus, false);
    }

private:
    [[nodiscard]] static QColor color(const QModelIndex& index)
    {
        const Tokens& tokens = Theme::tokens();
        if (index.column() == JsonTreeModel::Key)
            return tokens.text;
        if (index.data(JsonTreeModel::SecretRole).toBool())
            return tokens.muted;
        switch (static_cast<json::Type>(index.data(JsonTreeModel::TypeRole).toInt())) {
        case json::Type::Number:
            return tokens.accent;
        case json::Type::String:
            return tokens.completed;
        case json::Type::Boolean:
            return tokens.prioritized;
        default:
            return tokens.muted;
        }
    }
};
} // namespace

JsonTreeView::JsonTreeView(JsonTreeModel& model, QWidget* parent)
    : QTreeView(parent)
    , m_json(model)
{
    setModel(&model);
    setItemDelegate(new JsonDelegate(this));
    setFont(Theme::monospace());
    setHeaderHidden(true);
    setUniformRowHeights(true);
    setFrameShape(QFrame::NoFrame);
    setIndentation(fontMetrics().averageCharWidth() * 2);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setTextElideMode(Qt::ElideRight);
    setTabKeyNavigation(false);
    setObjectName(u"jsonTree"_s);
    setStyleSheet(u"#jsonTree { background: transparent; }"_s);
    header()->setStretchLastSection(true);
    header()->setMinimumSectionSize(fontMetrics().averageCharWidth() * 6);
    header()->setSectionResizeMode(JsonTreeModel::Key, QHeaderView::Interactive);
    setContextMenuPolicy(Qt::CustomContextMenu);
    connect(this, &QWidget::customContextMenuRequested, this, &JsonTreeView::showMenu);
    connect(this, &QTreeView::expanded, this, &JsonTreeView::fit);
    connect(this, &QTreeView::collapsed, this, &JsonTreeView::fit);
    connect(&model, &QAbstractItemModel::rowsInserted, this, &JsonTreeView::fit, Qt::QueuedConnection);
    connect(&model, &QAbstractItemModel::modelReset, this, &JsonTreeView::fit, Qt::QueuedConnection);
}

void JsonTreeView::setMaximumLines(int lines)
{
    m_maximumLines = lines;
    fit();
}

void JsonTreeView::fit()
{
    const int row = std::max(fontMetrics().lineSpacing() + 4, sizeHintForRow(0));
    int lines = 0;
    for (QModelIndex at = m_json.index(0, 0); at.isValid() && lines < m_maximumLines; at = indexBelow(at))
        ++lines;
    setFixedHeight(std::max(1, lines) * row + 2);
    const int wanted = sizeHintForColumn(JsonTreeModel::Key) + fontMetrics().averageCharWidth();
    header()->resizeSection(JsonTreeModel::Key,
        std::clamp(wanted, header()->minimumSectionSize(), std::max(80, width() * 3 / 5)));
}

QSize JsonTreeView::sizeHint() const
{
    return {200, height()};
}

void JsonTreeView::resizeEvent(QResizeEvent* event)
{
    QTreeView::resizeEvent(event);
    if (event->size().width() != event->oldSize().width())
        QMetaObject::invokeMethod(this, &JsonTreeView::fit, Qt::QueuedConnection);
}

void JsonTreeView::wheelEvent(QWheelEvent* event)
{
    // A tree that shows all it has leaves the wheel to the page around it.
    if (verticalScrollBar()->maximum() == 0)
        event->ignore();
    else
        QTreeView::wheelEvent(event);
}

void JsonTreeView::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy))
        copyCurrent();
    else
        QTreeView::keyPressEvent(event);
}

void JsonTreeView::copyCurrent()
{
    if (!currentIndex().isValid())
        return;
    copyText(currentIndex().data(JsonTreeModel::ExactRole).toByteArray());
    Q_EMIT copied();
}

void JsonTreeView::showMenu(const QPoint& at)
{
    const QModelIndex index = indexAt(at);
    if (!index.isValid())
        return;
    const QByteArrayList path = m_json.path(index);
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Copy the value"), this, &JsonTreeView::copyCurrent);
    menu->addAction(tr("Copy the path"), this, [path] { copyText(path.join('.')); });
    menu->addSeparator();
    menu->addAction(tr("Show as a column"), this, [this, path] { Q_EMIT columnWanted(path); });
    menu->popup(viewport()->mapToGlobal(at));
}

} // namespace drover::ui
