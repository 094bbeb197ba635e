// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pages/actions/actionpanel.h"
#include "pages/actions/jobactions.h"
#include "style/theme.h"
#include "ui/support/fakesession.h"

#include <QLocale>
#include <QObject>
#include <QTest>
#include <QTranslator>
#include <QWidget>

#include <memory>

namespace drover::ui {

//! What people ask of jobs, on a session without an engine: JobActions in a window with their panel.
class ActionsBench : public QObject {
    Q_OBJECT

protected:
    //! Failed jobs "1" on.
    [[nodiscard]] static JobSelection some(int count, JobState state = JobState::Failed)
    {
        JobSelection selection;
        selection.kind = JobSelection::Kind::Jobs;
        selection.queue.name = "mail";
        selection.state = state;
        for (int i = 0; i < count; ++i)
            selection.ids.append(QByteArray::number(i + 1));
        selection.count = count;
        return selection;
    }
    [[nodiscard]] static JobSelection allFailed()
    {
        JobSelection selection;
        selection.kind = JobSelection::Kind::Matching;
        selection.queue.name = "mail";
        selection.count = -1;
        return selection;
    }
    [[nodiscard]] FakeActionsFeed& feed() const { return m_session->actions(); }
    //! The dialog that has just been opened.
    template <typename T>
    [[nodiscard]] T* dialog() const
    {
        [&] { QTRY_VERIFY(m_window->findChild<T*>()); }();
        return m_window->findChild<T*>();
    }

    std::unique_ptr<FakeSession> m_session;
    std::unique_ptr<QWidget> m_window;
    ActionPanel* m_panel = nullptr;
    JobActions* m_actions = nullptr;

private Q_SLOTS:
    void initTestCase()
    {
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        Theme::apply(*qApp, ThemeChoice::Light);
        QVERIFY(m_translator.load(QStringLiteral(":/i18n/drover_en.qm")));
        QCoreApplication::installTranslator(&m_translator);
    }
    void init()
    {
        m_session = std::make_unique<FakeSession>();
        m_session->fillWithShop();
        m_window = std::make_unique<QWidget>();
        m_panel = new ActionPanel(m_session->actions(), m_window.get());
        m_actions = new JobActions(*m_session, *m_panel, m_window.get());
        m_window->show();
    }
    void cleanup()
    {
        m_window.reset();
        m_session.reset();
    }

private:
    QTranslator m_translator; // the plurals of English
};

} // namespace drover::ui
