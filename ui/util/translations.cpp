// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "util/translations.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
QStringList folders()
{
    QStringList all{u":/i18n"_s};
    if (const QString own = qEnvironmentVariable("DROVER_TRANSLATIONS"); !own.isEmpty())
        all.prepend(own);
    return all;
}

bool loadOwn(QTranslator& translator, const QString& code)
{
    for (const QString& folder : folders()) {
        const QString file = folder + u"/drover_" + code;
        // Not load() alone: that one falls back to shorter names.
        if (QFile::exists(file + u".qm") && translator.load(file))
            return true;
    }
    return false;
}

bool loadSystems(QTranslator& translator)
{
    for (const QString& folder : folders()) {
        if (translator.load(QLocale(), u"drover"_s, u"_"_s, folder))
            return true;
    }
    // English has a file too: it carries the plural forms.
    return loadOwn(translator, u"en"_s);
}
} // namespace

QStringList availableLanguages()
{
    QStringList codes;
    for (const QString& folder : folders()) {
        const QStringList files = QDir(folder).entryList({u"drover_*.qm"_s}, QDir::Files);
        for (const QString& file : files)
            codes.append(file.mid(7).chopped(3));
    }
    codes.removeDuplicates();
    codes.sort();
    return codes;
}

QString languageName(const QString& code)
{
    const QString name = QLocale(code).nativeLanguageName();
    return name.isEmpty() ? code : name;
}

bool installTranslations(QCoreApplication& application, const QString& code)
{
    auto* own = new QTranslator(&application);
    const bool found = !code.isEmpty() && loadOwn(*own, code);
    if (found && QLocale(code).language() != QLocale::C)
        QLocale::setDefault(QLocale(code));
    if (found || loadSystems(*own))
        QCoreApplication::installTranslator(own);
    auto* qt = new QTranslator(&application);
    if (qt->load(QLocale(), u"qtbase"_s, u"_"_s, QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(qt);
    return found || code.isEmpty();
}

} // namespace drover::ui
