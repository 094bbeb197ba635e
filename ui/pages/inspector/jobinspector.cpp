// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/inspector/jobinspector.h"

#include "pages/inspector/failurecard.h"
#include "pages/inspector/jobstory.h"
#include "pages/inspector/logcard.h"
#include "pages/inspector/payloadcard.h"
#include "style/icons.h"
#include "style/theme.h"
#include "util/clipboard.h"
#include "util/formatting.h"
#include "util/parentkey.h"
#include "util/plaintext.h"
#include "util/words.h"
#include "widgets/card.h"
#include "widgets/emptystate.h"
#include "widgets/plainlabel.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QScrollBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drover::ui {

JobInspector::JobInspector(QWidget* parent)
    : QWidget(parent)
    , m_empty(new EmptyState)
    , m_scroll(new QScrollArea)
{
    auto* body = new QWidget;
    auto* layout = new QVBoxLayout(body);
    layout->setContentsMargins(spaceM, spaceM, spaceM, spaceM);
    layout->setSpacing(spaceS + 2);
    buildHead(*layout);
    m_failure = new FailureCard;
    layout->addWidget(m_failure);
    m_plan = addFacts(*layout, tr("If you retry"), u"plan"_s);
    m_holder = addFacts(*layout, tr("Running", "heading: who runs the job"), u"holder"_s);
    m_progress = addPayload(*layout, tr("Progress"), JobField::Progress);
    m_data = addPayload(*layout, tr("Data"), JobField::Data);
    m_result = addPayload(*layout, tr("Result"), JobField::Result);
    m_family = addFacts(*layout, tr("Family", "heading: parent, children, scheduler of a job"), u"family"_s);
    m_timeline = addFacts(*layout, tr("Timeline"), u"timeline"_s);
    m_options = addPayload(*layout, tr("Options"), JobField::Options);
    m_log = new LogCard;
    layout->addWidget(m_log);
    layout->addStretch(1);
    m_scroll->setWidget(body);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setObjectName(u"inspectorScroll"_s);
    m_scroll->viewport()->setAutoFillBackground(false);
    body->setAutoFillBackground(false);
    m_scroll->setStyleSheet(u"#inspectorScroll { background: transparent; }"_s);

    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_empty);
    outer->addWidget(m_scroll);
    setAccessibleName(tr("Job inspector"));
    connect(m_failure, &FailureCard::loadWanted, this, [this] {
        Q_EMIT textWanted(JobField::Error);
        Q_EMIT textWanted(JobField::Stacktrace);
    });
    connect(m_log, &LogCard::olderWanted, this, &JobInspector::logWanted);
    connect(m_data, &PayloadCard::columnWanted, this, &JobInspector::columnWanted);
    showNothing();
}

void JobInspector::buildHead(QVBoxLayout& layout)
{
    m_id = new PlainLabel({}, PlainLabel::Tone::Muted);
    m_name = new PlainLabel({}, PlainLabel::Tone::Title);
    m_state = new PlainLabel({}, PlainLabel::Tone::Strong);
    m_when = new PlainLabel({}, PlainLabel::Tone::Muted);
    m_old = new PlainLabel(tr("Not connected: this is what it was."), PlainLabel::Tone::Muted);
    m_id->setFont(Theme::monospace());
    m_id->setElided(true);
    m_id->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_name->setWordWrap(true);
    m_when->setWordWrap(true);
    m_old->setWordWrap(true);
    m_old->hide();
    m_copy = new QToolButton;
    m_copy->setIcon(icon(u"copy"_s));
    m_copy->setAutoRaise(true);
    m_copy->setToolTip(tr("Copy this job"));
    m_copy->setAccessibleName(m_copy->toolTip());
    connect(m_copy, &QToolButton::clicked, this, &JobInspector::showCopyMenu);
    auto* head = new QVBoxLayout;
    head->setSpacing(2);
    auto* first = new QHBoxLayout;
    first->addWidget(m_id, 1);
    first->addWidget(m_copy);
    head->addLayout(first);
    head->addWidget(m_name);
    auto* stateLine = new QHBoxLayout;
    stateLine->setSpacing(spaceS);
    stateLine->addWidget(m_state, 0, Qt::AlignTop);
    stateLine->addWidget(m_when, 1, Qt::AlignTop);
    head->addLayout(stateLine);
    head->addWidget(m_old);
    layout.addLayout(head);
}

