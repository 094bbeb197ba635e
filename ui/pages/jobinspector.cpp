// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/jobinspector.h"

#include "pages/stacktraces.h"
#include "style/icons.h"
#include "style/theme.h"
#include "util/formatting.h"
#include "util/jsonlayout.h"
#include "util/plaintext.h"
#include "util/words.h"
#include "widgets/card.h"
#include "widgets/emptystate.h"
#include "widgets/plainlabel.h"
#include "widgets/textblock.h"

#include <QClipboard>
#include <QDateTime>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
constexpr qsizetype shownBytes = 256 * 1024;

//! What is painted of a payload; the rest stays out of the text layout.
QString forTheEye(const QByteArray& json)
{
    if (json.size() <= shownBytes)
        return plainText(layOutJson(json), Lines::Multiple);
    return plainText(json.left(shownBytes), Lines::Multiple);
}
} // namespace

JobInspector::JobInspector(QWidget* parent)
    : QWidget(parent)
    , m_empty(new EmptyState)
    , m_scroll(new QScrollArea)
    , m_id(new PlainLabel({}, PlainLabel::Tone::Muted))
    , m_name(new PlainLabel({}, PlainLabel::Tone::Title))
    , m_state(new PlainLabel({}, PlainLabel::Tone::Strong))
    , m_when(new PlainLabel({}, PlainLabel::Tone::Muted))
{
    auto* body = new QWidget;
    auto* layout = new QVBoxLayout(body);
    layout->setContentsMargins(spaceM, spaceM, spaceM, spaceM);
    layout->setSpacing(spaceS + 2);
    m_id->setFont(Theme::monospace());
    m_id->setElided(true);
    m_id->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_name->setWordWrap(true);
    m_when->setWordWrap(true);
    auto* head = new QVBoxLayout;
    head->setSpacing(2);
    head->addWidget(m_id);
    head->addWidget(m_name);
    auto* stateLine = new QHBoxLayout;
    stateLine->setSpacing(spaceS);
    stateLine->addWidget(m_state, 0, Qt::AlignTop);
    stateLine->addWidget(m_when, 1, Qt::AlignTop);
    head->addLayout(stateLine);
    layout->addLayout(head);
    m_failure = addSection(layout, tr("Why it failed"), true);
    m_failure.card->setMood(Card::Mood::Bad);
    m_plan = addSection(layout, tr("If you retry"), false);
    m_data = addSection(layout, tr("Data"), true);
    m_result = addSection(layout, tr("Result"), true);
    m_options = addSection(layout, tr("Options"), true);
    m_timeline = addSection(layout, tr("Timeline"), false);
    m_log = addSection(layout, tr("Log"), true);
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
    showNothing();
}

JobInspector::Section JobInspector::addSection(QVBoxLayout* layout, const QString& heading, bool copyable)
{
    Section section{new Card, new PlainLabel(heading, PlainLabel::Tone::Strong),
        new PlainLabel({}, PlainLabel::Tone::Muted), new TextBlock};
    section.note->setElided(true);
    section.text->setAccessibleName(heading);
    auto* top = new QHBoxLayout;
    top->setSpacing(spaceS);
    top->addWidget(section.heading);
    top->addWidget(section.note, 1);
    if (copyable) {
        auto* copy = new QToolButton;
        copy->setIcon(icon(u"copy"_s));
        copy->setAutoRaise(true);
        copy->setToolTip(tr("Copy as stored"));
        copy->setAccessibleName(tr("Copy %1 as stored", "%1 is a heading").arg(heading));
        connect(copy, &QToolButton::clicked, this, [this, card = section.card] {
            QGuiApplication::clipboard()->setText(QString::fromUtf8(card->property("exact").toByteArray()));
            Q_EMIT copied();
        });
        top->addWidget(copy);
    }
    auto* inside = new QVBoxLayout(section.card);
    inside->setContentsMargins(spaceM, spaceS, copyable ? spaceS : spaceM, spaceS);
    inside->setSpacing(spaceXs);
    inside->addLayout(top);
    inside->addWidget(section.text);
    layout->addWidget(section.card);
    return section;
}

void JobInspector::fill(Section& section, const QString& text, const QString& note, const QByteArray& exact)
{
    section.card->setVisible(!text.isEmpty());
    section.card->setProperty("exact", exact);
    section.note->setText(note);
    section.note->setVisible(!note.isEmpty());
    static_cast<TextBlock*>(section.text)->setText(text);
}

void JobInspector::showNothing()
{
    m_job.clear();
    m_scroll->hide();
    m_empty->show(u"empty"_s, tr("No job selected"),
        tr("Select a job to see why it failed, its data and its history."));
    m_empty->setVisible(true);
}

void JobInspector::showLoading(const JobId& job)
{
    if (m_job == job)
        return;
    m_job = job;
    // What was shown of the job before stays until the answer is here; it takes a moment at most.
}

void JobInspector::showError(const Error& error)
{
    const ErrorWords words = errorWords(error);
    m_scroll->hide();
    m_empty->show(u"warning"_s, words.sentence, words.remedy);
    m_empty->setVisible(true);
}

