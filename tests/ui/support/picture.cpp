// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/support/picture.h"

#include "style/theme.h"

#include <QApplication>
#include <QDir>
#include <QPixmap>
#include <QTest>
#include <QWidget>

using namespace Qt::StringLiterals;

namespace drover::ui {

bool takePictures(QWidget& widget, const QString& name)
{
    const QDir folder(QCoreApplication::applicationDirPath() + u"/../pictures"_s);
    if (!folder.mkpath(u"."_s))
        return false;
    QImage light;
    QImage dark;
    for (const auto choice : {ThemeChoice::Light, ThemeChoice::Dark}) {
        Theme::apply(*qApp, choice);
        QTest::qWait(0);
        QImage& image = choice == ThemeChoice::Light ? light : dark;
        image = widget.grab().toImage();
        if (!image.save(folder.filePath(u"%1-%2.png"_s.arg(name, themeName(choice)))))
            return false;
    }
    Theme::apply(*qApp, ThemeChoice::Light);
    return !light.isNull() && light.size() == dark.size() && light != dark;
}

} // namespace drover::ui
