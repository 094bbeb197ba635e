// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/newjobdialog.h"

#include "dialogs/dialogparts.h"
#include "protocol/joboptionscodec.h"
#include "protocol/jsontext.h"
#include "style/theme.h"
#include "util/plaintext.h"
#include "util/words.h"
#include "widgets/formrow.h"
#include "widgets/joboptionsform.h"
#include "widgets/jsonedit.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
Error badInput(const QString& message)
{
    return {ErrorCode::BadInput, message, {}};
}
} // namespace

JsonText newJobToJson(const NewJob& job)
{
    const JsonText opts = jobOptionsToJson(job.options);
    JsonText text = "{\n  \"name\": " + json::encodeString(QByteArrayView(job.name));
    text += ",\n  \"data\": " + job.data;
    text += ",\n  \"opts\": " + json::pretty(opts).replace("\n", "\n  ");
    return text + "\n}";
}

Result<NewJob> newJobFromJson(const JsonText& text)
{
    const auto members = json::members(text);
    if (!members)
        return badInput(u"the job must be an object with name, data and opts"_s);
    NewJob job;
    for (const json::Member& member : *members) {
        const auto key = json::decodeString(member.key);
        if (key == "name") {
            const auto name = json::decodeString(member.value);
            if (!name)
                return badInput(u"name must be a text"_s);
            job.name = *name;
        } else if (key == "data") {
            job.data = member.value.toByteArray();
        } else if (key == "opts") {
            const Result<JobOptions> options = parseJobOptions(member.value);
            if (!options)
                return options.error();
            job.options = *options;
        } else {
            return badInput(
                u"only name, data and opts are known, not %1"_s.arg(QString::fromUtf8(member.key)));
        }
    }
    return job;
}

NewJobDialog::NewJobDialog(const ConnectionIdentity& connection, const QueueId& queue, QWidget* parent)
    : QDialog(parent)
    , m_tabs(new QTabWidget)
{
    setWindowTitle(tr("New job in %1", "%1 is a queue").arg(plainText(queue.name, Lines::Single, 60)));
    QVBoxLayout* layout = setUpDialog(*this, 100);
    layout->addWidget(connectionLine(connection));
    layout->addWidget(wrapped(windowTitle(), PlainLabel::Tone::Title));
    m_json = new JsonEdit(tr("The whole job as JSON"));
    m_tabs->addTab(buildForm(), tr("&Form"));
    m_tabs->addTab(m_json, tr("&JSON"));
    m_tabs->setDocumentMode(true);
    m_tabs->tabBar()->setDrawBase(false);
    layout->addWidget(m_tabs, 1);
    m_verdict = wrapped({}, PlainLabel::Tone::Error);
    layout->addWidget(m_verdict);
    auto* buttons = new QDialogButtonBox;
    m_add = buttons->addButton(tr("Add job"), QDialogButtonBox::AcceptRole);
    m_add->setProperty("primary", true);
    m_add->setDefault(connection.environment != Environment::Production);
    QPushButton* cancel = buttons->addButton(QDialogButtonBox::Cancel);
    if (connection.environment == Environment::Production)
        cancel->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, [this] { Q_EMIT addWanted(m_job); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 160, fontMetrics().height() * 42);

    connect(m_name, &QLineEdit::textChanged, this, &NewJobDialog::onForm);
    connect(m_data, &JsonEdit::changed, this, &NewJobDialog::onForm);
    connect(m_options, &JobOptionsForm::changed, this, &NewJobDialog::onForm);
    connect(m_json, &JsonEdit::changed, this, &NewJobDialog::onJson);
    fill({});
    m_name->setFocus();
}

QWidget* NewJobDialog::buildForm()
{
    m_name = new QLineEdit;
    m_name->setAccessibleName(tr("Name"));
    setHint(*m_name, tr("What workers know the job by"));
    m_data = new JsonEdit(tr("Data"));
    m_options = new JobOptionsForm;

    auto* what = new QWidget;
    auto* left = new QVBoxLayout(what);
    left->setContentsMargins(0, spaceM, spaceM, 0);
    left->setSpacing(spaceXs);
    const auto caption = [left](const QString& text, QWidget* buddy) {
        auto* label = new PlainLabel(text, PlainLabel::Tone::Caption);
        label->setBuddy(buddy);
        left->addWidget(label);
        left->addWidget(buddy);
    };
    caption(tr("&Name"), m_name);
    left->addSpacing(spaceS);
    caption(tr("D&ata"), m_data);
    left->setStretchFactor(m_data, 1);

    auto* inside = new QWidget;
    auto* right = new QVBoxLayout(inside);
    right->setContentsMargins(spaceM, spaceM, spaceS, spaceM);
    right->addWidget(m_options);
    right->addStretch(1);
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(inside);
    scroll->setProperty("bare", true);
    scroll->setMinimumWidth(
        inside->minimumSizeHint().width() + scroll->verticalScrollBar()->sizeHint().width());
    auto* form = new QWidget;
    auto* layout = new QHBoxLayout(form);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(what, 2);
    layout->addWidget(scroll, 3);
    return form;
}

void NewJobDialog::fill(const NewJob& job)
{
    m_job = job;
    showForm(job);
    onForm();
}

void NewJobDialog::showForm(const NewJob& job)
{
    m_following = true;
    const QString name = QString::fromUtf8(job.name);
    if (m_name->text() != name)
        m_name->setText(name);
    if (m_data->text() != job.data)
        m_data->setText(job.data);
    m_options->setOptions(job.options);
    m_following = false;
}

void NewJobDialog::onForm()
{
    if (m_following)
        return;
    m_job.name = m_name->text().toUtf8();
    m_job.data = m_data->text();
    m_job.options = m_options->options();
    QString first = m_options->complaint();
    if (!m_data->isSound())
        first = tr("The data is not JSON: %1", "%1 says where").arg(m_data->status());
    else
        m_job.data = m_job.data.trimmed();
    if (m_data->isSound()) {
        m_following = true;
        m_json->setText(newJobToJson(m_job));
        m_following = false;
    }
    check(first);
}

void NewJobDialog::onJson()
{
    if (m_following)
        return;
    if (!m_json->isSound()) {
        check(m_json->status());
        m_verdict->hide(); // the editor says it already
        return;
    }
    const Result<NewJob> read = newJobFromJson(m_json->text());
    if (!read) {
        check(errorWords(read.error()).sentence);
        return;
    }
    m_job = *read;
    showForm(m_job);
    check({});
}

void NewJobDialog::check(const QString& first)
{
    m_complaint = first;
    if (m_complaint.isEmpty() && m_job.name.isEmpty())
        m_complaint = tr("The job needs a name.");
    if (m_complaint.isEmpty()) {
        if (const Status sound = validateJob(m_job.name, m_job.data, m_job.options); !sound)
            m_complaint = errorWords(sound.error()).sentence;
    }
    m_verdict->setTone(PlainLabel::Tone::Error);
    m_verdict->setText(m_complaint);
    m_verdict->setVisible(!m_complaint.isEmpty());
    m_add->setEnabled(m_complaint.isEmpty());
}

void NewJobDialog::showRefusal(const Error& error)
{
    const ErrorWords words = errorWords(error);
    m_verdict->setText(words.remedy.isEmpty()
            ? words.sentence
            : tr("%1 %2", "sentence and remedy").arg(words.sentence, words.remedy));
    m_verdict->setVisible(true);
    setBusy(false);
}

void NewJobDialog::setBusy(bool busy)
{
    m_add->setEnabled(!busy && m_complaint.isEmpty());
    m_tabs->setEnabled(!busy);
}

} // namespace drover::ui
