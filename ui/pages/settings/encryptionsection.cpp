// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/settings/encryptionsection.h"

#include "core/whenfinished.h"
#include "dialogs/dialogparts.h"
#include "style/theme.h"
#include "util/plaintext.h"
#include "util/words.h"
#include "widgets/noticebar.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
const QString whole = u"\"\""_s; //!< a line for the pointer to all of a text, which is empty

//! One pointer a line.
QByteArrayList pointersIn(const QPlainTextEdit& edit)
{
    QByteArrayList pointers;
    const QStringList lines = edit.toPlainText().split(u'\n');
    for (const QString& line : lines) {
        const QString pointer = line.trimmed();
        if (!pointer.isEmpty())
            pointers.append(pointer == whole ? QByteArray("") : pointer.toUtf8());
    }
    return pointers;
}

QString linesOf(const QByteArrayList& pointers)
{
    QStringList lines;
    for (const QByteArray& pointer : pointers)
        lines.append(pointer.isEmpty() ? whole : QString::fromUtf8(pointer));
    return lines.join(u'\n');
}

QPlainTextEdit* pointersEdit(const QString& name)
{
    auto* edit = new QPlainTextEdit;
    edit->setAccessibleName(name);
    edit->setObjectName(u"framedText"_s);
    edit->setTabChangesFocus(true);
    edit->setFont(Theme::monospace());
    edit->setFixedHeight(edit->fontMetrics().lineSpacing() * 4 + 2 * spaceS);
    return edit;
}
} // namespace

EncryptionSection::EncryptionSection(KeyStore& keys, ConnectionHub& hub, QWidget* parent)
    : QWidget(parent)
    , m_keys(keys)
    , m_hub(hub)
    , m_notice(new NoticeBar)
    , m_queue(new QComboBox)
    , m_newQueue(new QComboBox)
    , m_noQueue(new PlainLabel(tr("No field of any queue is encrypted."), PlainLabel::Tone::Muted))
    , m_form(new QWidget)
    , m_data(pointersEdit(tr("Encrypted fields of the data")))
    , m_result(pointersEdit(tr("Encrypted fields of results")))
    , m_problem(new PlainLabel)
    , m_former(new PlainLabel({}, PlainLabel::Tone::Muted))
    , m_save(new QPushButton(tr("&Encrypt these fields")))
    , m_newKey(new QPushButton(tr("&New key")))
    , m_old(new PlainLabel({}, PlainLabel::Tone::Muted))
    , m_keyRows(new QVBoxLayout)
{
    build();
    connect(m_queue, &QComboBox::currentIndexChanged, this, &EncryptionSection::showQueue);
    for (QPlainTextEdit* edit : {m_data, m_result})
        connect(edit, &QPlainTextEdit::textChanged, this, &EncryptionSection::judge);
    connect(m_save, &QPushButton::clicked, this, &EncryptionSection::save);
    connect(m_newKey, &QPushButton::clicked, this, &EncryptionSection::makeKey);
    connect(&keys, &KeyStore::changed, this, &EncryptionSection::reload);
    reload();
}

void EncryptionSection::build()
{
    auto* title = new PlainLabel(tr("Encryption"));
    title->setFont(Theme::scaled(1.35, true));
    m_queue->setAccessibleName(tr("Queue with encrypted fields"));
    m_newQueue->setEditable(true);
    m_newQueue->setInsertPolicy(QComboBox::NoInsert);
    m_newQueue->lineEdit()->setPlaceholderText(tr("prefix:queue, as bull:mail"));
    m_newQueue->setAccessibleName(tr("Queue to add"));
    auto* add = new QPushButton(tr("Add"));
    connect(add, &QPushButton::clicked, this, &EncryptionSection::addQueue);
    connect(m_newQueue->lineEdit(), &QLineEdit::returnPressed, this, &EncryptionSection::addQueue);
    auto* adding = new QHBoxLayout;
    adding->setSpacing(spaceS);
    adding->addWidget(m_newQueue, 1);
    adding->addWidget(add);
    auto* form = new QVBoxLayout(m_form);
    form->setContentsMargins(0, 0, 0, 0);
    form->setSpacing(spaceM);
    form->addWidget(buildFields());
    form->addWidget(buildKeys());

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(spaceXl, spaceL, spaceXl, spaceXl);
    layout->setSpacing(spaceM);
    layout->addWidget(title);
    layout->addWidget(wrapped(
        tr("Fields that you choose are encrypted before they are written to Redis, each as a JWE that the "
           "npm "
           "package jose reads. Local workers get them in clear text. The keys are in the system\u2019s "
           "keychain and nowhere else: who loses them loses the data."),
        PlainLabel::Tone::Muted));
    layout->addWidget(factsCard({tr("Names, ids, options, progress, logs, errors and all other fields stay "
                                    "readable to whoever reads Redis."),
        tr("A choice counts for the queue\u2019s prefix and name, on every connection.")}));
    layout->addWidget(m_notice);
    layout->addWidget(m_noQueue);
    layout->addWidget(m_queue);
    layout->addWidget(m_form);
    layout->addLayout(adding);
    layout->addStretch(1);
}

