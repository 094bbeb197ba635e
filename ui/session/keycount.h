// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/actionvalues.h"

#include <QMap>
#include <QObject>
#include <QPointer>
#include <QStringList>

#include <optional>
#include <vector>

namespace drover::ui {

class ConnectionHub;
class Session;

//! Which keys the jobs of a queue are under, as far as somebody could look.
struct KeyUse {
    QStringList connections; //!< titles of those that were looked at; empty = none is open
    QMap<QByteArray, qint64> jobs; //!< id of a key -> jobs with a field of their data under it
    std::optional<Error> error; //!< why there may be more

    bool operator==(const KeyUse&) const = default;
};

//! Counts them on the open connections, in all states, with the dry run of a re-encryption: paced, one state
//! after the other, ended with the object.
class KeyCount final : public QObject {
    Q_OBJECT
public:
    KeyCount(ConnectionHub& hub, const QueueId& queue, QObject* parent);
    ~KeyCount() override;

    //! counted() follows once, not from inside.
    void start();

Q_SIGNALS:
    void counted(const drover::ui::KeyUse& use);

private:
    struct Place {
        QPointer<Session> session;
        JobState state = JobState::Waiting;
    };
    void next();
    void take(const Result<ActionPlan>& plan);

    QueueId m_queue;
    std::vector<Place> m_left; //!< the next one at the end
    Place m_now;
    ActionId m_plan = 0;
    KeyUse m_use;
};

} // namespace drover::ui
