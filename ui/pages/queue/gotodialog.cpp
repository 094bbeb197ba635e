// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/queue/gotodialog.h"

#include "style/theme.h"
#include "util/plaintext.h"
#include "util/words.h"
#include "widgets/plainlabel.h"

#include <QDialogButtonBox>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

namespace drover::ui {

GotoDialog::GotoDialog(JobsFeed& feed, const QueueId& queue, QWidget* parent)
    : QDialog(parent)
    , m_feed(feed)
    , m_queue(queue)
    , m_line(new QLineEdit)
    , m_news(new PlainLabel({}, PlainLabel::Tone::Muted))
    , m_list(new QListWidget)
{
    setWindowTitle(tr("Go to a job"));
    m_line->setPlaceholderText(tr("Id of a job"));
    m_line->setAccessibleName(tr("Id of a job"));
    m_news->setText(queue.name.isEmpty()
            ? tr("Looks in every state of every queue.")
            : tr("Looks in every state, first in %1, then in the other queues.", "%1 is a queue")
                  .arg(plainText(queue.name, Lines::Single, 60)));
    m_news->setWordWrap(true);
    m_list->setAccessibleName(tr("Jobs with this id"));
    m_list->hide();
    auto* buttons = new QDialogButtonBox;
    auto* go = buttons->addButton(tr("Go"), QDialogButtonBox::AcceptRole);
    go->setProperty("primary", true);
    go->setDefault(true);
    buttons->addButton(QDialogButtonBox::Cancel);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(spaceL, spaceL, spaceL, spaceL);
    layout->setSpacing(spaceS);
    layout->addWidget(m_line);
    layout->addWidget(m_news);
    layout->addWidget(m_list);
    layout->addWidget(buttons);
    setMinimumWidth(fontMetrics().averageCharWidth() * 60);
    connect(buttons, &QDialogButtonBox::accepted, this, [this] {
        if (m_list->isVisible() && m_list->currentRow() >= 0)
            choose(m_list->currentRow());
        else
            look();
    });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_list, &QListWidget::itemActivated, this, [this] { choose(m_list->currentRow()); });
    connect(m_line, &QLineEdit::textChanged, this, [this] {
        ++m_asked;
        m_list->hide();
    });
}

void GotoDialog::lookFor(const JobId& job)
{
    m_line->setText(QString::fromUtf8(job));
    look();
}

void GotoDialog::look()
{
    const JobId id = m_line->text().trimmed().toUtf8();
    if (id.isEmpty())
        return;
    m_news->setText(tr("Looking\u2026"));
    m_feed.locate(id, m_queue, this,
        [this, asked = ++m_asked](const Result<QList<JobPlace>>& places) { onFound(asked, places); });
}

void GotoDialog::onFound(int asked, const Result<QList<JobPlace>>& places)
{
    if (asked != m_asked)
        return;
    if (!places) {
        const ErrorWords words = errorWords(places.error());
        m_news->setText(words.sentence);
        return;
    }
    m_places = *places;
    if (m_places.isEmpty()) {
        m_news->setText(tr("No queue has a job with this id. It may have been removed when it was done."));
        return;
    }
    // One of this queue is what is meant; ids of other queues are the same numbers.
    if (m_places.size() == 1 || m_places.first().queue == m_queue) {
        choose(0);
        return;
    }
    m_news->setText(
        tr("%n queue(s) have a job with this id:", "search by id", static_cast<int>(m_places.size())));
    m_list->clear();
    for (const JobPlace& place : std::as_const(m_places)) {
        const QString state = place.state ? stateWord(*place.state)
            : place.lookedWithin          ? tr("not found in its long lists")
                                          : tr("in no state");
        m_list->addItem(tr("%1 \u00b7 %2 \u00b7 %3", "queue, state, name of a job")
                            .arg(plainText(place.queue.name, Lines::Single, 80), state,
                                plainText(place.name, Lines::Single, 80)));
    }
    m_list->setCurrentRow(0);
    m_list->show();
    m_list->setFocus();
}

void GotoDialog::choose(int row)
{
    if (row < 0 || row >= m_places.size())
        return;
    Q_EMIT placeChosen(m_places.at(row));
    accept();
}

} // namespace drover::ui
