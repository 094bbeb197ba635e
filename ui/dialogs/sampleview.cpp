// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/sampleview.h"

#include "dialogs/dialogparts.h"
#include "style/theme.h"
#include "util/plaintext.h"
#include "util/words.h"

#include <QCoreApplication>
#include <QGridLayout>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
std::optional<JobState> colourOf(const SampleJob& job)
{
    switch (job.outcome) {
    case SampleOutcome::Completed:
        return JobState::Completed;
    case SampleOutcome::Failed:
        return JobState::Failed;
    case SampleOutcome::Running:
        return JobState::Active;
    case SampleOutcome::Waiting:
        return job.fate.state.value_or(JobState::Waiting);
    default:
        return std::nullopt;
    }
}
} // namespace

SampleView::SampleView(WritesFeed& writes, QWidget* parent)
    : QWidget(parent)
    , m_watch(writes)
    , m_title(wrapped({}, PlainLabel::Tone::Title))
    , m_card(new Card)
    , m_grid(new QGridLayout(m_card))
    , m_verdict(wrapped({}))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spaceM);
    layout->addWidget(m_title);
    layout->addWidget(m_card);
    layout->addWidget(m_verdict);
    m_grid->setContentsMargins(spaceM, spaceS, spaceM, spaceS);
    m_grid->setHorizontalSpacing(spaceM);
    m_grid->setVerticalSpacing(spaceXs);
    m_grid->setColumnStretch(2, 1);
    connect(&m_watch, &SampleWatch::changed, this, &SampleView::update);
}

void SampleView::makeRows(const QList<PlannedJob>& jobs)
{
    for (const PlannedJob& job : jobs) {
        Row row{new PlainLabel, new PlainLabel, new PlainLabel({}, PlainLabel::Tone::Muted)};
        row.job->setText(
            tr("%1 (%2)", "name and id of a job")
                .arg(plainText(job.name, Lines::Single, 40), plainText(job.id, Lines::Single, 40)));
        row.reason->setElided(true);
        row.outcome->setMinimumWidth(fontMetrics().averageCharWidth() * 15);
        const auto line = static_cast<int>(m_rows.size());
        m_grid->addWidget(row.outcome, line, 0);
        m_grid->addWidget(row.job, line, 1);
        m_grid->addWidget(row.reason, line, 2);
        m_rows.append(row);
    }
}

void SampleView::showRetrying(const QList<PlannedJob>& jobs)
{
    makeRows(jobs);
    m_title->setText(tr("Trying %n job(s) first", "a sample", static_cast<int>(jobs.size())));
    m_verdict->setText(tr("They are on their way back to waiting\u2026"));
}

void SampleView::watch(const QueueId& queue, const QList<PlannedJob>& jobs, int workers)
{
    m_workers = workers;
    m_watch.start(queue, jobs);
}

namespace {
struct OutcomeWords {
    Q_DECLARE_TR_FUNCTIONS(drover::ui::SampleView)
public:
    static QString of(const SampleJob& job)
    {
        switch (job.outcome) {
        case SampleOutcome::Waiting:
            return job.fate.state ? stateWord(*job.fate.state) : tr("Waiting");
        case SampleOutcome::Running:
            return tr("Running", "a job");
        case SampleOutcome::Completed:
            return tr("Completed", "a job");
        case SampleOutcome::Failed:
            return tr("Failed again", "a job");
        case SampleOutcome::LeftAlone:
            return tr("Left alone", "a job that a retry did not touch");
        case SampleOutcome::Gone:
            return tr("Gone", "a job that was removed when it ended");
        }
        return {};
    }
};
} // namespace

void SampleView::update()
{
    const QList<SampleJob>& jobs = m_watch.jobs();
    for (qsizetype i = 0; i < jobs.size() && i < m_rows.size(); ++i) {
        const SampleJob& job = jobs.at(i);
        const Row& row = m_rows.at(i);
        const auto colour = colourOf(job);
        row.outcome->setState(colour);
        row.outcome->setText(
            colour ? u"%1 %2"_s.arg(stateLetter(*colour), OutcomeWords::of(job)) : OutcomeWords::of(job));
        const bool tells = job.outcome == SampleOutcome::Failed || job.fate.state == JobState::Delayed;
        row.reason->setText(tells ? plainText(job.fate.reason, Lines::Single, 200) : QString());
        row.reason->setToolTip(toolTipText(row.reason->text()));
    }
    m_verdict->setText(verdict());
    m_verdict->setTone(failedAgain() > 0 ? PlainLabel::Tone::Error : PlainLabel::Tone::Normal);
    Q_EMIT changed();
}

QString SampleView::verdict() const
{
    const auto all = static_cast<int>(m_watch.jobs().size());
    const int failed = failedAgain();
    const int completed = m_watch.count(SampleOutcome::Completed);
    const int open = all - completed - failed - m_watch.count(SampleOutcome::LeftAlone)
        - m_watch.count(SampleOutcome::Gone);
    if (failed > 0 && failed == all)
        return tr("All of them failed again: the cause is still there. The rest would most likely fail too.");
    if (failed > 0)
        return tr("%1 of %2 failed again: the cause is not gone for all of them.", "two numbers")
            .arg(failed)
            .arg(all);
    if (open == 0 && completed == all)
        return tr("All of them completed. The rest can follow.");
    if (open == 0)
        return tr("%1 of %2 completed, none failed again.", "two numbers").arg(completed).arg(all);
    if (m_workers == 0 && completed == 0)
        return tr(
            "Nobody listens to this queue, so nothing becomes of them until a worker starts. This stays "
            "open meanwhile.");
    return tr("%1 of %2 completed, none failed again so far.", "two numbers").arg(completed).arg(all);
}

} // namespace drover::ui
