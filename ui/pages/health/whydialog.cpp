// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/health/whydialog.h"

#include "pages/health/findingcard.h"
#include "pages/health/findingslist.h"
#include "style/icons.h"
#include "style/theme.h"
#include "util/formatting.h"
#include "util/plaintext.h"
#include "util/words.h"
#include "widgets/emptystate.h"
#include "widgets/plainlabel.h"
#include "widgets/toolbuttons.h"

#include <QDialogButtonBox>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace drover::ui {

WhyDialog::WhyDialog(HealthFeed& feed, const QueueId& queue, Question question, QWidget* parent)
    : QDialog(parent)
    , m_feed(feed)
    , m_queue(queue)
    , m_question(question)
    , m_body(new QStackedWidget)
    , m_nothing(new EmptyState)
    , m_waiting(new Skeleton)
    , m_again(iconButton(u"refresh"_s, tr("&Look again")))
    , m_progress(new PlainLabel({}, PlainLabel::Tone::Muted))
{
    const QString name = plainText(queue.name, Lines::Single, 60);
    setWindowTitle(question == Question::WhyNothingMoves
            ? tr("Why does nothing move in %1?", "%1 is a queue").arg(name)
            : tr("Is everything sound in %1?", "%1 is a queue").arg(name));
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setObjectName(u"cards"_s);
    m_body->addWidget(m_waiting);
    m_body->addWidget(m_nothing);
    m_body->addWidget(scroll);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    buttons->addButton(m_again, QDialogButtonBox::ActionRole);
    connect(m_again, &QPushButton::clicked, this, &WhyDialog::ask);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(spaceL, spaceL, spaceL, spaceL);
    layout->setSpacing(spaceM);
    auto* title = new PlainLabel(windowTitle(), PlainLabel::Tone::Title);
    title->setWordWrap(true);
    layout->addWidget(title);
    layout->addWidget(m_body, 1);
    layout->addWidget(m_progress);
    layout->addWidget(buttons);
    buttons->button(QDialogButtonBox::Close)->setDefault(true);
    m_progress->setVisible(question == Question::IsAllSound);
    connect(&m_feed, &HealthFeed::diagnosisProgressed, this, &WhyDialog::showProgress);
    resize(72 * fontMetrics().averageCharWidth() + 2 * spaceL, 26 * fontMetrics().height());
    ask();
}

void WhyDialog::ask()
{
    m_again->setEnabled(false);
    m_body->setCurrentWidget(m_waiting);
    if (m_question == Question::WhyNothingMoves)
        askWhy();
    else
        askSound();
}

void WhyDialog::askWhy()
{
    m_feed.readVerdict(m_queue, this, [this](const Result<std::vector<Finding>>& findings) {
        answer(findings ? nullptr : &findings.error(), findings ? *findings : std::vector<Finding>());
    });
}

void WhyDialog::askSound()
{
    m_feed.diagnose(m_queue, this, [this](const Result<DiagnosisReport>& report) {
        if (report) {
            const auto counted = [](qint64 count) { return formatCount(count); };
            m_looked = tr("Looked at %1 jobs, %2 keys and %3 events.", "numbers")
                           .arg(counted(report->jobs), counted(report->keys), counted(report->events));
            if (!report->isComplete)
                m_looked += u' '
                    + tr("The queue is larger than what is compared at once: some jobs or events were looked "
                         "at "
                         "alone.");
        }
        m_progress->setText(report ? m_looked : QString());
        answer(report ? nullptr : &report.error(), report ? report->findings : std::vector<Finding>());
    });
}

void WhyDialog::showProgress(const DiagnosisProgress& progress)
{
    if (m_question == Question::IsAllSound && !m_again->isEnabled())
        m_progress->setText(
            tr("%1 of %2 jobs, %3 keys", "numbers: how far the diagnosis is")
                .arg(formatCount(progress.jobs), formatCount(progress.allJobs), formatCount(progress.keys)));
}

QString WhyDialog::progressText() const
{
    return m_progress->text();
}

void WhyDialog::answer(const Error* error, const std::vector<Finding>& findings)
{
    m_again->setEnabled(true);
    if (error == nullptr)
        show(findings);
    else
        showError(*error);
    Q_EMIT answered();
}

void WhyDialog::show(const std::vector<Finding>& findings)
{
    delete m_list;
    m_list = nullptr;
    if (findings.empty()) {
        if (m_question == Question::WhyNothingMoves)
            m_nothing->show(u"circle-check"_s, tr("Nothing holds this queue back"),
                tr("Its workers take what there is, or there is nothing to do."));
        else
            m_nothing->show(u"circle-check"_s, tr("Every invariant holds"),
                tr("Each job is in one state with its data, its keys and its lock; ends and events agree."));
        m_body->setCurrentWidget(m_nothing);
        return;
    }
    m_list = new QWidget;
    auto* layout = new QVBoxLayout(m_list);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spaceS);
    addCard(findings.front());
    if (findings.size() > 1 && m_question == Question::WhyNothingMoves)
        addHeading(tr("What else is so"));
    for (size_t i = 1; i < findings.size(); ++i)
        addCard(findings[i]);
    layout->addStretch(1);
    auto* scroll = findChild<QScrollArea*>(u"cards"_s);
    scroll->setWidget(m_list);
    m_body->setCurrentWidget(scroll);
}

void WhyDialog::showError(const Error& error)
{
    const ErrorWords words = errorWords(error);
    m_nothing->show(u"unplugged"_s, words.sentence, words.remedy);
    m_body->setCurrentWidget(m_nothing);
}

void WhyDialog::addHeading(const QString& text)
{
    m_list->layout()->addWidget(new PlainLabel(text, PlainLabel::Tone::Caption));
}

void WhyDialog::addCard(const Finding& finding)
{
    auto* card = new FindingCard;
    card->show({finding, 1, {}});
    m_list->layout()->addWidget(card);
}

QString WhyDialog::verdict() const
{
    const auto* first = m_list != nullptr ? m_list->findChild<FindingCard*>() : nullptr;
    return first != nullptr ? first->finding().rule : QString();
}

} // namespace drover::ui
