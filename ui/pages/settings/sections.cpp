// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/settings/sections.h"

#include "pages/settings/settingrows.h"
#include "redis/connectionfsm.h"
#include "style/theme.h"
#include "util/formatting.h"
#include "util/translations.h"
#include "widgets/card.h"
#include "widgets/plainlabel.h"

#include <QCoreApplication>
#include <QVBoxLayout>

#include <functional>
#include <utility>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {

class Say {
    Q_DECLARE_TR_FUNCTIONS(drover::ui::SettingsSections)
};

//! A quiet card with a sentence that follows the settings.
class LiveNote final : public Card {
public:
    LiveNote(SettingsStore& settings, std::function<QString()> text)
        : m_label(new PlainLabel)
    {
        m_label->setWordWrap(true);
        auto* layout = new QVBoxLayout(this);
        layout->setContentsMargins(spaceM, spaceS, spaceM, spaceS);
        layout->addWidget(m_label);
        m_label->setText(text());
        connect(&settings, &SettingsStore::changed, this,
            [this, text = std::move(text)] { m_label->setText(text()); });
    }

private:
    PlainLabel* m_label;
};

//! "6 \u00d7 1 s, 1.1 s, 3 s, 8.1 s, then 20 s each time"
QString tries(const RetryOptions& retry)
{
    constexpr int most = 40;
    constexpr double middle = 0.5; // of the jitter
    QStringList waits;
    Milliseconds last{-1};
    int times = 0;
    const auto tell = [&waits, &last, &times] {
        const QString wait = formatDuration(static_cast<double>(last.count()));
        if (times > 1)
            waits.append(Say::tr("%1 \u00d7 %2", "how many times, a time").arg(times).arg(wait));
        else if (times == 1)
            waits.append(wait);
        times = 0;
    };
    for (int attempt = 1; attempt <= most && last != retry.maximum; ++attempt) {
        const Milliseconds wait = retryDelay({retry.base, retry.minimum, retry.maximum, 0}, attempt, middle);
        if (wait != last)
            tell();
        last = wait;
        ++times;
    }
    const QString longest = formatDuration(static_cast<double>(last.count()));
    if (waits.isEmpty())
        return Say::tr("Drover waits %1 before each try, for ever.").arg(longest);
    return Say::tr("Drover waits %1, then %2 before each try, for ever.", "%1: times, %2: the longest")
        .arg(waits.join(u", "_s), longest);
}

} // namespace

QWidget* makeAppearanceSection(SettingsStore& settings)
{
    auto* rows = new SettingRows(settings, Say::tr("Appearance"), {});
    rows->addChoice(QString(key::theme), Say::tr("&Theme"), Say::tr("Acts at once."),
        {{u"system"_s, Say::tr("As the system")}, {u"light"_s, Say::tr("Light")},
            {u"dark"_s, Say::tr("Dark")}});
    SettingRows::Choices languages{{QString(), Say::tr("As the system", "language")}};
    const QStringList codes = availableLanguages();
    for (const QString& code : codes)
        languages.append({code, languageName(code)});
    rows->addChoice(QString(key::language), Say::tr("&Language"),
        Say::tr("Also of numbers and times. Acts when Drover starts again."), languages);
    return rows;
}

QWidget* makeRefreshSection(SettingsStore& settings)
{
    auto* rows = new SettingRows(settings, Say::tr("Refresh"),
        Say::tr("How often a page that is seen asks Redis again. A hidden window asks nothing, and the next "
                "question "
                "waits for the answer to the last."));
    SettingRows::Choices choices;
    for (const int seconds : {1, 2, 5, 10, 30, 60})
        choices.append({seconds * 1000, formatDuration(seconds * 1000)});
    choices.append({0, Say::tr("Only by hand (F5)")});
    rows->addChoice(QString(key::refreshInterval), Say::tr("&Every"),
        Say::tr("On Redis that is paid by the command, 30 s or more keeps the bill small."), choices);
    return rows;
}

QWidget* makeReconnectionSection(SettingsStore& settings)
{
    auto* rows = new SettingRows(settings, Say::tr("Connection retry"),
        Say::tr(
            "When Redis goes away, Drover connects again by itself. The wait before try n is base\u207f "
            "milliseconds, not less than the shortest and not more than the longest. Connections may have a "
            "strategy of their own; open ones keep theirs until they are opened again."));
    rows->addNumber(
        QString(key::retryBase), Say::tr("&Base"), Say::tr("BullMQ\u2019s own is e, 2.718."), 0.1, 3);
    rows->addWhole(QString(key::retryMinimum), Say::tr("&Shortest wait"), {}, Say::tr("ms"));
    rows->addWhole(QString(key::retryMaximum), Say::tr("&Longest wait"), {}, Say::tr("ms"));
    rows->addNumber(QString(key::retryJitter), Say::tr("&Jitter"),
        Say::tr("A random share, so that many clients do not come back at the same moment."), 1, 0, true);
    rows->addWide(new LiveNote(settings, [&settings] { return tries(settings.reconnection()); }));
    rows->addReset({QString(key::retryBase), QString(key::retryMinimum), QString(key::retryMaximum),
        QString(key::retryJitter)});
    return rows;
}

QWidget* makeSafetySection(SettingsStore& settings)
{
    auto* rows = new SettingRows(settings, Say::tr("Safety"),
        Say::tr("What destroys always names connection, queue, state and a count read just then. On "
                "production the "
                "queue\u2019s name has to be typed besides."));
    rows->addWhole(QString(key::typedAbove), Say::tr("Type the queue\u2019s &name above"),
        Say::tr("So many jobs may be removed elsewhere without typing it."), Say::tr("jobs"));
    rows->addWhole(QString(key::unlockMinutes), Say::tr("&Unlock production for"),
        Say::tr("Afterwards it is read-only again by itself."), Say::tr("min"));
    rows->addReset({QString(key::typedAbove), QString(key::unlockMinutes)});
    return rows;
}

QWidget* makeLoggingSection(SettingsStore& settings)
{
    auto* rows = new SettingRows(settings, Say::tr("Logging"),
        Say::tr(
            "What Drover does goes to its Log page and to a file that rotates (10 \u00d7 5 MB). Payloads and "
            "passwords are never logged."));
    rows->addChoice(QString(key::logLevel), Say::tr("Write &from this level on"), Say::tr("Acts at once."),
        {{u"debug"_s, Say::tr("Debug: every step")}, {u"info"_s, Say::tr("Info: what happens")},
            {u"warning"_s, Say::tr("Warning: what is doubtful")},
            {u"critical"_s, Say::tr("Critical: what failed")}, {u"off"_s, Say::tr("Nothing")}});
    return rows;
}

QWidget* makePrivacySection(SettingsStore& settings)
{
    auto* rows = new SettingRows(settings, Say::tr("Privacy"),
        Say::tr("Drover sends nothing to anybody: no telemetry, no update checks, no crash reports. "
                "Passwords are kept "
                "by the system\u2019s keychain or in memory, never in a file."));
    rows->addTexts(QString(key::maskedFields), Say::tr("&Masked fields"),
        Say::tr(
            "Fields of job data with these names, separated by commas, are hidden until they are clicked. "
            "Long names count within longer ones too: password hides userPasswordHash. Clipboard and export "
            "have the stored text."));
    rows->addReset({QString(key::maskedFields)});
    return rows;
}

} // namespace drover::ui
