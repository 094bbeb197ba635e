// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"
#include "core/jsonfilewriter.h"
#include "profiles/connectionprofile.h"

#include <QObject>

#include <vector>

namespace drover {

//! What was found in the file of profiles.
struct ProfilesRead {
    std::vector<ConnectionProfile> profiles; //!< in the order of the file
    std::vector<Error> faults; //!< entries that could not be read; they stay in the file as they are
    JsonFileContent file;
};

//! The saved connections: `profiles.json` in the folder for settings. Holds no secrets.
//!
//! Changes count at once and reach the disk a moment later on another thread (the destructor waits for that).
//! Entries and members that this version does not know are kept. Thread-affine.
class ProfileStore final : public QObject {
    Q_OBJECT
public:
    explicit ProfileStore(const QString& path, QObject* parent = nullptr);
    ~ProfileStore() override;

    //! `drover/profiles.json` in the user's folder for settings.
    [[nodiscard]] static QString defaultPath();
    //! Only looks, and leaves a damaged file alone; for programs that do not change profiles.
    [[nodiscard]] static ProfilesRead readFile(const QString& path);

    [[nodiscard]] const std::vector<ConnectionProfile>& profiles() const { return m_profiles; }
    //! By id; null when there is none.
    [[nodiscard]] const ConnectionProfile* find(const QString& id) const;
    //! How the file was when the store was made.
    [[nodiscard]] const ProfilesRead& found() const { return m_found; }

    //! Adds it at the end, or replaces the one with its id.
    void save(const ConnectionProfile& profile);
    void remove(const QString& id);
    //! To place `index` among the others.
    void move(const QString& id, int index);

Q_SIGNALS:
    void changed();
    //! Changes could not be written; they count until the program ends. Empty = they can again.
    void writeFailed(const QString& reason);

private:
    void apply(JsonFileWriter::Change change);

    ProfilesRead m_found;
    std::vector<ConnectionProfile> m_profiles;
    QJsonObject m_object; //!< the file as it is or will be
    JsonFileWriter m_writer;
    bool m_hasFailed = false;
};

} // namespace drover
