// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clock.h"
#include "core/whenfinished.h"
#include "dialogs/confirmdialog.h"
#include "dialogs/exportkeydialog.h"
#include "pages/settings/encryptionsection.h"
#include "session/keycount.h"
#include "style/theme.h"
#include "util/actionwords.h"
#include "util/formatting.h"
#include "util/plaintext.h"
#include "util/words.h"
#include "widgets/card.h"
#include "widgets/noticebar.h"
#include "widgets/plainlabel.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

//! The keys of the queue that is shown.
namespace drover::ui {

namespace {
constexpr qint64 goodFor = 90LL * 24 * 60 * 60 * 1000; // ms, until a key should be followed by another one

struct KeyWords {
    Q_DECLARE_TR_FUNCTIONS(drover::ui::KeyWords)
public:
    //! What is known about who still needs the key.
    static QString use(const KeyUse& use, const QByteArray& key)
    {
        if (use.connections.isEmpty())
            return tr("No connection is open, so nobody has counted what it is still needed for.");
        const QString where = plainText(use.connections.join(QStringLiteral(", ")), Lines::Single, 120);
        const qint64 jobs = use.jobs.value(key);
        QString words = jobs > 0
            ? tr("%Ln job(s) on %1 has/have fields under it.", "%1: connections", asInt(jobs)).arg(where)
            : tr("No job on %1 has a field of its data under it.", "%1: connections").arg(where);
        if (use.error)
            words += u' '
                + tr("Not all could be counted: %1", "%1 is the reason").arg(errorWords(*use.error).sentence);
        return words;
    }
};
} // namespace

bool EncryptionSection::encrypts(const KeyNote& key) const
{
    const bool isChosen = !m_shown.fields.isEmpty() || !m_shown.results.fields.isEmpty();
    return isChosen && key == m_shown.keys.back();
}

void EncryptionSection::showKeys()
{
    while (const QLayoutItem* item = m_keyRows->takeAt(0)) {
        item->widget()->setParent(nullptr);
        item->widget()->deleteLater(); // a button in it may be what is being pressed
        delete item;
    }
    for (auto key = m_shown.keys.crbegin(); key != m_shown.keys.crend(); ++key)
        m_keyRows->addWidget(keyRow(*key));
    const bool isOld = !m_shown.keys.empty() && encrypts(m_shown.keys.back())
        && Clock::system().now().count() - m_shown.keys.back().made > goodFor;
    m_old->setVisible(m_shown.keys.empty() || isOld);
    m_old->setText(m_shown.keys.empty()
            ? tr("There is none yet; the first one is made with the first fields.")
            : tr("The key that encrypts is older than 90 days: make a new one."));
}

QWidget* EncryptionSection::keyRow(const KeyNote& key)
{
    const QString id = plainText(key.id, Lines::Single, 64);
    auto* row = new Card;
    auto* name = new PlainLabel(id);
    name->setFont(Theme::monospace());
    name->setElided(true);
    name->setTextInteractionFlags(Qt::TextSelectableByMouse);
    const QString made = formatMoment(key.made, Clock::system().now().count());
    auto* facts = new PlainLabel(encrypts(key) ? tr("Made %1 \u00b7 encrypts", "%1 is a moment").arg(made)
                                               : tr("Made %1 \u00b7 decrypts", "%1 is a moment").arg(made),
        PlainLabel::Tone::Muted);
    facts->setElided(true);
    auto* words = new QVBoxLayout;
    words->setSpacing(0);
    words->addWidget(name);
    words->addWidget(facts);
    auto* exports = new QPushButton(tr("Export\u2026", "a key"));
    exports->setAccessibleName(tr("Export the key %1", "%1 is its id").arg(id));
    auto* deletes = new QPushButton(tr("Delete\u2026", "a key"));
    deletes->setAccessibleName(tr("Delete the key %1", "%1 is its id").arg(id));
    deletes->setEnabled(!encrypts(key));
    deletes->setToolTip(deletes->isEnabled() ? QString() : tr("This key encrypts: make a new one first."));
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(spaceM, spaceS, spaceM, spaceS);
    layout->setSpacing(spaceS);
    layout->addLayout(words, 1);
    layout->addWidget(exports);
    layout->addWidget(deletes);
    connect(exports, &QPushButton::clicked, this, [this, key] { exportKey(key); });
    connect(deletes, &QPushButton::clicked, this, [this, key] { askToDelete(key); });
    return row;
}

ConfirmDialog* EncryptionSection::deletion() const
{
    return m_deletion;
}

ExportKeyDialog* EncryptionSection::exported() const
{
    return m_export;
}

void EncryptionSection::exportKey(const KeyNote& key)
{
    m_export = new ExportKeyDialog(m_keys, QString::fromUtf8(m_shown.queue), key, window());
    m_export->setAttribute(Qt::WA_DeleteOnClose);
    m_export->open();
}

void EncryptionSection::askToDelete(const KeyNote& key)
{
    ConfirmQuestion question;
    question.window = tr("Delete a key");
    question.question = tr("Delete the key %1?", "%1 is its id").arg(plainText(key.id, Lines::Single, 64));
    question.consequence = tr(
        "Every field that it encrypted can never be read again: in jobs of %1 on every server, in what they "
        "returned, in the trash, in exports and in backups.",
        "%1 is a queue")
                               .arg(plainText(m_shown.queue, Lines::Single, 80));
    question.late = tr("Counting the jobs that need it\u2026");
    question.facts = {tr("Re-encrypt those jobs first, and this key is no longer needed for them.")};
    question.verb = tr("Delete the key");
    question.destroys = true;
    question.typed = QString::fromUtf8(m_shown.queue);
    m_deletion = new ConfirmDialog(question, {}, window());
    m_deletion->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_deletion, &QDialog::accepted, this, [this, key] { deleteKey(key); });
    auto* count = new KeyCount(m_hub, queue(), m_deletion);
    connect(count, &KeyCount::counted, m_deletion, [dialog = m_deletion.data(), key](const KeyUse& use) {
        dialog->setLate(KeyWords::use(use, key.id));
    });
    count->start();
    m_deletion->open();
}

void EncryptionSection::deleteKey(const KeyNote& key)
{
    setBusy(true);
    whenFinished(m_keys.removeKey(queue(), key.id), this, [this](const QFuture<Status>& removed) {
        setBusy(false);
        if (removed.resultCount() == 0)
            return;
        if (const Status status = removed.result(); !status)
            return tell(status.error());
        m_notice->show(Card::Mood::Good, tr("The key is gone from the keychain."));
    });
}

} // namespace drover::ui
