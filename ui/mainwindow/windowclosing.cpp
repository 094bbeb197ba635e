// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/mainwindow.h"

#include "dialogs/confirmdialog.h"
#include "mainwindow/closingcountdown.h"
#include "mainwindow/workspace.h"
#include "session/feeds/workersfeed.h"
#include "util/plaintext.h"

#include <QCloseEvent>

#include <algorithm>

using namespace Qt::StringLiterals;

// How the window and its connections end: what runs is asked about, and workers may end their jobs.
namespace drover::ui {

namespace {
ConfirmQuestion windowQuestion()
{
    ConfirmQuestion question;
    question.window = MainWindow::tr("Close Drover");
    question.question = MainWindow::tr("Jobs are being changed. Close all the same?");
    question.consequence = MainWindow::tr(
        "What is done stays done; what is left stays as it is. The report would be lost with the window.");
    question.verb = MainWindow::tr("End it and close");
    question.destroys = true;
    return question;
}

ConfirmQuestion connectionQuestion(const QString& name)
{
    ConfirmQuestion question = windowQuestion();
    question.window = MainWindow::tr("Close connection");
    question.question =
        MainWindow::tr("Jobs are being changed. Close %1 all the same?", "%1 is a connection").arg(name);
    question.consequence = MainWindow::tr("What is done stays done; what is left stays as it is. The report "
                                          "would be lost with the connection.");
    return question;
}
} // namespace

void MainWindow::closeConnection(const QString& id, const std::function<void()>& then)
{
    const Workspace* known = m_workspaces.value(id);
    if (known == nullptr || !known->actionsRun()) {
        closeAgreed(id, then);
        return;
    }
    const QString name = plainText(m_hub.identity(id).title, Lines::Single, 60);
    askBeforeClosing(id, connectionQuestion(name), [this, id, then] { closeAgreed(id, then); });
}

//! Nobody has to be asked any more.
void MainWindow::closeAgreed(const QString& id, const std::function<void()>& then)
{
    Workspace* known = m_workspaces.value(id);
    if (known != nullptr && known->workersRun()) {
        // Who only wants it closed sooner does not call off what shall follow.
        if (then || !m_leaving.contains(id))
            m_leaving.insert(id, then);
        known->stopWorkers();
        m_countdown->follow();
        return;
    }
    m_leaving.remove(id);
    m_hub.close(id);
    if (then)
        then();
}

void MainWindow::onWorkersStopped(const QString& id)
{
    const Workspace* known = m_workspaces.value(id);
    if (known == nullptr || known->workersRun())
        return;
    if (m_leaving.contains(id)) {
        const auto then = m_leaving.value(id);
        closeAgreed(id, then);
    }
    m_countdown->follow();
    if (m_closing && !workersRun())
        close();
}

bool MainWindow::workersRun() const
{
    return std::any_of(
        m_workspaces.cbegin(), m_workspaces.cend(), [](const Workspace* each) { return each->workersRun(); });
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    keepLayout();
    const auto acting = std::find_if(
        m_workspaces.cbegin(), m_workspaces.cend(), [](const Workspace* each) { return each->actionsRun(); });
    if (acting != m_workspaces.cend() && !m_closeAnyway) {
        askBeforeClosing(acting.key(), windowQuestion(), [this] { closeAnyway(); });
        event->ignore();
        return;
    }
    const bool isAgain = std::exchange(m_closing, workersRun());
    for (auto it = m_workspaces.cbegin(); it != m_workspaces.cend(); ++it) {
        // The first time their jobs may end; the second time they are handed back at once.
        if (it.value()->workersRun() && (isAgain || !m_leaving.contains(it.key())))
            it.value()->stopWorkers();
    }
    if (m_closing)
        m_countdown->follow();
    event->setAccepted(!m_closing);
}

//! Those that the window, or a connection, waits for before it closes.
QList<LocalWorkerFacts> MainWindow::awaitedWorkers() const
{
    QList<LocalWorkerFacts> awaited;
    for (auto it = m_workspaces.cbegin(); it != m_workspaces.cend(); ++it) {
        if (!m_closing && !m_leaving.contains(it.key()))
            continue;
        for (const LocalWorkerFacts& worker : it.value()->session().workers().workers()) {
            if (worker.isRunning())
                awaited.append(worker);
        }
    }
    return awaited;
}

//! Nobody wants to wait: what is leaving is asked to stop once more, which hands its jobs back.
void MainWindow::handBackNow()
{
    for (auto it = m_workspaces.cbegin(); it != m_workspaces.cend(); ++it) {
        if ((m_closing || m_leaving.contains(it.key())) && it.value()->workersRun())
            it.value()->stopWorkers();
    }
    m_countdown->follow();
}

void MainWindow::askBeforeClosing(
    const QString& acting, const ConfirmQuestion& question, const std::function<void()>& agreed)
{
    const QString name = u"closing"_s;
    if (findChild<ConfirmDialog*>(name) != nullptr)
        return;
    auto* dialog = new ConfirmDialog(question, m_hub.identity(acting), this);
    dialog->setObjectName(name);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, agreed);
    dialog->open();
}

void MainWindow::closeAnyway()
{
    m_closeAnyway = true;
    close();
}

} // namespace drover::ui
