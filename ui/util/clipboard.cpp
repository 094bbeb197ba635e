// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "util/clipboard.h"

#include <QClipboard>
#include <QCryptographicHash>
#include <QGuiApplication>
#include <QMimeData>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace drover::ui {

void copyText(const QByteArray& utf8)
{
    QGuiApplication::clipboard()->setText(QString::fromUtf8(utf8));
}

namespace {
//! What tells whether the clipboard still holds the secret, without keeping it.
QByteArray traceOf(const QString& text)
{
    return QCryptographicHash::hash(text.toUtf8(), QCryptographicHash::Sha256);
}

void forget(const QByteArray& trace)
{
    QClipboard* clipboard = QGuiApplication::clipboard();
    if (traceOf(clipboard->text()) == trace)
        clipboard->clear();
}
} // namespace

void copySecret(const QByteArray& utf8, std::chrono::milliseconds keptFor)
{
    const QString text = QString::fromUtf8(utf8);
    auto* data = new QMimeData;
    data->setText(text);
    data->setData(u"x-kde-passwordManagerHint"_s, "secret");
    QGuiApplication::clipboard()->setMimeData(data);
    auto* timer = new QTimer(qGuiApp);
    timer->setSingleShot(true);
    const auto ends = [timer, trace = traceOf(text)] {
        forget(trace);
        timer->deleteLater();
    };
    QObject::connect(timer, &QTimer::timeout, timer, ends);
    QObject::connect(qGuiApp, &QGuiApplication::aboutToQuit, timer, ends);
    timer->start(keptFor);
}

} // namespace drover::ui
