// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/health/findingslist.h"

#include "pages/health/findingcard.h"
#include "style/icons.h"
#include "style/theme.h"
#include "util/findingwords.h"
#include "widgets/plainlabel.h"

#include <QMap>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
constexpr qsizetype fewQueues = 3; //!< that have a card each
constexpr qsizetype queuesNamed = 12;

QByteArray keyOf(const ShownFinding& shown)
{
    const QString queue = shown.queues > 1 ? QString() : shown.finding.evidence.value(u"queue"_s).toString();
    return shown.finding.rule.toUtf8() + '\0' + queue.toUtf8();
}
} // namespace

std::vector<ShownFinding> shownFindings(const HealthReport& report)
{
    std::vector<ShownFinding> shown;
    for (const Finding& finding : report.server) {
        if (finding.severity > Severity::Ok)
            shown.push_back({finding, 1, {}});
    }
    QMap<std::pair<QString, Severity>, std::vector<const Finding*>> rules;
    for (const Finding& finding : report.queues) {
        if (finding.severity > Severity::Ok)
            rules[{finding.rule, finding.severity}].push_back(&finding);
    }
    for (const std::vector<const Finding*>& same : std::as_const(rules)) {
        if (std::ssize(same) <= fewQueues) {
            for (const Finding* finding : same)
                shown.push_back({*finding, 1, {}});
            continue;
        }
        ShownFinding joined{*same.front(), static_cast<int>(same.size()), {}};
        for (const Finding* finding : same) {
            if (joined.names.size() < queuesNamed)
                joined.names.append(finding->evidence.value(u"queue"_s).toString());
        }
        shown.push_back(std::move(joined));
    }
    std::stable_sort(shown.begin(), shown.end(),
        [](const ShownFinding& a, const ShownFinding& b) { return a.finding.severity > b.finding.severity; });
    return shown;
}

FindingsList::FindingsList(QWidget* parent)
    : QWidget(parent)
    , m_layout(new QVBoxLayout(this))
    , m_fineButton(new QToolButton)
    , m_fine(new PlainLabel({}, PlainLabel::Tone::Muted))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(spaceS);
    m_fineButton->setCheckable(true);
    m_fineButton->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_fineButton->setIcon(icon(u"chevron-right"_s));
    m_fineButton->hide(); // nothing was checked yet
    m_fine->setWordWrap(true);
    m_fine->hide();
    m_layout->addWidget(m_fineButton, 0, Qt::AlignLeft);
    m_layout->addWidget(m_fine);
    connect(m_fineButton, &QToolButton::toggled, this, [this](bool open) {
        m_isChosen = true;
        unfold(open);
    });
}

void FindingsList::unfold(bool open)
{
    m_fineButton->setIcon(icon(open ? u"chevron-down"_s : u"chevron-right"_s));
    m_fine->setVisible(open);
}

void FindingsList::apply(const HealthReport& report)
{
    const std::vector<ShownFinding> shown = shownFindings(report);
    QStringList fine;
    for (const Finding& finding : report.server) {
        if (finding.severity == Severity::Ok)
            fine.append(u"\u2713 "_s + findingWords(finding).title);
    }
    QHash<QByteArray, FindingCard*> before = std::exchange(m_known, {});
    m_cards.clear();
    int place = 0;
    for (const ShownFinding& one : shown) {
        const QByteArray key = keyOf(one);
        FindingCard* card = before.take(key);
        if (card == nullptr) {
            card = new FindingCard;
            card->setAppliable(true);
            connect(card, &FindingCard::applyWanted, this, &FindingsList::applyWanted);
        }
        card->show(one);
        if (m_layout->indexOf(card) != place)
            m_layout->insertWidget(place, card);
        ++place;
        m_known.insert(key, card);
        m_cards.append(card);
    }
    qDeleteAll(before);
    m_fineButton->setText(tr("%n rule(s) are fine", "health", static_cast<int>(fine.size())));
    m_fineButton->setVisible(!fine.isEmpty());
    m_fine->setText(fine.join(u'\n'));
    // Until somebody decides: a page with nothing but good news shows what they are.
    if (!m_isChosen) {
        const QSignalBlocker quiet(m_fineButton);
        m_fineButton->setChecked(shown.empty());
        unfold(shown.empty());
    }
}

} // namespace drover::ui
