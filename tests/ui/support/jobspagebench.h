// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/jobmodel.h"
#include "pages/queue/jobspane.h"
#include "pages/queuepage.h"
#include "ui/support/fakesession.h"
#include "widgets/jobtable.h"

#include <QAction>
#include <QObject>

#include <memory>

namespace drover::ui {

//! The page of a queue on a session without an engine, anew for each test, with failed jobs in its table.
class JobsPageBench : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

protected:
    //! Shows a queue with `count` failed jobs.
    void open(int count);
    //! Of the page, by its text without the mark of its key.
    [[nodiscard]] QAction* action(const QString& text) const;
    [[nodiscard]] JobTable* table() const { return m_page->jobsPane()->table(); }
    [[nodiscard]] QList<JobEntry>& rows()
    {
        return m_session->jobs().rows[static_cast<int>(JobState::Failed)];
    }
    [[nodiscard]] QByteArray idAt(int row) const { return table()->jobModel()->idAt(row); }
    [[nodiscard]] int firstVisible() const { return table()->visibleRows().first; }
    //! With the ids `count` .. 1, newest first.
    [[nodiscard]] static QList<JobEntry> jobs(int count);

    std::unique_ptr<FakeSession> m_session;
    std::unique_ptr<QueuePage> m_page;
};

} // namespace drover::ui
