// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"
#include "session/engineconfig.h"
#include "session/feeds/answer.h"

#include <QFuture>
#include <QObject>
#include <QPointer>
#include <QThread>

#include <functional>
#include <optional>

namespace drover::ui {

class EngineCore;

//! The way from the GUI thread to the engine's and back, for the feeds of a session. Values cross, objects
//! stay: what a job captures is copied, and it must not touch a widget.
class EngineHost final : public QObject {
    Q_OBJECT
public:
    //! Starts the engine thread; the core begins with start().
    explicit EngineHost(EngineConfig config, QObject* parent = nullptr);
    //! Waits for the engine to end in good order.
    ~EngineHost() override;

    using Job = std::function<void(EngineCore&)>;

    //! Runs the job on the engine thread, after those posted before.
    void post(Job job);
    //! For connecting its signals only; everything else goes by post().
    [[nodiscard]] const EngineCore* core() const { return m_core; }

    //! Moves a feed's helper to the engine thread.
    void adopt(QObject& helper);

    //! Asks on the engine thread and answers on the GUI thread. While the connection is down the answer is
    //! the reason, and the question is not asked.
    template <typename T>
    void ask(QObject* context, std::function<QFuture<Result<T>>(EngineCore&)> question, Answer<T> answer)
    {
        post([this, question = std::move(question), reply = replyTo<T>(context, std::move(answer))](
                 EngineCore& core) {
            if (const auto down = whyDown(core))
                reply(*down);
            else
                question(core).then(anchor(core), [reply](const Result<T>& result) { reply(result); });
        });
    }

    //! A function for the engine thread that brings a result to `answer` on the GUI thread.
    template <typename T>
    [[nodiscard]] std::function<void(Result<T>)> replyTo(QObject* context, Answer<T> answer)
    {
        return [host = QPointer<EngineHost>(this), guard = QPointer<QObject>(context),
                   answer = std::move(answer)](Result<T> result) {
            deliver(host, [guard, answer, result = std::move(result)] {
                if (guard)
                    answer(result);
            });
        };
    }

private:
    //! Why nothing can be asked now; none when it can.
    [[nodiscard]] static std::optional<Error> whyDown(EngineCore& core);
    [[nodiscard]] static QObject* anchor(EngineCore& core);
    static void deliver(const QPointer<EngineHost>& host, std::function<void()> call);

    QThread m_thread;
    EngineCore* m_core;
};

} // namespace drover::ui
