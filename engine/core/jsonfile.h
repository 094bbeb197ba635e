// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QJsonObject>
#include <QString>

#include <functional>
#include <vector>

namespace drover {

//! How a file was when it was read.
enum class JsonFileState : quint8 {
    Missing, //!< there is none yet
    Good,
    Migrated, //!< written by an older Drover; the next update writes today's schema and keeps a copy
    Restored, //!< damaged; set aside, and the last good copy was used
    Damaged, //!< damaged without a good copy; set aside
    Newer, //!< written by a newer Drover: what is known of it is used, and it is not written
    Refused, //!< others may write to it: not used, not written
    Unreadable, //!< the system does not let us read it: not written
};

struct JsonFileContent {
    JsonFileState state = JsonFileState::Missing;
    QJsonObject object; //!< empty when there is nothing to use
    QString setAside; //!< where a damaged file is now
    QString reason; //!< plain English for logs

    bool operator==(const JsonFileContent&) const = default;
};

//! A small JSON object of ours on disk: `{"schema": n, ...}`. Read whole, written whole and atomically, mode
//! 0600 in a folder of mode 0700, with the last good content beside it as `<name>.bak`. A damaged file is
//! renamed to `<name>.damaged-<time>`, never overwritten. Not for text from jobs: numbers go through doubles.
//! Blocks on the disk; class JsonFileWriter keeps that away from a thread with an event loop.
class JsonFile final {
public:
    //! Lifts an object by one schema: element 0 makes schema 2 of schema 1.
    using Migration = std::function<void(QJsonObject&)>;

    //! The schema of today is one more than there are migrations.
    explicit JsonFile(QString path, std::vector<Migration> migrations = {});

    [[nodiscard]] const QString& path() const { return m_path; }
    [[nodiscard]] int schema() const { return static_cast<int>(m_migrations.size()) + 1; }

    enum class OnDamage : quint8 {
        SetAside,
        Leave, //!< only looks: for programs that do not write the file
    };
    [[nodiscard]] JsonFileContent read(OnDamage onDamage = OnDamage::SetAside) const;
    //! Reads afresh under a lock, so that what another process wrote meanwhile stays, changes and writes.
    //! When the file was damaged meanwhile, `fallback` is changed instead. Empty, or why nothing was written:
    //! the file on disk is then as before.
    [[nodiscard]] QString update(
        const std::function<void(QJsonObject&)>& change, const QJsonObject& fallback = {}) const;

private:
    [[nodiscard]] JsonFileContent readFile(const QString& path) const;
    [[nodiscard]] QString backupPath() const { return m_path + QStringLiteral(".bak"); }

    QString m_path;
    std::vector<Migration> m_migrations;
};

} // namespace drover
