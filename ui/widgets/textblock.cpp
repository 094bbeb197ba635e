// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/textblock.h"

#include "style/theme.h"

#include <QScrollBar>
#include <QTextBlock>
#include <QTextLayout>
#include <QWheelEvent>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drover::ui {

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
    if (toPlainText() == text)
        return;
    setPlainText(text);
    setFixedHeight(wantedHeight());
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
