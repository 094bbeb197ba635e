// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/optionsdialog.h"

#include "dialogs/dialogparts.h"
#include "pages/settings/backoffedit.h"
#include "protocol/joboptionscodec.h"
#include "session/actionrequests.h"
#include "session/feeds/actionsfeed.h"
#include "util/actionwords.h"
#include "util/plaintext.h"
#include "util/planwords.h"
#include "util/words.h"
#include "widgets/formgrid.h"
#include "widgets/keepedit.h"

#include <QDialogButtonBox>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include <limits>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
//! One below the least stands for "leave it".
QSpinBox* numberField(int least, const QString& leave)
{
    auto* field = new QSpinBox;
    field->setRange(least - 1, std::numeric_limits<int>::max());
    field->setSpecialValueText(leave);
    field->setGroupSeparatorShown(true);
    field->setValue(field->minimum());
    return field;
}

std::optional<int> numberOf(const QSpinBox& field)
{
    return field.value() == field.minimum() ? std::nullopt : std::optional(field.value());
}
} // namespace

OptionsDialog::OptionsDialog(Session& session, const JobSelection& selection, QWidget* parent)
    : QDialog(parent)
    , m_session(session)
    , m_request(requestFor(ActionVerb::EditOptions, selection))
    , m_form(new FormGrid)
    , m_attempts(numberField(1, tr("Leave it as it is")))
    , m_backoff(new BackoffEdit(tr("Leave it as it is")))
    , m_completed(new KeepEdit(tr("When completed"), tr("Leave it as it is")))
    , m_failed(new KeepEdit(tr("When failed"), tr("Leave it as it is")))
    , m_logs(numberField(0, tr("Leave it as it is")))
    , m_facts(nullptr)
    , m_text(new PlainLabel({}, PlainLabel::Tone::Muted))
    , m_apply(nullptr)
{
    setWindowTitle(tr("Change options"));
    QVBoxLayout* layout = setUpDialog(*this, 92);
    layout->addWidget(connectionLine(session.identity()));
    layout->addWidget(wrapped(tr("Change options of stored jobs of %1", "%1 is a queue")
                                  .arg(plainText(selection.queue.name, Lines::Single, 60)),
        PlainLabel::Tone::Title));
    layout->addWidget(wrapped(tr("Every job carries its own copy of these options. They count from its next "
                                 "attempt on; everything else about the job stays as it is.")));
    buildForm();
    layout->addWidget(m_form);
    m_text->setWordWrap(true);
    layout->addWidget(m_text);
    Card* card = factsCard({QString()});
    m_facts = card->findChild<PlainLabel*>();
    m_facts->setAccessibleName(tr("Which jobs"));
    layout->addWidget(card);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_apply = buttons->addButton(tr("Change"), QDialogButtonBox::AcceptRole);
    m_apply->setProperty("primary", true);
    m_apply->setAutoDefault(false);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);
    check();
    count();
    m_attempts->setFocus();
}

OptionsDialog::~OptionsDialog()
{
    if (m_planning != 0)
        m_session.actions().cancel(m_planning);
}

void OptionsDialog::buildForm()
{
    m_form->addField(tr("&Attempts"), m_attempts);
    m_form->addField(tr("&Wait between them"), m_backoff);
    m_form->addField(tr("When &completed"), m_completed);
    m_form->addField(tr("When &failed"), m_failed);
    m_form->addField(tr("&Log lines"), m_logs);
    for (const QSpinBox* field : {m_attempts, m_logs})
        connect(field, &QSpinBox::valueChanged, this, &OptionsDialog::check);
    connect(m_backoff, &BackoffEdit::changed, this, &OptionsDialog::check);
    for (const KeepEdit* field : {m_completed, m_failed})
        connect(field, &KeepEdit::changed, this, &OptionsDialog::check);
}

JsonText OptionsDialog::changes() const
{
    JobOptions options;
    options.attempts = numberOf(*m_attempts);
    options.backoff = m_backoff->value();
    options.removeOnComplete = m_completed->keep();
    options.removeOnFail = m_failed->keep();
    options.keepLogs = numberOf(*m_logs);
    return jobOptionsToJson(options);
}

void OptionsDialog::count()
{
    // The jobs are the same whatever is written into them.
    ActionRequest counted = m_request;
    counted.jobs.optionChanges = "{\"attempts\":1}";
    m_facts->setText(tr("Counting\u2026"));
    m_planning = m_session.actions().plan(counted, this, [this](const Result<ActionPlan>& plan) {
        m_planning = 0;
        if (!plan) {
            m_facts->setText(errorWords(plan.error()).sentence);
            return;
        }
        m_plan = *plan;
        QStringList facts{plan->jobs == 0
                ? tr("None of these jobs is there any more.")
                : tr("%Ln job(s), counted just now.", "preview", asInt(plan->jobs))};
        facts.append(sampleWords(*plan));
        facts.removeAll(QString());
        m_facts->setText(facts.join(u'\n'));
        check();
    });
}

void OptionsDialog::check()
{
    const JsonText wanted = changes();
    const bool isSound = m_completed->isSound() && m_failed->isSound();
    m_text->setText(isSound
            ? (wanted == "{}" ? tr("Nothing is to be changed yet.") : QString::fromUtf8(wanted))
            : tr("For how long to keep jobs is no duration: write 30s, 5m or 7d."));
    const bool canWrite = !m_session.identity().readOnly;
    m_apply->setEnabled(canWrite && isSound && wanted != "{}" && m_plan && m_plan->jobs > 0);
    m_apply->setText(
        m_plan && m_plan->jobs > 0 ? tr("Change %Ln job(s)", "button", asInt(m_plan->jobs)) : tr("Change"));
}

ActionRequest OptionsDialog::request() const
{
    ActionRequest request = m_request;
    request.jobs.optionChanges = changes();
    if (m_plan && request.jobs.ids.empty())
        request.jobs.filter.count = m_plan->asked(); // what came since then was not asked about
    return request;
}

QString OptionsDialog::preview() const
{
    return m_facts->text();
}

} // namespace drover::ui
