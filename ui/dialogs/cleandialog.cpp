// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/cleandialog.h"

#include "core/duration.h"
#include "dialogs/dialogparts.h"
#include "session/feeds/actionsfeed.h"
#include "style/theme.h"
#include "util/actionwords.h"
#include "util/formatting.h"
#include "util/plaintext.h"
#include "util/planwords.h"
#include "util/words.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include <chrono>
#include <limits>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace drover::ui {

namespace {
constexpr auto typingPause = 350ms;
}

CleanDialog::CleanDialog(
    Session& session, const QueueId& queue, JobState state, qint64 typedAbove, QWidget* parent)
    : QDialog(parent)
    , m_session(session)
    , m_queue(queue)
    , m_state(state)
    , m_typedAbove(typedAbove)
{
    setWindowTitle(tr("Clean"));
    QVBoxLayout* layout = setUpDialog(*this, 70);
    layout->addWidget(connectionLine(session.identity()));
    layout->addWidget(wrapped(
        tr("Remove old jobs of %1", "%1 is a queue").arg(plainText(queue.name)), PlainLabel::Tone::Title));
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(spaceM);
    form->setVerticalSpacing(spaceS);
    auto* where = new PlainLabel(stateWord(state));
    where->setState(state);
    form->addRow(tr("State"), where);
    m_grace = new QLineEdit(u"7d"_s);
    m_grace->setPlaceholderText(tr("30s, 5m, 2h, 7d"));
    m_grace->setAccessibleName(tr("Older than"));
    form->addRow(tr("&Older than"), m_grace);
    m_limit = new QSpinBox;
    m_limit->setRange(0, std::numeric_limits<int>::max());
    m_limit->setSpecialValueText(tr("No limit"));
    m_limit->setGroupSeparatorShown(true);
    m_limit->setAccessibleName(tr("At most"));
    form->addRow(tr("At &most"), m_limit);
    layout->addLayout(form);

    Card* card = factsCard({QString()});
    m_facts = card->findChild<PlainLabel*>();
    m_facts->setAccessibleName(tr("What would be removed"));
    m_facts->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_facts->setMinimumHeight(3 * fontMetrics().lineSpacing());
    layout->addWidget(card);
    m_warning = factsCard({QString()}, Card::Mood::Warn);
    m_warningText = m_warning->findChild<PlainLabel*>();
    m_warning->hide();
    layout->addWidget(m_warning);
    m_export = new QCheckBox(tr("&Export all jobs of this state to a file first"));
    layout->addWidget(m_export);
    connect(m_export, &QCheckBox::clicked, this, [this] { m_exportChosen = true; });
    buildTyped(*layout);
    auto* buttons = new QDialogButtonBox;
    m_remove = buttons->addButton(tr("Remove"), QDialogButtonBox::AcceptRole);
    m_remove->setProperty("danger", true);
    m_remove->setAutoDefault(false);
    buttons->addButton(QDialogButtonBox::Cancel)->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);

    m_typing.setSingleShot(true);
    m_typing.setInterval(typingPause);
    connect(&m_typing, &QTimer::timeout, this, &CleanDialog::count);
    connect(m_grace, &QLineEdit::textChanged, this, &CleanDialog::onEdited);
    connect(m_limit, &QSpinBox::valueChanged, this, &CleanDialog::onEdited);
    connect(&session.actions(), &ActionsFeed::counting, this, [this](const ActionFacts& plan) {
        if (plan.id == m_planning && m_planning != 0)
            m_facts->setText(tr("Counting: %1", "%1 tells how far").arg(actionDetail(plan)));
    });
    updateButton();
    count();
    m_grace->setFocus();
    m_grace->selectAll();
}

void CleanDialog::buildTyped(QVBoxLayout& layout)
{
    m_typed = new QLineEdit;
    const QString ask = tr("Type %1 to go on:", "%1 is the name of a queue").arg(plainText(m_queue.name));
    m_typed->setAccessibleName(ask);
    connect(m_typed, &QLineEdit::textChanged, this, &CleanDialog::updateButton);
    m_typedPart = new QWidget;
    auto* lines = new QVBoxLayout(m_typedPart);
    lines->setContentsMargins(0, 0, 0, 0);
    lines->setSpacing(spaceS);
    lines->addWidget(new PlainLabel(ask));
    lines->addWidget(m_typed);
    m_typedPart->setVisible(m_typedAbove <= 0); // elsewhere the count decides
    layout.addWidget(m_typedPart);
}

