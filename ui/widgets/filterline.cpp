// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/filterline.h"

#include "style/icons.h"
#include "style/theme.h"
#include "util/words.h"

#include <QAction>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace drover::ui {

namespace {
constexpr auto pauseAfterKeys = 400ms;
} // namespace

FilterLine::FilterLine(QWidget* parent)
    : QLineEdit(parent)
{
    setObjectName(u"filterLine"_s);
    setPlaceholderText(tr("Filter: words, id:, name:, error:, data:, age:<24h"));
    setAccessibleName(tr("Filter the jobs"));
    setToolTip(tr("Looks through the jobs of this state, the newest first (Ctrl+F).\n"
                  "error:\"ECONN*\" name:sendReceipt id:90412 data:c-9912 age:<24h\n"
                  "Words without a name are looked for everywhere."));
    setClearButtonEnabled(true);
    addAction(icon(u"filter"_s), QLineEdit::LeadingPosition);
    auto* fields = addAction(icon(u"chevron-down"_s), QLineEdit::TrailingPosition);
    fields->setToolTip(tr("Fields to look in"));
    connect(fields, &QAction::triggered, this, &FilterLine::complete);
    m_pause.setSingleShot(true);
    m_pause.setInterval(pauseAfterKeys);
    connect(&m_pause, &QTimer::timeout, this, &FilterLine::announce);
    connect(this, &QLineEdit::textChanged, this, [this] {
        read();
        if (m_query.isEmpty())
            announce(); // back at once
        else
            m_pause.start();
    });
}

void FilterLine::read()
{
    m_query = parseFilter(text());
    setProperty("understood", m_query.isEmpty() ? 0 : m_query.problem == FilterQuery::Problem::None ? 1 : -1);
    setAccessibleDescription(problem());
    update();
}

QString FilterLine::problem() const
{
    switch (m_query.problem) {
    case FilterQuery::Problem::None:
        break;
    case FilterQuery::Problem::UnknownState:
        return tr("state: takes failed, waiting, active, delayed, prioritized, completed or "
                  "waiting-children");
    case FilterQuery::Problem::BadAge:
        return tr("age: takes a time such as <24h, <30m or <7d");
    case FilterQuery::Problem::EmptyValue:
        return tr("Type a text behind the colon");
    case FilterQuery::Problem::OpenQuote:
        return tr("A quotation mark is missing at the end");
    case FilterQuery::Problem::StarInside:
        return tr("A star stands at the end of a text only; parts of words are found anyway");
    case FilterQuery::Problem::TooMany:
        return tr("Each name can be used once");
    }
    return {};
}

void FilterLine::setQuietly(const QString& text)
{
    const QSignalBlocker blocker(this);
    setText(text);
    m_pause.stop();
    read();
    m_told = m_query;
}

void FilterLine::announce()
{
    m_pause.stop();
    if (m_query.problem != FilterQuery::Problem::None || m_query == m_told)
        return;
    m_told = m_query;
    Q_EMIT queryChanged(m_query);
}

void FilterLine::complete()
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto offer = [this, menu](const QString& word, const QString& what) {
        menu->addAction(u"%1\t%2"_s.arg(word, what), this, [this, word] {
            if (!text().isEmpty() && !text().endsWith(u' '))
                insert(u" "_s);
            insert(word);
            setFocus();
        });
    };
    offer(u"error:"_s, tr("text of the failure"));
    offer(u"name:"_s, tr("name of the job"));
    offer(u"id:"_s, tr("part of an id"));
    offer(u"data:"_s, tr("text in the data"));
    offer(u"age:<24h"_s, tr("finished or added since"));
    for (const JobState state :
        {JobState::Failed, JobState::Waiting, JobState::Active, JobState::Delayed, JobState::Completed})
        offer(u"state:%1"_s.arg(stateName(state)), stateWord(state));
    menu->popup(mapToGlobal(rect().bottomLeft()));
}

void FilterLine::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape) {
        if (text().isEmpty())
            Q_EMIT left();
        else
            clear();
        return;
    }
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        announce();
        Q_EMIT returnPressed();
        return;
    }
    if (event->key() == Qt::Key_Down) {
        Q_EMIT left();
        return;
    }
    QLineEdit::keyPressEvent(event);
}

//! Green while it is understood, red while it is not, with a mark, so that colour is not alone.
void FilterLine::paintEvent(QPaintEvent* event)
{
    QLineEdit::paintEvent(event);
    if (m_query.isEmpty() && m_query.problem == FilterQuery::Problem::None)
        return;
    const bool good = m_query.problem == FilterQuery::Problem::None;
    const Tokens& tokens = Theme::tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(good ? tokens.completed : tokens.failed, 1.5));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.75, 0.75, -0.75, -0.75), 6, 6);
}

} // namespace drover::ui
