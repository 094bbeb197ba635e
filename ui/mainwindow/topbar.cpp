// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/topbar.h"

#include "style/icons.h"
#include "style/theme.h"
#include "util/plaintext.h"
#include "widgets/environmentchip.h"
#include "widgets/plainlabel.h"
#include "widgets/toolbuttons.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QMenu>
#include <QPainter>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace drover::ui {

TopBar::TopBar(QMenu& intervals, QWidget* parent)
    : QWidget(parent)
    , m_chip(new EnvironmentChip(Environment::Unspecified, EnvironmentChip::Form::Word))
    , m_title(new PlainLabel({}, PlainLabel::Tone::Strong))
    , m_address(new PlainLabel({}, PlainLabel::Tone::Muted))
    , m_readOnly(new PlainLabel(tr("Read-only"), PlainLabel::Tone::Strong))
    , m_refresh(new QToolButton)
{
    m_address->setElided(true);
    auto* palette = new QToolButton;
    palette->setProperty("search", true);
    palette->setIcon(icon(u"search"_s));
    showBeside(*palette);
    palette->setText(tr("Search jobs or type a command   Ctrl+K"));
    palette->setAccessibleName(tr("Command palette"));
    connect(palette, &QToolButton::clicked, this, &TopBar::paletteWanted);

    m_refresh->setProperty("framed", true);
    m_refresh->setIcon(icon(u"refresh"_s));
    showBeside(*m_refresh);
    m_refresh->setPopupMode(QToolButton::MenuButtonPopup);
    m_refresh->setMenu(&intervals);
    m_refresh->setToolTip(tr("Read everything again (F5); the arrow chooses how often"));
    connect(m_refresh, &QToolButton::clicked, this, &TopBar::refreshWanted);
    auto* theme = new QToolButton;
    theme->setProperty("framed", true);
    theme->setIcon(icon(u"sun"_s));
    theme->setToolTip(tr("Light or dark"));
    theme->setAccessibleName(tr("Light or dark"));
    connect(theme, &QToolButton::clicked, this, &TopBar::themeToggled);

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(spaceM, spaceXs + 2, spaceM, spaceXs + 2);
    layout->setSpacing(spaceS);
    layout->addWidget(m_chip);
    layout->addWidget(m_title);
    layout->addWidget(m_address, 1);
    layout->addWidget(palette, 1);
    layout->addStretch(1);
    for (QWidget* part : std::initializer_list<QWidget*>{m_readOnly, m_refresh, theme})
        layout->addWidget(part);
    setConnection(nullptr);
}

void TopBar::setConnection(const ConnectionIdentity* identity)
{
    const bool there = identity != nullptr;
    m_environment = there ? identity->environment : Environment::Unspecified;
    m_chip->setEnvironment(m_environment);
    m_chip->setVisible(there);
    m_title->setText(there ? plainText(identity->title, Lines::Single, 60) : tr("Drover"));
    m_address->setText(there ? plainText(identity->address, Lines::Single, 200) : QString());
    m_readOnly->setVisible(there && identity->readOnly);
    m_readOnly->setToolTip(there && identity->canUnlock
            ? tr("Nothing here can change a queue until the connection is unlocked.")
            : tr("Nothing here can change a queue."));
    m_refresh->setEnabled(there);
    update();
}

void TopBar::setInterval(std::chrono::milliseconds interval)
{
    const double seconds = static_cast<double>(interval.count()) / 1000;
    m_refresh->setText(interval.count() <= 0
            ? tr("Refresh")
            : tr("Refresh %1 s", "button: how often").arg(QLocale().toString(seconds, 'g', 3)));
}

void TopBar::paintEvent(QPaintEvent* /*event*/)
{
    const Tokens& tokens = Theme::tokens();
    QPainter painter(this);
    painter.setPen(tokens.line);
    painter.drawLine(QPointF(0, height() - 0.5), QPointF(width(), height() - 0.5));
    // Production is seen from the corner of the eye, whatever page is open.
    if (m_environment == Environment::Production)
        painter.fillRect(QRect(0, 0, width(), 3), tokens.failed);
    else if (m_environment == Environment::Staging)
        painter.fillRect(QRect(0, 0, width(), 3), tokens.delayed);
}

} // namespace drover::ui
