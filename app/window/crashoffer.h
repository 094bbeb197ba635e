// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "crash/crashreports.h"

#include <QObject>

namespace drover {

namespace ui {
class MainWindow;
}

//! Says once that the window crashed before, and shows the report to whoever wants to see it.
class CrashOffer final : public QObject {
    Q_OBJECT
public:
    //! Borrows the window.
    explicit CrashOffer(ui::MainWindow& window, CrashReports reports = CrashReports());

    //! Says nothing when nothing happened since it was said last.
    void tell();

private:
    void show(const QStringList& files);

    ui::MainWindow& m_window;
    CrashReports m_reports;
};

} // namespace drover
