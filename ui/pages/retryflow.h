// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dialogs/retrydialog.h"
#include "session/session.h"

#include <QObject>

namespace drover::ui {

class NoticeBar;

//! One retry from the wish to the report: counts what it would do, shows the plan, runs it with progress and
//! Cancel in the notice bar, and leaves the report standing there. One at a time.
class RetryFlow final : public QObject {
    Q_OBJECT
public:
    RetryFlow(Session& session, NoticeBar& notice, QWidget* window);

    [[nodiscard]] bool isBusy() const { return m_planned != 0 || m_action != 0 || m_asking; }
    //! Several jobs: plan first. `known` has what the page knows already: workers, names, cause.
    void plan(const RetryRequest& request, const RetryPlan& known);
    //! At once.
    void run(const RetryRequest& request);

Q_SIGNALS:
    void busyChanged();
    //! Jobs have moved.
    void finished();

private:
    void onPlanned(const RetryOutlook& outlook);
    void onReport(const ActionReport& report);
    void ask();
    void showProgress(const ActionReport& report);
    void showEnd(const ActionReport& report);

    Session& m_session;
    NoticeBar& m_notice;
    QWidget* m_window;
    RetryRequest m_request;
    RetryPlan m_plan;
    RequestId m_planned = 0;
    RequestId m_action = 0;
    bool m_asking = false;
};

} // namespace drover::ui
