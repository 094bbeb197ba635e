// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jsonfilewriter.h"
#include "protocol/queueid.h"
#include "redis/connectionoptions.h"
#include "settings/retention.h"
#include "settings/settingspec.h"

#include <QJsonObject>
#include <QObject>
#include <QStringList>

#include <chrono>

namespace drover::ui {

//! Where settings are kept.
struct SettingsPaths {
    QString roaming; //!< settings.json
    QString local; //!< local.json: places and widths on this computer

    //! `drover/settings.json` in the user's folder for settings, `drover/local.json` in the one for states.
    [[nodiscard]] static SettingsPaths standard();
};

//! All settings, by the table in settingspec.h. A change counts at once, is told at once and is on the disk a
//! moment later, written on another thread. What the file holds of unknown or wrong values stays in it; the
//! standard value is used instead. GUI thread.
class SettingsStore final : public QObject {
    Q_OBJECT
public:
    explicit SettingsStore(const SettingsPaths& paths, QObject* parent = nullptr);
    ~SettingsStore() override;

    //! Valid for every key of the table: the value that is set, or the standard one.
    [[nodiscard]] QJsonValue value(const QString& key) const;
    [[nodiscard]] QString text(const QString& key) const { return value(key).toString(); }
    [[nodiscard]] QStringList texts(const QString& key) const;
    [[nodiscard]] int whole(const QString& key) const { return value(key).toInt(); }
    [[nodiscard]] double number(const QString& key) const { return value(key).toDouble(); }
    [[nodiscard]] bool isStandard(const QString& key) const;

    //! False when the table does not accept it; nothing is changed then.
    bool set(const QString& key, const QJsonValue& value);
    void reset(const QString& key);

    // What others are handed.
    [[nodiscard]] std::chrono::milliseconds refreshInterval() const;
    [[nodiscard]] RetryOptions reconnection() const;
    //! Of the queue: its own where it has some, those of all queues elsewhere.
    [[nodiscard]] JobDefaults jobDefaults(const QueueId& queue) const;
    [[nodiscard]] JobDefaults jobDefaults() const;
    [[nodiscard]] WorkerDefaults workerDefaults() const;

    //! Queues with defaults of their own, as "prefix:name".
    [[nodiscard]] QStringList overriddenQueues() const;
    [[nodiscard]] JobDefaults queueOverride(const QString& queue) const;
    //! Empty defaults remove the queue's own.
    void setQueueOverride(const QString& queue, const JobDefaults& defaults);

    //! How the files were: to be said aloud when it is not Good or Missing.
    [[nodiscard]] const JsonFileContent& foundRoaming() const { return m_roaming.found; }
    [[nodiscard]] const JsonFileContent& foundLocal() const { return m_local.found; }
    [[nodiscard]] const SettingsPaths& paths() const { return m_paths; }

Q_SIGNALS:
    void changed(const QString& key);
    //! Changes could not be written; they count until the program ends. Empty = they can again.
    void writeFailed(const QString& reason);

private:
    struct Part {
        explicit Part(const QString& path);
        JsonFileContent found;
        QJsonObject object; //!< the file as it is or will be
        JsonFileWriter writer;
        bool hasFailed = false;
    };
    [[nodiscard]] const Part& part(const SettingSpec& spec) const;
    void watch(Part& part);
    void change(const SettingSpec& spec, const QString& key, const QJsonValue& value);

    const SettingsPaths m_paths;
    Part m_roaming;
    Part m_local;
};

} // namespace drover::ui
