// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "util/notices.h"

#include "scripts/scriptregistry.h"

#include <QCoreApplication>
#include <QFile>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
QString tr(const char* text, const char* note = nullptr)
{
    return QCoreApplication::translate("drover::ui", text, note);
}

QString embedded(const QString& file)
{
    QFile notice(u":/notices/"_s + file);
    if (notice.open(QIODevice::ReadOnly))
        return QString::fromUtf8(notice.readAll());
    return tr("Its licence lies beside the library: in its package, or with the system's documents.",
        "no text came along");
}

Notice library(const QString& name, const QString& licence, const QString& purpose, const QString& file)
{
    return {name, licence, purpose, embedded(file + u"-LICENSE.txt"_s)};
}
} // namespace

QList<Notice> notices()
{
    const QString version = QString::fromUtf8(bullmqVersion().toByteArray());
    return {
        {u"Drover"_s, u"GPL-3.0-or-later"_s, tr("this window", "licences: what it is"),
            embedded(u"GPL-3.0-or-later.txt"_s)},
        {tr("Drover's engine", "licences"), u"MIT"_s,
            tr("queues, workers and the command line", "licences: what it is"),
            // The file is the licence as such; who grants it stands elsewhere in the sources.
            embedded(u"MIT.txt"_s).replace(u"<year> <copyright holders>"_s, u"The Drover authors"_s)},
        {u"BullMQ "_s + version, u"MIT"_s,
            tr("its scripts, which run inside Redis", "licences: what it is for"),
            QString::fromUtf8(bullmqLicense().toByteArray()).trimmed()},
        library(u"Lucide"_s, u"ISC"_s, tr("icons", "licences: what it is for"), u"lucide"_s),
        library(u"Qt "_s + QString::fromLatin1(qVersion()), u"LGPL-3.0-only"_s,
            tr("windows, network, databases", "licences: what it is for"), u"qt"_s),
        library(u"Qt Charts"_s, u"GPL-3.0-only"_s, tr("charts", "licences: what it is for"), u"qtcharts"_s),
        library(u"hiredis"_s, u"BSD-3-Clause"_s, tr("Redis's protocol", "licences: what it is for"),
            u"hiredis"_s),
        library(u"QtKeychain"_s, u"BSD-3-Clause"_s,
            tr("passwords in the keychain", "licences: what it is for"), u"qtkeychain"_s),
        library(u"QCoro"_s, u"MIT"_s, tr("coroutines", "licences: what it is for"), u"qcoro"_s),
        library(u"spdlog"_s, u"MIT"_s, tr("the log", "licences: what it is for"), u"spdlog"_s),
        library(u"JSON for Modern C++"_s, u"MIT"_s, tr("JSON that Drover writes", "licences: what it is for"),
            u"nlohmann-json"_s),
        library(u"msgpack-cxx"_s, u"BSL-1.0"_s, tr("arguments of scripts", "licences: what it is for"),
            u"msgpack"_s),
        library(u"SQLite"_s, u"blessing"_s, tr("history, trash, activity", "licences: what it is for"),
            u"sqlite"_s),
        library(u"OpenSSL"_s, u"Apache-2.0"_s, tr("encryption", "licences: what it is for"), u"openssl"_s),
    };
}

} // namespace drover::ui
