// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "storewatch.h"

#include "profiles/profilestore.h"
#include "settings/settingsstore.h"
#include "util/connectionwords.h"
#include "util/plaintext.h"

using namespace Qt::StringLiterals;

namespace drover {

StoreWatch::StoreWatch(ProfileStore& profiles, ui::SettingsStore& settings, QObject* parent)
    : QObject(parent)
    , m_profiles(profiles)
    , m_settings(settings)
{
    connect(&profiles, &ProfileStore::writeFailed, this, [this](const QString& reason) {
        onWriteFailed(tr("saved connections", "%1 in a sentence"), reason);
    });
    connect(&settings, &ui::SettingsStore::writeFailed, this,
        [this](const QString& reason) { onWriteFailed(tr("settings", "%1 in a sentence"), reason); });
}

void StoreWatch::tellFound()
{
    QStringList sentences;
    QStringList remedies;
    const auto add = [&](const ui::ErrorWords& words) {
        if (words.sentence.isEmpty())
            return;
        sentences.append(words.sentence);
        remedies.append(words.remedy);
    };
    add(ui::fileWords(
        m_profiles.found().file, ProfileStore::defaultPath(), tr("saved connections", "%1 in a sentence")));
    if (const auto faults = m_profiles.found().faults.size(); faults > 0)
        add({tr("%n saved connection(s) could not be read.", nullptr, static_cast<int>(faults)),
            tr("They stay as they are in %1.", "path").arg(ui::plainText(ProfileStore::defaultPath()))});
    const ui::SettingsPaths& paths = m_settings.paths();
    add(ui::fileWords(m_settings.foundRoaming(), paths.roaming, tr("settings", "%1 in a sentence")));
    add(ui::fileWords(
        m_settings.foundLocal(), paths.local, tr("places and sizes of windows", "%1 in a sentence")));
    if (!sentences.isEmpty())
        Q_EMIT said(ui::Card::Mood::Warn, sentences.join(u' '), remedies.join(u' '));
}

void StoreWatch::onWriteFailed(const QString& what, const QString& reason)
{
    if (reason.isEmpty()) {
        Q_EMIT said(ui::Card::Mood::Good,
            tr("The %1 could be written again.", "%1: settings or connections").arg(what), {});
        return;
    }
    Q_EMIT said(ui::Card::Mood::Bad,
        tr("The %1 cannot be written: %2", "what, reason").arg(what, ui::plainText(reason)),
        tr("Changes made now last until Drover ends; they are written as soon as it is possible again."));
}

} // namespace drover
