// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/workers/workeroutput.h"

#include "style/theme.h"
#include "util/plaintext.h"
#include "util/workerwords.h"
#include "widgets/plainlabel.h"

#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QTextDocument>
#include <QToolButton>
#include <QVBoxLayout>

namespace drover::ui {

namespace {
constexpr qsizetype keptLines = 5000;
}

void keepNewest(QList<WorkerLine>& lines)
{
    if (lines.size() > keptLines)
        lines.remove(0, lines.size() - keptLines);
}

WorkerOutput::WorkerOutput(QWidget* parent)
    : QWidget(parent)
    , m_title(new PlainLabel({}, PlainLabel::Tone::Caption))
    , m_all(new QToolButton)
    , m_text(new QPlainTextEdit)
{
    m_title->setElided(true);
    m_all->setText(tr("All jobs", "button: the output of all of them"));
    m_text->setReadOnly(true);
    m_text->setFont(Theme::monospace());
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setMaximumBlockCount(static_cast<int>(keptLines));
    m_text->setPlaceholderText(tr("What the worker does and prints appears here."));
    m_text->setAccessibleName(tr("Output of the worker"));
    m_text->document()->setDocumentMargin(spaceS);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(spaceS, 0, spaceXs, 0);
    head->addWidget(m_title, 1);
    head->addWidget(m_all);
    auto* top = new QWidget;
    top->setLayout(head);
    top->setFixedHeight(Theme::rowHeight(this));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(top);
    layout->addWidget(m_text, 1);
    connect(m_all, &QToolButton::clicked, this, &WorkerOutput::allWanted);
    setJob(std::nullopt);
}

void WorkerOutput::show(const QList<WorkerLine>& lines)
{
    m_lines = lines;
    rebuild();
}

void WorkerOutput::append(const QList<WorkerLine>& lines)
{
    m_lines += lines;
    keepNewest(m_lines);
    for (const WorkerLine& line : lines) {
        if (isShown(line))
            m_text->appendPlainText(workerLineText(line));
    }
}

void WorkerOutput::setJob(const std::optional<JobId>& job)
{
    m_job = job;
    m_title->setText(
        job ? tr("Output of job %1", "%1 is an id").arg(plainText(*job, Lines::Single, 60)) : tr("Output"));
    m_all->setVisible(job.has_value());
    rebuild();
}

bool WorkerOutput::isShown(const WorkerLine& line) const
{
    return !m_job || line.job == *m_job;
}

void WorkerOutput::rebuild()
{
    QStringList texts;
    for (const WorkerLine& line : std::as_const(m_lines)) {
        if (isShown(line))
            texts.append(workerLineText(line));
    }
    m_text->setPlainText(texts.join(u'\n'));
    m_text->verticalScrollBar()->setValue(m_text->verticalScrollBar()->maximum());
}

QString WorkerOutput::text() const
{
    return m_text->toPlainText();
}

} // namespace drover::ui