QWidget* EncryptionSection::buildFields()
{
    auto* fields = new QWidget;
    auto* layout = new QVBoxLayout(fields);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spaceXs);
    const auto add = [layout](const QString& title, const QString& hint, QPlainTextEdit* edit) {
        auto* label = new PlainLabel(title);
        label->setBuddy(edit);
        layout->addWidget(label);
        layout->addWidget(wrapped(hint, PlainLabel::Tone::Muted));
        layout->addWidget(edit);
        layout->addSpacing(spaceS);
        edit->setAccessibleDescription(hint);
    };
    add(tr("Fields of the &data"), tr("JSON pointers, one a line, such as /card/number or /to/0/email."),
        m_data);
    add(tr("Fields of &results"),
        tr("Of what jobs return to local workers of Drover; %1 is all of it.", "%1 is two quotes").arg(whole),
        m_result);
    m_problem->setWordWrap(true);
    m_former->setWordWrap(true);
    layout->addWidget(m_problem);
    layout->addWidget(m_former);
    auto* buttons = new QHBoxLayout;
    m_save->setProperty("primary", true);
    buttons->addWidget(m_save);
    buttons->addStretch(1);
    layout->addLayout(buttons);
    return fields;
}

QWidget* EncryptionSection::buildKeys()
{
    auto* keys = new QWidget;
    auto* layout = new QVBoxLayout(keys);
    layout->setContentsMargins(0, spaceM, 0, 0);
    layout->setSpacing(spaceS);
    layout->addWidget(new PlainLabel(tr("Keys"), PlainLabel::Tone::Title));
    layout->addWidget(wrapped(
        tr("The newest key encrypts, all of them decrypt. A new one counts from each worker\u2019s next job "
           "on; jobs that are there already keep theirs until you re-encrypt them, with More on the page of "
           "their state."),
        PlainLabel::Tone::Muted));
    m_keyRows->setSpacing(spaceS);
    layout->addLayout(m_keyRows);
    m_old->setWordWrap(true);
    layout->addWidget(m_old);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_newKey);
    buttons->addStretch(1);
    layout->addLayout(buttons);
    return keys;
}

QueueId EncryptionSection::queue() const
{
    const QByteArray name = m_queue->currentText().toUtf8();
    const qsizetype colon = name.indexOf(':');
    return {name.first(colon), name.sliced(colon + 1)};
}

void EncryptionSection::setKnownQueues(const QStringList& queues)
{
    const QString typed = m_newQueue->currentText();
    m_newQueue->clear();
    m_newQueue->addItems(queues);
    m_newQueue->setCurrentText(typed);
}

void EncryptionSection::addQueue()
{
    QString name = m_newQueue->currentText().trimmed();
    if (name.isEmpty())
        return m_newQueue->setFocus();
    if (!name.contains(u':'))
        name.prepend(u"bull:"_s);
    if (m_queue->findText(name) < 0)
        m_queue->addItem(name); // kept when fields are chosen
    m_newQueue->setCurrentText({});
    m_queue->setCurrentIndex(m_queue->findText(name));
    showQueue();
    m_data->setFocus();
}

