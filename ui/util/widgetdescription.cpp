// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "util/widgetdescription.h"

#include "widgets/plainlabel.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QComboBox>
#include <QGroupBox>
#include <QHeaderView>
#include <QJsonObject>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QPlainTextEdit>
#include <QStyle>
#include <QStyleOptionFrame>
#include <QTabBar>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
class Describer {
public:
    void walk(const QWidget& widget)
    {
        describe(widget);
        const QList<QWidget*> children = widget.findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly);
        for (const QWidget* child : children) {
            if (child->isVisible() && !child->isWindow())
                walk(*child);
        }
    }

    QJsonArray lines;

private:
    static QString place(const QWidget& widget)
    {
        QStringList names;
        for (const QWidget* one = &widget; one != nullptr && names.size() < 4; one = one->parentWidget()) {
            const QString type = QString::fromLatin1(one->metaObject()->className()).section(u':', -1);
            const QString& name = one->objectName();
            names.prepend(name.isEmpty() || name.startsWith("qt_"_L1) ? type : type + u'#' + name);
        }
        return names.join(u'/');
    }

    void add(const QWidget& widget, const QString& kind, const QString& text, const QSize& room = {},
        const QSize& needs = {}, bool elided = false)
    {
        if (text.trimmed().isEmpty())
            return;
        QJsonObject line{{u"at"_s, place(widget)}, {u"kind"_s, kind}, {u"text"_s, text}};
        if (room.isValid()) {
            line[u"room"_s] = QJsonArray{room.width(), room.height()};
            line[u"needs"_s] = QJsonArray{needs.width(), needs.height()};
        }
        if (elided)
            line[u"elided"_s] = true;
        lines.append(line);
    }

    void describe(const QWidget& widget)
    {
        add(widget, u"tip"_s, widget.toolTip());
        add(widget, u"name"_s, widget.accessibleName());
        add(widget, u"name"_s, widget.accessibleDescription());
        if (const auto* label = qobject_cast<const QLabel*>(&widget))
            describeLabel(*label);
        else if (const auto* button = qobject_cast<const QAbstractButton*>(&widget))
            add(*button, u"button"_s, button->text(), button->size(), button->minimumSizeHint());
        else if (const auto* line = qobject_cast<const QLineEdit*>(&widget))
            describeLine(*line);
        else if (const auto* box = qobject_cast<const QComboBox*>(&widget))
            describeBox(*box);
        else if (const auto* group = qobject_cast<const QGroupBox*>(&widget))
            add(*group, u"title"_s, group->title(), group->size(), group->minimumSizeHint());
        else if (const auto* tabs = qobject_cast<const QTabBar*>(&widget))
            describeTabs(*tabs);
        else if (const auto* header = qobject_cast<const QHeaderView*>(&widget))
            describeHeader(*header);
        else if (const auto* view = qobject_cast<const QAbstractItemView*>(&widget))
            describeCells(*view);
        else if (const auto* text = qobject_cast<const QPlainTextEdit*>(&widget))
            add(*text, u"placeholder"_s, text->toPlainText().isEmpty() ? text->placeholderText() : QString());
        else if (const auto* bar = qobject_cast<const QMenuBar*>(&widget))
            describeActions(*bar, bar->actions());
        if (widget.isWindow())
            add(widget, u"title"_s, widget.windowTitle());
    }

    void describeLabel(const QLabel& label)
    {
        const QRect room = label.contentsRect();
        if (label.wordWrap()) {
            add(label, u"label"_s, label.text(), label.size(),
                QSize(label.minimumSizeHint().width(), label.heightForWidth(label.width())));
            return;
        }
        const auto* plain = qobject_cast<const PlainLabel*>(&label);
        const QSize needs =
            label.fontMetrics().size(label.buddy() != nullptr ? Qt::TextShowMnemonic : 0, label.text());
        add(label, u"label"_s, label.text(), room.size(), needs, plain != nullptr && plain->isElided());
    }

    void describeLine(const QLineEdit& line)
    {
        if (!line.text().isEmpty())
            return; // typed by people, or data
        QStyleOptionFrame frame;
        frame.initFrom(&line);
        frame.lineWidth = line.style()->pixelMetric(QStyle::PM_DefaultFrameWidth, &frame, &line);
        const QRect inside = line.style()->subElementRect(QStyle::SE_LineEditContents, &frame, &line);
        const auto icons = line.findChildren<QAbstractButton*>();
        const auto shown =
            std::count_if(icons.begin(), icons.end(), [](const auto* icon) { return icon->isVisible(); });
        // Qt keeps two pixels at either side, and for an icon its width and ten more.
        const int room = inside.width() - 4
            - static_cast<int>(shown) * (line.style()->pixelMetric(QStyle::PM_SmallIconSize) + 10);
        add(line, u"placeholder"_s, line.placeholderText(), QSize(room, line.height()),
            QSize(line.fontMetrics().horizontalAdvance(line.placeholderText()), line.fontMetrics().height()));
    }

    void describeBox(const QComboBox& box)
    {
        for (int i = 0; i < box.count(); ++i)
            add(box, u"cell"_s, box.itemText(i));
        add(box, u"button"_s, box.currentText(), box.size(), box.minimumSizeHint());
    }

    void describeTabs(const QTabBar& tabs)
    {
        for (int i = 0; i < tabs.count(); ++i) {
            if (!tabs.isTabVisible(i))
                continue;
            const QRect tab = tabs.tabRect(i);
            // Tabs in the bar's scrolled-away part are cut on purpose.
            add(tabs, u"tab"_s, tabs.tabText(i), tab.size(),
                QSize(tabs.fontMetrics().size(Qt::TextShowMnemonic, tabs.tabText(i)).width(), 0));
            add(tabs, u"tip"_s, tabs.tabToolTip(i));
        }
    }

    void describeHeader(const QHeaderView& header)
    {
        if (header.model() == nullptr || header.orientation() != Qt::Horizontal)
            return;
        for (int i = 0; i < header.count(); ++i) {
            if (header.isSectionHidden(i))
                continue;
            add(header, u"header"_s, header.model()->headerData(i, Qt::Horizontal).toString(),
                QSize(header.sectionSize(i), header.height()), QSize(header.sectionSizeHint(i), 0));
            add(header, u"tip"_s, header.model()->headerData(i, Qt::Horizontal, Qt::ToolTipRole).toString());
        }
    }

    void describeCells(const QAbstractItemView& view)
    {
        const QAbstractItemModel* model = view.model();
        if (model == nullptr)
            return;
        const int last = std::min(model->rowCount(view.rootIndex()), 200);
        for (int row = 0; row < last; ++row) {
            for (int column = 0; column < model->columnCount(view.rootIndex()); ++column) {
                const QModelIndex index = model->index(row, column, view.rootIndex());
                if (!view.visualRect(index).intersects(view.viewport()->rect()))
                    continue;
                add(view, u"cell"_s, index.data().toString());
                add(view, u"tip"_s, index.data(Qt::ToolTipRole).toString());
                add(view, u"name"_s, index.data(Qt::AccessibleTextRole).toString());
            }
        }
    }

    void describeActions(const QWidget& owner, const QList<QAction*>& actions)
    {
        for (const QAction* action : actions) {
            add(owner, u"menu"_s, action->text());
            add(owner, u"tip"_s, action->statusTip());
            if (action->menu() != nullptr)
                describeActions(owner, action->menu()->actions());
        }
    }
};
} // namespace

QJsonArray describeWidgets(const QWidget& top)
{
    Describer describer;
    describer.walk(top);
    return describer.lines;
}

} // namespace drover::ui
