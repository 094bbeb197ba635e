// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "style/icons.h"
#include "style/theme.h"

#include <QApplication>
#include <QFile>
#include <QImage>
#include <QPainter>
#include <QRegularExpression>
#include <QTest>

#include <cstdlib>

using namespace drover::ui;
using namespace Qt::StringLiterals;

namespace {
QStringList listedNames()
{
    QFile file(QStringLiteral(DROVER_SOURCE "/resources/icons/lucide.txt"));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no list of icons");
    QStringList names;
    const QStringList lines = QString::fromUtf8(file.readAll()).split(u'\n', Qt::SkipEmptyParts);
    for (const QString& line : lines)
        if (!line.startsWith(u'#'))
            names.append(line.split(u' ').first());
    return names;
}

//! Where strokes cross, blending may be off by one.
bool nearly(const QColor& one, const QColor& other)
{
    return std::abs(one.red() - other.red()) <= 2 && std::abs(one.green() - other.green()) <= 2
        && std::abs(one.blue() - other.blue()) <= 2;
}

//! The share of pixels that are fully painted, all of them in `color`; -1 when another colour is there.
double ink(const QImage& image, const QColor& color)
{
    int painted = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QColor pixel = image.pixelColor(x, y);
            if (pixel.alpha() < 255)
                continue;
            if (!nearly(pixel, color))
                return -1;
            ++painted;
        }
    }
    return double(painted) / double(image.width() * image.height());
}
} // namespace

class TestIcons final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyListedIconIsInkOfTheTheme();
    void aFixedColourStays();
    void painterKeepsThePixelsOfTheDevice();
    void widerRoomIsLeftAtTheEnd();
    void anUnknownNameIsSaidOnce();
    void theLicenceTravelsAlong();
    void theApplicationIconHasEverySize();
};

void TestIcons::everyListedIconIsInkOfTheTheme()
{
    const QStringList names = listedNames();
    QVERIFY(names.size() > 100);
    for (const ThemeChoice choice : {ThemeChoice::Light, ThemeChoice::Dark}) {
        Theme::apply(*qApp, choice);
        for (const QString& name : names) {
            const double share = ink(icon(name).pixmap(48, 48).toImage(), Theme::tokens().text);
            QVERIFY2(share > 0.01 && share < 0.6, qPrintable(u"%1: %2"_s.arg(name).arg(share)));
        }
        QVERIFY(ink(icon(u"play"_s, true).pixmap(48, 48).toImage(), Theme::tokens().onAccent) > 0.01);
    }
}

void TestIcons::aFixedColourStays()
{
    const QColor red(200, 10, 20);
    QVERIFY(ink(coloredIcon(u"octagon-alert"_s, red).pixmap(48, 48).toImage(), red) > 0.01);
    const QImage faded =
        coloredIcon(u"octagon-alert"_s, red).pixmap(QSize(48, 48), QIcon::Disabled).toImage();
    QCOMPARE(ink(faded, red), 0.0);
}

void TestIcons::painterKeepsThePixelsOfTheDevice()
{
    QImage image(64, 64, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(2);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    paintIcon(&painter, QRect(0, 0, 32, 32), u"square"_s, Qt::blue);
    painter.end();
    QVERIFY(ink(image, Qt::blue) > 0.05);
    // The square's stroke reaches 1/12 of its side to the right edge: nothing is painted at half the size.
    QVERIFY(image.pixelColor(32, 56).alpha() > 200);
}

//! Between an icon and the text beside it.
void TestIcons::widerRoomIsLeftAtTheEnd()
{
    const QColor black(0, 0, 0);
    const QImage square = coloredIcon(u"refresh"_s, black).pixmap(48, 48).toImage();
    const QImage wide = coloredIcon(u"refresh"_s, black).pixmap(60, 48).toImage();
    QCOMPARE(wide.size(), QSize(60, 48));
    QCOMPARE(wide.copy(0, 0, 48, 48), square);
    QCOMPARE(ink(wide.copy(48, 0, 12, 48), black), 0.0);
}

void TestIcons::anUnknownNameIsSaidOnce()
{
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"no icon \"no-such-thing\""_s));
    QCOMPARE(ink(icon(u"no-such-thing"_s).pixmap(16, 16).toImage(), Qt::black), 0.0);
    QTest::failOnWarning(QRegularExpression(u".*"_s));
    (void)icon(u"no-such-thing"_s).pixmap(16, 16);
}

void TestIcons::theLicenceTravelsAlong()
{
    QFile notice(u":/notices/lucide-LICENSE.txt"_s);
    QVERIFY(notice.open(QIODevice::ReadOnly));
    QVERIFY(notice.readAll().contains("Permission to use, copy, modify, and/or distribute"));
}

void TestIcons::theApplicationIconHasEverySize()
{
    for (const int size : {16, 22, 24, 32, 48, 64, 128, 256, 512})
        QCOMPARE(applicationIcon().pixmap(size, size).size(), QSize(size, size));
}

QTEST_MAIN(TestIcons)
#include "tst_icons.moc"
