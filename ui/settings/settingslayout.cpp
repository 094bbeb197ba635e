// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings/settingslayout.h"

#include "settings/settingsstore.h"

namespace drover::ui {

QByteArray SettingsLayout::state(const QString& key) const
{
    return QByteArray::fromBase64(m_settings.text(QString(key::layout + key)).toLatin1());
}

void SettingsLayout::keep(const QString& key, const QByteArray& state)
{
    m_settings.set(QString(key::layout + key), QString::fromLatin1(state.toBase64()));
}

} // namespace drover::ui
