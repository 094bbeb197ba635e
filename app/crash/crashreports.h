// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QString>
#include <QStringList>

namespace drover {

//! The reports that crashes have left, mode 0600: `drover-window-20260131T120000Z-4711.new`, and `.txt` once
//! somebody was told. Nothing is ever sent anywhere.
class CrashReports final {
public:
    static constexpr const char* newSuffix = ".new";
    static constexpr int most = 10; //!< are kept

    //! Empty = `crashes` in the folder of the log.
    explicit CrashReports(const QString& dir = {});

    [[nodiscard]] const QString& dir() const { return m_dir; }
    //! The paths of a program's reports, or of all, newest first.
    [[nodiscard]] QStringList files(const QString& program = {}) const;
    //! Those that nobody was told of; from now on somebody was. Their paths as they are then.
    [[nodiscard]] QStringList takeNew(const QString& program) const;
    //! When it happened.
    [[nodiscard]] static QDateTime timeOf(const QString& file);
    [[nodiscard]] static QByteArray read(const QString& file);
    //! Removes the oldest, so that one more is not too many.
    void makeRoom() const;

private:
    QString m_dir;
};

} // namespace drover