void JobInspector::showJob(const JobSnapshot& snapshot)
{
    if (snapshot.error) {
        showError(*snapshot.error);
        return;
    }
    const Job& job = snapshot.detail.job;
    m_job = job.id;
    fillHead(snapshot.detail);
    fillFailure(job);
    fillPlan(snapshot.detail);
    const QString size = formatBytes(job.data.size());
    fill(m_data, forTheEye(job.data),
        job.data.size() > shownBytes ? tr("%1, the first %2 shown").arg(size, formatBytes(shownBytes)) : size,
        job.data);
    fill(m_result, forTheEye(job.returnvalue), {}, job.returnvalue);
    fill(m_options, job.opts == "{}" ? QString() : forTheEye(job.opts), {}, job.opts);
    fillTimeline(job);
    const QByteArray log = QByteArrayList(snapshot.logs.rows.begin(), snapshot.logs.rows.end()).join('\n');
    fill(m_log, plainText(log, Lines::Multiple),
        tr("%n line(s)", "length of a job's log", static_cast<int>(snapshot.logs.total)), log);
    m_empty->hide();
    m_scroll->show();
}

void JobInspector::fillHead(const JobDetail& detail)
{
    const Job& job = detail.job;
    const int attempts = std::max(1, job.options.attempts.value_or(1));
    m_id->setText(tr("%1 \u00b7 attempt %2 of %3", "job id, attempts made, attempts allowed")
                      .arg(plainText(job.id, Lines::Single, 80))
                      .arg(job.attemptsMade)
                      .arg(attempts));
    m_name->setText(plainText(job.name, Lines::Single, 200));
    m_state->setState(detail.state);
    m_state->setText(detail.state
            ? u"%1 %2"_s.arg(QString(stateLetter(*detail.state)), stateWord(*detail.state))
            : tr("In no state", "the job is in none of the queue's sets"));
    QString when;
    if (job.finishedOn && job.processedOn) {
        const QString moment = formatMoment(*job.finishedOn, *job.finishedOn);
        const QString took = formatDuration(static_cast<double>(*job.finishedOn - *job.processedOn));
        when = job.processedBy.isEmpty()
            ? tr("%1, after %2", "time, duration").arg(moment, took)
            : tr("%1, after %2 on %3", "time, duration, worker")
                  .arg(moment, took, plainText(job.processedBy, Lines::Single, 60));
    }
    if (!job.damaged.isEmpty())
        when = tr("Damaged: %1", "what is wrong with the record").arg(plainText(job.damaged.join(u"; "_s)));
    m_when->setText(when);
}

void JobInspector::fillFailure(const Job& job)
{
    if (job.failedReason.isEmpty() && job.stacktrace.size() <= 2) {
        fill(m_failure, {}, {}, {});
        return;
    }
    const QByteArrayList traces = stackTraces(job.stacktrace);
    QByteArray text = job.failedReason;
    for (qsizetype i = traces.size(); i-- > 0;) {
        QByteArray trace = traces.at(i);
        const bool repeats = i == traces.size() - 1 && withoutMessage(trace, job.failedReason);
        if (traces.size() > 1 && i < traces.size() - 1)
            text += "\n\n" + tr("Attempt %1", "heading of a stack trace").arg(i + 1).toUtf8();
        text += (repeats || !trace.isEmpty() ? "\n" : "") + trace;
    }
    fill(m_failure, plainText(text, Lines::Multiple),
        traces.size() > 1 ? tr("%n stack trace(s)", "of one job", static_cast<int>(traces.size()))
                          : QString(),
        text);
}

void JobInspector::fillPlan(const JobDetail& detail)
{
    if (detail.state != JobState::Failed) {
        fill(m_plan, {}, {}, {});
        return;
    }
    const Job& job = detail.job;
    const int attempts = std::max(1, job.options.attempts.value_or(1));
    const int left = std::max(0, attempts - job.attemptsMade);
    QStringList lines;
    lines.append(left == 0
            ? tr("No attempts are left: without a reset it runs once more and a failure is final.")
            : tr("%n attempt(s) left.", "of a failed job", left));
    if (job.priority > 0)
        lines.append(tr("Its priority %1 is kept.", "%1 is a number").arg(job.priority));
    if (!job.parentKey.isEmpty())
        lines.append(tr("It belongs to a parent job, which waits for it again."));
    fill(m_plan, lines.join(u'\n'), {}, {});
}

void JobInspector::fillTimeline(const Job& job)
{
    QStringList lines;
    const auto add = [&](qint64 moment, const QString& what) {
        if (moment > 0)
            lines.append(u"%1  %2"_s.arg(formatMoment(moment, moment), what));
    };
    add(job.timestamp, tr("added", "timeline"));
    if (job.delay > 0)
        add(job.timestamp + static_cast<qint64>(job.delay), tr("due", "timeline"));
    add(job.processedOn.value_or(0),
        tr("attempt %1 started", "timeline").arg(std::max(1, job.attemptsStarted)));
    if (job.finishedOn)
        add(*job.finishedOn,
            job.failedReason.isEmpty() ? tr("completed", "timeline")
                                       : tr("attempt %1 failed", "timeline").arg(job.attemptsMade));
    if (job.stalledCounter > 0)
        lines.append(tr("stalled %n time(s): a worker died or was blocked", "timeline", job.stalledCounter));
    const QString date = job.timestamp > 0
        ? QLocale().toString(QDateTime::fromMSecsSinceEpoch(job.timestamp).date(), QLocale::ShortFormat)
        : QString();
    fill(m_timeline, lines.join(u'\n'), date, {});
}

} // namespace drover::ui
