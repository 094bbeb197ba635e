// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/clock.h"
#include "queue/writegate.h"

#include <memory>
#include <mutex>

namespace drover {

//! The gate of a production connection: refuses every write with ErrorCode::ReadOnly until a person unlocks
//! it for some time, and again once that time is over, whoever looks at a clock or not. While it is unlocked,
//! writes pass on to the gate that records them; so does the unlocking itself, as the action "unlock".
//! Thread-safe.
class ProductionGate final : public WriteGate {
public:
    //! `passOn` gets what passes; null = nothing is recorded.
    explicit ProductionGate(std::unique_ptr<WriteGate> passOn, const Clock& clock = Clock::system());
    //! Locks.
    ~ProductionGate() override;

    //! From now on, in the place of what is left of an earlier time.
    void unlock(Milliseconds time);
    //! Ends the time early; what has begun may still finish().
    void lock();
    //! Until it locks again; zero = it is locked.
    [[nodiscard]] Milliseconds left() const;

    [[nodiscard]] Result<qint64> begin(const WriteIntent& intent) override;
    [[nodiscard]] Status mayGoOn() const override;
    void finish(qint64 record, const QVariantMap& outcome, const Error* error = nullptr) override;

private:
    [[nodiscard]] Milliseconds leftNow() const;
    [[nodiscard]] WriteGate& next() const { return m_passOn ? *m_passOn : WriteGate::open(); }

    const std::unique_ptr<WriteGate> m_passOn;
    const Clock& m_clock;
    mutable std::mutex m_mutex;
    // Two clocks: one stands still while the computer sleeps, the other can be set back.
    Milliseconds m_wallEnd{0};
    Milliseconds m_monotonicEnd{0};
    bool m_isUnlocked = false;
    qint64 m_record = -1; //!< of the unlocking under way
};

} // namespace drover
