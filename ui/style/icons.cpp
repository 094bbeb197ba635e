// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "style/icons.h"

#include "style/theme.h"

#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPixmap>
#include <QSvgRenderer>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
class TintedIconEngine final : public QIconEngine {
public:
    TintedIconEngine(QString name, bool onAccent)
        : m_name(std::move(name))
        , m_onAccent(onAccent)
    {
    }

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State /*state*/) override
    {
        QFile file(u":/icons/%1.svg"_s.arg(m_name));
        if (!file.open(QIODevice::ReadOnly))
            return;
        const Tokens& tokens = Theme::tokens();
        const QColor color = mode == QIcon::Disabled ? tokens.muted
            : m_onAccent                             ? tokens.onAccent
                                                     : tokens.text;
        QByteArray svg = file.readAll();
        svg.replace("currentColor", color.name().toLatin1());
        QSvgRenderer renderer(svg);
        painter->save();
        if (mode == QIcon::Disabled)
            painter->setOpacity(0.6);
        renderer.render(painter, rect);
        painter->restore();
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(0, 0), size), mode, state);
        return pixmap;
    }

    [[nodiscard]] QIconEngine* clone() const override { return new TintedIconEngine(m_name, m_onAccent); }

private:
    QString m_name;
    bool m_onAccent;
};
} // namespace

QIcon icon(const QString& name, bool onAccent)
{
    return QIcon(new TintedIconEngine(name, onAccent));
}

QIcon applicationIcon()
{
    return QIcon(u":/icons/drover.svg"_s);
}

} // namespace drover::ui
