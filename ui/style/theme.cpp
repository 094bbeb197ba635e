// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "style/theme.h"

#include <QApplication>
#include <QFontDatabase>
#include <QFontMetrics>
#include <QStyleFactory>
#include <QWidget>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
struct Current {
    ThemeChoice choice = ThemeChoice::System;
    const Tokens* tokens = &Tokens::lightTokens();
    std::optional<bool> systemIsDark;
};

Current& current()
{
    static Current value;
    return value;
}
} // namespace

std::optional<ThemeChoice> themeFromName(const QString& name)
{
    if (name == "system"_L1)
        return ThemeChoice::System;
    if (name == "light"_L1)
        return ThemeChoice::Light;
    if (name == "dark"_L1)
        return ThemeChoice::Dark;
    return std::nullopt;
}

QString themeName(ThemeChoice choice)
{
    switch (choice) {
    case ThemeChoice::Light:
        return u"light"_s;
    case ThemeChoice::Dark:
        return u"dark"_s;
    case ThemeChoice::System:
        break;
    }
    return u"system"_s;
}

void Theme::apply(QApplication& application, ThemeChoice choice)
{
    Current& state = current();
    if (!state.systemIsDark) {
        // Read before our own palette hides what the desktop wants; Qt 6.4 has no other way to ask.
        application.setStyle(QStyleFactory::create(u"Fusion"_s));
        state.systemIsDark = application.palette().window().color().lightness() < 128;
    }
    state.choice = choice;
    const bool dark = choice == ThemeChoice::Dark || (choice == ThemeChoice::System && *state.systemIsDark);
    state.tokens = dark ? &Tokens::darkTokens() : &Tokens::lightTokens();
    application.setPalette(palette(*state.tokens));
    application.setStyleSheet(styleSheet(*state.tokens));
}

ThemeChoice Theme::choice()
{
    return current().choice;
}

const Tokens& Theme::tokens()
{
    return *current().tokens;
}

QPalette Theme::palette(const Tokens& t)
{
    QPalette palette;
    palette.setColor(QPalette::Window, t.window);
    palette.setColor(QPalette::WindowText, t.text);
    palette.setColor(QPalette::Base, t.base);
    palette.setColor(QPalette::AlternateBase, t.alternate);
    palette.setColor(QPalette::Text, t.text);
    palette.setColor(QPalette::Button, t.base);
    palette.setColor(QPalette::ButtonText, t.text);
    palette.setColor(QPalette::ToolTipBase, t.dark ? t.line : t.text);
    palette.setColor(QPalette::ToolTipText, t.dark ? t.text : t.base);
    palette.setColor(QPalette::PlaceholderText, t.muted);
    palette.setColor(QPalette::Highlight, t.selection);
    palette.setColor(QPalette::HighlightedText, t.text);
    palette.setColor(QPalette::Link, t.accent);
    palette.setColor(QPalette::LinkVisited, t.prioritized);
    palette.setColor(QPalette::BrightText, t.failed);
    palette.setColor(QPalette::Light, t.dark ? t.line.lighter(120) : t.base);
    palette.setColor(QPalette::Midlight, t.line);
    palette.setColor(QPalette::Mid, t.line);
    palette.setColor(QPalette::Dark, t.muted);
    palette.setColor(QPalette::Shadow, t.dark ? QColor(Qt::black) : t.muted);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        QColor faded = t.muted;
        faded.setAlphaF(0.6F);
        palette.setColor(QPalette::Disabled, role, faded);
    }
    return palette;
}

QFont Theme::monospace()
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPointSizeF(QApplication::font().pointSizeF() * 0.95);
    return font;
}

QFont Theme::scaled(double factor, bool bold)
{
    QFont font = QApplication::font();
    font.setPointSizeF(font.pointSizeF() * factor);
    font.setWeight(bold ? QFont::DemiBold : QFont::Normal);
    return font;
}

int Theme::rowHeight(const QWidget* widget)
{
    return qRound(widget->fontMetrics().height() * 1.9);
}

} // namespace drover::ui
