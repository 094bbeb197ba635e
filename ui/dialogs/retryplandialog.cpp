// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/retryplandialog.h"

#include "dialogs/dialogparts.h"
#include "dialogs/sampleview.h"
#include "session/actionrequests.h"
#include "session/feeds/actionsfeed.h"
#include "style/theme.h"
#include "util/actionwords.h"
#include "util/plaintext.h"
#include "util/planwords.h"
#include "util/words.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>

namespace drover::ui {

namespace {
constexpr qsizetype sampleSize = 5;

void setPrimary(QPushButton& button, bool primary)
{
    button.setProperty("primary", primary);
    button.style()->unpolish(&button); // the sheet asks for the property only now
    button.style()->polish(&button);
}
} // namespace

RetryPlanDialog::RetryPlanDialog(
    Session& session, const JobSelection& selection, bool sampleFirst, QWidget* parent)
    : QDialog(parent)
    , m_session(session)
    , m_selection(selection)
    , m_sampleFirst(sampleFirst)
{
    setWindowTitle(tr("Retry jobs"));
    QVBoxLayout* layout = setUpDialog(*this, 74);
    layout->addWidget(connectionLine(session.identity()));
    buildCounting(*layout);
    m_planPart = new QWidget;
    layout->addWidget(m_planPart);
    m_view = new SampleView(session.writes());
    layout->addWidget(m_view);
    buildButtons(*layout);
    setStage(Stage::Counting);
    ActionsFeed& feed = session.actions();
    connect(&feed, &ActionsFeed::counting, this, &RetryPlanDialog::onCounting);
    connect(&feed, &ActionsFeed::changed, this, &RetryPlanDialog::onAction);
    connect(m_view, &SampleView::changed, this, &RetryPlanDialog::onSample);
    m_planning = feed.plan(request(), this, [this](const Result<ActionPlan>& plan) { onPlan(plan); });
}

RetryPlanDialog::~RetryPlanDialog()
{
    if (m_planning != 0)
        m_session.actions().cancel(m_planning);
}

void RetryPlanDialog::buildCounting(QVBoxLayout& layout)
{
    m_countingPart = new QWidget;
    auto* inside = new QVBoxLayout(m_countingPart);
    inside->setContentsMargins(0, 0, 0, 0);
    m_countingText = wrapped(tr("Counting the jobs to retry\u2026"));
    m_countingText->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_countingText->setMinimumHeight(2 * fontMetrics().lineSpacing()); // what comes may take two lines
    m_countingBar = new QProgressBar;
    m_countingBar->setRange(0, 0);
    m_countingBar->setTextVisible(false);
    m_countingBar->setAccessibleName(tr("Progress of the count"));
    inside->addWidget(m_countingText);
    inside->addWidget(m_countingBar);
    layout.addWidget(m_countingPart);
}

void RetryPlanDialog::buildButtons(QVBoxLayout& layout)
{
    m_buttons = new QDialogButtonBox;
    m_retry = m_buttons->addButton(tr("Retry"), QDialogButtonBox::ActionRole);
    m_sample = m_buttons->addButton(tr("Try 5 first"), QDialogButtonBox::ActionRole);
    m_sample->setToolTip(tr("Retries five of them and shows what becomes of them before the rest"));
    m_cancel = m_buttons->addButton(QDialogButtonBox::Cancel);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_retry, &QPushButton::clicked, this, &RetryPlanDialog::startRest);
    connect(m_sample, &QPushButton::clicked, this, &RetryPlanDialog::startSample);
    layout.addWidget(m_buttons);
}

ActionRequest RetryPlanDialog::request() const
{
    ActionRequest request = requestFor(ActionVerb::Retry, m_selection);
    if (m_reset != nullptr && m_reset->isChecked()) {
        request.jobs.retry.resetAttemptsMade = true;
        request.jobs.retry.resetAttemptsStarted = true;
    }
    if (m_first != nullptr && m_first->isChecked())
        request.jobs.retry.lifo = true;
    return request;
}

void RetryPlanDialog::onCounting(const ActionFacts& plan)
{
    if (plan.id != m_planning || m_planning == 0)
        return;
    m_countingText->setText(tr("Counting the jobs to retry: %1", "%1 tells how far").arg(actionDetail(plan)));
    if (plan.total > 0) {
        m_countingBar->setRange(0, 1000);
        m_countingBar->setValue(static_cast<int>(1000 * std::min(plan.looked, plan.total) / plan.total));
    }
}

void RetryPlanDialog::onPlan(const Result<ActionPlan>& plan)
{
    m_planning = 0;
    if (!plan) {
        Q_EMIT planFailed(plan.error());
        reject();
        return;
    }
    if (plan->jobs == 0) {
        Q_EMIT nothingToRetry();
        reject();
        return;
    }
    m_plan = *plan;
    showPlan();
    setStage(Stage::Plan);
}

