// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/statusline.h"

#include "core/clock.h"
#include "style/icons.h"
#include "style/theme.h"
#include "util/formatting.h"
#include "util/linkwords.h"
#include "util/plaintext.h"
#include "util/words.h"
#include "widgets/plainlabel.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
class Dot final : public QWidget {
public:
    explicit Dot(const LinkFacts& link)
        : m_link(link)
    {
        setFixedSize(spaceM, spaceM);
    }

protected:
    void paintEvent(QPaintEvent* /*event*/) override
    {
        const Tokens& tokens = Theme::tokens();
        const bool trying = m_link.state == LinkState::Connecting || m_link.state == LinkState::Starting;
        const QColor color = m_link.state == LinkState::Ready ? tokens.completed
            : trying                                          ? tokens.delayed
            : m_link.state == LinkState::Closed               ? tokens.paused
                                                              : tokens.failed;
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(color, 1.5));
        // Filled means connected: not by colour alone.
        painter.setBrush(m_link.state == LinkState::Ready ? QBrush(color) : QBrush(Qt::NoBrush));
        painter.drawEllipse(QRectF(2.5, 2.5, 7, 7));
    }

private:
    const LinkFacts& m_link;
};
} // namespace

StatusLine::StatusLine(QWidget* parent)
    : QWidget(parent)
    , m_dot(new Dot(m_link))
    , m_state(new PlainLabel)
    , m_retry(new QPushButton(tr("Retry now")))
    , m_lock(new QPushButton)
    , m_age(new PlainLabel({}, PlainLabel::Tone::Muted))
    , m_memory(new PlainLabel({}, PlainLabel::Tone::Muted))
    , m_commands(new PlainLabel({}, PlainLabel::Tone::Muted))
{
    const QFont small = Theme::scaled(0.92);
    for (PlainLabel* label : {m_state, m_age, m_memory, m_commands})
        label->setFont(small);
    for (QPushButton* button : {m_retry, m_lock})
        button->setFont(small);
    m_lock->setVisible(false);
    m_memory->setElided(true);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(spaceM, spaceXs, spaceM, spaceXs);
    layout->setSpacing(spaceL);
    auto* state = new QHBoxLayout;
    state->setSpacing(spaceXs);
    state->addWidget(m_dot);
    state->addWidget(m_state);
    layout->addLayout(state);
    layout->addWidget(m_retry);
    layout->addWidget(m_age);
    layout->addWidget(m_memory, 1);
    layout->addWidget(m_commands);
    layout->addWidget(m_lock);
    m_clock.setInterval(1000);
    connect(&m_clock, &QTimer::timeout, this, &StatusLine::update);
    connect(m_retry, &QPushButton::clicked, this, &StatusLine::retryWanted);
    connect(m_lock, &QPushButton::clicked, this, &StatusLine::lockWanted);
    setAccessibleName(tr("Connection"));
    update();
}

void StatusLine::setLink(const LinkFacts& link)
{
    m_link = link;
    update();
}

void StatusLine::setLock(bool canUnlock, qint64 unlockedUntil)
{
    m_lock->setVisible(canUnlock);
    m_unlockedUntil = unlockedUntil;
    update();
}

//! The seconds count down; the engine is what locks.
void StatusLine::updateLock(qint64 now)
{
    const bool isUnlocked = m_unlockedUntil > 0;
    const qint64 left = std::max<qint64>(0, m_unlockedUntil - now + 999) / 1000;
    m_lock->setIcon(icon(isUnlocked ? u"lock-open"_s : u"lock"_s));
    m_lock->setText(isUnlocked
            ? tr("Unlocked for %1:%2", "minutes, seconds").arg(left / 60).arg(left % 60, 2, 10, QChar(u'0'))
            : tr("Locked"));
    m_lock->setToolTip(isUnlocked
            ? tr("Queues of this production connection can be changed. Click to lock it again.")
            : tr("Production is read-only. Click to unlock it for some minutes."));
}

void StatusLine::setReadAt(qint64 readAt)
{
    m_readAt = std::max(m_readAt, readAt);
    update();
}

void StatusLine::startOver(qint64 readAt)
{
    m_readAt = readAt;
    update();
}

void StatusLine::setInterval(std::chrono::milliseconds interval)
{
    m_interval = interval;
}

QString StatusLine::stateText() const
{
    return m_state->text();
}

void StatusLine::update()
{
    const qint64 now = Clock::system().now().count();
    QString words = linkWords(m_link, now);
    if (m_link.error && m_link.state != LinkState::Ready)
        words = u"%1 \u2014 %2"_s.arg(words, errorWords(*m_link.error).sentence);
    m_state->setText(words);
    const bool broken = m_link.state == LinkState::Waiting || m_link.state == LinkState::Refused;
    m_state->setTone(broken ? PlainLabel::Tone::Error : PlainLabel::Tone::Muted);
    m_retry->setVisible(broken);
    m_dot->update();
    updateLock(now);

    const qint64 age = std::max<qint64>(0, now - m_readAt);
    const bool old = m_readAt > 0 && age > std::max<qint64>(15000, 3 * m_interval.count());
    m_age->setText(m_readAt <= 0 ? QString()
            : age < 1000         ? tr("Data just read")
                                 : tr("Data %1 old", "age of what is shown").arg(formatAge(age)));
    m_age->setTone(old ? PlainLabel::Tone::Error : PlainLabel::Tone::Muted);

    QStringList memory;
    if (m_link.usedMemory >= 0)
        memory.append(m_link.maxMemory > 0
                ? tr("Redis %1 of %2", "memory used, limit")
                      .arg(formatBytes(m_link.usedMemory), formatBytes(m_link.maxMemory))
                : tr("Redis %1", "memory used, no limit").arg(formatBytes(m_link.usedMemory)));
    if (!m_link.evictionPolicy.isEmpty())
        memory.append(plainText(m_link.evictionPolicy));
    if (m_link.aof)
        memory.append(*m_link.aof ? tr("AOF on") : tr("AOF off"));
    m_memory->setText(memory.join(u" \u00b7 "_s));
    m_commands->setText(
        tr("Drover causes %1 commands/s").arg(QLocale().toString(m_link.commandsPerSecond, 'f', 1)));
}

void StatusLine::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    painter.setPen(Theme::tokens().line);
    painter.drawLine(QPointF(0, 0.5), QPointF(width(), 0.5));
}

void StatusLine::showEvent(QShowEvent* event)
{
    m_clock.start();
    QWidget::showEvent(event);
}

void StatusLine::hideEvent(QHideEvent* event)
{
    m_clock.stop();
    QWidget::hideEvent(event);
}

} // namespace drover::ui
