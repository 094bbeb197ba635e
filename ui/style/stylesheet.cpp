// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "style/theme.h"

#include <QHash>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
// Only shape and ground of standard controls; lists, tables and cards are painted by delegates and widgets.
constexpr auto sheetText = R"(
QToolTip { color: @tipText; background: @tip; border: 1px solid @line; padding: 4px; }
QPushButton, QToolButton[framed="true"] {
    border: 1px solid @line; border-radius: 6px; background: @base; color: @text; padding: 4px 12px; }
QPushButton:hover, QToolButton[framed="true"]:hover { background: @accentSoft; border-color: @accent; }
QPushButton:pressed, QToolButton[framed="true"]:pressed, QToolButton[framed="true"]:checked {
    background: @selection; border-color: @accent; }
QPushButton:disabled, QToolButton[framed="true"]:disabled { color: @faded; background: @window; border-color: @line; }
QPushButton:focus, QToolButton[framed="true"]:focus { border: 1px solid @accent; }
QPushButton[primary="true"] { background: @accent; color: @onAccent; border-color: @accent; font-weight: 600; }
QPushButton[primary="true"]:hover { background: @accentHover; }
QPushButton[primary="true"]:focus { border: 1px solid @text; }
QPushButton[primary="true"]:disabled { background: @line; color: @muted; border-color: @line; }
QPushButton[danger="true"] { background: @danger; color: @onDanger; border-color: @danger; font-weight: 600; }
QPushButton[danger="true"]:hover { background: @dangerHover; }
QPushButton[danger="true"]:focus { border: 1px solid @text; }
QPushButton[danger="true"]:disabled { background: @line; color: @muted; border-color: @line; }
QPushButton[link="true"] { color: @accent; background: transparent; border: 1px solid transparent; padding: 2px 6px; }
QPushButton[link="true"]:hover { background: @accentSoft; }
QPushButton[link="true"]:focus { border: 1px solid @accent; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QToolButton { border: 1px solid transparent; border-radius: 6px; padding: 4px; background: transparent; }
QToolButton:hover { background: @accentSoft; }
QToolButton:focus { border: 1px solid @accent; }
QToolButton::menu-indicator { image: none; }
QLineEdit, QAbstractSpinBox, QComboBox {
    border: 1px solid @line; border-radius: 6px; background: @base; color: @text; padding: 4px 8px;
    selection-background-color: @selection; selection-color: @text; }
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus { border: 1px solid @accent; }
QLineEdit[faulty="true"] { border: 1px solid @failed; }
QComboBox QLineEdit { border: none; padding: 0; background: transparent; }
QPlainTextEdit#framedText { border: 1px solid @line; border-radius: 6px; background: @base; }
QPlainTextEdit#framedText:focus { border: 1px solid @accent; }
QTabWidget::pane { border: none; border-top: 1px solid @line; }
QTabWidget > QTabBar::tab { padding: 6px 14px; color: @muted; border: none; border-bottom: 2px solid transparent;
    background: transparent; }
QTabWidget > QTabBar::tab:hover { color: @text; }
QTabWidget > QTabBar::tab:selected { color: @text; border-bottom: 2px solid @accent; }
QTabWidget > QTabBar::tab:focus { color: @accent; }
QComboBox::drop-down { border: none; width: 20px; }
QComboBox::down-arrow { image: url(:/icons/chevron-@mode.svg); width: 12px; height: 12px; }
QComboBox QAbstractItemView { background: @base; color: @text; border: 1px solid @line; outline: none;
    selection-background-color: @selection; selection-color: @text; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: none; width: 16px; background: transparent; }
QAbstractSpinBox::up-arrow { image: url(:/icons/chevron-up-@mode.svg); width: 10px; height: 10px; }
QAbstractSpinBox::down-arrow { image: url(:/icons/chevron-@mode.svg); width: 10px; height: 10px; }
QMenuBar { background: @window; color: @text; border-bottom: 1px solid @line; padding: 0 4px; }
QMenuBar::item { padding: 4px 8px; background: transparent; border-radius: 4px; }
QMenuBar::item:selected { background: @selection; }
QMenu { background: @base; color: @text; border: 1px solid @line; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 12px; border-radius: 4px; }
QMenu::item:selected { background: @selection; color: @text; }
QMenu::item:disabled { color: @faded; }
QMenu::icon { padding-left: 8px; }
QMenu::separator { height: 1px; background: @line; margin: 4px 8px; }
QHeaderView { background: @alternate; border: none; }
QHeaderView::section { background: @alternate; color: @muted; border: none; border-bottom: 1px solid @line;
    padding: 4px 10px; font-weight: 600; }
QAbstractScrollArea { border: none; background: @base; }
QAbstractItemView { outline: none; }
QScrollArea[bare="true"], QScrollArea[bare="true"] > #qt_scrollarea_viewport,
QScrollArea[bare="true"] > #qt_scrollarea_viewport > QWidget { background: transparent; }
#sections { background: transparent; border-right: 1px solid @line; padding: 8px; }
#sections::item { border-radius: 6px; padding: 0 8px; color: @text; }
#sections::item:hover { background: @accentSoft; }
#sections::item:selected { background: @selection; color: @text; }
QListView[sidebar="true"] { background: transparent; }
#palette { border: 1px solid @line; background: @window; }
QToolButton[search="true"] { border: 1px solid @line; background: @base; color: @muted; padding: 4px 12px; }
QToolButton[search="true"]:hover { border-color: @accent; }
QToolButton[framed="true"]::menu-button { border: none; width: 18px; }
QToolButton::menu-arrow { image: url(:/icons/chevron-@mode.svg); width: 10px; height: 10px; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: @handle; border-radius: 4px; margin: 2px; min-height: 28px; min-width: 28px; }
QScrollBar::handle:hover { background: @muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSplitter::handle { background: @line; }
QProgressBar { border: none; border-radius: 2px; background: @line; max-height: 4px; }
QProgressBar::chunk { background: @accent; border-radius: 2px; }
QCheckBox, QRadioButton { spacing: 8px; }
QCheckBox::indicator, QRadioButton::indicator { width: 14px; height: 14px; border: 1px solid @muted; background: @base; }
QCheckBox::indicator { border-radius: 4px; }
QRadioButton::indicator { border-radius: 8px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover, QCheckBox::indicator:focus, QRadioButton::indicator:focus {
    border-color: @accent; }
QCheckBox::indicator:checked { background: @accent; border-color: @accent; image: url(:/icons/tick-@mode.svg); }
QRadioButton::indicator:checked { background: @accent; border-color: @accent; image: url(:/icons/dot-@mode.svg); }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: @line; background: @window; }
)";

QString css(const QColor& color)
{
    return color.alpha() == 255
        ? color.name(QColor::HexRgb)
        : u"rgba(%1,%2,%3,%4)"_s.arg(color.red()).arg(color.green()).arg(color.blue()).arg(color.alpha());
}
} // namespace

