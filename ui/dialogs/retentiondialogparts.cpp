// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/dialogparts.h"
#include "dialogs/retentiondialog.h"
#include "session/feeds/actionsfeed.h"
#include "style/theme.h"
#include "util/formatting.h"
#include "util/plaintext.h"
#include "util/retentionwords.h"
#include "widgets/keepedit.h"
#include "widgets/noticebar.h"
#include "widgets/textblock.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace drover::ui {

namespace {
constexpr auto typingPause = 350ms;
constexpr auto tick = 10s;
constexpr size_t namesShown = 8;
} // namespace

RetentionDialog::RetentionDialog(
    Session& session, RetentionKeeper& keeper, const QueueId& queue, const Clock& clock, QWidget* parent)
    : QDialog(parent)
    , m_session(session)
    , m_keeper(keeper)
    , m_queue(queue)
    , m_clock(clock)
    , m_notice(new NoticeBar)
    , m_code(new TextBlock)
    , m_every(new QComboBox)
    , m_schedule(wrapped({}, PlainLabel::Tone::Muted))
    , m_apply(new QPushButton(tr("Apply now\u2026")))
{
    setWindowTitle(tr("Retention"));
    build();
    m_typing.setSingleShot(true);
    m_typing.setInterval(typingPause);
    connect(&m_typing, &QTimer::timeout, this, &RetentionDialog::remember);
    m_tick.setInterval(tick);
    connect(&m_tick, &QTimer::timeout, this, &RetentionDialog::updateSchedule);
    m_tick.start();
    connect(&session, &Session::lockChanged, this, &RetentionDialog::updateButtons);
    connect(&keeper, &RetentionKeeper::changed, this, &RetentionDialog::updateButtons);
    connect(&session.actions(), &ActionsFeed::changed, this, [this](const ActionFacts& action) {
        const bool isDone = action.phase == ActionPhase::Ended && action.queue == m_queue && action.done > 0;
        if (!isDone)
            return;
        read();
        for (const JobState state : {JobState::Completed, JobState::Failed})
            count(state);
    });
    const RetentionPolicy known = keeper.policy(queue);
    completedField()->setKeep(known.completed);
    failedField()->setKeep(known.failed);
    m_every->setCurrentIndex(
        std::max(0, m_every->findData(QVariant(static_cast<qint64>(known.every.count())))));
    for (const State& part : std::as_const(m_states))
        connect(part.keep, &KeepEdit::changed, this, &RetentionDialog::onPolicy);
    connect(m_every, &QComboBox::currentIndexChanged, this, &RetentionDialog::remember);
    connect(m_apply, &QPushButton::clicked, this, &RetentionDialog::apply);
    updateCode();
    updateButtons();
    for (const JobState state : {JobState::Completed, JobState::Failed})
        count(state);
    read();
}

void RetentionDialog::build()
{
    QVBoxLayout* layout = setUpDialog(*this, 78);
    layout->addWidget(connectionLine(m_session.identity()));
    layout->addWidget(
        wrapped(tr("Retention in %1", "%1 is a queue").arg(plainText(m_queue.name, Lines::Single, 60)),
            PlainLabel::Tone::Title));
    layout->addWidget(m_notice);
    auto* inside = new QWidget;
    auto* parts = new QVBoxLayout(inside);
    parts->setContentsMargins(0, 0, spaceS, 0);
    parts->setSpacing(spaceS);
    parts->addWidget(new PlainLabel(tr("What is kept now"), PlainLabel::Tone::Strong));
    for (const JobState state : {JobState::Completed, JobState::Failed})
        buildState(*parts, state);
    buildPolicy(*parts);
    buildSchedule(*parts);
    parts->addStretch(1);
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(inside);
    layout->addWidget(scroll, 1);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    buttons->addButton(m_apply, QDialogButtonBox::ActionRole);
    m_apply->setAutoDefault(false);
    buttons->button(QDialogButtonBox::Close)->setDefault(true);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 92, fontMetrics().height() * 40);
}

