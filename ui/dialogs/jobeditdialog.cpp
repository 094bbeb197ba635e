// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/jobeditdialog.h"

#include "dialogs/dialogparts.h"
#include "protocol/joboptionscodec.h"
#include "protocol/jsontext.h"
#include "style/theme.h"
#include "util/plaintext.h"
#include "util/textposition.h"
#include "util/words.h"
#include "widgets/jsonedit.h"
#include "widgets/noticebar.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QPushButton>
#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace drover::ui {

std::optional<JsonText> optionChanges(QByteArrayView stored, QByteArrayView edited)
{
    const JsonText before = longOptionNames(stored);
    const auto old = json::members(before);
    const auto now = json::members(edited);
    if (!now)
        return std::nullopt;
    json::ObjectWriter changes;
    for (const json::Member& member : *now) {
        const auto key = json::decodeString(member.key);
        if (key && json::compact(json::value(before, *key)) != json::compact(member.value))
            changes.member(member.key, member.value);
    }
    if (old) {
        for (const json::Member& member : *old) {
            const auto key = json::decodeString(member.key);
            if (key && json::value(edited, *key).isNull())
                changes.member(member.key, "null");
        }
    }
    return changes.take();
}

JobEditDialog::JobEditDialog(const ConnectionIdentity& connection, const QueueId& queue, const JobDetail& job,
    bool thenRetry, QWidget* parent)
    : QDialog(parent)
    , m_queue(queue)
{
    setWindowTitle(tr("Edit job"));
    QVBoxLayout* layout = setUpDialog(*this, 80);
    layout->addWidget(connectionLine(connection));
    layout->addWidget(
        wrapped(tr("%1 (%2) in %3", "name and id of a job, queue")
                    .arg(plainText(job.job.name, Lines::Single, 80), plainText(job.job.id, Lines::Single, 80),
                        plainText(queue.name, Lines::Single, 60)),
            PlainLabel::Tone::Title));
    m_notice = new NoticeBar;
    layout->addWidget(m_notice);
    m_data = new JsonEdit(tr("Data"));
    m_options = new JsonEdit(tr("Options"));
    m_tabs = new QTabWidget;
    m_tabs->setDocumentMode(true);
    m_tabs->tabBar()->setDrawBase(false);
    m_tabs->addTab(m_data, tr("&Data"));
    m_tabs->addTab(m_options, tr("&Options"));
    layout->addWidget(m_tabs, 1);
    if (thenRetry) {
        m_retry = new QCheckBox(tr("&Retry it then, with all its attempts"));
        m_retry->setChecked(true);
        layout->addWidget(m_retry);
    }
    m_verdict = wrapped({}, PlainLabel::Tone::Error);
    layout->addWidget(m_verdict);
    auto* buttons = new QDialogButtonBox;
    m_save = buttons->addButton(tr("Save"), QDialogButtonBox::AcceptRole);
    m_save->setProperty("primary", true);
    QPushButton* cancel = buttons->addButton(QDialogButtonBox::Cancel);
    const bool careful = connection.environment == Environment::Production;
    m_save->setAutoDefault(!careful);
    (careful ? cancel : m_save)->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, [this] { Q_EMIT saveWanted(edit()); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 100, fontMetrics().height() * 32);
    connect(m_data, &JsonEdit::changed, this, &JobEditDialog::check);
    connect(m_options, &JsonEdit::changed, this, &JobEditDialog::check);
    if (m_retry != nullptr)
        connect(m_retry, &QCheckBox::toggled, this, &JobEditDialog::check);
    fill(job);
    m_data->setFocus();
}

void JobEditDialog::fill(const JobDetail& job)
{
    m_job = job;
    m_dataEditable = survivesEditor(job.job.data);
    m_data->setText(job.job.data);
    m_data->setReadOnly(!m_dataEditable);
    if (!m_dataEditable)
        m_notice->show(Card::Mood::Warn,
            tr("The data holds bytes or separators that a text editor cannot keep: it can be read here, but "
               "not edited."));
    m_options->setText(json::pretty(longOptionNames(job.job.opts)));
    // What the editor makes of it is what counts as untouched.
    m_shownData = m_data->text();
    m_shownOptions = m_options->text();
    check();
}

JobEdit JobEditDialog::edit() const
{
    JobEdit edit;
    edit.queue = m_queue;
    edit.job = m_job.job.id;
    edit.knownData = m_job.job.data;
    edit.knownOptions = m_job.job.opts;
    if (m_dataEditable && m_data->text() != m_shownData)
        edit.data = m_data->text();
    if (m_options->text() != m_shownOptions) {
        const auto changes = optionChanges(m_job.job.opts, m_options->text());
        if (changes && *changes != "{}")
            edit.optionChanges = *changes;
    }
    return edit;
}

bool JobEditDialog::retries() const
{
    return m_retry != nullptr && m_retry->isChecked();
}

void JobEditDialog::check()
{
    QString complaint;
    if (!m_data->isSound() && m_data->text() != m_shownData)
        complaint = tr("The data is not JSON: %1", "%1 says where").arg(m_data->status());
    else if (!m_options->isSound())
        complaint = tr("The options are not JSON: %1", "%1 says where").arg(m_options->status());
    else if (const Result<JsonText> checked =
                 changedJobOptions(m_job.job.opts, edit().optionChanges.value_or("{}"));
             !checked)
        complaint = errorWords(checked.error()).sentence;
    m_verdict->setText(complaint);
    m_verdict->setVisible(!complaint.isEmpty());
    const JobEdit wanted = edit();
    const bool something = wanted.data || wanted.optionChanges;
    m_save->setText(!retries() ? tr("Save") : something ? tr("Save and retry") : tr("Retry"));
    m_save->setEnabled(!m_busy && complaint.isEmpty() && (something || retries()));
}

void JobEditDialog::showRefusal(const Error& error)
{
    const ErrorWords words = errorWords(error);
    m_notice->show(Card::Mood::Bad, words.sentence, words.remedy);
    setBusy(false);
}

void JobEditDialog::showChanged(const JobDetail& current)
{
    // The text stays; the next save is against what the job is now.
    const bool dataToo = current.job.data != m_job.job.data;
    m_job.job.data = current.job.data;
    m_job.job.opts = current.job.opts;
    m_job.state = current.state;
    m_notice->show(Card::Mood::Warn,
        dataToo ? tr("The job's data has been changed by somebody else meanwhile; nothing was saved.")
                : tr("The job's options have been changed by somebody else meanwhile; nothing was saved."),
        tr("Save again to put your text in its place, or take theirs."), tr("Take theirs"));
    disconnect(m_notice, &NoticeBar::actionTriggered, this, nullptr);
    connect(m_notice, &NoticeBar::actionTriggered, this, [this, current] {
        m_notice->dismiss();
        fill(current);
    });
    setBusy(false);
}

void JobEditDialog::setBusy(bool busy)
{
    m_busy = busy;
    m_tabs->setEnabled(!busy);
    check();
}

} // namespace drover::ui
