// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/health/whydialog.h"

#include "pages/health/findingcard.h"
#include "pages/health/findingslist.h"
#include "style/icons.h"
#include "style/theme.h"
#include "util/plaintext.h"
#include "util/words.h"
#include "widgets/emptystate.h"
#include "widgets/plainlabel.h"
#include "widgets/toolbuttons.h"

#include <QDialogButtonBox>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace drover::ui {

WhyDialog::WhyDialog(HealthFeed& feed, const QueueId& queue, QWidget* parent)
    : QDialog(parent)
    , m_feed(feed)
    , m_queue(queue)
    , m_body(new QStackedWidget)
    , m_nothing(new EmptyState)
    , m_waiting(new Skeleton)
    , m_again(iconButton(u"refresh"_s, tr("&Look again")))
{
    const QString name = plainText(queue.name, Lines::Single, 60);
    setWindowTitle(tr("Why does nothing move in %1?", "%1 is a queue").arg(name));
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setObjectName(u"cards"_s);
    m_body->addWidget(m_waiting);
    m_body->addWidget(m_nothing);
    m_body->addWidget(scroll);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    buttons->addButton(m_again, QDialogButtonBox::ActionRole);
    connect(m_again, &QPushButton::clicked, this, &WhyDialog::ask);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(spaceL, spaceL, spaceL, spaceL);
    layout->setSpacing(spaceM);
    auto* title = new PlainLabel(windowTitle(), PlainLabel::Tone::Title);
    title->setWordWrap(true);
    layout->addWidget(title);
    layout->addWidget(m_body, 1);
    layout->addWidget(buttons);
    buttons->button(QDialogButtonBox::Close)->setDefault(true);
    resize(72 * fontMetrics().averageCharWidth() + 2 * spaceL, 26 * fontMetrics().height());
    ask();
}

void WhyDialog::ask()
{
    m_again->setEnabled(false);
    m_feed.readVerdict(m_queue, this, [this](const Result<std::vector<Finding>>& findings) {
        m_again->setEnabled(true);
        if (findings)
            show(*findings);
        else
            showError(findings.error());
        Q_EMIT answered();
    });
}

void WhyDialog::show(const std::vector<Finding>& findings)
{
    delete m_list;
    m_list = nullptr;
    if (findings.empty()) {
        m_nothing->show(u"circle-check"_s, tr("Nothing holds this queue back"),
            tr("Its workers take what there is, or there is nothing to do."));
        m_body->setCurrentWidget(m_nothing);
        return;
    }
    m_list = new QWidget;
    auto* layout = new QVBoxLayout(m_list);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spaceS);
    addCard(findings.front());
    if (findings.size() > 1)
        addHeading(tr("What else is so"));
    for (size_t i = 1; i < findings.size(); ++i)
        addCard(findings[i]);
    layout->addStretch(1);
    auto* scroll = findChild<QScrollArea*>(u"cards"_s);
    scroll->setWidget(m_list);
    m_body->setCurrentWidget(scroll);
}

void WhyDialog::showError(const Error& error)
{
    const ErrorWords words = errorWords(error);
    m_nothing->show(u"unplugged"_s, words.sentence, words.remedy);
    m_body->setCurrentWidget(m_nothing);
}

void WhyDialog::addHeading(const QString& text)
{
    m_list->layout()->addWidget(new PlainLabel(text, PlainLabel::Tone::Caption));
}

void WhyDialog::addCard(const Finding& finding)
{
    auto* card = new FindingCard;
    card->show({finding, 1, {}});
    m_list->layout()->addWidget(card);
}

QString WhyDialog::verdict() const
{
    const auto* first = m_list != nullptr ? m_list->findChild<FindingCard*>() : nullptr;
    return first != nullptr ? first->finding().rule : QString();
}

} // namespace drover::ui
