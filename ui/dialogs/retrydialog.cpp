// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/retrydialog.h"

#include "style/theme.h"
#include "util/formatting.h"
#include "util/plaintext.h"
#include "util/words.h"
#include "widgets/card.h"
#include "widgets/plainlabel.h"

#include <QDialogButtonBox>
#include <QPushButton>
#include <QRadioButton>
#include <QVBoxLayout>

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
int asInt(qint64 count)
{
    return static_cast<int>(std::min<qint64>(count, std::numeric_limits<int>::max()));
}
} // namespace

RetryDialog::RetryDialog(const RetryPlan& plan, QWidget* parent)
    : QDialog(parent)
    , m_reset(new QRadioButton(tr("&Give each job all its attempts again")))
    , m_keep(new QRadioButton(tr("&Keep the attempts made so far")))
{
    setWindowTitle(tr("Retry jobs"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(spaceL, spaceL, spaceL, spaceL);
    layout->setSpacing(spaceM);
    layout->addWidget(new PlainLabel(
        tr("Retry %n job(s)?", "title of the plan", asInt(plan.jobs)), PlainLabel::Tone::Title));

    auto* where = new PlainLabel(
        tr("%1 jobs of %2 on %3 go back to waiting and run again, with all that they do: "
           "mails are sent again, cards are charged again.",
            "state, queue, connection")
            .arg(stateWord(plan.from), plainText(plan.queue.name), plainText(plan.connection.title)));
    where->setWordWrap(true);
    layout->addWidget(where);

    QStringList facts;
    if (!plan.cause.isEmpty())
        facts.append(tr("Failed with: %1", "%1 is a reason").arg(plan.cause));
    if (plan.exhausted > 0 && plan.exhausted == plan.looked)
        facts.append(tr("None of them has attempts left."));
    else if (plan.exhausted > 0)
        facts.append(tr("%1 of %2 have no attempts left.", "two numbers")
                         .arg(formatCount(plan.exhausted), formatCount(plan.looked)));
    else
        facts.append(tr("All of them have attempts left."));
    if (plan.withParent > 0)
        facts.append(
            tr("%n belong(s) to a flow: the parent waits for them again.", "jobs", asInt(plan.withParent)));
    if (plan.workers == 0)
        facts.append(tr("Nobody listens to this queue: they will wait until a worker starts."));
    else if (plan.workers > 0)
        facts.append(tr("%n worker(s) listen.", "to the queue", plan.workers));
    if (!plan.sample.isEmpty()) {
        QStringList names;
        for (const QByteArray& name : plan.sample)
            names.append(plainText(name, Lines::Single, 40));
        facts.append(tr("For example %1.", "%1: names of jobs").arg(names.join(u", "_s)));
    }
    auto* card = new Card;
    auto* inside = new QVBoxLayout(card);
    inside->setContentsMargins(spaceM, spaceS, spaceM, spaceS);
    auto* text = new PlainLabel(facts.join(u'\n'), PlainLabel::Tone::Muted);
    text->setWordWrap(true);
    inside->addWidget(text);
    layout->addWidget(card);

    m_reset->setChecked(plan.exhausted > 0);
    m_keep->setChecked(plan.exhausted == 0);
    layout->addWidget(m_reset);
    layout->addWidget(m_keep);

    auto* buttons = new QDialogButtonBox;
    auto* retry =
        buttons->addButton(tr("Retry %n job(s)", "button", asInt(plan.jobs)), QDialogButtonBox::AcceptRole);
    retry->setProperty("primary", true);
    buttons->addButton(QDialogButtonBox::Cancel);
    retry->setDefault(plan.connection.environment != Environment::Production);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);
    setMinimumWidth(fontMetrics().averageCharWidth() * 62);
}

bool RetryDialog::resetsAttempts() const
{
    return m_reset->isChecked();
}

} // namespace drover::ui