void RetryPlanDialog::showPlan()
{
    auto* layout = new QVBoxLayout(m_planPart);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spaceM);
    layout->addWidget(
        wrapped(tr("Retry %Ln job(s)?", "title of the plan", asInt(m_plan.jobs)), PlainLabel::Tone::Title));
    layout->addWidget(wrapped(tr("%1 jobs of %2 go back to waiting and run again, with all that they do: "
                                 "mails are sent again, cards are charged again.",
        "state, queue")
                                  .arg(stateWord(m_selection.state), plainText(m_selection.queue.name))));
    QStringList facts = selectionWords(m_selection);
    facts.append(attemptsWords(m_plan.numbers));
    facts.append(runWords(m_plan));
    facts.append(sampleWords(m_plan));
    facts.removeAll(QString());
    layout->addWidget(factsCard(facts));
    if (const QStringList obstacles = obstacleWords(m_plan); !obstacles.isEmpty())
        layout->addWidget(factsCard(obstacles, Card::Mood::Warn));
    addChoices(*layout);
}

void RetryPlanDialog::addChoices(QVBoxLayout& layout)
{
    m_reset = new QRadioButton(tr("&Give each job all its attempts again"));
    m_keep = new QRadioButton(tr("&Keep the attempts made so far"));
    m_first = new QCheckBox(tr("Run them &before everything that waits"));
    const bool exhausted = m_plan.numbers.attemptsLeft.value(0) > 0;
    m_reset->setChecked(exhausted);
    m_keep->setChecked(!exhausted);
    layout.addWidget(m_reset);
    layout.addWidget(m_keep);
    layout.addWidget(m_first);
}

void RetryPlanDialog::setStage(Stage stage)
{
    m_stage = stage;
    m_countingPart->setVisible(stage == Stage::Counting);
    m_planPart->setVisible(stage == Stage::Plan);
    const bool sampling = stage == Stage::SampleRuns || stage == Stage::SampleWatched;
    m_view->setVisible(sampling);
    m_retry->setVisible(stage == Stage::Plan || stage == Stage::SampleWatched);
    m_sample->setVisible(stage == Stage::Plan && m_plan.jobs > sampleSize);
    m_cancel->setText(sampling ? tr("Leave it at these") : tr("Cancel"));
    if (stage == Stage::Plan) {
        m_retry->setText(tr("Retry %Ln job(s)", "button", asInt(m_plan.jobs)));
        const bool careful = m_session.identity().environment == Environment::Production;
        const bool sample = m_sampleFirst && m_plan.jobs > sampleSize;
        setPrimary(*m_retry, !sample);
        setPrimary(*m_sample, sample);
        QPushButton* chosen = careful ? m_cancel : sample ? m_sample : m_retry;
        chosen->setDefault(true);
        chosen->setFocus();
    }
    adjustSize();
}

void RetryPlanDialog::startSample()
{
    m_sampled = m_plan.sample.mid(0, sampleSize);
    ActionRequest few = request();
    few.jobs.filter = {};
    few.jobs.ids.clear();
    for (const PlannedJob& job : std::as_const(m_sampled))
        few.jobs.ids.push_back(job.id);
    setStage(Stage::SampleRuns);
    m_view->showRetrying(m_sampled);
    m_sampling = m_session.actions().start(few);
    Q_EMIT started(m_sampling, true);
}

void RetryPlanDialog::onAction(const ActionFacts& action)
{
    if (action.id != m_sampling || m_sampling == 0 || action.phase != ActionPhase::Ended)
        return;
    m_sampling = 0;
    if (action.error) {
        Q_EMIT planFailed(*action.error);
        reject();
        return;
    }
    setStage(Stage::SampleWatched);
    m_view->watch(m_selection.queue, m_sampled, m_plan.workers);
    m_cancel->setFocus();
}

void RetryPlanDialog::onSample()
{
    if (m_stage == Stage::SampleWatched)
        updateRest();
}

void RetryPlanDialog::updateRest()
{
    const qint64 rest = std::max<qint64>(0, m_plan.jobs - m_sampled.size());
    const bool failed = m_view->failedAgain() > 0;
    const bool good = m_view->isSettled() && !failed;
    m_retry->setText(failed ? tr("Retry the other %Ln anyway", "jobs; some of a sample failed", asInt(rest))
                            : tr("Retry the other %Ln", "jobs; after a sample", asInt(rest)));
    m_retry->setEnabled(rest > 0);
    setPrimary(*m_retry, good);
    m_retry->setAutoDefault(good);
    if (good)
        m_retry->setDefault(true);
    else
        m_cancel->setDefault(true);
}

void RetryPlanDialog::startRest()
{
    // What failed since the count was not asked about, and a sample that failed again is now the newest.
    ActionRequest all = request();
    const qint64 most = m_plan.asked() - m_sampled.size();
    if (m_selection.kind == JobSelection::Kind::Matching) {
        all.jobs.filter.count = most;
    } else {
        for (const PlannedJob& job : std::as_const(m_sampled))
            std::erase(all.jobs.ids, job.id);
    }
    if (most <= 0 || (m_selection.kind == JobSelection::Kind::Jobs && all.jobs.ids.empty())) {
        accept(); // no ids would mean the whole state
        return;
    }
    const ActionId id = m_session.actions().start(all);
    Q_EMIT started(id, false);
    accept();
}

} // namespace drover::ui
