// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/settings/settingspage.h"

#include "pages/settings/alertssection.h"
#include "pages/settings/connectionssection.h"
#include "pages/settings/encryptionsection.h"
#include "pages/settings/retentionsection.h"
#include "pages/settings/sections.h"
#include "session/connectiondesk.h"
#include "settings/settingsstore.h"
#include "style/icons.h"
#include "style/theme.h"
#include "util/connectionwords.h"
#include "util/plaintext.h"
#include "widgets/noticebar.h"

#include <QHBoxLayout>
#include <QListWidget>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drover::ui {

SettingsPage::SettingsPage(
    SettingsStore& settings, ConnectionDesk& desk, KeyStore& keys, ConnectionHub& hub, QWidget* parent)
    : Page(parent)
    , m_settings(settings)
    , m_list(new QListWidget)
    , m_stack(new QStackedWidget)
    , m_notice(new NoticeBar)
    , m_connections(new ConnectionsSection(desk))
    , m_retention(new RetentionSection(settings))
    , m_encryption(new EncryptionSection(keys, hub))
    , m_alerts(new AlertsSection(settings))
{
    m_list->setAccessibleName(tr("Sections of the settings"));
    m_list->setObjectName(u"sections"_s);
    m_list->setIconSize(QSize(fontMetrics().height(), fontMetrics().height()));
    addSection(u"plug"_s, tr("Connections"), m_connections, false);
    addSection(u"palette"_s, tr("Appearance"), makeAppearanceSection(settings));
    addSection(u"refresh"_s, tr("Refresh"), makeRefreshSection(settings));
    addSection(u"archive"_s, tr("Retention and retry"), m_retention);
    addSection(u"repeat"_s, tr("Connection retry"), makeReconnectionSection(settings));
    addSection(u"shield"_s, tr("Safety"), makeSafetySection(settings));
    addSection(u"key-round"_s, tr("Encryption"), m_encryption);
    addSection(u"scroll-text"_s, tr("Logging"), makeLoggingSection(settings));
    addSection(u"eye-off"_s, tr("Privacy"), makePrivacySection(settings));
    addSection(u"bell"_s, tr("Alerts"), m_alerts);
    // As wide as the longest title in this language, with its icon and the padding around.
    int longest = 0;
    for (int row = 0; row < m_list->count(); ++row)
        longest = std::max(longest, fontMetrics().horizontalAdvance(m_list->item(row)->text()));
    m_list->setFixedWidth(
        std::max(fontMetrics().averageCharWidth() * 32, longest + m_list->iconSize().width() + 3 * spaceL));
    connect(m_list, &QListWidget::currentRowChanged, m_stack, &QStackedWidget::setCurrentIndex);
    m_list->setCurrentRow(0);

    auto* notice = new QVBoxLayout;
    notice->setContentsMargins(spaceXl, 0, spaceXl, 0);
    notice->addWidget(m_notice);
    auto* right = new QVBoxLayout;
    right->setContentsMargins(0, 0, 0, 0);
    right->setSpacing(0);
    right->addLayout(notice);
    right->addWidget(m_stack, 1);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_list);
    layout->addLayout(right, 1);
    setFocusProxy(m_list);

    connect(&settings, &SettingsStore::writeFailed, this,
        [this](const QString& reason) { onWriteFailed(tr("settings", "%1 in a sentence"), reason); });
    connect(&desk.profiles(), &ProfileStore::writeFailed, this,
        [this](const QString& reason) { onWriteFailed(tr("connections", "%1 in a sentence"), reason); });
    const ErrorWords found = fileWords(settings.foundRoaming(), settings.paths().roaming, tr("settings"));
    if (!found.sentence.isEmpty())
        m_notice->show(Card::Mood::Warn, found.sentence, found.remedy);
}

void SettingsPage::addSection(const QString& iconName, const QString& title, QWidget* section, bool scrolls)
{
    auto* item = new QListWidgetItem(icon(iconName), title, m_list);
    item->setSizeHint(QSize(0, Theme::rowHeight(m_list)));
    if (!scrolls) {
        m_stack->addWidget(section);
        return;
    }
    // Lines that run over the whole of a wide window are hard to read.
    section->setMaximumWidth(fontMetrics().averageCharWidth() * 120);
    auto* area = new QScrollArea;
    area->setWidget(section);
    area->setWidgetResizable(true);
    area->setProperty("bare", true);
    area->setFocusPolicy(Qt::NoFocus);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_stack->addWidget(area);
}

void SettingsPage::showSection(Section section)
{
    m_list->setCurrentRow(static_cast<int>(section));
}

SettingsPage::Section SettingsPage::section() const
{
    return static_cast<Section>(m_list->currentRow());
}

void SettingsPage::setActive(bool active)
{
    if (active)
        m_encryption->reload(); // `drover keys` may have been at it
}

void SettingsPage::applyQueues(const QueuesSnapshot& snapshot)
{
    if (snapshot.error)
        return;
    QStringList queues;
    for (const QueueFacts& facts : snapshot.queues)
        queues.append(QString::fromUtf8(facts.summary.queue.prefix + ':' + facts.summary.queue.name));
    queues.removeDuplicates(); // of several connections
    queues.sort();
    m_retention->setKnownQueues(queues);
    m_encryption->setKnownQueues(queues);
}

void SettingsPage::onWriteFailed(const QString& what, const QString& reason)
{
    if (reason.isEmpty())
        return m_notice->dismiss();
    m_notice->show(Card::Mood::Bad,
        tr("The %1 cannot be written: %2", "what, reason").arg(what, plainText(reason)),
        tr("Changes made now last until Drover ends; they are written as soon as it is possible again."));
}

} // namespace drover::ui