JobInspector::Facts JobInspector::addFacts(QVBoxLayout& layout, const QString& heading, const QString& name)
{
    Facts facts{new Card, new PlainLabel({}, PlainLabel::Tone::Muted)};
    facts.lines->setObjectName(name);
    facts.lines->setWordWrap(true);
    facts.lines->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* inside = new QVBoxLayout(facts.card);
    inside->setContentsMargins(spaceM, spaceS, spaceM, spaceS);
    inside->setSpacing(spaceXs);
    inside->addWidget(new PlainLabel(heading, PlainLabel::Tone::Strong));
    inside->addWidget(facts.lines);
    if (name == u"family") {
        auto* open = new QToolButton;
        open->setObjectName(u"openParent"_s);
        open->setText(tr("Open the parent"));
        open->setProperty("framed", true);
        connect(open, &QToolButton::clicked, this, [this] {
            if (!m_facts)
                return;
            if (const auto parent = splitJobKey(m_facts->job().parentKey))
                Q_EMIT jobWanted(parent->first, parent->second);
        });
        inside->addWidget(open, 0, Qt::AlignLeft);
    }
    layout.addWidget(facts.card);
    return facts;
}

PayloadCard* JobInspector::addPayload(QVBoxLayout& layout, const QString& heading, JobField field)
{
    auto* card = new PayloadCard(heading);
    layout.addWidget(card);
    connect(card, &PayloadCard::loadWanted, this, [this, card, field] {
        card->showLoading();
        Q_EMIT textWanted(field);
    });
    card->setDecryptable(field == JobField::Data || field == JobField::Result);
    connect(card, &PayloadCard::decryptWanted, this,
        [this, card, field] { Q_EMIT decryptWanted(field, card->text()); });
    connect(card, &PayloadCard::editWanted, this, [this] { Q_EMIT verbWanted(JobVerb::Edit); });
    return card;
}

void JobInspector::fill(const Facts& facts, const QStringList& lines)
{
    facts.card->setVisible(!lines.isEmpty());
    facts.lines->setText(lines.join(u'\n'));
}

QString JobInspector::factsText(const QString& name) const
{
    const auto* label = findChild<PlainLabel*>(name);
    return label == nullptr ? QString() : label->text();
}

void JobInspector::showNothing()
{
    m_job.clear();
    m_facts.reset();
    m_loaded.clear();
    m_scroll->hide();
    m_empty->show(u"empty"_s, tr("No job selected"),
        tr("Select a job to see why it failed, its data and its history."));
    m_empty->setVisible(true);
}

void JobInspector::showLoading(const QueueId& queue, const JobId& job)
{
    if (m_job == job && m_queue == queue)
        return;
    m_queue = queue;
    m_job = job;
    m_facts.reset();
    m_loaded.clear();
    m_data->hideDecrypted(); // it was another job's
    m_result->hideDecrypted();
    m_log->clear();
    m_scroll->verticalScrollBar()->setValue(0);
}

void JobInspector::showError(const Error& error)
{
    const ErrorWords words = errorWords(error);
    m_scroll->hide();
    m_empty->show(u"warning"_s, words.sentence, words.remedy);
    m_empty->setVisible(true);
}

void JobInspector::setStale(bool stale)
{
    m_old->setVisible(stale && m_facts.has_value());
}

void JobInspector::setWorkers(int count)
{
    if (m_workers == count)
        return;
    m_workers = count;
    if (m_facts)
        fillPlan();
}

void JobInspector::setEditable(bool editable)
{
    m_data->setEditable(editable);
    m_options->setEditable(editable);
}

