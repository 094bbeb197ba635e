// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT

// The wall clock of a program, moved by as many milliseconds as the first eight bytes of the file in
// DROVER_TEST_CLOCK say, at any moment. Clocks that only measure durations go on as they are. Takes no
// memory: redis-server's allocator asks for the time before it can give any.
#include <cstdint>
#include <cstdlib>
#include <ctime>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

namespace {

std::int64_t offset()
{
    static const volatile std::int64_t* const shared = []() -> const volatile std::int64_t*
    {
        const char* const path = std::getenv("DROVER_TEST_CLOCK");
        const int file = path ? ::open(path, O_RDONLY | O_CLOEXEC) : -1;
        if (file < 0)
            return nullptr;
        void* const memory = ::mmap(nullptr, sizeof(std::int64_t), PROT_READ, MAP_SHARED, file, 0);
        ::close(file);
        return memory == MAP_FAILED ? nullptr : static_cast<const volatile std::int64_t*>(memory);
    }
    ();
    return shared ? *shared : 0;
}

void move(timespec& time)
{
    const std::int64_t total = time.tv_nsec + offset() % 1000 * 1'000'000;
    time.tv_sec += static_cast<time_t>(offset() / 1000 + total / 1'000'000'000);
    time.tv_nsec = static_cast<long>(total % 1'000'000'000);
    if (time.tv_nsec < 0) {
        time.tv_nsec += 1'000'000'000;
        --time.tv_sec;
    }
}

} // namespace

extern "C" {

int clock_gettime(clockid_t clock, timespec* time) noexcept
{
    const long result = ::syscall(SYS_clock_gettime, clock, time);
    if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        move(*time);
    return static_cast<int>(result);
}

int gettimeofday(timeval* time, void*) noexcept
{
    timespec now{};
    const int result = clock_gettime(CLOCK_REALTIME, &now);
    time->tv_sec = now.tv_sec;
    time->tv_usec = now.tv_nsec / 1000;
    return result;
}

time_t time(time_t* seconds) noexcept
{
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    if (seconds)
        *seconds = now.tv_sec;
    return now.tv_sec;
}
}
