// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <unistd.h>

namespace drover {

//! Text into a fixed buffer and from there to a file, with nothing but what a signal handler may do: no
//! memory, no locks, no locale. With no file it is a short text of `Size` bytes at most, always ended by 0.
template <size_t Size>
class ReportWriter final {
public:
    explicit ReportWriter(int file = -1) noexcept
        : m_file(file)
    {
    }

    ReportWriter& text(const char* text) noexcept
    {
        for (; *text != '\0'; ++text)
            put(*text);
        return *this;
    }
    ReportWriter& text(const char* text, size_t length) noexcept
    {
        for (size_t i = 0; i < length; ++i)
            put(text[i]);
        return *this;
    }
    //! At least `digits` of them.
    ReportWriter& number(uint64_t value, int digits = 1) noexcept { return digitsOf(value, 10, digits); }
    ReportWriter& hex(uint64_t value) noexcept { return text("0x").digitsOf(value, 16, 1); }
    ReportWriter& flush() noexcept
    {
        size_t done = 0;
        while (m_file >= 0 && done < m_used) {
            const ssize_t written = ::write(m_file, m_buffer.data() + done, m_used - done);
            if (written <= 0)
                break; // a full disk takes what it takes
            done += static_cast<size_t>(written);
        }
        if (m_file >= 0)
            m_used = 0;
        return *this;
    }
    [[nodiscard]] const char* data() noexcept
    {
        m_buffer[m_used] = '\0';
        return m_buffer.data();
    }

private:
    void put(char character) noexcept
    {
        if (m_used + 1 >= Size)
            flush();
        if (m_used + 1 < Size)
            m_buffer[m_used++] = character;
    }
    ReportWriter& digitsOf(uint64_t value, unsigned base, int least) noexcept
    {
        std::array<char, 24> digits{};
        int count = 0;
        do {
            digits[static_cast<size_t>(count++)] = "0123456789abcdef"[value % base];
            value /= base;
        } while (value > 0 || count < least);
        while (count > 0)
            put(digits[static_cast<size_t>(--count)]);
        return *this;
    }

    int m_file;
    size_t m_used = 0;
    std::array<char, Size> m_buffer;
};

} // namespace drover
