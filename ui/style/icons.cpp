// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "style/icons.h"

#include "style/theme.h"
#include "util/log.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPixmap>
#include <QPixmapCache>
#include <QSvgRenderer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
QPixmap rendered(const QString& name, const QSize& size, const QColor& color)
{
    QPixmap pixmap(size);
    pixmap.fill(Qt::transparent);
    QFile file(u":/icons/%1.svg"_s.arg(name));
    if (!file.open(QIODevice::ReadOnly)) {
        qCWarning(logWindow) << "There is no icon" << name << "in resources/icons/lucide.txt";
        return pixmap;
    }
    QByteArray svg = file.readAll();
    svg.replace("currentColor", color.name().toLatin1());
    QSvgRenderer renderer(svg);
    QPainter painter(&pixmap);
    painter.setOpacity(color.alphaF());
    // Icons are square; where there is more room they keep away from the text beside them.
    const int side = std::min(size.width(), size.height());
    const int left = QGuiApplication::isRightToLeft() ? size.width() - side : 0;
    renderer.render(&painter, QRectF(left, (size.height() - side) / 2.0, side, side));
    return pixmap;
}

QPixmap cached(const QString& name, const QSize& size, const QColor& color)
{
    if (size.isEmpty())
        return {};
    const QString key = u"drover/%1/%2x%3/%4"_s.arg(name)
                            .arg(size.width())
                            .arg(size.height())
                            .arg(color.name(QColor::HexArgb));
    QPixmap pixmap;
    if (!QPixmapCache::find(key, &pixmap)) {
        pixmap = rendered(name, size, color);
        QPixmapCache::insert(key, pixmap);
    }
    return pixmap;
}

enum class Tint : quint8 { Text, OnAccent, Fixed };

class TintedIconEngine final : public QIconEngine {
public:
    TintedIconEngine(QString name, Tint tint, const QColor& fixed = {})
        : m_name(std::move(name))
        , m_tint(tint)
        , m_fixed(fixed)
    {
    }

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State /*state*/) override
    {
        paintIcon(painter, rect, m_name, color(mode));
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State /*state*/) override
    {
        return cached(m_name, size, color(mode));
    }

    [[nodiscard]] QIconEngine* clone() const override
    {
        return new TintedIconEngine(m_name, m_tint, m_fixed);
    }

private:
    [[nodiscard]] QColor color(QIcon::Mode mode) const
    {
        const Tokens& tokens = Theme::tokens();
        if (mode == QIcon::Disabled) {
            QColor faded = tokens.muted;
            faded.setAlphaF(0.6F);
            return faded;
        }
        switch (m_tint) {
        case Tint::Fixed:
            return m_fixed;
        case Tint::OnAccent:
            return tokens.onAccent;
        case Tint::Text:
            break;
        }
        return tokens.text;
    }

    QString m_name;
    Tint m_tint;
    QColor m_fixed;
};
} // namespace

QIcon icon(const QString& name, bool onAccent)
{
    return QIcon(new TintedIconEngine(name, onAccent ? Tint::OnAccent : Tint::Text));
}

QIcon coloredIcon(const QString& name, const QColor& color)
{
    return QIcon(new TintedIconEngine(name, Tint::Fixed, color));
}

void paintIcon(QPainter* painter, const QRect& rect, const QString& name, const QColor& color)
{
    const qreal ratio = painter->device()->devicePixelRatioF();
    QPixmap pixmap = cached(name, rect.size() * ratio, color);
    pixmap.setDevicePixelRatio(ratio);
    painter->drawPixmap(rect.topLeft(), pixmap);
}

QIcon applicationIcon()
{
    // Not QIcon(file): that one needs Qt's plugin for SVG icons. The drawing has colours of its own.
    return coloredIcon(u"drover"_s, Qt::black);
}

} // namespace drover::ui
