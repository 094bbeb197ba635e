// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "util/logsource.h"

#include <QTimer>

#include <atomic>

namespace drover {

class LogSetup;

//! The lines that the program's logging keeps in memory, for the Log page.
class WindowLog final : public ui::LogSource {
    Q_OBJECT
public:
    //! Borrows the logging, which outlives this.
    explicit WindowLog(LogSetup& logging);
    ~WindowLog() override;

    [[nodiscard]] QList<ui::LogRecord> lines(quint64 after) const override;
    [[nodiscard]] int capacity() const override;
    [[nodiscard]] ui::LogSeverity level() const override;
    void setLevel(ui::LogSeverity level) override;
    [[nodiscard]] QString file() const override;

private:
    LogSetup& m_logging;
    std::atomic<bool> m_rings = false; //!< a message to the GUI thread is under way
    QTimer m_soon; //!< many lines at once are told once
};

} // namespace drover
