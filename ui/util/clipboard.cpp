// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "util/clipboard.h"

#include <QClipboard>
#include <QGuiApplication>

namespace drover::ui {

void copyText(const QByteArray& utf8)
{
    QGuiApplication::clipboard()->setText(QString::fromUtf8(utf8));
}

} // namespace drover::ui
