// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/inspector/logcard.h"

#include "style/icons.h"
#include "style/theme.h"
#include "util/clipboard.h"
#include "util/formatting.h"
#include "util/plaintext.h"
#include "widgets/plainlabel.h"
#include "widgets/textblock.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QScrollBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
constexpr qint64 olderAtOnce = 500;
constexpr qsizetype mostLines = 20000; // that are held
} // namespace

QByteArrayList joinedLog(const QByteArrayList& shown, const QByteArrayList& end)
{
    for (qsizetype common = std::min(shown.size(), end.size()); common > 0; --common) {
        if (std::equal(shown.end() - common, shown.end(), end.begin()))
            return shown + end.mid(common);
    }
    return end;
}

LogCard::LogCard(QWidget* parent)
    : Card(Mood::Plain, parent)
    , m_note(new PlainLabel({}, PlainLabel::Tone::Muted))
    , m_older(new QPushButton)
    , m_block(new TextBlock)
{
    m_note->setElided(true);
    m_block->setAccessibleName(tr("Log"));
    m_older->setProperty("link", true);
    m_older->setFlat(true);
    auto* copy = new QToolButton;
    copy->setIcon(icon(u"copy"_s));
    copy->setAutoRaise(true);
    copy->setToolTip(tr("Copy the lines shown"));
    copy->setAccessibleName(copy->toolTip());
    auto* top = new QHBoxLayout;
    top->setSpacing(spaceS);
    top->addWidget(new PlainLabel(tr("Log"), PlainLabel::Tone::Strong));
    top->addWidget(m_note, 1);
    top->addWidget(copy);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(spaceM, spaceS, spaceS, spaceS);
    layout->setSpacing(spaceXs);
    layout->addLayout(top);
    layout->addWidget(m_older, 0, Qt::AlignLeft);
    layout->addWidget(m_block);
    connect(copy, &QToolButton::clicked, this, [this] {
        copyText(m_lines.join('\n'));
        Q_EMIT copied();
    });
    connect(m_older, &QPushButton::clicked, this, [this] {
        m_older->setEnabled(false);
        const qint64 end = hidden();
        Q_EMIT olderWanted(std::max<qint64>(0, end - olderAtOnce), end - 1);
    });
    hide();
}

void LogCard::clear()
{
    m_lines.clear();
    m_total = 0;
    hide();
}

qint64 LogCard::hidden() const
{
    return std::max<qint64>(0, m_total - m_lines.size());
}

void LogCard::showEnd(const std::vector<QByteArray>& lines, qint64 total, bool active)
{
    m_total = total;
    m_active = active;
    m_lines = joinedLog(m_lines, QByteArrayList(lines.begin(), lines.end()));
    if (m_lines.size() > mostLines)
        m_lines = m_lines.mid(m_lines.size() - mostLines);
    update();
}

void LogCard::addOlder(const std::vector<QByteArray>& lines)
{
    m_lines = QByteArrayList(lines.begin(), lines.end()) + m_lines;
    update();
}

void LogCard::update()
{
    setVisible(!m_lines.isEmpty());
    QScrollBar* bar = m_block->verticalScrollBar();
    const bool atEnd = bar->value() >= bar->maximum();
    const int fromEnd = bar->maximum() - bar->value();
    m_block->setText(plainText(m_lines.join('\n'), Lines::Multiple));
    bar->setValue(atEnd ? bar->maximum() : std::max(0, bar->maximum() - fromEnd));
    QString note = tr("%n line(s)", "length of a job's log", static_cast<int>(m_total));
    if (m_active)
        note = atEnd ? tr("%1, following", "length of a log").arg(note)
                     : tr("%1, stopped where you read", "length of a log").arg(note);
    m_note->setText(note);
    m_older->setVisible(hidden() > 0);
    m_older->setEnabled(true);
    m_older->setText(tr("%1 older lines", "%1 is a number").arg(formatCount(hidden())));
}

} // namespace drover::ui
