// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/settings/retentionsection.h"

#include "pages/settings/backoffedit.h"
#include "pages/settings/settingrows.h"
#include "settings/settingsstore.h"
#include "style/theme.h"
#include "util/plaintext.h"
#include "widgets/card.h"
#include "widgets/formgrid.h"
#include "widgets/keepedit.h"
#include "widgets/plainlabel.h"
#include "widgets/textblock.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QJsonDocument>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace drover::ui {

JobDefaultsForm::JobDefaultsForm(Of of, QWidget* parent)
    : QWidget(parent)
    , m_form(new FormGrid)
    , m_attempts(new QSpinBox)
{
    const QString unset =
        of == Of::AllQueues ? tr("As BullMQ: keep all") : tr("As for all queues", "retention of one queue");
    m_attempts->setRange(0, 100000);
    m_attempts->setSpecialValueText(
        of == Of::AllQueues ? tr("As BullMQ: 1") : tr("As for all queues", "attempts of one queue"));
    m_attempts->setKeyboardTracking(false);
    m_backoff = new BackoffEdit(
        of == Of::AllQueues ? tr("As BullMQ: at once") : tr("As for all queues", "back-off of one queue"));
    m_completed = new KeepEdit(tr("Completed jobs"), unset);
    m_failed = new KeepEdit(tr("Failed jobs"), unset);
    m_form->addField(tr("&Attempts"), m_attempts);
    m_form->addField(tr("&Wait between them"), m_backoff);
    m_form->addField(tr("&Completed jobs"), m_completed);
    m_form->addField(tr("&Failed jobs"), m_failed);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_form);
    const auto tell = [this] {
        // Half a duration is not a wish yet.
        if (!m_isFilling && m_completed->isSound() && m_failed->isSound())
            Q_EMIT changed();
    };
    connect(m_attempts, &QSpinBox::valueChanged, this, tell);
    connect(m_backoff, &BackoffEdit::changed, this, tell);
    connect(m_completed, &KeepEdit::changed, this, tell);
    connect(m_failed, &KeepEdit::changed, this, tell);
}

JobDefaults JobDefaultsForm::value() const
{
    JobDefaults defaults;
    if (m_attempts->value() > 0)
        defaults.attempts = m_attempts->value();
    defaults.backoff = m_backoff->value();
    defaults.removeOnComplete = m_completed->keep();
    defaults.removeOnFail = m_failed->keep();
    return defaults;
}

void JobDefaultsForm::setValue(const JobDefaults& defaults)
{
    m_isFilling = true;
    m_attempts->setValue(defaults.attempts.value_or(0));
    m_backoff->setValue(defaults.backoff);
    m_completed->setKeep(defaults.removeOnComplete);
    m_failed->setKeep(defaults.removeOnFail);
    m_isFilling = false;
}

RetentionSection::RetentionSection(SettingsStore& settings, QWidget* parent)
    : QWidget(parent)
    , m_settings(settings)
    , m_defaults(new JobDefaultsForm(JobDefaultsForm::Of::AllQueues))
    , m_code(new TextBlock)
    , m_workerCompleted(new KeepEdit(tr("Completed jobs"), tr("As BullMQ: keep all")))
    , m_workerFailed(new KeepEdit(tr("Failed jobs"), tr("As BullMQ: keep all")))
{
    auto* rows = new SettingRows(settings, tr("Retention and retry"),
        tr("Attempts, waits and retention are written into each job by whoever adds it. These defaults are "
           "for jobs "
           "added in this window; jobs of your services follow the options in their code, and a job\u2019s "
           "own "
           "options always win."));
    rows->addHeading(tr("Jobs added here"));
    rows->addWide(m_defaults);
    auto* code = new Card;
    auto* inside = new QVBoxLayout(code);
    inside->setContentsMargins(spaceM, spaceS, spaceM, spaceS);
    inside->addWidget(new PlainLabel(tr("The same for a producer\u2019s code"), PlainLabel::Tone::Caption));
    inside->addWidget(m_code);
    rows->addWide(code);
    rows->addHeading(tr("Local workers"));
    rows->addRow(tr("C&ompleted jobs"), tr("Of jobs that say nothing themselves."), m_workerCompleted);
    rows->addRow(tr("Fa&iled jobs"), tr("Of jobs that say nothing themselves."), m_workerFailed);
    rows->addWhole(QString(key::workerGrace), tr("&Grace period"),
        tr("So long running jobs may go on when a worker stops; the rest goes back to waiting."), tr("s"),
        1000);
    rows->addHeading(tr("Queues of their own"));
    rows->addWide(buildQueues());
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(rows);
    show();
    connect(&settings, &SettingsStore::changed, this, [this] {
        if (!m_isWriting)
            show();
    });
    const auto keep = [this](QLatin1StringView key, const KeepEdit* edit) {
        if (edit->isSound())
            m_settings.set(key, keepJobsToJson(edit->keep()));
    };
    connect(m_workerCompleted, &KeepEdit::changed, this,
        [this, keep] { keep(key::workerRemoveOnComplete, m_workerCompleted); });
    connect(m_workerFailed, &KeepEdit::changed, this,
        [this, keep] { keep(key::workerRemoveOnFail, m_workerFailed); });
    connect(m_defaults, &JobDefaultsForm::changed, this, [this] {
        const JobDefaults defaults = m_defaults->value();
        m_isWriting = true; // all of them, before any is shown again
        if (defaults.attempts)
            m_settings.set(key::jobAttempts, *defaults.attempts);
        else
            m_settings.reset(key::jobAttempts);
        m_settings.set(key::jobBackoff, backoffToJson(defaults.backoff));
        m_settings.set(key::jobRemoveOnComplete, keepJobsToJson(defaults.removeOnComplete));
        m_settings.set(key::jobRemoveOnFail, keepJobsToJson(defaults.removeOnFail));
        m_isWriting = false;
        show();
    });
}

