// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "queue/queue.h"

#include <QByteArrayList>
#include <QRandomGenerator>

#include <vector>

namespace drover {

//! The jobs of one demo queue.
struct StoryQueue {
    QByteArray name;
    std::vector<NewJob> history; //!< worked on while the queue is filled
    std::vector<NewJob> standing; //!< stay: waiting, prioritized, delayed
};

//! Makes up the jobs of a shop: same seed, same jobs. Pure; what becomes of a job is read from its data
//! (fate_p.h).
class Story final {
public:
    explicit Story(quint32 seed);

    [[nodiscard]] static const QByteArrayList& queueNames();
    [[nodiscard]] StoryQueue queue(const QByteArray& name, double scale, qint64 nowMs);
    //! One more job for a living queue.
    [[nodiscard]] NewJob next(const QByteArray& name);

private:
    QRandomGenerator m_random;

    [[nodiscard]] int upTo(int bound) { return int(m_random.bounded(bound)); }
    [[nodiscard]] bool oneIn(int n) { return upTo(n) == 0; }
    [[nodiscard]] QByteArray pick(std::initializer_list<const char*> words);
    [[nodiscard]] NewJob mail();
    [[nodiscard]] NewJob invoice();
    [[nodiscard]] NewJob transcode();
    [[nodiscard]] NewJob index();
    [[nodiscard]] NewJob webhook();
    void addStanding(StoryQueue& queue, double scale);
};

} // namespace drover