void EncryptionSection::reload()
{
    const Result<std::vector<QueueEncryption>> all = m_keys.queues();
    if (!all)
        tell(all.error()); // nobody knows what has to be encrypted, and nothing is written over it
    setEnabled(all.has_value());
    if (!all)
        return;
    const QString chosen = m_queue->currentText();
    {
        const QSignalBlocker quiet(m_queue);
        m_queue->clear();
        for (const QueueEncryption& queue : *all)
            m_queue->addItem(QString::fromUtf8(queue.queue));
        if (!chosen.isEmpty() && m_queue->findText(chosen) < 0)
            m_queue->addItem(chosen);
        m_queue->setCurrentIndex(std::max(0, m_queue->findText(chosen)));
    }
    showQueue();
}

void EncryptionSection::showQueue()
{
    const bool isThere = m_queue->count() > 0;
    m_noQueue->setVisible(!isThere);
    m_queue->setVisible(isThere);
    m_form->setVisible(isThere);
    if (!isThere)
        return;
    const Result<QueueEncryption> about = m_keys.queue(queue());
    if (!about)
        return tell(about.error());
    const bool isOther = m_shown.queue != about->queue;
    const bool isEdited =
        pointersIn(*m_data) != m_shown.fields || pointersIn(*m_result) != m_shown.results.fields;
    m_shown = *about;
    if (isOther || !isEdited) { // what somebody is typing stays
        m_data->setPlainText(linesOf(m_shown.fields));
        m_result->setPlainText(linesOf(m_shown.results.fields));
    }
    const QByteArrayList former = m_shown.formerFields + m_shown.results.former;
    m_former->setVisible(!former.isEmpty());
    m_former->setText(tr("Formerly encrypted, and still decrypted: %1", "%1: JSON pointers")
                          .arg(plainText(linesOf(former).replace(u'\n', u' '), Lines::Single, 400)));
    showKeys();
    judge();
}

//! Says what is wrong while it is typed.
void EncryptionSection::judge()
{
    const QByteArrayList fields = pointersIn(*m_data);
    const QByteArrayList results = pointersIn(*m_result);
    QString problem = FieldCipher::problemOf(fields);
    if (problem.isEmpty())
        problem = FieldCipher::problemOf(results);
    m_problem->setVisible(!problem.isEmpty());
    m_problem->setText(problem.isEmpty() ? QString()
                                         : tr("That cannot be: %1.", "%1 is the reason, in English")
                                               .arg(plainText(problem, Lines::Single, 300)));
    const bool isOther = fields != m_shown.fields || results != m_shown.results.fields;
    m_save->setEnabled(!m_isBusy && problem.isEmpty() && isOther);
    m_newKey->setEnabled(!m_isBusy && !m_shown.keys.empty());
}

void EncryptionSection::setBusy(bool busy)
{
    m_isBusy = busy;
    if (busy)
        m_notice->dismiss();
    judge();
}

void EncryptionSection::tell(const Error& error)
{
    const ErrorWords words = errorWords(error);
    m_notice->show(Card::Mood::Bad, words.sentence, words.remedy);
}

//! The first key comes before the fields: else there would be nothing to encrypt them with.
void EncryptionSection::save()
{
    if (!m_shown.keys.empty())
        return saveFields();
    setBusy(true);
    whenFinished(m_keys.makeKey(queue()), this, [this](const QFuture<Result<KeyNote>>& made) {
        setBusy(false);
        if (made.resultCount() == 0)
            return;
        if (const Result<KeyNote> key = made.result(); !key)
            tell(key.error());
        else
            saveFields();
    });
}

void EncryptionSection::saveFields()
{
    const QByteArrayList fields = pointersIn(*m_data);
    const QByteArrayList results = pointersIn(*m_result);
    Status saved = m_keys.setFields(queue(), fields);
    if (saved)
        saved = m_keys.setResultFields(queue(), results);
    if (!saved)
        return tell(saved.error());
    m_notice->show(Card::Mood::Good, tr("From now on these fields are encrypted."),
        tr("Services that read them need the key (Export\u2026). Jobs that are there already keep what they "
           "have."));
}

void EncryptionSection::makeKey()
{
    setBusy(true);
    whenFinished(m_keys.makeKey(queue()), this, [this](const QFuture<Result<KeyNote>>& made) {
        setBusy(false);
        if (made.resultCount() == 0)
            return;
        if (const Result<KeyNote> key = made.result(); !key)
            return tell(key.error());
        m_notice->show(Card::Mood::Good, tr("A new key encrypts from now on."),
            tr("Services that read the fields need it too (Export\u2026)."));
    });
}

} // namespace drover::ui