QString Theme::styleSheet(const Tokens& t)
{
    QColor faded = t.muted;
    faded.setAlphaF(0.6F);
    QColor handle = t.muted;
    handle.setAlphaF(0.35F);
    const QHash<QString, QString> values{
        {u"tipText"_s, css(t.dark ? t.text : t.base)},
        {u"tip"_s, css(t.dark ? t.line : t.text)},
        {u"line"_s, css(t.line)},
        {u"base"_s, css(t.base)},
        {u"window"_s, css(t.window)},
        {u"alternate"_s, css(t.alternate)},
        {u"text"_s, css(t.text)},
        {u"muted"_s, css(t.muted)},
        {u"faded"_s, css(faded)},
        {u"handle"_s, css(handle)},
        {u"accent"_s, css(t.accent)},
        {u"accentHover"_s, css(t.dark ? t.accent.lighter(108) : t.accent.darker(108))},
        {u"onAccent"_s, css(t.onAccent)},
        {u"danger"_s, css(t.failed)},
        {u"dangerHover"_s, css(t.dark ? t.failed.lighter(108) : t.failed.darker(108))},
        {u"onDanger"_s, css(t.dark ? t.window : t.base)},
        {u"failed"_s, css(t.failed)},
        {u"accentSoft"_s, css(t.accentSoft)},
        {u"selection"_s, css(t.selection)},
        {u"mode"_s, t.dark ? u"dark"_s : u"light"_s},
    };
    static const QRegularExpression token(u"@([a-zA-Z]+)"_s);
    const QString text = QString::fromLatin1(sheetText);
    QString result;
    qsizetype last = 0;
    for (auto it = token.globalMatch(text); it.hasNext();) {
        const auto match = it.next();
        result += QStringView(text).mid(last, match.capturedStart() - last);
        result += values.value(match.captured(1));
        last = match.capturedEnd();
    }
    return result + QStringView(text).mid(last);
}

} // namespace drover::ui
