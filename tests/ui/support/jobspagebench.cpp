// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/support/jobspagebench.h"

#include "style/theme.h"

#include <QApplication>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace drover::ui {

void JobsPageBench::initTestCase()
{
    Theme::apply(*qApp, ThemeChoice::Light);
}

void JobsPageBench::init()
{
    m_session = std::make_unique<FakeSession>();
    m_session->linkValue.state = LinkState::Ready;
    m_page = std::make_unique<QueuePage>(*m_session);
    m_page->resize(900, 600);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
}

void JobsPageBench::cleanup()
{
    m_page.reset();
    m_session.reset();
}

void JobsPageBench::open(int count)
{
    m_session->jobs().rows.insert(static_cast<int>(JobState::Failed), jobs(count));
    m_page->setLink(m_session->linkValue);
    m_page->setInterval(0ms); // by hand: each test says when
    m_page->showQueue({"bull", "mail"});
    m_page->setActive(true);
    QTRY_VERIFY(table()->jobModel()->rowCount() >= count);
    QTRY_VERIFY(table()->isVisible());
}

QAction* JobsPageBench::action(const QString& text) const
{
    for (QAction* each : m_page->pageActions()) {
        if (each->text().remove(u'&') == text)
            return each;
    }
    return nullptr;
}

QList<JobEntry> JobsPageBench::jobs(int count)
{
    QList<JobEntry> list;
    for (int i = count; i > 0; --i) {
        JobEntry entry;
        entry.id = QByteArray::number(i);
        entry.name = i % 3 == 0 ? "sendReceipt" : "sendWelcome";
        entry.reason = i % 2 == 0 ? "connect ECONNREFUSED 10.0.0.1:25" : "no such user";
        entry.data = "{\"n\":" + QByteArray::number(i) + "}";
        entry.dataSize = entry.data.size();
        entry.attemptsMade = entry.attempts = 3;
        entry.finished = 1700000000000 + i * 1000;
        list.append(entry);
    }
    return list;
}

} // namespace drover::ui
