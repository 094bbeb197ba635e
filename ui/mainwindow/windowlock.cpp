// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/mainwindow.h"

#include "dialogs/confirmdialog.h"
#include "mainwindow/workspace.h"
#include "util/plaintext.h"

#include <QPointer>

using namespace Qt::StringLiterals;

// Unlocking production for some minutes; the engine is what refuses and what locks again.
namespace drover::ui {

void MainWindow::setUnlockTime(std::chrono::minutes time)
{
    m_unlockTime = time;
    updateActions();
}

void MainWindow::toggleLock()
{
    Workspace* shown = workspace();
    if (shown == nullptr || !shown->session().identity().canUnlock)
        return;
    if (shown->session().unlockedUntil() > 0)
        shown->session().lock();
    else
        askToUnlock(shown->session());
}

void MainWindow::askToUnlock(Session& session)
{
    const QString name = u"unlock"_s;
    if (findChild<ConfirmDialog*>(name) != nullptr)
        return;
    const ConnectionIdentity identity = session.identity();
    ConfirmQuestion question;
    question.window = tr("Unlock connection");
    question.question =
        tr("Unlock %1 for %n minute(s)?", "%1 is a connection", static_cast<int>(m_unlockTime.count()))
            .arg(plainText(identity.title, Lines::Single, 60));
    question.consequence = tr(
        "Queues and jobs can be changed and workers can be started until then. After that it locks by "
        "itself; "
        "actions that still run then are done to their end, and local workers run until they are stopped.");
    question.verb = tr("Unlock");
    question.destroys = true;
    question.typed = identity.title;
    auto* dialog = new ConfirmDialog(question, identity, this);
    dialog->setObjectName(name);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, session = QPointer(&session)] {
        if (session)
            session->unlock(m_unlockTime);
    });
    dialog->open();
}

} // namespace drover::ui
