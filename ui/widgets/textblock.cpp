// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/textblock.h"

#include "style/theme.h"

#include <QMimeData>
#include <QScrollBar>
#include <QTextBlock>
#include <QTextDocumentFragment>
#include <QTextLayout>
#include <QWheelEvent>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
constexpr qsizetype longestLine = 2000; // a layout of one line takes time with the square of its length

//! The mark before it is a character that plainText() never lets through.
QString lineBreak()
{
    return u"\u2060\n"_s;
}

QString withBreaks(const QString& text)
{
    QString broken;
    qsizetype lineStart = 0;
    while (lineStart <= text.size()) {
        const qsizetype newLine = text.indexOf(u'\n', lineStart);
        const qsizetype end = newLine < 0 ? text.size() : newLine;
        if (end - lineStart > longestLine && broken.isEmpty())
            broken = text.left(lineStart); // the first long line
        if (!broken.isNull()) {
            qsizetype at = lineStart;
            while (end - at > longestLine) {
                qsizetype piece = longestLine;
                if (text.at(at + piece - 1).isHighSurrogate())
                    ++piece;
                broken += QStringView(text).mid(at, piece);
                broken += lineBreak();
                at += piece;
            }
            broken += QStringView(text).mid(at, end - at);
            if (newLine >= 0)
                broken += u'\n';
        }
        if (newLine < 0)
            break;
        lineStart = newLine + 1;
    }
    return broken.isNull() ? text : broken;
}
} // namespace

TextBlock::TextBlock(QWidget* parent)
    : QPlainTextEdit(parent)
{
    setReadOnly(true);
    setFrameShape(QFrame::NoFrame);
    setFont(Theme::monospace());
    setLineWrapMode(QPlainTextEdit::WidgetWidth);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setTabChangesFocus(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setObjectName(u"textBlock"_s);
    setStyleSheet(u"#textBlock { background: transparent; }"_s);
    document()->setDocumentMargin(0);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void TextBlock::setText(const QString& text)
{
    if (text == m_text)
        return;
    m_text = text;
    setPlainText(withBreaks(text));
    setFixedHeight(wantedHeight());
}

QMimeData* TextBlock::createMimeDataFromSelection() const
{
    auto* copied = new QMimeData;
    QString text = textCursor().selection().toPlainText();
    copied->setText(text.remove(lineBreak()));
    return copied;
}

void TextBlock::setMaximumLines(int lines)
{
    m_maximumLines = lines;
    setFixedHeight(wantedHeight());
}

QSize TextBlock::sizeHint() const
{
    return {200, wantedHeight()};
}

QSize TextBlock::minimumSizeHint() const
{
    return {80, fontMetrics().lineSpacing()};
}

int TextBlock::wantedHeight() const
{
    // Counts wrapped lines of the first blocks only: what is longer scrolls anyway.
    int lines = 0;
    const int width = std::max(1, viewport()->width());
    for (QTextBlock block = document()->firstBlock(); block.isValid() && lines < m_maximumLines;
         block = block.next()) {
        const int advance = fontMetrics().horizontalAdvance(block.text().left(4000));
        lines += std::max({1, block.layout()->lineCount(), (advance + width - 1) / width});
    }
    return std::clamp(lines, 1, m_maximumLines) * fontMetrics().lineSpacing() + 2;
}

void TextBlock::resizeEvent(QResizeEvent* event)
{
    QPlainTextEdit::resizeEvent(event);
    if (event->size().width() != event->oldSize().width())
        setFixedHeight(wantedHeight());
}

void TextBlock::wheelEvent(QWheelEvent* event)
{
    // A block that shows all it has leaves the wheel to the page around it.
    if (verticalScrollBar()->maximum() == 0)
        event->ignore();
    else
        QPlainTextEdit::wheelEvent(event);
}

} // namespace drover::ui
