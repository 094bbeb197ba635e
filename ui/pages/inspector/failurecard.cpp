// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/inspector/failurecard.h"

#include "pages/inspector/stacktraces.h"
#include "style/icons.h"
#include "style/theme.h"
#include "util/clipboard.h"
#include "util/plaintext.h"
#include "util/traceframes.h"
#include "widgets/plainlabel.h"
#include "widgets/textblock.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
constexpr qsizetype fewFrames = 3; // of others, where the application has none of its own

QByteArray join(const QByteArrayList& frames)
{
    QByteArray text;
    for (const QByteArray& frame : frames)
        text += "\n  " + frame;
    return text;
}

//! One trace below its reason; how many frames were left out.
qsizetype appendTrace(QByteArray& text, QByteArray trace, const QByteArray& reason, bool allFrames)
{
    withoutMessage(trace, reason);
    const TraceParts parts = splitTrace(trace);
    for (const QByteArray& line : parts.message)
        text += (text.isEmpty() ? "" : "\n") + line;
    text += join(parts.own);
    const qsizetype shown = allFrames ? parts.others.size()
        : parts.own.isEmpty()         ? std::min(fewFrames, parts.others.size())
                                      : 0;
    text += join(parts.others.mid(0, shown));
    return parts.others.size() - shown;
}
} // namespace

FailureCard::FailureCard(QWidget* parent)
    : Card(Mood::Bad, parent)
    , m_note(new PlainLabel({}, PlainLabel::Tone::Muted))
    , m_block(new TextBlock)
    , m_frames(new QPushButton)
    , m_traces(new QPushButton)
    , m_load(new QPushButton(tr("Load all of it")))
{
    m_block->setAccessibleName(tr("Why it failed"));
    m_block->setMaximumLines(24);
    m_note->setElided(true);
    auto* copy = new QToolButton;
    copy->setIcon(icon(u"copy"_s));
    copy->setAutoRaise(true);
    copy->setToolTip(tr("Copy reason and stack traces as stored"));
    copy->setAccessibleName(copy->toolTip());
    auto* top = new QHBoxLayout;
    top->setSpacing(spaceS);
    top->addWidget(new PlainLabel(tr("Why it failed"), PlainLabel::Tone::Strong));
    top->addWidget(m_note, 1);
    top->addWidget(copy);
    auto* below = new QHBoxLayout;
    below->setSpacing(spaceXs);
    for (QPushButton* button : {m_frames, m_traces, m_load}) {
        button->setProperty("link", true);
        button->setFlat(true);
        below->addWidget(button);
    }
    below->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(spaceM, spaceS, spaceS, spaceS);
    layout->setSpacing(spaceXs);
    layout->addLayout(top);
    layout->addWidget(m_block);
    layout->addLayout(below);
    connect(copy, &QToolButton::clicked, this, [this] {
        QByteArray text = m_reason;
        for (const QByteArray& trace : stackTraces(m_stacktrace))
            text += "\n\n" + trace;
        copyText(text);
        Q_EMIT copied();
    });
    connect(m_frames, &QPushButton::clicked, this, [this] {
        m_allFrames = !m_allFrames;
        update();
    });
    connect(m_traces, &QPushButton::clicked, this, [this] {
        m_allTraces = !m_allTraces;
        update();
    });
    connect(m_load, &QPushButton::clicked, this, &FailureCard::loadWanted);
    hide();
}

QString FailureCard::text() const
{
    return m_block->toPlainText();
}

void FailureCard::show(
    const QByteArray& reason, const QByteArray& stacktrace, bool reasonLeftOut, bool tracesLeftOut)
{
    m_leftOut = reasonLeftOut || tracesLeftOut;
    if (reason.isEmpty() && stacktrace.size() <= 2 && !m_leftOut) {
        hide();
        return;
    }
    setVisible(true);
    if (reason != m_reason || stacktrace != m_stacktrace) {
        m_allFrames = false;
        m_allTraces = false;
    }
    m_reason = reason;
    m_stacktrace = stacktrace;
    update();
}

void FailureCard::update()
{
    const QByteArrayList traces = stackTraces(m_stacktrace);
    QByteArray text = m_reason;
    qsizetype folded = 0;
    bool foreign = false;
    for (qsizetype i = traces.size(); i-- > 0;) {
        if (i < traces.size() - 1) {
            if (!m_allTraces)
                break;
            text += "\n\n" + tr("Attempt %1", "heading of a stack trace").arg(i + 1).toUtf8();
        }
        folded += appendTrace(text, traces.at(i), m_reason, m_allFrames);
        foreign = foreign || !splitTrace(traces.at(i)).others.isEmpty();
    }
    m_block->setText(plainText(text, Lines::Multiple));
    m_note->setText(m_leftOut   ? tr("too long to be read at once")
            : traces.size() > 1 ? tr("%n stack trace(s)", "of one job", static_cast<int>(traces.size()))
                                : QString());
    m_frames->setVisible(folded > 0 || (m_allFrames && foreign));
    m_frames->setText(m_allFrames
            ? tr("Only frames of the application")
            : tr("%n more frame(s) of libraries", "stack trace", static_cast<int>(folded)));
    m_traces->setVisible(traces.size() > 1);
    m_traces->setText(m_allTraces ? tr("Only the last attempt") : tr("All attempts"));
    m_load->setVisible(m_leftOut);
}

} // namespace drover::ui
