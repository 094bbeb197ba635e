// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "screenshot.h"

#include "dialogtour.h"
#include "mainwindow/mainwindow.h"
#include "mainwindow/workspace.h"
#include "models/pagelistmodel.h"
#include "models/queuetablemodel.h"
#include "pages/queuepage.h"
#include "pages/workers/queueworkers.h"
#include "util/widgetdescription.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>
#include <QTableView>

#include <chrono>
#include <cstdio>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using drover::ui::LinkState;

namespace drover {

namespace {
constexpr auto step = 250ms;
constexpr int calmReadings = 5; //!< so that trend lines have something to show
constexpr int stepsForTheJob = 4; //!< from choosing a job to the picture
} // namespace

Screenshot::Screenshot(ui::MainWindow& window, const WindowOptions& options)
    : QObject(&window)
    , m_window(window)
    , m_file(options.screenshot)
    , m_description(options.describe)
    , m_page(options.page)
    , m_queue(options.queue)
    , m_calmSteps(static_cast<int>(calmReadings * options.interval / step) + stepsForTheJob)
{
    m_limit.setSingleShot(true);
    m_limit.start(60s);
    connect(&m_limit, &QTimer::timeout, this, [this] {
        std::fprintf(stderr, "drover-window: the page %s got no data in a minute\n", qPrintable(m_page));
        (void)take();
        QCoreApplication::exit(2);
    });
    connect(&m_look, &QTimer::timeout, this, &Screenshot::look);
    m_look.start(step);
}

void Screenshot::look()
{
    if (m_page == "welcome"_L1) {
        leave(); // no connection is open, so there is nothing to wait for
        return;
    }
    if (m_window.workspace() == nullptr)
        return;
    const LinkState link = m_window.workspace()->session().link().state;
    m_isDown |= link == LinkState::Waiting || link == LinkState::Refused;
    if (!m_shown) {
        if (m_window.workspace()->queues().rowCount() > 0 || m_isDown || m_window.isSettled())
            show();
        return;
    }
    if (!m_window.isSettled() && !m_isDown)
        return;
    ++m_calm;
    // Late, so that the newest job is still in sight where jobs fail all the time.
    if ((m_page == "failed"_L1 || m_page == "dialogs"_L1) && m_calm == m_calmSteps - stepsForTheJob)
        m_window.queuePage()->table()->selectRow(0);
    if (m_calm < m_calmSteps)
        return;
    m_look.stop();
    if (m_page == "dialogs"_L1) {
        openDialogs();
        return;
    }
    leave();
}

void Screenshot::openDialogs()
{
    auto* tour = new DialogTour(m_window);
    tour->setPicture(m_file);
    connect(tour, &DialogTour::finished, this, [this, tour] {
        m_dialogs = tour->texts();
        leave();
    });
}

void Screenshot::show()
{
    m_shown = true;
    if (const auto page = ui::pageFromName(m_page); page && *page != ui::PageKind::Queue) {
        m_window.showPage(*page);
        return;
    }
    if (m_window.applicationPage(m_page) != nullptr) {
        m_window.showApplicationPage(m_page);
        return;
    }
    const QList<ui::QueueRow>& rows = m_window.workspace()->queues().rows();
    if (rows.isEmpty())
        return; // no queue, or no connection: the page that says so is shown
    const ui::QueueRow* chosen = &rows.first();
    for (const ui::QueueRow& row : rows) {
        const bool worse =
            row.facts.summary.counts[JobState::Failed] > chosen->facts.summary.counts[JobState::Failed];
        if (m_queue.isEmpty() ? worse : row.facts.summary.queue.name == m_queue.toUtf8())
            chosen = &row;
    }
    m_window.showQueue(chosen->facts.summary.queue);
    if (m_page == "causes"_L1)
        m_window.queuePage()->showGroups(true);
    if (m_page == "worker"_L1)
        m_window.queuePage()->workers()->show();
}

bool Screenshot::take()
{
    const bool taken = m_file.isEmpty() || m_window.grab().save(m_file);
    const bool done = taken && describe();
    if (!done)
        std::fprintf(stderr, "drover-window: cannot write %s\n", qPrintable(taken ? m_description : m_file));
    return done;
}

void Screenshot::leave()
{
    m_look.stop();
    QCoreApplication::exit(take() ? 0 : 2);
}

bool Screenshot::describe()
{
    if (m_description.isEmpty())
        return true;
    QSaveFile file(m_description);
    // Also the names of all pages, so that whoever looks at one finds the others.
    const QJsonObject all{{u"page"_s, m_page}, {u"pages"_s, QJsonArray::fromStringList(reviewPages())},
        {u"texts"_s, m_page == "dialogs"_L1 ? m_dialogs : ui::describeWidgets(m_window)}};
    return file.open(QIODevice::WriteOnly) && file.write(QJsonDocument(all).toJson()) > 0 && file.commit();
}

} // namespace drover
