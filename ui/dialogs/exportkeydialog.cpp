// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/exportkeydialog.h"

#include "core/whenfinished.h"
#include "dialogs/dialogparts.h"
#include "encryption/keyexport.h"
#include "encryption/keystore.h"
#include "util/clipboard.h"
#include "util/plaintext.h"
#include "util/words.h"
#include "widgets/noticebar.h"
#include "widgets/textblock.h"

#include <QDialogButtonBox>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace drover::ui {

ExportKeyDialog::ExportKeyDialog(KeyStore& keys, const QString& queue, const KeyNote& key, QWidget* parent)
    : QDialog(parent)
    , m_keys(keys)
    , m_id(key.id)
    , m_typed(new QLineEdit)
    , m_copy(new QPushButton(tr("&Copy the key")))
    , m_notice(new NoticeBar)
    , m_example(new TextBlock)
{
    setWindowTitle(tr("Export a key"));
    build(queue);
    connect(m_typed, &QLineEdit::textChanged, this,
        [this, queue](const QString& text) { m_copy->setEnabled(text == queue); });
    connect(m_copy, &QPushButton::clicked, this, &ExportKeyDialog::copyKey);
}

void ExportKeyDialog::build(const QString& queue)
{
    QVBoxLayout* layout = setUpDialog(*this, 90);
    const QString shown = plainText(queue, Lines::Single, 80);
    layout->addWidget(
        wrapped(tr("Export the key %1?", "%1 is its id").arg(plainText(m_id)), PlainLabel::Tone::Title));
    layout->addWidget(wrapped(
        tr("Whoever has it reads everything that it encrypted in %1, and can write what passes for yours. It "
           "goes to the clipboard as JSON Web Key and is not shown; after 30 s the clipboard is emptied.",
            "%1 is a queue")
            .arg(shown)));
    auto* code = new Card;
    auto* inside = new QVBoxLayout(code);
    inside->setContentsMargins(12, 8, 12, 8);
    inside->addWidget(new PlainLabel(
        tr("Fields in Node, with the npm package jose and the key in key.json"), PlainLabel::Tone::Caption));
    m_example->setText(joseExample(queue));
    m_example->setAccessibleName(tr("Example for the npm package jose"));
    inside->addWidget(m_example);
    layout->addWidget(code);
    auto* ask = wrapped(tr("Type %1 to go on:", "%1 is the name of a queue").arg(shown));
    m_typed->setAccessibleName(ask->text());
    m_typed->setPlaceholderText(shown);
    ask->setBuddy(m_typed);
    layout->addWidget(ask);
    layout->addWidget(m_typed);
    layout->addWidget(m_notice);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    m_copy->setEnabled(false);
    m_copy->setAutoDefault(false);
    auto* copyExample = new QPushButton(tr("Copy the &example"));
    copyExample->setAutoDefault(false);
    buttons->addButton(copyExample, QDialogButtonBox::ActionRole);
    buttons->addButton(m_copy, QDialogButtonBox::ActionRole);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(copyExample, &QPushButton::clicked, this, [queue] { copyText(joseExample(queue).toUtf8()); });
}

void ExportKeyDialog::copyKey()
{
    whenFinished(m_keys.key(m_id), this, [this](const QFuture<Result<EncryptionKey>>& read) {
        if (read.resultCount() == 0)
            return;
        const Result<EncryptionKey> key = read.result();
        if (!key) {
            const ErrorWords words = errorWords(key.error());
            m_notice->show(Card::Mood::Bad, words.sentence, words.remedy);
            return;
        }
        copySecret(jsonWebKey(*key));
        m_notice->show(Card::Mood::Good, tr("The key is on the clipboard for 30 s."),
            tr("Save it as key.json where only your service can read it."));
    });
}

} // namespace drover::ui
