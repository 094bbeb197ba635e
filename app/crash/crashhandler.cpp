// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "crash/crashhandler.h"

#include "core/thrown.h"
#include "crash/crashreports.h"
#include "crash/reportwriter_p.h"
#include "logging/lastlines.h"
#include "scripts/scriptregistry.h"
#include "security/redactor.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QSysInfo>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <ctime>
#include <exception>
#include <utility>

#include <dlfcn.h>
#include <execinfo.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace drover {
namespace {

struct FatalSignal {
    int number;
    const char* name;
};
constexpr std::array fatalSignals{FatalSignal{SIGSEGV, "SIGSEGV"}, FatalSignal{SIGBUS, "SIGBUS"},
    FatalSignal{SIGFPE, "SIGFPE"}, FatalSignal{SIGILL, "SIGILL"}, FatalSignal{SIGABRT, "SIGABRT"}};
constexpr size_t stackSize = 128 * 1024;
constexpr int mostFrames = 64;

//! Everything that the handler touches, there before it is needed.
struct Prepared {
    std::array<char, 1024> state{}; //!< the folder that holds the folder of reports
    std::array<char, 1024> folder{};
    std::array<char, 64> program{};
    std::array<char, 1024> head{}; //!< versions and system
    std::array<char, 64> redis{};
    std::array<char, 600> thrown{}; //!< what nobody caught
    std::array<struct sigaction, fatalSignals.size()> before{};
    std::array<char, stackSize> stack{};
    std::atomic<pid_t> crashing{0}; //!< the thread that writes
};
constinit Prepared prepared;

template <size_t Size>
void keep(std::array<char, Size>& place, const QByteArray& text) noexcept
{
    const size_t length = std::min(Size - 1, static_cast<size_t>(text.size()));
    std::memcpy(place.data(), text.constData(), length);
    place[length] = '\0';
}

pid_t thisThread() noexcept
{
    return static_cast<pid_t>(::syscall(SYS_gettid));
}

//! 2026-01-31T12:00:00Z, or without `separators` 20260131T120000Z; gmtime() may take locks.
template <typename Writer>
void writeTime(Writer& out, bool separators) noexcept
{
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    const std::chrono::sys_seconds seconds{std::chrono::seconds(now.tv_sec)};
    const auto day = std::chrono::floor<std::chrono::days>(seconds);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(seconds - day);
    const char* dash = separators ? "-" : "";
    const char* colon = separators ? ":" : "";
    out.number(static_cast<uint64_t>(int(date.year())), 4).text(dash);
    out.number(unsigned(date.month()), 2).text(dash).number(unsigned(date.day()), 2).text("T");
    out.number(static_cast<uint64_t>(time.hours().count()), 2).text(colon);
    out.number(static_cast<uint64_t>(time.minutes().count()), 2).text(colon);
    out.number(static_cast<uint64_t>(time.seconds().count()), 2).text("Z");
}

//! A file that did not exist before, in a folder for the owner alone.
int openReport() noexcept
{
    ReportWriter<1280> path;
    path.text(prepared.folder.data()).text("/").text(prepared.program.data()).text("-");
    writeTime(path, false);
    path.text("-").number(static_cast<uint64_t>(::getpid())).text(CrashReports::newSuffix);
    ::mkdir(prepared.state.data(), 0700);
    ::mkdir(prepared.folder.data(), 0700);
    return ::open(path.data(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
}

template <typename Writer>
void writeFrame(Writer& out, int number, void* address) noexcept
{
    Dl_info info{};
    out.text("  #").number(static_cast<uint64_t>(number)).text(" ");
    const auto place = reinterpret_cast<uintptr_t>(address);
    if (::dladdr(address, &info) != 0 && info.dli_fname != nullptr) {
        const char* slash = std::strrchr(info.dli_fname, '/');
        out.text(slash == nullptr ? info.dli_fname : slash + 1).text("+");
        out.hex(place - reinterpret_cast<uintptr_t>(info.dli_fbase));
        if (info.dli_sname != nullptr)
            out.text(" ").text(info.dli_sname);
    } else {
        out.hex(place);
    }
    out.text("\n");
}

template <typename Writer>
void writeStack(Writer& out) noexcept
{
    std::array<void*, mostFrames> frames{};
    const int count = ::backtrace(frames.data(), mostFrames);
    out.text("stack:\n");
    for (int i = 0; i < count; ++i)
        writeFrame(out, i, frames[static_cast<size_t>(i)]);
    out.flush();
}

template <typename Writer>
void writeSignal(Writer& out, int signal, const siginfo_t& info) noexcept
{
    out.text("signal: ").number(static_cast<uint64_t>(signal));
    for (const FatalSignal& fatal : fatalSignals) {
        if (fatal.number == signal)
            out.text(" ").text(fatal.name);
    }
    if (info.si_code > 0) // of the processor; else somebody sent it
        out.text(" at ").hex(reinterpret_cast<uintptr_t>(info.si_addr));
    out.text("\n");
    if (prepared.thrown[0] != '\0')
        out.text("not caught: ").text(prepared.thrown.data()).text("\n");
}

void writeReport(int file, int signal, const siginfo_t& info) noexcept
{
    ReportWriter<2048> out(file);
    out.text(prepared.head.data()).text("redis: ");
    out.text(prepared.redis[0] == '\0' ? "none was connected" : prepared.redis.data());
    out.text("\ncrashed: ");
    writeTime(out, true);
    out.text("\n");
    writeSignal(out, signal, info);
    std::array<char, 32> name{};
    ::prctl(PR_GET_NAME, name.data());
    out.text("thread: ").text(name.data()).text(" (").number(static_cast<uint64_t>(thisThread()));
    out.text(" of process ").number(static_cast<uint64_t>(::getpid())).text(")\n").flush();
    writeStack(out);
    out.text("log:\n");
    lastLines().forEach(
        [&out](const char* text, size_t length) { out.text("  ").text(text, length).text("\n"); });
    out.text("end of the report\n").flush();
}

//! Async-signal-safe, but for what backtrace() and dladdr() do after their first call: they look into lists
//! of the loader.
void onFatal(int signal, siginfo_t* info, void*)
{
    const int error = errno;
    pid_t nobody = 0;
    if (!prepared.crashing.compare_exchange_strong(nobody, thisThread())) {
        // Another thread is writing, and ends all of us; what crashes inside of the report ends it now.
        while (nobody != thisThread())
            ::pause();
    } else if (const int file = openReport(); file >= 0) {
        writeReport(file, signal, *info);
        ::close(file);
    }
    for (size_t i = 0; i < fatalSignals.size(); ++i)
        ::sigaction(fatalSignals[i].number, &prepared.before[i], nullptr);
    errno = error;
    // Held back until this handler returns, so that the core dump shows the place itself.
    ::syscall(SYS_tgkill, ::getpid(), thisThread(), signal);
}

[[noreturn]] void onTerminate()
{
    if (const std::exception_ptr thrown = std::current_exception()) {
        try {
            const Thrown said = describeThrown(thrown);
            keep(prepared.thrown, redacted(said.type + ": " + said.text).simplified());
        } catch (...) { // no memory to say it
            keep(prepared.thrown, {});
        }
    }
    std::abort();
}

QByteArray headOf(const QByteArray& program)
{
    return program + " " DROVER_VERSION " has crashed\nqt: " + qVersion() + " (built with " QT_VERSION_STR
        + ")\nbullmq: " + bullmqVersion().toByteArray() + "\nsystem: "
        + QSysInfo::prettyProductName().toUtf8() + ", " + QSysInfo::currentCpuArchitecture().toUtf8() + ", "
        + QSysInfo::kernelType().toUtf8() + ' ' + QSysInfo::kernelVersion().toUtf8()
        + "\nstarted: " + QDateTime::currentDateTimeUtc().toString(Qt::ISODate).toLatin1() + '\n';
}

void useOwnStack() noexcept
{
    stack_t stack{};
    stack.ss_sp = prepared.stack.data();
    stack.ss_size = prepared.stack.size();
    ::sigaltstack(&stack, nullptr);
}

} // namespace

void installCrashHandler(const QByteArray& program, const QString& dir)
{
    const CrashReports reports(dir);
    reports.makeRoom();
    keep(prepared.folder, QFile::encodeName(reports.dir()));
    keep(prepared.state, QFile::encodeName(QFileInfo(reports.dir()).path()));
    keep(prepared.program, program);
    keep(prepared.head, headOf(program));
    std::array<void*, 2> frames{};
    ::backtrace(frames.data(), 2); // loads what it needs
    useOwnStack();
    struct sigaction action { };
    action.sa_sigaction = &onFatal;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    ::sigfillset(&action.sa_mask);
    for (size_t i = 0; i < fatalSignals.size(); ++i)
        ::sigaction(fatalSignals[i].number, &action, &prepared.before[i]);
    std::set_terminate(&onTerminate);
}

void noteRedisVersion(const QByteArray& version)
{
    keep(prepared.redis, version);
}

} // namespace drover
