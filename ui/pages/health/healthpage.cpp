// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/health/healthpage.h"

#include "charts/timechart.h"
#include "core/clock.h"
#include "models/linkeventmodel.h"
#include "models/slowlogmodel.h"
#include "pages/health/factgrid.h"
#include "pages/health/findingslist.h"
#include "session/feeds/historyfeed.h"
#include "session/session.h"
#include "util/formatting.h"
#include "util/linkwords.h"
#include "util/words.h"
#include "widgets/card.h"
#include "widgets/plainlabel.h"
#include "widgets/rangebar.h"

#include <QPushButton>
#include <QTableView>

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace drover::ui {

namespace {
constexpr qint64 checkAfter = 60000; //!< while the page is seen
constexpr qint64 checkAfterPerQueue = 2000; //!< a check asks twenty commands of each queue
constexpr int eventsShown = 200;
constexpr int slowCommandsShown = 50;

qint64 now()
{
    return Clock::system().now().count();
}

qint64 monotonic()
{
    return Clock::system().monotonic().count();
}
} // namespace

HealthPage::HealthPage(Session& session, QWidget* parent)
    : Page(parent)
    , m_session(session)
    , m_events(new LinkEventModel(this))
    , m_slow(new SlowLogModel(this))
{
    build();
    connectParts();
    m_link = session.link();
    showState();
    showReport(session.health().report());
}

HealthPage::~HealthPage() = default;

void HealthPage::connectParts()
{
    m_clock.setInterval(1s);
    connect(&m_clock, &QTimer::timeout, this, &HealthPage::tick);
    connect(m_retry, &QPushButton::clicked, this, [this] { m_session.reconnectNow(); });
    connect(m_check, &QPushButton::clicked, this, &HealthPage::refresh);
    connect(m_measure, &QPushButton::clicked, this, &HealthPage::askToMeasure);
    connect(m_findings, &FindingsList::applyWanted, this, &HealthPage::wantFix);
    connect(m_ranges, &RangeBar::rangeChanged, this, [this] {
        m_chartDue = false;
        m_chartAt = 0;
        readChart();
    });
    connect(&m_session.health(), &HealthFeed::checked, this, &HealthPage::showReport);
    connect(&m_session.history(), &HistoryFeed::sampled, this, [this] {
        if (m_active)
            readChart();
    });
    connect(&m_session.history(), &HistoryFeed::happened, this, [this] {
        if (m_active)
            readEvents();
    });
}

void HealthPage::setActive(bool active)
{
    m_active = active;
    if (!active) {
        m_clock.stop();
        return;
    }
    m_clock.start();
    readEvents();
    readChart();
    tick();
}

void HealthPage::refresh()
{
    m_chartAt = 0;
    check();
    readEvents();
    readChart();
}

void HealthPage::setLink(const LinkFacts& link)
{
    const bool isBack = link.state == LinkState::Ready && m_link.state != LinkState::Ready;
    m_link = link;
    showState();
    m_facts->apply(redisFacts(m_link, m_session.health().report()));
    if (isBack && m_active)
        check();
}

//! The wait counts down, ages grow, and a check that is due is made.
void HealthPage::tick()
{
    showState();
    showAge();
    if (m_link.state == LinkState::Ready && monotonic() >= m_checkAt)
        check();
}

void HealthPage::check()
{
    if (std::exchange(m_isChecking, true))
        return;
    m_check->setEnabled(false);
    readSlowLog();
    m_session.health().check(this, [this](const Result<Done>& result) {
        m_isChecking = false;
        m_check->setEnabled(true);
        m_checkAt = monotonic() + std::max(checkAfter, m_queues * checkAfterPerQueue);
        m_checked = true;
        m_refusal = result ? std::nullopt : std::optional(result.error());
        showAge();
        settle();
    });
}

void HealthPage::showState()
{
    m_state->setText(linkWords(m_link, now()));
    const bool isBroken = m_link.state == LinkState::Waiting || m_link.state == LinkState::Refused;
    const bool hasReason = m_link.error.has_value() && m_link.state != LinkState::Ready;
    if (hasReason) {
        const ErrorWords words = errorWords(*m_link.error);
        m_reason->setText(words.remedy.isEmpty()
                ? words.sentence
                : tr("%1 %2", "sentence and remedy").arg(words.sentence, words.remedy));
    }
    m_reason->setVisible(hasReason);
    m_retry->setVisible(isBroken);
    m_stateCard->setMood(isBroken              ? Card::Mood::Bad
            : m_link.state == LinkState::Ready ? Card::Mood::Good
                                               : Card::Mood::Plain);
}

void HealthPage::showReport(const HealthReport& report)
{
    m_facts->apply(redisFacts(m_link, report));
    showAge();
    if (report.checkedAt == 0)
        return;
    m_findings->apply(report);
    m_missing->setVisible(!report.missingRights.isEmpty());
    m_missing->setText(tr("Some things are unknown: the connected user needs %1.", "list of rights")
                           .arg(report.missingRights.join(u' ')));
}

void HealthPage::showAge()
{
    const qint64 checkedAt = m_session.health().report().checkedAt;
    if (m_refusal)
        m_checkedAgo->setText(tr("Not checked: %1", "reason").arg(errorWords(*m_refusal).sentence));
    else if (checkedAt == 0)
        m_checkedAgo->setText(tr("Not checked yet"));
    else
        m_checkedAgo->setText(
            tr("Checked %1 ago", "an age").arg(formatAge(std::max<qint64>(now() - checkedAt, 1000))));
}

void HealthPage::applyQueues(const QueuesSnapshot& snapshot)
{
    if (!snapshot.error)
        m_queues = snapshot.queues.size();
}

void HealthPage::readChart()
{
    const TimeRange range = m_ranges->range();
    if (m_chartDue || monotonic() < m_chartAt)
        return;
    m_chartDue = true;
    m_chartAt = monotonic() + stepOf(range) / 12;
    const qint64 to = now();
    const qint64 from = to - spanOf(range);
    m_session.history().readLinks(
        from, to, stepOf(range), this, [this, range, from, to](const Result<LinkSamples>& samples) {
            m_chartDue = false;
            if (range == m_ranges->range())
                m_chart->apply(samples ? *samples : LinkSamples(), stepOf(range), from, to);
        });
}

void HealthPage::readEvents()
{
    m_session.history().readEvents(eventsShown, 0, this, [this](const Result<LinkEvents>& events) {
        if (events)
            m_events->apply(*events);
        m_eventsRead = true;
        settle();
    });
}

void HealthPage::readSlowLog()
{
    m_session.health().readSlowLog(
        slowCommandsShown, this, [this](const Result<SlowLog>& log) { showSlowLog(log); });
}

void HealthPage::showSlowLog(const Result<SlowLog>& log)
{
    if (!log)
        return; // the state says why
    m_slow->apply(*log);
    const bool isEmpty = log->commands.empty();
    m_slowTable->setVisible(!isEmpty);
    m_slowNote->setVisible(isEmpty);
    m_slowNote->setText(log->allowed ? tr("No command was slow enough to be noted.")
                                     : tr("Unknown: the connected user needs +slowlog|get."));
}

void HealthPage::settle()
{
    if (isSettled())
        Q_EMIT settled();
}

} // namespace drover::ui
