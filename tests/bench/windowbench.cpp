// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clock.h"
#include "mainwindow/mainwindow.h"
#include "mainwindow/workspace.h"
#include "models/jobmodel.h"
#include "pages/queue/failurespane.h"
#include "pages/queue/jobspane.h"
#include "pages/queuepage.h"
#include "session/connectionhub.h"
#include "session/enginesession.h"
#include "style/theme.h"
#include "widgets/jobtable.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QFile>
#include <QRandomGenerator>
#include <QScrollBar>
#include <QTimer>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <vector>

using namespace drover;
using namespace drover::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

using Clocks = std::chrono::steady_clock;

double since(Clocks::time_point begin)
{
    return std::chrono::duration<double, std::milli>(Clocks::now() - begin).count();
}

//! How long the GUI thread was busy with each event that it was given.
class TimedApplication final : public QApplication {
public:
    using QApplication::QApplication;

    bool notify(QObject* receiver, QEvent* event) override
    {
        if (m_depth > 0 || !m_measures)
            return QApplication::notify(receiver, event);
        ++m_depth;
        const auto begin = Clocks::now();
        const bool done = QApplication::notify(receiver, event);
        const double took = since(begin);
        --m_depth;
        m_times.push_back(took);
        return done;
    }
    void measure(bool on)
    {
        m_measures = on;
        if (on)
            m_times.clear();
    }
    [[nodiscard]] const std::vector<double>& times() const { return m_times; }

private:
    std::vector<double> m_times;
    int m_depth = 0;
    bool m_measures = false;
};

void print(const char* what, std::vector<double> values)
{
    if (values.empty())
        return;
    std::sort(values.begin(), values.end());
    const auto at = [&values](double share) {
        return values[std::min(
            values.size() - 1, static_cast<size_t>(share * static_cast<double>(values.size())))];
    };
    std::printf("%-42s n %6zu   p50 %7.2f   p99 %7.2f   max %7.2f ms\n", what, values.size(), at(0.5),
        at(0.99), values.back());
    std::fflush(stdout);
}

double memoryMb(const QByteArray& field)
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return -1;
    for (const QByteArray& line : status.readAll().split('\n')) {
        if (line.startsWith(field))
            return line.mid(field.size()).trimmed().split(' ').first().toDouble() / 1024;
    }
    return -1;
}

//! Plays through what a person does on a large queue and prints how long each thing took.
class Bench final : public QObject {
public:
    Bench(TimedApplication& application, MainWindow& window, QueueId queue, int seconds,
        Clocks::time_point start)
        : m_application(application)
        , m_window(window)
        , m_queue(std::move(queue))
        , m_seconds(seconds)
        , m_start(start)
    {
        connect(&m_watch, &QTimer::timeout, this, [this] {
            if (m_until && m_until())
                std::exchange(m_until, nullptr), m_then();
        });
        m_watch.start(1ms);
        waitFor([this] { return m_window.workspace() && m_window.workspace()->isSettled(); },
            [this] {
                std::printf("%-42s %.0f ms\n", "start to the queues on the screen", since(m_start));
                openQueue();
            });
    }

private:
    void waitFor(std::function<bool()> until, std::function<void()> then)
    {
        m_then = std::move(then);
        m_until = std::move(until);
    }

    [[nodiscard]] JobTable* table() const { return m_window.queuePage()->jobsPane()->table(); }
    [[nodiscard]] bool isLoaded(int row) const { return table()->jobModel()->entry(row) != nullptr; }

    void openQueue()
    {
        m_begin = Clocks::now();
        m_window.showQueue(m_queue);
        waitFor([this] { return m_window.queuePage()->isSettled() && isLoaded(0); },
            [this] {
                std::printf("%-42s %.0f ms, %d rows\n", "first show of the queue", since(m_begin),
                    table()->model()->rowCount());
                jump();
            });
    }