QWidget* RetentionSection::buildQueues()
{
    m_queue = new QComboBox;
    m_queue->setAccessibleName(tr("Queue with defaults of its own"));
    m_removeQueue = new QPushButton(tr("As for all queues again"));
    m_newQueue = new QComboBox;
    m_newQueue->setEditable(true);
    m_newQueue->setInsertPolicy(QComboBox::NoInsert);
    m_newQueue->lineEdit()->setPlaceholderText(tr("prefix:queue, as bull:mail"));
    m_newQueue->setAccessibleName(tr("Queue to add"));
    m_newQueue->setCurrentText({});
    auto* add = new QPushButton(tr("Add"));
    m_noQueue = new PlainLabel(tr("No queue has defaults of its own."), PlainLabel::Tone::Muted);
    m_queueForm = new JobDefaultsForm(JobDefaultsForm::Of::OneQueue);

    auto* choose = new QHBoxLayout;
    choose->setSpacing(spaceS);
    choose->addWidget(m_queue, 1);
    choose->addWidget(m_removeQueue);
    auto* adding = new QHBoxLayout;
    adding->setSpacing(spaceS);
    adding->addWidget(m_newQueue, 1);
    adding->addWidget(add);
    auto* widget = new QWidget;
    auto* layout = new QVBoxLayout(widget);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spaceS);
    layout->addWidget(m_noQueue);
    layout->addLayout(choose);
    layout->addWidget(m_queueForm);
    layout->addLayout(adding);
    connect(m_queue, &QComboBox::currentIndexChanged, this, &RetentionSection::showQueue);
    connect(add, &QPushButton::clicked, this, &RetentionSection::addQueue);
    connect(m_newQueue->lineEdit(), &QLineEdit::returnPressed, this, &RetentionSection::addQueue);
    connect(m_removeQueue, &QPushButton::clicked, this,
        [this] { m_settings.setQueueOverride(m_queue->currentText(), {}); });
    connect(m_queueForm, &JobDefaultsForm::changed, this,
        [this] { m_settings.setQueueOverride(m_queue->currentText(), m_queueForm->value()); });
    return widget;
}

void RetentionSection::setKnownQueues(const QStringList& queues)
{
    const QString typed = m_newQueue->currentText();
    m_newQueue->clear();
    m_newQueue->addItems(queues);
    m_newQueue->setCurrentText(typed);
}

void RetentionSection::show()
{
    m_defaults->setValue(m_settings.jobDefaults());
    const QJsonObject code{{u"defaultJobOptions"_s, m_settings.jobDefaults().toJson()}};
    m_code->setText(QString::fromUtf8(QJsonDocument(code).toJson(QJsonDocument::Indented).trimmed()));
    const WorkerDefaults workers = m_settings.workerDefaults();
    m_workerCompleted->setKeep(workers.removeOnComplete);
    m_workerFailed->setKeep(workers.removeOnFail);
    const QString shown = m_queue->currentText();
    const QStringList queues = m_settings.overriddenQueues();
    {
        const QSignalBlocker quiet(m_queue);
        m_queue->clear();
        m_queue->addItems(queues);
        m_queue->setCurrentIndex(std::max(0, static_cast<int>(queues.indexOf(shown))));
    }
    showQueue();
}

void RetentionSection::showQueue()
{
    const bool isThere = m_queue->count() > 0;
    m_noQueue->setVisible(!isThere);
    m_queue->setVisible(isThere);
    m_removeQueue->setVisible(isThere);
    m_queueForm->setVisible(isThere);
    if (isThere)
        m_queueForm->setValue(m_settings.queueOverride(m_queue->currentText()));
}

void RetentionSection::addQueue()
{
    QString queue = m_newQueue->currentText().trimmed();
    if (queue.isEmpty())
        return m_newQueue->setFocus();
    if (!queue.contains(u':'))
        queue.prepend(u"bull:"_s);
    if (!m_settings.overriddenQueues().contains(queue)) {
        // It begins as all queues are, in numbers of its own.
        JobDefaults own = m_settings.jobDefaults();
        own.attempts = own.attempts.value_or(1);
        m_settings.setQueueOverride(queue, own);
    }
    m_newQueue->setCurrentText({});
    m_queue->setCurrentIndex(m_queue->findText(queue));
}

} // namespace drover::ui
