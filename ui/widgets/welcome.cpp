// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/welcome.h"

#include "style/icons.h"
#include "style/theme.h"
#include "util/connectionwords.h"
#include "util/urlinput.h"
#include "widgets/card.h"
#include "widgets/plainlabel.h"
#include "widgets/waybutton.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace drover::ui {

Welcome::Welcome(QWidget* parent)
    : QWidget(parent)
    , m_url(new QLineEdit)
    , m_connect(new QPushButton(tr("Connect")))
    , m_fault(new PlainLabel({}, PlainLabel::Tone::Error))
    , m_preview(new PlainLabel({}, PlainLabel::Tone::Muted))
{
    auto* card = new Card;
    auto* inside = new QVBoxLayout(card);
    inside->setContentsMargins(spaceXl, spaceXl, spaceXl, spaceXl);
    inside->setSpacing(spaceS);
    auto* mark = new PlainLabel;
    const int size = qRound(fontMetrics().height() * 2.6);
    mark->setPixmap(applicationIcon().pixmap(QSize(size, size), devicePixelRatioF()));
    auto* title = new PlainLabel(tr("Connect to your queues"));
    title->setFont(Theme::scaled(1.6, true));
    auto* text =
        new PlainLabel(tr("Paste the URL of the Redis that BullMQ uses. Reading it changes nothing there."),
            PlainLabel::Tone::Muted);
    text->setWordWrap(true);
    m_url->setPlaceholderText(u"redis://user:password@host:6379/0"_s);
    m_url->setFont(Theme::monospace());
    m_url->setAccessibleName(tr("Redis URL"));
    m_url->setClearButtonEnabled(true);
    m_connect->setProperty("primary", true);
    m_fault->setWordWrap(true);
    m_fault->setVisible(false);
    m_preview->setWordWrap(true);
    m_preview->setVisible(false);
    auto* row = new QHBoxLayout;
    row->setSpacing(spaceS);
    row->addWidget(m_url, 1);
    row->addWidget(m_connect);
    auto* more = new QPushButton(tr("More options\u2026"));
    more->setToolTip(tr("Name, environment, TLS, unix socket, where the password is kept"));
    row->addWidget(more);
    auto* imports = new QPushButton(tr("Import\u2026"));
    imports->setToolTip(
        tr("Connections of RedisInsight or Another Redis Desktop Manager, from their exported files"));
    row->addWidget(imports);

    inside->addWidget(mark);
    inside->addSpacing(spaceXs);
    inside->addWidget(title);
    inside->addWidget(text);
    inside->addSpacing(spaceS);
    inside->addLayout(row);
    inside->addWidget(m_fault);
    inside->addWidget(m_preview);
    inside->addSpacing(spaceL);
    auto* ways = new QHBoxLayout;
    ways->setSpacing(spaceM);
    ways->addWidget(way(u"plug"_s, tr("Try localhost:6379"), tr("The Redis that runs on this computer."),
                        &Welcome::localhostWanted),
        1);
    ways->addWidget(way(u"database"_s, tr("Local Redis"), tr("Drover\u2019s own, kept between starts."),
                        &Welcome::embeddedWanted),
        1);
    ways->addWidget(
        way(u"sparkles"_s, tr("Open demo data"),
            tr("A made-up shop with living queues, on Drover\u2019s own Redis."), &Welcome::demoWanted),
        1);
    inside->addLayout(ways);

    card->setMaximumWidth(fontMetrics().averageCharWidth() * 110);
    card->setMinimumWidth(fontMetrics().averageCharWidth() * 70);
    auto* middle = new QHBoxLayout;
    middle->addStretch(1);
    middle->addWidget(card, 20);
    middle->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(spaceXl, spaceXl, spaceXl, spaceXl);
    layout->addStretch(2);
    layout->addLayout(middle);
    layout->addStretch(3);
    setFocusProxy(m_url);

    connect(m_connect, &QPushButton::clicked, this, &Welcome::onConnect);
    connect(m_url, &QLineEdit::returnPressed, this, &Welcome::onConnect);
    connect(m_url, &QLineEdit::textEdited, this, &Welcome::onEdited);
    connect(imports, &QPushButton::clicked, this, &Welcome::importWanted);
    connect(more, &QPushButton::clicked, this, &Welcome::newConnectionWanted);
}

QWidget* Welcome::way(
    const QString& iconName, const QString& title, const QString& text, void (Welcome::*wanted)())
{
    auto* button = new WayButton(iconName, title, text);
    connect(button, &QAbstractButton::clicked, this, wanted);
    return button;
}

void Welcome::onEdited(const QString& text)
{
    m_fault->setVisible(false);
    const Result<PastedAddress> pasted = readPasted(text);
    m_preview->setText(pasted ? pasted->preview : QString());
    m_preview->setVisible(!m_preview->text().isEmpty());
}

void Welcome::onConnect()
{
    const QString text = m_url->text();
    if (text.trimmed().isEmpty())
        return m_url->setFocus();
    const Result<PastedAddress> pasted = readPasted(text);
    if (!pasted) {
        m_fault->setText(urlFaultWords(pasted.error()));
        m_fault->setVisible(true);
        m_url->setFocus();
        return;
    }
    // It may hold a password; nothing of it stays in sight or in the undo of the line.
    m_url->setText({}); // clear() could be undone
    m_preview->setVisible(false);
    Q_EMIT urlGiven(text);
}

QString Welcome::preview() const
{
    return m_preview->isHidden() ? QString() : m_preview->text();
}

QString Welcome::fault() const
{
    return m_fault->isHidden() ? QString() : m_fault->text();
}

} // namespace drover::ui
