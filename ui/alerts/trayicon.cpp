// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/trayicon.h"

#include "style/icons.h"
#include "style/theme.h"

#include <QMenu>
#include <QPainter>
#include <QSystemTrayIcon>

using namespace Qt::StringLiterals;

namespace drover::ui {

TrayIcon::TrayIcon(QObject* parent)
    : QObject(parent)
{
}

TrayIcon::~TrayIcon() = default;

void TrayIcon::setWanted(bool wanted)
{
    if (!wanted) {
        m_icon.reset();
        m_menu.reset();
        return;
    }
    if (m_icon || !QSystemTrayIcon::isSystemTrayAvailable())
        return;
    m_menu = std::make_unique<QMenu>();
    m_menu->addAction(tr("&Open Drover"), this, &TrayIcon::openWanted);
    m_menu->addAction(tr("&Mute all alerts for 1 h"), this, &TrayIcon::muteWanted);
    m_menu->addSeparator();
    m_menu->addAction(tr("&Quit"), this, &TrayIcon::quitWanted);
    m_icon = std::make_unique<QSystemTrayIcon>();
    m_icon->setContextMenu(m_menu.get());
    connect(
        m_icon.get(), &QSystemTrayIcon::activated, this, [this](QSystemTrayIcon::ActivationReason reason) {
            if (reason != QSystemTrayIcon::Context)
                Q_EMIT openWanted();
        });
    show();
    m_icon->show();
}

void TrayIcon::setCount(int alerts)
{
    m_count = alerts;
    if (m_icon)
        show();
}

void TrayIcon::show()
{
    m_icon->setIcon(badged(applicationIcon(), m_count));
    m_icon->setToolTip(m_count > 0 ? tr("Drover: %n alert(s)", nullptr, m_count) : tr("Drover"));
}

//! A pixmap: some trays show no icon that is drawn from lines.
QIcon TrayIcon::badged(const QIcon& icon, int count)
{
    constexpr int size = 64;
    QPixmap pixmap = icon.pixmap(QSize(size, size), 1.0);
    if (count <= 0 || pixmap.isNull())
        return QIcon(pixmap);
    const QString text = count > 99 ? u"99+"_s : QString::number(count);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    const qreal height = 36;
    const qreal width = text.size() < 2 ? height : text.size() < 3 ? 46 : 58;
    const QRectF badge(size - width - 1, size - height - 1, width, height);
    painter.setPen(QPen(Qt::white, 3));
    painter.setBrush(QColor(0xc6, 0x28, 0x28)); // on whatever panel the desktop has
    painter.drawRoundedRect(badge, height / 2, height / 2);
    QFont font = Theme::scaled(1, true);
    font.setPixelSize(26); // of the picture, not of the screen
    painter.setFont(font);
    painter.drawText(badge, Qt::AlignCenter, text);
    return QIcon(pixmap);
}

} // namespace drover::ui
