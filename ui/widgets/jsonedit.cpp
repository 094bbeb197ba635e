// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/jsonedit.h"

#include "protocol/jsontext.h"
#include "style/theme.h"
#include "util/formatting.h"
#include "util/textposition.h"
#include "widgets/plainlabel.h"

#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QTextBlock>
#include <QToolButton>
#include <QVBoxLayout>

namespace drover::ui {

JsonEdit::JsonEdit(const QString& name, QWidget* parent)
    : QWidget(parent)
    , m_editor(new QPlainTextEdit)
    , m_status(new PlainLabel({}, PlainLabel::Tone::Muted))
    , m_pretty(new QToolButton)
    , m_compact(new QToolButton)
{
    setFocusProxy(m_editor);
    m_editor->setObjectName(QStringLiteral("framedText"));
    m_editor->setFont(Theme::monospace());
    m_editor->setAccessibleName(name);
    m_editor->setTabChangesFocus(true);
    m_editor->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    m_editor->setWordWrapMode(QTextOption::WrapAnywhere);
    m_status->setElided(true);
    m_pretty->setText(tr("Lay out", "button: JSON with line breaks"));
    m_pretty->setToolTip(tr("Adds line breaks and indentation; nothing else changes"));
    m_compact->setText(tr("Compact", "button: JSON on one line"));
    m_compact->setToolTip(tr("Takes the white space between the parts out; nothing else changes"));
    auto* below = new QHBoxLayout;
    below->setContentsMargins(0, 0, 0, 0);
    below->setSpacing(spaceXs);
    below->addWidget(m_status, 1);
    below->addWidget(m_pretty);
    below->addWidget(m_compact);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spaceXs);
    layout->addWidget(m_editor, 1);
    layout->addLayout(below);
    connect(m_editor, &QPlainTextEdit::textChanged, this, [this] {
        check();
        Q_EMIT changed();
    });
    connect(m_pretty, &QToolButton::clicked, this,
        [this] { layOut([](QByteArrayView text) { return json::pretty(text); }); });
    connect(m_compact, &QToolButton::clicked, this, [this] { layOut(&json::compact); });
    check();
}

void JsonEdit::setText(const QByteArray& utf8)
{
    m_editor->setPlainText(QString::fromUtf8(utf8));
}

QByteArray JsonEdit::text() const
{
    // Not toPlainText(): that makes ordinary spaces out of no-break spaces.
    QString raw = m_editor->document()->toRawText();
    raw.replace(QChar::ParagraphSeparator, QChar(u'\n'));
    raw.replace(QChar::LineSeparator, QChar(u'\n'));
    return raw.toUtf8();
}

void JsonEdit::layOut(QByteArray (*form)(QByteArrayView))
{
    // As one step that can be undone.
    const QByteArray laidOut = form(text());
    QTextCursor cursor(m_editor->document());
    cursor.select(QTextCursor::Document);
    cursor.insertText(QString::fromUtf8(laidOut));
}

void JsonEdit::setComplaint(const QString& complaint)
{
    m_complaint = complaint;
    check();
}

QString JsonEdit::status() const
{
    return m_status->text();
}

void JsonEdit::setReadOnly(bool readOnly)
{
    m_editor->setReadOnly(readOnly);
    m_pretty->setEnabled(!readOnly);
    m_compact->setEnabled(!readOnly);
}

void JsonEdit::check()
{
    const QByteArray utf8 = text();
    const std::optional<qsizetype> wrong = json::errorAt(utf8);
    m_sound = !wrong;
    if (wrong) {
        const TextPosition place = positionAt(utf8, *wrong);
        m_status->setText(utf8.trimmed().isEmpty()
                ? tr("Empty: JSON needs a value, for example {}")
                : tr("Not JSON from line %1, column %2 on", "two numbers").arg(place.line).arg(place.column));
    } else {
        m_status->setText(m_complaint.isEmpty() ? tr("JSON, %1", "%1 is a size").arg(formatBytes(utf8.size()))
                                                : m_complaint);
    }
    const bool bad = wrong || !m_complaint.isEmpty();
    m_status->setTone(bad ? PlainLabel::Tone::Error : PlainLabel::Tone::Muted);
    showPlace(wrong, utf8);
}

void JsonEdit::showPlace(std::optional<qsizetype> offset, const QByteArray& utf8)
{
    QList<QTextEdit::ExtraSelection> marks;
    if (offset && !utf8.isEmpty()) {
        const auto character = QString::fromUtf8(utf8.first(*offset)).size();
        QTextEdit::ExtraSelection mark;
        mark.cursor = QTextCursor(m_editor->document());
        mark.cursor.setPosition(static_cast<int>(character));
        if (!mark.cursor.movePosition(QTextCursor::NextCharacter, QTextCursor::KeepAnchor))
            mark.cursor.movePosition(QTextCursor::PreviousCharacter, QTextCursor::KeepAnchor);
        mark.format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        mark.format.setUnderlineColor(Theme::tokens().failed);
        mark.format.setBackground(Theme::tokens().failedSoft);
        marks.append(mark);
    }
    m_editor->setExtraSelections(marks);
}

} // namespace drover::ui