CleanDialog::~CleanDialog()
{
    if (m_planning != 0)
        m_session.actions().cancel(m_planning);
}

void CleanDialog::onEdited()
{
    m_plan.reset();
    ++m_counting; // what is under way is void
    if (m_planning != 0)
        m_session.actions().cancel(std::exchange(m_planning, 0));
    updateButton();
    m_typing.start();
}

void CleanDialog::count()
{
    const auto grace = parseDuration(m_grace->text().trimmed());
    if (!grace) {
        m_facts->setText(tr("\u201c%1\u201d is no duration: write 30s, 5m, 2h or 7d.").arg(m_grace->text()));
        return;
    }
    m_counted = {};
    m_counted.verb = ActionVerb::Clean;
    m_counted.jobs.queue = m_queue;
    m_counted.jobs.state = m_state;
    m_counted.jobs.grace = *grace;
    m_counted.jobs.limit = m_limit->value();
    m_facts->setText(tr("Counting\u2026"));
    m_planning = m_session.actions().plan(
        m_counted, this, [this, counting = ++m_counting](const Result<ActionPlan>& plan) {
            if (counting == m_counting)
                onPlan(plan);
        });
}

void CleanDialog::onPlan(const Result<ActionPlan>& plan)
{
    m_planning = 0;
    if (!plan) {
        if (plan.error().code != ErrorCode::Cancelled)
            m_facts->setText(errorWords(plan.error()).sentence);
        return;
    }
    m_plan = *plan;
    showPlan(*plan);
    updateButton();
}

void CleanDialog::showPlan(const ActionPlan& plan)
{
    QStringList facts;
    const qint64 now = plan.countedAt;
    if (plan.jobs == 0) {
        facts.append(tr("No job of this state is older than that."));
    } else {
        facts.append(tr("%Ln job(s) would be removed.", "preview", asInt(plan.jobs)));
        if (plan.oldest > 0 && plan.newest > 0)
            facts.append(tr("The oldest is from %1, the newest from %2.", "two moments")
                             .arg(formatMoment(plan.oldest, now), formatMoment(plan.newest, now)));
        facts.append(sampleWords(plan));
    }
    facts.removeAll(QString());
    m_facts->setText(facts.join(u'\n'));
    QString warning;
    if (plan.jobs > 0 && !plan.numbers.restorable)
        warning = tr("They are too many for the trash, or there is none: they cannot be restored.");
    m_warningText->setText(warning);
    m_warning->setVisible(!warning.isEmpty());
    if (!m_exportChosen)
        m_export->setChecked(plan.jobs > 0 && !plan.numbers.restorable);
    m_export->setEnabled(plan.jobs > 0);
    m_typedPart->setVisible(m_typedAbove <= 0 || plan.jobs > m_typedAbove);
    adjustSize();
}

//! Or need not be.
bool CleanDialog::isTyped() const
{
    return m_typedPart->isHidden() || m_typed->text() == QString::fromUtf8(m_queue.name);
}

void CleanDialog::updateButton()
{
    const qint64 jobs = m_plan ? m_plan->jobs : 0;
    m_remove->setEnabled(jobs > 0 && isTyped());
    m_remove->setText(jobs > 0 ? tr("Remove %Ln job(s)", "button", asInt(jobs)) : tr("Remove"));
}

ActionRequest CleanDialog::request() const
{
    ActionRequest request = m_counted;
    if (m_plan)
        request.jobs.limit = m_plan->jobs; // no more than was asked about
    return request;
}

bool CleanDialog::exportsFirst() const
{
    return m_export->isEnabled() && m_export->isChecked();
}

QString CleanDialog::preview() const
{
    return m_facts->text();
}

} // namespace drover::ui
