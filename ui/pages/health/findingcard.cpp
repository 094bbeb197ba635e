// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/health/findingcard.h"

#include "pages/health/findingslist.h"
#include "style/icons.h"
#include "style/theme.h"
#include "util/clipboard.h"
#include "util/findingwords.h"
#include "util/plaintext.h"
#include "widgets/plainlabel.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
QColor colorOf(Severity severity)
{
    const Tokens& tokens = Theme::tokens();
    switch (severity) {
    case Severity::Critical:
        return tokens.failed;
    case Severity::Warning:
        return tokens.delayed;
    case Severity::Info:
        return tokens.active;
    case Severity::Ok:
        break;
    }
    return tokens.completed;
}

Card::Mood moodOf(Severity severity)
{
    return severity == Severity::Critical ? Card::Mood::Bad
        : severity == Severity::Warning   ? Card::Mood::Warn
                                          : Card::Mood::Plain;
}
} // namespace

FindingCard::FindingCard(QWidget* parent)
    : Card(Mood::Plain, parent)
    , m_icon(new PlainLabel)
    , m_title(new PlainLabel({}, PlainLabel::Tone::Strong))
    , m_queue(new PlainLabel({}, PlainLabel::Tone::Muted))
    , m_evidence(new PlainLabel({}, PlainLabel::Tone::Muted))
    , m_why(new PlainLabel)
    , m_fix(new QWidget)
    , m_fixLayout(new QVBoxLayout(m_fix))
{
    for (PlainLabel* label : {m_title, m_evidence, m_why}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_evidence->setFont(Theme::scaled(0.92));
    m_fixLayout->setContentsMargins(0, spaceXs, 0, 0);
    m_fixLayout->setSpacing(spaceXs);
    auto* head = new QHBoxLayout;
    head->setSpacing(spaceS);
    head->addWidget(m_icon, 0, Qt::AlignTop);
    head->addWidget(m_title, 1);
    head->addWidget(m_queue, 0, Qt::AlignTop);
    auto* body = new QVBoxLayout;
    body->setSpacing(spaceXs);
    body->addWidget(m_evidence);
    body->addWidget(m_why);
    body->addWidget(m_fix);
    body->setContentsMargins(fontMetrics().height() + spaceS, 0, 0, 0);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(spaceM, spaceS + 2, spaceM, spaceS + 2);
    layout->setSpacing(spaceXs);
    layout->addLayout(head);
    layout->addLayout(body);
}

void FindingCard::show(const ShownFinding& shown)
{
    const Finding& finding = shown.finding;
    const bool sameFix = m_finding.fix == finding.fix && m_fixLayout->count() > 0;
    m_finding = finding;
    const FindingWords words = findingWords(finding);
    const QString queue = shown.queues > 1
        ? tr("%n queue(s)", "that share a finding", shown.queues)
        : plainText(finding.evidence.value(u"queue"_s).toString(), Lines::Single, 60);
    QStringList names;
    for (const QString& name : shown.names)
        names.append(plainText(name, Lines::Single, 60));
    if (shown.queues > names.size() && !names.isEmpty())
        names.append(QString(QChar(u'\u2026')));
    const QString evidence = shown.queues > 1 ? names.join(u", "_s) : words.evidence;
    m_title->setText(words.title);
    m_queue->setText(queue);
    m_queue->setVisible(!queue.isEmpty());
    m_evidence->setText(evidence);
    m_evidence->setVisible(!evidence.isEmpty());
    m_why->setText(words.why);
    m_why->setVisible(!words.why.isEmpty());
    setMood(moodOf(finding.severity));
    showIcon();
    if (!sameFix)
        showFix();
    setAccessibleName(tr("%1: %2", "severity, finding").arg(severityWord(finding.severity), words.title));
    setAccessibleDescription(words.why);
}

void FindingCard::showIcon()
{
    const int size = fontMetrics().height();
    m_icon->setPixmap(coloredIcon(severityIcon(m_finding.severity), colorOf(m_finding.severity))
                          .pixmap(QSize(size, size), devicePixelRatioF()));
    m_icon->setToolTip(severityWord(m_finding.severity));
    m_icon->setAccessibleName(severityWord(m_finding.severity));
}

void FindingCard::showFix()
{
    while (QLayoutItem* item = m_fixLayout->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const QString& line : m_finding.fix) {
        auto* row = new QWidget;
        auto* layout = new QHBoxLayout(row);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(spaceS);
        auto* text = new PlainLabel(plainText(line, Lines::Single, 1000));
        text->setFont(Theme::monospace());
        text->setWordWrap(true);
        text->setTextInteractionFlags(Qt::TextSelectableByMouse);
        auto* copy = new QToolButton;
        copy->setIcon(icon(u"copy"_s));
        copy->setToolTip(tr("Copy this line"));
        copy->setAccessibleName(tr("Copy \u201c%1\u201d", "a line of text").arg(text->text()));
        connect(copy, &QToolButton::clicked, this, [this, line] {
            copyText(line.toUtf8());
            Q_EMIT copied();
        });
        layout->addWidget(copy);
        layout->addWidget(text, 1);
        m_fixLayout->addWidget(row);
    }
    m_apply = nullptr;
    if (m_isAppliable && !m_finding.settings.empty()) {
        m_apply = new QPushButton(tr("Apply\u2026", "button: change the server's settings"));
        m_apply->setToolTip(tr("Shows the commands with the values before and after, and asks"));
        connect(m_apply, &QPushButton::clicked, this, [this] { Q_EMIT applyWanted(m_finding); });
        m_fixLayout->addWidget(m_apply, 0, Qt::AlignLeft);
    }
    m_fix->setVisible(!m_finding.fix.isEmpty());
}

QString FindingCard::text() const
{
    QStringList lines{m_title->text(), m_evidence->text(), m_why->text()};
    lines += m_finding.fix;
    lines.removeAll(QString());
    return lines.join(u'\n');
}

void FindingCard::changeEvent(QEvent* event)
{
    Card::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        showIcon();
}

} // namespace drover::ui
