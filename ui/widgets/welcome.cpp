// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/welcome.h"

#include "redis/redisurl.h"
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
    auto* row = new QHBoxLayout;
    row->setSpacing(spaceS);
    row->addWidget(m_url, 1);
    row->addWidget(m_connect);
    auto* more = new QPushButton(tr("More options\u2026"));
    more->setToolTip(tr("Name, environment, TLS, unix socket, where the password is kept"));
    row->addWidget(more);

    inside->addWidget(mark);
    inside->addSpacing(spaceXs);
    inside->addWidget(title);
    inside->addWidget(text);
    inside->addSpacing(spaceS);
    inside->addLayout(row);
    inside->addWidget(m_fault);
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
    connect(m_url, &QLineEdit::textEdited, this, [this] { m_fault->setVisible(false); });
    connect(more, &QPushButton::clicked, this, &Welcome::newConnectionWanted);
}

QWidget* Welcome::way(
    const QString& iconName, const QString& title, const QString& text, void (Welcome::*wanted)())
{
    auto* button = new WayButton(iconName, title, text);
    connect(button, &QAbstractButton::clicked, this, wanted);
    return button;
}

void Welcome::onConnect()
{
    const QString text = m_url->text();
    if (text.trimmed().isEmpty())
        return m_url->setFocus();
    const Result<ConnectionOptions> options = parseRedisUrl(addressIn(text));
    if (!options) {
        m_fault->setText(urlFaultWords(options.error()));
        m_fault->setVisible(true);
        m_url->setFocus();
        return;
    }
    // It may hold a password; nothing of it stays in sight or in the undo of the line.
    m_url->setText({}); // clear() could be undone
    Q_EMIT urlGiven(text);
}

QString Welcome::fault() const
{
    return m_fault->isHidden() ? QString() : m_fault->text();
}

} // namespace drover::ui
