// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/connectiontestpanel.h"

#include "style/icons.h"
#include "style/theme.h"
#include "util/connectionwords.h"
#include "util/formatting.h"
#include "widgets/plainlabel.h"

#include <QEvent>
#include <QGridLayout>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {

struct Sign {
    QString icon;
    QColor color;
    QString word; //!< for those who do not see it
};

Sign signOf(StepState state)
{
    const Tokens& tokens = Theme::tokens();
    switch (state) {
    case StepState::Good:
        return {u"circle-check"_s, tokens.completed, ConnectionTestPanel::tr("good", "state of a step")};
    case StepState::Doubtful:
        return {u"circle-alert"_s, tokens.delayed, ConnectionTestPanel::tr("to know", "state of a step")};
    case StepState::Failed:
        return {u"circle-x"_s, tokens.failed, ConnectionTestPanel::tr("failed", "state of a step")};
    case StepState::Running:
        return {u"loader"_s, tokens.active, ConnectionTestPanel::tr("under way", "state of a step")};
    case StepState::Skipped:
        return {u"circle-slash"_s, tokens.muted, ConnectionTestPanel::tr("not needed", "state of a step")};
    case StepState::Waiting:
        break;
    }
    return {u"circle"_s, tokens.muted, ConnectionTestPanel::tr("not yet", "state of a step")};
}

} // namespace

ConnectionTestPanel::ConnectionTestPanel(QWidget* parent)
    : Card(Mood::Plain, parent)
    , m_verdict(new PlainLabel({}, PlainLabel::Tone::Strong))
{
    m_verdict->setWordWrap(true);
    auto* layout = new QGridLayout(this);
    layout->setContentsMargins(spaceM, spaceM, spaceM, spaceM);
    layout->setHorizontalSpacing(spaceS);
    layout->setVerticalSpacing(0);
    layout->addWidget(m_verdict, 0, 0, 1, 3);
    layout->setRowMinimumHeight(1, spaceS);
    layout->setColumnStretch(1, 1);
    int row = 2;
    for (size_t i = 0; i < connectionStepCount; ++i) {
        Line& line = m_lines.at(i);
        line.sign = new PlainLabel;
        line.title = new PlainLabel(stepTitle(static_cast<ConnectionStep>(i)));
        line.time = new PlainLabel({}, PlainLabel::Tone::Muted);
        line.sentence = new PlainLabel({}, PlainLabel::Tone::Muted);
        line.remedy = new PlainLabel;
        for (PlainLabel* text : {line.sentence, line.remedy}) {
            text->setWordWrap(true);
            text->setTextInteractionFlags(Qt::TextSelectableByMouse);
        }
        layout->addWidget(line.sign, row, 0, Qt::AlignVCenter);
        layout->addWidget(line.title, row, 1);
        layout->addWidget(line.time, row, 2, Qt::AlignRight | Qt::AlignVCenter);
        layout->addWidget(line.sentence, row + 1, 1, 1, 2);
        layout->addWidget(line.remedy, row + 2, 1, 1, 2);
        layout->setRowMinimumHeight(row + 3, spaceXs + 2);
        row += 4;
    }
    layout->setRowStretch(row, 1);
    showNothing();
}

void ConnectionTestPanel::showNothing()
{
    m_hasReport = false;
    m_report = {};
    m_verdict->setText(tr("Not tested yet"));
    setMood(Mood::Plain);
    for (size_t i = 0; i < connectionStepCount; ++i)
        showLine(static_cast<ConnectionStep>(i));
}

void ConnectionTestPanel::show(const ConnectionTestReport& report, const QByteArrayList& prefixes)
{
    m_hasReport = true;
    m_report = report;
    m_prefixes = prefixes;
    m_verdict->setText(testVerdict(report));
    for (size_t i = 0; i < connectionStepCount; ++i)
        showLine(static_cast<ConnectionStep>(i));
    if (report.isFinished)
        setAccessibleName(summary());
}

void ConnectionTestPanel::showLine(ConnectionStep step)
{
    Line& line = m_lines.at(static_cast<size_t>(step));
    const StepReport& facts = m_report.step(step);
    const Sign sign = signOf(facts.state);
    const int size = fontMetrics().height();
    line.sign->setPixmap(coloredIcon(sign.icon, sign.color).pixmap(QSize(size, size), devicePixelRatioF()));
    line.sign->setAccessibleName(sign.word);
    const bool isOver = facts.state == StepState::Good || facts.state == StepState::Doubtful
        || facts.state == StepState::Failed;
    line.title->setTone(facts.state == StepState::Waiting || facts.state == StepState::Skipped
            ? PlainLabel::Tone::Muted
            : PlainLabel::Tone::Normal);
    line.time->setText(isOver ? formatDuration(facts.milliseconds) : QString());
    const ErrorWords words = m_hasReport ? stepWords(m_report, step, m_prefixes) : ErrorWords();
    line.sentence->setTone(
        facts.state == StepState::Failed ? PlainLabel::Tone::Error : PlainLabel::Tone::Muted);
    line.sentence->setText(words.sentence);
    line.sentence->setVisible(!words.sentence.isEmpty());
    line.remedy->setText(words.remedy);
    line.remedy->setVisible(!words.remedy.isEmpty());
}

QString ConnectionTestPanel::summary() const
{
    const auto failed = m_report.failedStep();
    if (!failed)
        return m_verdict->text();
    const ErrorWords words = stepWords(m_report, *failed, m_prefixes);
    return tr("%1 %2 %3", "verdict, sentence, remedy").arg(m_verdict->text(), words.sentence, words.remedy);
}

void ConnectionTestPanel::changeEvent(QEvent* event)
{
    Card::changeEvent(event);
    if (event->type() != QEvent::PaletteChange)
        return;
    for (size_t i = 0; i < connectionStepCount; ++i)
        showLine(static_cast<ConnectionStep>(i));
}

} // namespace drover::ui