void RetentionDialog::buildState(QVBoxLayout& layout, JobState state)
{
    State& part = m_states[state];
    auto* card = new Card;
    auto* lines = new QVBoxLayout(card);
    lines->setContentsMargins(spaceM, spaceS, spaceM, spaceS);
    lines->setSpacing(spaceXs);
    part.facts = wrapped(tr("Reading\u2026"));
    part.facts->setState(state);
    lines->addWidget(part.facts);
    part.names = new QVBoxLayout;
    part.names->setSpacing(2);
    lines->addLayout(part.names);
    layout.addWidget(card);
}

//! What the newest job of each name says: that is what its producer writes now.
void RetentionDialog::showNames(State& part, const StateRetention& state)
{
    while (QLayoutItem* old = part.names->takeAt(0)) {
        delete old->widget();
        delete old;
    }
    for (size_t i = 0; i < std::min(namesShown, state.names.size()); ++i) {
        const NameRetention& name = state.names[i];
        const int share = qRound(100.0 * static_cast<double>(name.jobs) / static_cast<double>(state.looked));
        QString line =
            tr("%1 % %2: kept %3", "a share, a name of jobs, how long")
                .arg(QString::number(share), plainText(name.name, Lines::Single, 40), keepWords(name.newest));
        if (name.kinds > 1)
            line = tr("%1 (older jobs say otherwise)", "what newer jobs say").arg(line);
        part.names->addWidget(wrapped(line, PlainLabel::Tone::Muted));
    }
    if (state.names.size() > namesShown)
        part.names->addWidget(
            wrapped(tr("and %1 more names", "a number")
                        .arg(formatCount(static_cast<qint64>(state.names.size() - namesShown))),
                PlainLabel::Tone::Muted));
}

void RetentionDialog::buildPolicy(QVBoxLayout& layout)
{
    layout.addSpacing(spaceS);
    layout.addWidget(new PlainLabel(tr("What is to be kept"), PlainLabel::Tone::Strong));
    layout.addWidget(
        wrapped(tr("Whatever the jobs say themselves, Drover can remove the older ones, in small "
                   "steps that hardly disturb Redis."),
            PlainLabel::Tone::Muted));
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(spaceM);
    form->setVerticalSpacing(spaceXs);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    const QString leave = tr("Leave them alone");
    for (const JobState state : {JobState::Completed, JobState::Failed}) {
        State& part = m_states[state];
        part.keep =
            new KeepEdit(state == JobState::Completed ? tr("Completed jobs") : tr("Failed jobs"), leave);
        part.plan = wrapped({});
        form->addRow(state == JobState::Completed ? tr("&Completed jobs") : tr("&Failed jobs"), part.keep);
        form->addRow(QString(), part.plan);
    }
    layout.addLayout(form);
    layout.addWidget(new PlainLabel(tr("The same for a producer\u2019s code"), PlainLabel::Tone::Caption));
    auto* card = new Card;
    auto* inside = new QVBoxLayout(card);
    inside->setContentsMargins(spaceM, spaceS, spaceM, spaceS);
    inside->addWidget(m_code);
    layout.addWidget(card);
}

void RetentionDialog::buildSchedule(QVBoxLayout& layout)
{
    layout.addSpacing(spaceS);
    layout.addWidget(new PlainLabel(tr("While Drover runs"), PlainLabel::Tone::Strong));
    const auto add = [this](const QString& text, Milliseconds every) {
        m_every->addItem(text, static_cast<qint64>(every.count()));
    };
    add(tr("Only when I apply it"), 0ms);
    add(tr("Every 15 minutes"), 15min);
    add(tr("Every hour"), 1h);
    add(tr("Every 6 hours"), 6h);
    add(tr("Every day"), 24h);
    m_every->setAccessibleName(tr("How often Drover applies it by itself"));
    layout.addWidget(m_every, 0, Qt::AlignLeft);
    layout.addWidget(m_schedule);
}

} // namespace drover::ui