    //! Random places of the whole set.
    void jump()
    {
        if (m_pages.size() >= 200) {
            print("a page anywhere, scroll to rows loaded", m_pages);
            scroll();
            return;
        }
        const int row = QRandomGenerator::global()->bounded(std::max(1, table()->model()->rowCount() - 50));
        m_begin = Clocks::now();
        table()->verticalScrollBar()->setValue(row * table()->rowHeight(0));
        waitFor(
            [this] {
                const auto [first, last] = table()->visibleRows();
                return last >= first && isLoaded(first) && isLoaded(last);
            },
            [this] {
                m_pages.push_back(since(m_begin));
                jump();
            });
    }

    //! Three rows each 16 ms, with refreshes every second.
    void scroll()
    {
        m_window.setRefreshInterval(1s);
        table()->verticalScrollBar()->setValue(0);
        m_application.measure(true);
        m_begin = Clocks::now();
        auto* wheel = new QTimer(this);
        connect(wheel, &QTimer::timeout, this, [this] {
            QScrollBar* bar = table()->verticalScrollBar();
            bar->setValue(bar->value() + 3 * table()->rowHeight(0));
            if (++m_steps % 200 == 0)
                table()->selectRow(table()->visibleRows().first + 2);
        });
        wheel->start(16ms);
        waitFor([this] { return since(m_begin) > m_seconds * 1000.0; },
            [this, wheel] {
                delete wheel;
                m_application.measure(false);
                print("event while scrolling and refreshing", m_application.times());
                print("of these above 1 ms", above(1));
                atRest();
            });
    }

    void atRest()
    {
        table()->verticalScrollBar()->setValue(0);
        m_application.measure(true);
        m_begin = Clocks::now();
        waitFor([this] { return since(m_begin) > m_seconds * 1000.0; },
            [this] {
                m_application.measure(false);
                print("event at rest, refreshing", m_application.times());
                print("of these above 1 ms", above(1));
                group();
            });
    }

    void group()
    {
        m_begin = Clocks::now();
        m_window.queuePage()->showGroups(true);
        waitFor([this] { return m_window.queuePage()->failuresPane()->isRead(); },
            [this] {
                std::printf("%-42s %.0f ms, %d causes\n", "failures by cause", since(m_begin),
                    m_window.queuePage()->failuresPane()->causeCount());
                std::printf(
                    "%-42s %.0f MB now, %.0f MB at most\n", "memory", memoryMb("VmRSS:"), memoryMb("VmHWM:"));
                QApplication::exit(0);
            });
    }

    [[nodiscard]] std::vector<double> above(double ms) const
    {
        std::vector<double> slow;
        std::copy_if(m_application.times().begin(), m_application.times().end(), std::back_inserter(slow),
            [ms](double time) { return time > ms; });
        return slow;
    }

    TimedApplication& m_application;
    MainWindow& m_window;
    QueueId m_queue;
    int m_seconds;
    Clocks::time_point m_start;
    Clocks::time_point m_begin;
    QTimer m_watch;
    std::function<bool()> m_until;
    std::function<void()> m_then;
    std::vector<double> m_pages;
    int m_steps = 0;
};

} // namespace

int main(int argc, char** argv)
{
    const auto start = Clocks::now();
    TimedApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addOptions({{u"socket"_s, u"Unix socket of a Redis that was filled by seed.sh."_s, u"path"_s},
        {u"queue"_s, u"Name of the queue."_s, u"name"_s, u"mail"_s},
        {u"seconds"_s, u"How long to scroll."_s, u"n"_s, u"15"_s}});
    parser.addHelpOption();
    parser.process(application);
    Theme::apply(application, ThemeChoice::Light);
    EngineConfig config;
    config.connection.unixSocket = parser.value(u"socket"_s);
    config.identity.readOnly = true;
    config.identity.title = u"bench"_s;
    ConnectionHub hub([](const EngineConfig& each) { return std::make_unique<EngineSession>(each); });
    hub.put(u"bench"_s, config);
    hub.open(u"bench"_s);
    MainWindow window(hub);
    window.resize(1280, 800);
    window.show();
    Bench bench(application, window, {"bull", parser.value(u"queue"_s).toUtf8()},
        parser.value(u"seconds"_s).toInt(), start);
    QTimer::singleShot(5min, &application, [] {
        std::fputs("windowbench: gave up after five minutes\n", stderr);
        QApplication::exit(1);
    });
    return TimedApplication::exec();
}