void JobInspector::showFacts(const JobFacts& facts)
{
    const Job& job = facts.job();
    const bool changed = m_facts && !(m_facts->row == facts.row);
    if (changed)
        m_loaded.clear();
    m_facts = facts;
    m_job = job.id;
    fillHead();
    const bool noReason = facts.row.leftOut.testFlag(JobField::Error);
    const bool noTraces = facts.row.leftOut.testFlag(JobField::Stacktrace);
    const auto loaded = [this](JobField field) { return m_loaded.value(static_cast<int>(field)); };
    const bool hasReason = m_loaded.contains(static_cast<int>(JobField::Error));
    const bool hasTraces = m_loaded.contains(static_cast<int>(JobField::Stacktrace));
    m_failure->show(noReason ? loaded(JobField::Error) : job.failedReason,
        noTraces ? loaded(JobField::Stacktrace) : job.stacktrace, noReason && !hasReason,
        noTraces && !hasTraces);
    fillPlan();
    fill(m_holder, JobStory::holder(facts));
    fillPayload(*m_progress, JobField::Progress, job.progress, -1);
    fillPayload(*m_data, JobField::Data, job.data, facts.row.dataSize);
    fillPayload(*m_result, JobField::Result, job.returnvalue, facts.row.resultSize);
    fillPayload(*m_options, JobField::Options, job.opts == "{}" ? QByteArray() : job.opts, -1);
    fill(m_family, JobStory::family(facts));
    if (auto* open = findChild<QToolButton*>(u"openParent"_s))
        open->setVisible(splitJobKey(job.parentKey).has_value());
    fill(m_timeline, JobStory::timeline(facts));
    m_log->showEnd(facts.log, facts.logTotal, facts.state == JobState::Active);
    m_empty->hide();
    m_scroll->show();
    m_old->hide();
}

void JobInspector::fillPayload(PayloadCard& card, JobField field, const QByteArray& text, qint64 size)
{
    const int key = static_cast<int>(field);
    if (!m_facts->row.leftOut.testFlag(field))
        card.show(text);
    else if (m_loaded.contains(key))
        card.show(m_loaded.value(key));
    else
        card.showLeftOut(size);
}

void JobInspector::fillHead()
{
    const Job& job = m_facts->job();
    const int attempts = std::max(1, job.options.attempts.value_or(1));
    m_id->setText(
        tr("%1 \u00b7 attempt %2 of %3", "job id, attempts made, attempts allowed")
            .arg(plainText(job.id, Lines::Single, 80), formatCount(job.attemptsMade), formatCount(attempts)));
    m_name->setText(plainText(job.name, Lines::Single, 200));
    m_name->setVisible(!job.name.isEmpty());
    m_state->setState(m_facts->state);
    m_state->setText(m_facts->state
            ? u"%1 %2"_s.arg(QString(stateLetter(*m_facts->state)), stateWord(*m_facts->state))
            : m_facts->mayWait ? tr("Not found in the long list of waiting jobs")
                               : tr("In no state", "the job is in none of the queue's sets"));
    m_when->setText(JobStory::when(*m_facts));
    m_when->setToolTip(job.finishedOn ? toolTipText(formatExact(*job.finishedOn)) : QString());
}

void JobInspector::fillPlan()
{
    fill(m_plan, JobStory::retryPlan(*m_facts, m_workers));
}

void JobInspector::showDecrypted(
    JobField field, const QByteArray& stored, const Result<QByteArray>& clearText)
{
    PayloadCard& card = field == JobField::Result ? *m_result : *m_data;
    if (stored != card.text())
        return;
    if (clearText)
        card.showDecrypted(*clearText);
    else
        card.showUndecrypted(plainText(errorWords(clearText.error()).sentence, Lines::Single, 300));
}

void JobInspector::showText(JobField field, const QByteArray& text)
{
    if (!m_facts)
        return;
    m_loaded.insert(static_cast<int>(field), text);
    showFacts(JobFacts(*m_facts));
}

void JobInspector::showOlderLog(const LogLines& lines)
{
    m_log->addOlder(lines.lines);
}

void JobInspector::showCopyMenu()
{
    if (!m_facts)
        return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    // Of the job for which the menu was opened, whatever is shown by the time somebody has chosen.
    const QueueId queue = m_queue;
    const JobId job = m_job;
    const QByteArray command = JobStory::command(*m_facts, queue);
    menu->addAction(tr("Id"), this, [job] { copyText(job); });
    menu->addAction(tr("As JSON"), this, [this, queue, job] { Q_EMIT jsonWanted(queue, job); });
    menu->addAction(tr("As a drover command"), this, [command] { copyText(command); });
    menu->popup(m_copy->mapToGlobal(QPoint(0, m_copy->height())));
}

} // namespace drover::ui
