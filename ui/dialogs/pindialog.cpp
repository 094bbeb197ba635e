// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/pindialog.h"

#include "dialogs/dialogparts.h"
#include "redis/tlsfacts.h"
#include "style/theme.h"
#include "util/plaintext.h"

#include <QCheckBox>
#include <QDateTime>
#include <QDialogButtonBox>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {

//! Two halves: one line would ask for a very wide window.
QString inTwoLines(const QString& fingerprint)
{
    const qsizetype middle = (fingerprint.size() + 1) / 2;
    return fingerprint.first(middle) + u'\n' + fingerprint.sliced(middle);
}

PlainLabel* fingerprintLabel(const QString& fingerprint)
{
    auto* label = new PlainLabel(inTwoLines(fingerprint));
    label->setFont(Theme::monospace());
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return label;
}

} // namespace

PinDialog::PinDialog(const QString& host, const Error& refusal, QWidget* parent)
    : QDialog(parent)
    , m_fingerprint(fingerprintFrom(refusal.context.value(u"fingerprint"_s).toString()))
    , m_compared(new QCheckBox(tr("I have &compared it with the server\u2019s own fingerprint")))
    , m_pin(nullptr)
{
    setWindowTitle(tr("Pin a certificate"));
    const auto text = [&refusal](const QString& key) {
        return plainText(refusal.context.value(key).toString(), Lines::Single, 120);
    };
    QVBoxLayout* layout = setUpDialog(*this, 84);
    layout->addWidget(wrapped(tr("Trust this one certificate of %1?", "%1 is a host").arg(plainText(host)),
        PlainLabel::Tone::Title));
    layout->addWidget(
        wrapped(tr("Nobody vouches for it here. When the fingerprint is the server\u2019s own, "
                   "nobody is in between: Drover then takes this certificate from this host, and "
                   "no other.")));
    const QDateTime expires =
        QDateTime::fromString(refusal.context.value(u"expires"_s).toString(), Qt::ISODate).toLocalTime();
    layout->addWidget(factsCard({tr("Made for %1", "the subject of a certificate").arg(text(u"subject"_s)),
        tr("Signed by %1", "the issuer of a certificate").arg(text(u"issuer"_s)),
        tr("Valid until %1", "a date").arg(QLocale().toString(expires, QLocale::ShortFormat))}));
    layout->addWidget(new PlainLabel(tr("SHA-256 fingerprint"), PlainLabel::Tone::Strong));
    layout->addWidget(fingerprintLabel(fingerprintText(m_fingerprint)));
    if (const QString pinned = refusal.context.value(u"pinned"_s).toString(); !pinned.isEmpty()) {
        layout->addWidget(new PlainLabel(tr("Pinned until now"), PlainLabel::Tone::Strong));
        layout->addWidget(fingerprintLabel(pinned));
    }
    layout->addWidget(wrapped(tr("On the server it is printed by: %1", "%1 is a command")
                                  .arg(u"openssl x509 -noout -fingerprint -sha256 -in redis.crt"_s),
        PlainLabel::Tone::Muted));
    layout->addWidget(m_compared);
    auto* buttons = new QDialogButtonBox;
    m_pin = buttons->addButton(tr("&Pin it"), QDialogButtonBox::AcceptRole);
    m_pin->setEnabled(false);
    buttons->addButton(QDialogButtonBox::Cancel)->setDefault(true);
    connect(m_compared, &QCheckBox::toggled, m_pin, &QWidget::setEnabled);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);
}

bool PinDialog::canPin(const Error& refusal)
{
    static const QStringList unpinnable{u"expired"_s, u"not-yet-valid"_s, u"file"_s};
    return refusal.code == ErrorCode::Tls && refusal.context.contains(u"fingerprint"_s)
        && !unpinnable.contains(refusal.context.value(u"problem"_s).toString());
}

} // namespace drover::ui
