// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/aboutdialog.h"

#include "dialogs/dialogparts.h"
#include "dialogs/licencesdialog.h"
#include "scripts/scriptregistry.h"
#include "style/icons.h"
#include "style/theme.h"
#include "util/clipboard.h"

#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPushButton>
#include <QSysInfo>

using namespace Qt::StringLiterals;

namespace drover::ui {

AboutDialog::AboutDialog(QWidget* parent)
    : QDialog(parent)
{
    setWindowTitle(tr("About Drover"));
    QVBoxLayout* layout = setUpDialog(*this, 58);
    auto* head = new QHBoxLayout;
    head->setSpacing(spaceL);
    auto* picture = new PlainLabel;
    picture->setPixmap(applicationIcon().pixmap(QSize(64, 64), devicePixelRatioF()));
    head->addWidget(picture, 0, Qt::AlignTop);
    auto* words = new QVBoxLayout;
    words->setSpacing(spaceXs);
    words->addWidget(new PlainLabel(
        tr("Drover %1", "%1 is a version").arg(QStringLiteral(DROVER_VERSION)), PlainLabel::Tone::Title));
    words->addWidget(wrapped(tr("A dashboard, a command line and an engine for BullMQ queues on Redis."),
        PlainLabel::Tone::Muted));
    words->addStretch();
    head->addLayout(words, 1);
    layout->addLayout(head);
    layout->addWidget(wrapped(
        tr("The window is free software: you may use, change and pass it on under the GNU General Public "
           "License, version 3 or later, without any warranty. The engine and the command line are under "
           "the MIT licence.")));
    layout->addWidget(
        wrapped(tr("With BullMQ %1, Qt %2.", "two versions")
                    .arg(QString::fromUtf8(bullmqVersion().toByteArray()), QString::fromLatin1(qVersion())),
            PlainLabel::Tone::Muted));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    auto* licences = buttons->addButton(tr("&Licences\u2026"), QDialogButtonBox::ActionRole);
    auto* copy = buttons->addButton(tr("Copy &Versions"), QDialogButtonBox::ActionRole);
    copy->setIcon(icon(u"copy"_s));
    copy->setToolTip(tr("Versions and system, for bug reports"));
    connect(licences, &QPushButton::clicked, this, &AboutDialog::showLicences);
    connect(copy, &QPushButton::clicked, this, [] { copyText(versions().toUtf8()); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);
    buttons->button(QDialogButtonBox::Close)->setFocus();
}

QString AboutDialog::versions()
{
    return u"Drover %1\nBullMQ %2\nQt %3 (built with %4)\n%5, %6\nplatform %7\n"_s.arg(
        QStringLiteral(DROVER_VERSION), QString::fromUtf8(bullmqVersion().toByteArray()),
        QString::fromLatin1(qVersion()), QStringLiteral(QT_VERSION_STR), QSysInfo::prettyProductName(),
        QSysInfo::currentCpuArchitecture(), QGuiApplication::platformName());
}

void AboutDialog::showLicences()
{
    auto* dialog = new LicencesDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

} // namespace drover::ui
