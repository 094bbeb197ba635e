// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT

// A system that gives a program only as many threads as DROVER_TEST_THREADS says, as ulimit -u does for
// everybody but root.
#include <atomic>
#include <cerrno>
#include <cstdlib>

#include <dlfcn.h>
#include <pthread.h>

extern "C" int pthread_create(
    pthread_t* thread, const pthread_attr_t* attributes, void* (*start)(void*), void* argument) noexcept
{
    using Create = int (*)(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*);
    static const auto create = reinterpret_cast<Create>(::dlsym(RTLD_NEXT, "pthread_create"));
    static const char* const text = std::getenv("DROVER_TEST_THREADS");
    static std::atomic<int> left = text ? std::atoi(text) : 1'000'000;
    if (left.fetch_sub(1) <= 0)
        return EAGAIN;
    return create(thread, attributes, start, argument);
}
