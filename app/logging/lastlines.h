// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArrayView>

#include <array>
#include <atomic>

namespace drover {

//! The newest lines of the log in memory that is there from the start, so that a crash can still tell them.
//! Lines go in one after the other (the log's lock sees to that); reading them takes no lock and no memory.
class LastLines final {
public:
    static constexpr size_t count = 200;
    static constexpr size_t longest = 480; //!< bytes of a line; the rest is cut

    //! Without a line end; holds no secrets, for nobody looks at it again.
    void add(QByteArrayView line) noexcept;

    //! Calls `take(text, length)` for each line, oldest first. May be called by a signal handler: a line that
    //! is being written just then is left out.
    template <typename F>
    void forEach(F&& take) const noexcept
    {
        const quint32 next = m_next.load(std::memory_order_acquire);
        for (quint32 i = 0; i < count; ++i) {
            const Line& line = m_lines[(next + i) % count];
            if (const quint32 length = line.length.load(std::memory_order_acquire); length > 0)
                take(line.text.data(), size_t(length));
        }
    }

private:
    struct Line {
        std::atomic<quint32> length{0}; //!< 0 = none
        std::array<char, longest> text{};
    };
    static_assert(std::atomic<quint32>::is_always_lock_free);

    std::array<Line, count> m_lines;
    std::atomic<quint32> m_next{0};
};

//! Of this program.
[[nodiscard]] LastLines& lastLines() noexcept;

} // namespace drover
