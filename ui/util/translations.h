// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

class QCoreApplication;

namespace drover::ui {

//! The languages that the window speaks, by their codes ("de", "en"): those built in, and those whose
//! drover_<code>.qm lies in the folder $DROVER_TRANSLATIONS, where translators try theirs.
[[nodiscard]] QStringList availableLanguages();
//! "Deutsch" for "de": how its speakers call it.
[[nodiscard]] QString languageName(const QString& code);

//! Once, before the first widget: Drover's texts and Qt's own in that language, and its way of writing
//! numbers and times. Empty = as the system is set, English if there is nothing better. False = it is not
//! available; then the system's was taken.
bool installTranslations(QCoreApplication& application, const QString& code);

} // namespace drover::ui
