// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "worker/processors/nodeprocessor.h"

#include "core/logging_p.h"
#include "worker/cancelled_p.h"
#include "worker/processors/childthread_p.h"
#include "worker/processors/nodechild_p.h"

#include <QDir>
#include <QFileInfo>
#include <QPromise>
#include <QStandardPaths>
#include <QTimer>

#include <algorithm>
#include <atomic>
#include <deque>
#include <optional>
#include <vector>

namespace drover {
namespace {

constexpr Milliseconds firstPause{100};
constexpr Milliseconds longestPause{10000};

} // namespace

//! The children and the jobs that wait for one. Everything but the constructor happens on childthread.
class NodeProcessor::Pool final : public QObject {
public:
    explicit Pool(NodeProcessorOptions options)
        : m_options(std::move(options))
    {
        moveToThread(childthread::context()->thread());
    }

    void load(QPromise<Status>&& promise)
    {
        m_promises.push_back(std::move(promise));
        m_promises.back().start();
        const Status possible = checkFiles();
        if (!possible) {
            settle(possible);
        } else if (std::ranges::any_of(m_children, &NodeChild::isIdle)) {
            settle(Done{});
        } else if (m_children.empty()) {
            launch();
        }
    }

    void enqueue(NodeTask task)
    {
        m_waiting.push_back(std::move(task));
        pump();
    }

    void cancel(quint64 number)
    {
        const auto waiting = std::ranges::find(m_waiting, number, &NodeTask::number);
        if (waiting != m_waiting.end()) {
            NodeTask task = std::move(*waiting);
            m_waiting.erase(waiting);
            const QByteArray message = cancelledMessage(*task.context);
            giveUp(std::move(task), message);
            return;
        }
        for (NodeChild* const child : m_children) {
            if (child->taskNumber() == number) {
                child->cancel();
            }
        }
    }

    void setConcurrency(int concurrency)
    {
        m_concurrency = std::max(1, concurrency);
        trim();
    }

    void close()
    {
        m_closed = true;
        settle(Error{ErrorCode::Cancelled, QStringLiteral("the processor was closed"), {}});
        for (NodeTask& task : std::exchange(m_waiting, {})) {
            giveUp(std::move(task), QByteArrayLiteral("The worker was closed"));
        }
        for (NodeChild* const child : QList<NodeChild*>(m_children)) {
            child->taskNumber() == 0 ? child->retire() : child->cancel();
        }
        endWhenEmpty();
    }

private:
    NodeProcessorOptions m_options;
    QString m_program;
    QList<NodeChild*> m_children;
    std::deque<NodeTask> m_waiting;
    std::vector<QPromise<Status>> m_promises;
    QString m_toldError;
    Milliseconds m_pause{0}; //!< before the next child may start
    bool m_pausing = false;
    bool m_closed = false;
    int m_concurrency = 1;

    Status checkFiles()
    {
        m_program = m_options.program.isEmpty() ? QStringLiteral("node") : m_options.program;
        const QString found = QStandardPaths::findExecutable(m_program);
        if (found.isEmpty()) {
            return Error{ErrorCode::NotFound,
                QStringLiteral("%1 was not found: install Node.js 18 or newer").arg(m_program), {}};
        }
        m_program = found;
        const QDir base(
            m_options.workingDirectory.isEmpty() ? QDir::currentPath() : m_options.workingDirectory);
        if (!QFileInfo(base.absoluteFilePath(m_options.file)).isFile()) {
            return Error{ErrorCode::NotFound, QStringLiteral("no such file: %1").arg(m_options.file), {}};
        }
        return Done{};
    }

    void settle(const Status& status)
    {
        for (QPromise<Status>& promise : std::exchange(m_promises, {})) {
            promise.addResult(status);
            promise.finish();
        }
    }

    static void giveUp(NodeTask task, const QByteArray& reason)
    {
        task.onStop.reset();
        task.finished(JobFailure{JobFailure::Kind::Failed, reason, {}});
    }

    void pump()
    {
        // The child that worked last is the warmest.
        for (auto child = m_children.rbegin(); child != m_children.rend() && !m_waiting.empty(); ++child) {
            if ((*child)->isIdle()) {
                NodeTask task = std::move(m_waiting.front());
                m_waiting.pop_front();
                (*child)->run(std::move(task));
            }
        }
        const auto starting = std::ranges::count_if(m_children, &NodeChild::isStarting);
        const auto needed = static_cast<qsizetype>(m_waiting.size()) - starting;
        for (qsizetype i = 0; i < needed && !m_pausing && !m_closed; ++i) {
            launch();
        }
    }

