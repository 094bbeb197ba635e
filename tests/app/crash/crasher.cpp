// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT

// Crashes: crasher HOW FOLDER. What each way stands for is in tst_crashreports.cpp.
#include "crash/crashhandler.h"
#include "logging/logsetup.h"

#include <QCoreApplication>
#include <QDebug>
#include <QThread>

#include <csignal>
#include <cstring>
#include <stdexcept>

#include <sys/resource.h>
#include <unistd.h>

namespace {

volatile int sink = 0;

[[gnu::noinline]] void writeNowhere()
{
    volatile int* nowhere = nullptr;
    asm volatile("" : "+r"(nowhere)); // the compiler shall not know
    *nowhere = 1;
}

[[gnu::noinline]] void recurse(int depth)
{
    volatile char frame[4096];
    frame[depth % 4096] = 1;
    if (sink == 0) // always, but the compiler shall not know
        recurse(depth + 1);
    sink = frame[0];
}

[[gnu::noinline]] int divide(int number, int by)
{
    return number / by;
}

void crash(const char* how)
{
    const auto is = [how](const char* name) { return std::strcmp(how, name) == 0; };
    if (is("segv"))
        writeNowhere();
    else if (is("abort"))
        std::abort();
    else if (is("fatal"))
        qFatal("no way on, redis://ann:MARKER-IN-FATAL@shop.example");
    else if (is("divide"))
        sink = divide(7 + sink, sink);
    else if (is("trap"))
        __builtin_trap();
    else if (is("stack"))
        recurse(0);
    else if (is("exception"))
        throw std::out_of_range("no place 7, redis://ann:MARKER-IN-EXCEPTION@shop.example");
    else if (is("number"))
        throw 42;
    else if (is("killed"))
        ::kill(::getpid(), SIGSEGV);
}

} // namespace

int main(int argc, char** argv)
{
    const struct rlimit noCore {
    };
    ::setrlimit(RLIMIT_CORE, &noCore);
    QCoreApplication application(argc, argv);
    drover::LogOptions options;
    options.dir = QString::fromLocal8Bit(argv[2]);
    options.stderrLevel = drover::LogLevel::Off;
    drover::LogSetup logging(options);
    drover::installCrashHandler("drover", options.dir + QStringLiteral("/crashes"));
    drover::noteRedisVersion("7.0.15");
    qInfo("the first line");
    for (int i = 0; i < 500; ++i)
        qInfo("line %d", i);
    qWarning("cannot connect to redis://ann:MARKER-IN-LOG@shop.example:6379");
    qInfo("the last line");
    const char* how = argv[1];
    if (std::strcmp(how, "thread") == 0) {
        QThread* thread = QThread::create([] { writeNowhere(); });
        thread->setObjectName(QStringLiteral("drover-worker"));
        thread->start();
        thread->wait();
    } else if (std::strcmp(how, "log") == 0) {
        logging.setListener([] { writeNowhere(); }); // with the log's lock held
        qInfo("the very last line");
    } else {
        crash(how);
    }
    return 0;
}
