// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/runhere.h"

#include "mainwindow/mainwindow.h"
#include "mainwindow/workspace.h"
#include "session/feeds/writesfeed.h"
#include "util/plaintext.h"
#include "util/words.h"

namespace drover::ui {

namespace {
//! It hears nothing any more, also not before it is gone.
void forget(const QObject& sender, QObject* context)
{
    sender.disconnect(context);
    context->deleteLater();
}
} // namespace

RunHere::RunHere(ConnectionHub& hub, MainWindow& window)
    : QObject(&window)
    , m_hub(hub)
    , m_window(window)
{
}

QString RunHere::embedded() const
{
    for (const QString& id : m_hub.ids()) {
        if (m_hub.identity(id).embedded)
            return id;
    }
    return {};
}

void RunHere::run(const QueueId& queue, const NewJob& job)
{
    const QString id = embedded();
    if (id.isEmpty()) {
        m_window.say(Card::Mood::Bad, tr("There is no embedded Redis to copy the job to."), {});
        return;
    }
    m_window.showConnection(id);
    if (m_hub.session(id) != nullptr) {
        whenReady(id, queue, job);
        return;
    }
    if (!m_hub.isOpening(id))
        return; // it could not be opened, which the window has said
    auto* once = new QObject(this);
    connect(&m_hub, &ConnectionHub::opened, once,
        [this, once, id, queue, job](const QString& opened, Session* /*session*/) {
            if (opened != id)
                return;
            forget(m_hub, once);
            whenReady(id, queue, job);
        });
    // Who opens it later wants something else.
    connect(&m_hub, &ConnectionHub::openFailed, once, [this, once, id](const QString& failed) {
        if (failed == id)
            forget(m_hub, once);
    });
}

void RunHere::whenReady(const QString& id, const QueueId& queue, const NewJob& job)
{
    Session* session = m_hub.session(id);
    if (session->link().state == LinkState::Ready) {
        add(id, queue, job);
        return;
    }
    auto* once = new QObject(session);
    connect(
        session, &Session::linkChanged, once, [this, session, once, id, queue, job](const LinkFacts& link) {
            if (link.state != LinkState::Ready)
                return;
            forget(*session, once);
            add(id, queue, job);
        });
}

void RunHere::add(const QString& id, const QueueId& queue, const NewJob& job)
{
    Session* session = m_hub.session(id);
    const QueueId here{session->identity().prefix(), queue.name};
    session->writes().addJob(here, job, this, [this, id, here](const Result<JobId>& added) {
        if (!added) {
            const ErrorWords words = errorWords(added.error());
            m_window.say(Card::Mood::Bad, words.sentence, words.remedy);
            return;
        }
        m_window.showConnection(id);
        m_window.say(Card::Mood::Good,
            tr("A copy of the job waits in %1 of the embedded Redis, as job %2.", "queue, id")
                .arg(plainText(here.name, Lines::Single, 60), plainText(*added, Lines::Single, 60)),
            tr("Start a worker for it here; the original is as it was."));
        if (Workspace* workspace = m_window.workspace())
            workspace->showWorker(here);
    });
}

} // namespace drover::ui