    void launch()
    {
        const Status possible = checkFiles();
        if (!possible) {
            failToLoad(possible.error());
            return;
        }
        auto* const child = new NodeChild(m_options, m_program, this);
        m_children.push_back(child);
        connect(child, &NodeChild::loaded, this, [this] {
            m_toldError.clear();
            settle(Done{});
            pump();
        });
        connect(child, &NodeChild::loadFailed, this, [this](const QString& message) {
            failToLoad({ErrorCode::BadInput, message, {}});
        });
        connect(child, &NodeChild::becameIdle, this, [this, child] {
            m_pause = Milliseconds(0);
            m_children.removeOne(child);
            m_children.push_back(child);
            m_closed ? child->retire() : pump();
            trim();
        });
        connect(child, &NodeChild::ended, this, [this, child] { onEnded(child); });
        child->launch();
    }

    //! The file cannot be loaded: said once, and one waiting job fails with it; the next ones wait for the
    //! next try.
    void failToLoad(const Error& error)
    {
        settle(error);
        if (error.message != m_toldError) {
            m_toldError = error.message;
            qCWarning(logProcessor).noquote() << "The processor file cannot be loaded:" << error.message;
        }
        if (!m_waiting.empty()) {
            NodeTask task = std::move(m_waiting.front());
            m_waiting.pop_front();
            giveUp(std::move(task), error.message.toUtf8());
        }
        rest();
    }

    void onEnded(NodeChild* child)
    {
        m_children.removeOne(child);
        child->deleteLater();
        std::optional<NodeTask> task = child->takeUnbegun();
        if (task && m_closed) {
            giveUp(std::move(*task), QByteArrayLiteral("The worker was closed"));
        } else if (task) {
            m_waiting.push_front(std::move(*task));
        }
        if (m_closed) {
            endWhenEmpty();
        } else if (!child->isRetired()) {
            rest();
        }
    }

    //! A first death is followed by a new child at once, further ones without a finished job by growing
    //! pauses.
    void rest()
    {
        if (m_pausing) {
            return;
        }
        const Milliseconds pause = m_pause;
        m_pause = std::clamp(m_pause * 2, firstPause, longestPause);
        if (pause == Milliseconds(0)) {
            QMetaObject::invokeMethod(
                this, [this] { pump(); }, Qt::QueuedConnection);
            return;
        }
        m_pausing = true;
        QTimer::singleShot(pause, this, [this] {
            m_pausing = false;
            pump();
        });
    }

    void trim()
    {
        auto surplus = m_children.size() - m_concurrency;
        for (NodeChild* const child : QList<NodeChild*>(m_children)) {
            if (surplus > 0 && child->isIdle()) {
                child->retire();
                --surplus;
            }
        }
    }

    void endWhenEmpty()
    {
        if (m_children.isEmpty()) {
            deleteLater();
        }
    }
};

NodeProcessor::NodeProcessor(NodeProcessorOptions options)
    : m_pool(new Pool(std::move(options)))
{
}

NodeProcessor::~NodeProcessor()
{
    childthread::post([pool = m_pool] { pool->close(); });
}

QFuture<Status> NodeProcessor::load()
{
    QPromise<Status> promise;
    QFuture<Status> future = promise.future();
    if (!childthread::isRunning()) {
        promise.start();
        promise.addResult(Status(
            Error{ErrorCode::Server, QStringLiteral("the system gives this process no more threads"), {}}));
        promise.finish();
        return future;
    }
    auto shared = std::make_shared<QPromise<Status>>(std::move(promise));
    childthread::post([pool = m_pool, shared] { pool->load(std::move(*shared)); });
    return future;
}

void NodeProcessor::start(std::shared_ptr<JobContext> context, Finished finished)
{
    static std::atomic<quint64> lastNumber{0};
    auto task = std::make_shared<NodeTask>();
    task->number = ++lastNumber;
    task->context = std::move(context);
    task->finished = std::move(finished);
    const std::stop_token token = task->context->stopToken();
    childthread::post([pool = m_pool, task, token] {
        const quint64 number = task->number;
        std::function<void()> onStop = [pool, number] {
            childthread::post([pool, number] { pool->cancel(number); });
        };
        task->onStop = std::make_unique<std::stop_callback<std::function<void()>>>(token, std::move(onStop));
        pool->enqueue(std::move(*task));
    });
}

void NodeProcessor::setConcurrency(int concurrency)
{
    childthread::post([pool = m_pool, concurrency] { pool->setConcurrency(concurrency); });
}

} // namespace drover
