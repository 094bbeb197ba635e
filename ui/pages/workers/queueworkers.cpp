// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/workers/queueworkers.h"

#include "pages/workers/editworker.h"
#include "pages/workers/localworkerview.h"
#include "session/feeds/workersfeed.h"
#include "util/plaintext.h"
#include "widgets/emptystate.h"

#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace drover::ui {

QueueWorkers::QueueWorkers(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
{
    m_view = new LocalWorkerView(session.workers(), session.identity().readOnly);
    m_view->setForgettable(false); // that is for the page that lists them
    m_none = new EmptyState;
    m_body = new QStackedWidget;
    m_body->addWidget(m_view);
    m_body->addWidget(m_none);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_body);
    setMinimumHeight(fontMetrics().height() * 13);
    WorkerBook& book = session.workers().book();
    connect(m_none, &EmptyState::actionTriggered, this, [this, &book] { edit(book.blank(m_queue)); });
    connect(m_view, &LocalWorkerView::editWanted, this, [this, &book](const QString& id) {
        if (const auto definition = book.find(id))
            edit(*definition);
    });
    connect(&book, &WorkerBook::changed, this, &QueueWorkers::update);
    connect(&session.workers(), &WorkersFeed::changed, this, &QueueWorkers::onWorker);
    update();
}

void QueueWorkers::setQueue(const QueueId& queue)
{
    m_queue = queue;
    update();
}

void QueueWorkers::onLock()
{
    m_view->setReadOnly(m_session.identity().readOnly);
    update();
}

void QueueWorkers::setListeners(int count)
{
    m_listeners = count;
    update();
}

LocalWorkerRow QueueWorkers::chosen() const
{
    const WorkersFeed& feed = m_session.workers();
    LocalWorkerRow chosen;
    const QList<LocalWorkerDefinition> all = feed.book().ofQueue(m_queue);
    for (const LocalWorkerDefinition& definition : all) {
        const LocalWorkerRow row{definition, feed.newestOf(definition.id)};
        const bool better = row.facts.isRunning() && !chosen.facts.isRunning();
        if (chosen.definition.id.isEmpty() || better)
            chosen = row;
    }
    return chosen;
}

void QueueWorkers::update()
{
    const LocalWorkerRow row = chosen();
    m_state = row.facts.state;
    if (row.definition.id.isEmpty()) {
        const bool readOnly = m_session.identity().readOnly;
        m_none->show(readOnly ? u"lock"_s : u"worker"_s,
            readOnly ? tr("No worker can run here")
                     : tr("No worker on this computer takes the jobs of %1", "%1 is a queue")
                           .arg(plainText(m_queue.name, Lines::Single, 60)),
            readOnly ? tr("This connection is read-only: no worker can be started on it.")
                     : tr("A processor file of Node, any program, a Qt plugin, or simulated jobs."),
            readOnly ? QString() : tr("New worker\u2026"));
        m_body->setCurrentWidget(m_none);
        return;
    }
    m_view->show(row);
    m_view->setOthers(m_listeners - (row.facts.isRunning() ? 1 : 0));
    m_body->setCurrentWidget(m_view);
}

void QueueWorkers::onWorker(const LocalWorkerFacts& facts)
{
    if (!(facts.spec.queue == m_queue))
        return;
    const LocalWorkerState before = m_state;
    update();
    if (m_state != before)
        Q_EMIT workerTurned();
}

void QueueWorkers::edit(const LocalWorkerDefinition& definition)
{
    editWorker(this, m_session.workers().book(), definition, {m_queue}, [](const QString& /*id*/) {});
}

} // namespace drover::ui
