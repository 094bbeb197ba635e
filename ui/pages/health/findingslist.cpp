// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/health/findingslist.h"

#include "pages/health/findingcard.h"
#include "style/icons.h"
#include "style/theme.h"
#include "util/findingwords.h"
#include "widgets/plainlabel.h"

#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
constexpr qsizetype mostCards = 60; //!< hundreds of queues may share a finding

QByteArray keyOf(const Finding& finding)
{
    return finding.rule.toUtf8() + '\0' + finding.evidence.value(u"queue"_s).toString().toUtf8();
}
} // namespace

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
    std::vector<Finding> shown;
    QStringList fine;
    for (const std::vector<Finding>* part : {&report.server, &report.queues}) {
        for (const Finding& finding : *part) {
            if (finding.severity == Severity::Ok)
                fine.append(u"\u2713 "_s + findingWords(finding).title);
            else
                shown.push_back(finding);
        }
    }
    std::stable_sort(shown.begin(), shown.end(),
        [](const Finding& a, const Finding& b) { return a.severity > b.severity; });
    if (std::ssize(shown) > mostCards)
        shown.resize(mostCards);

    QHash<QByteArray, FindingCard*> before = std::exchange(m_known, {});
    m_cards.clear();
    int place = 0;
    for (const Finding& finding : shown) {
        FindingCard* card = before.take(keyOf(finding));
        if (card == nullptr)
            card = new FindingCard;
        card->show(finding);
        if (m_layout->indexOf(card) != place)
            m_layout->insertWidget(place, card);
        ++place;
        m_known.insert(keyOf(finding), card);
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
