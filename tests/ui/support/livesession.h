// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/actionvalues.h"
#include "session/enginesession.h"
#include "session/feeds/answer.h"
#include "support/npmprocess.h"
#include "support/redisfixture.h"

#include <QTemporaryDir>
#include <QTest>

#include <functional>
#include <memory>
#include <optional>

namespace drover::test {

//! The answer to one question, with the event loop running meanwhile; an Error of code Timeout after 20 s.
template <typename T>
[[nodiscard]] Result<T> answered(const std::function<void(ui::Answer<T>)>& ask)
{
    const auto answer = std::make_shared<std::optional<Result<T>>>();
    ask([answer](const Result<T>& result) { *answer = result; });
    (void)QTest::qWaitFor([answer] { return answer->has_value(); }, 20000);
    return answer->value_or(Error{ErrorCode::Timeout, QStringLiteral("no answer"), {}});
}

//! Starts an action and waits for its report; empty facts after 20 s of silence.
[[nodiscard]] ui::ActionFacts runAction(ui::Session& session, const ui::ActionRequest& request);
//! What the action would do.
[[nodiscard]] Result<ui::ActionPlan> planAction(ui::Session& session, const ui::ActionRequest& request);

//! Sessions with an engine on a real Redis, where npm makes the jobs and is the judge.
class LiveSessions final {
public:
    [[nodiscard]] bool start();

    //! Jobs "mail" with ids from "1" on that failed as often as they may.
    [[nodiscard]] QueueId makeFailed(
        int count, int attempts = 1, const QString& message = QStringLiteral("smtp is down"));
    //! Jobs that are due in an hour.
    [[nodiscard]] QueueId makeDelayed(int count);
    //! Ready to be asked; null when it does not become so.
    [[nodiscard]] std::unique_ptr<ui::EngineSession> open(bool readOnly = false);
    //! Jobs in a state, as npm counts them.
    [[nodiscard]] int count(const QueueId& queue, const QString& state);

    QTemporaryDir data;
    RedisFixture redis;
    NpmProcess npm{redis.socketPath()};
};

} // namespace drover::test
