// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/engineconfig.h"
#include "session/session.h"

#include <QObject>

#include <functional>
#include <memory>
#include <vector>

namespace drover::ui {

//! The connections that the window knows, open or not: those of profiles, of the command line, the embedded
//! one. Lives on the GUI thread and owns the sessions of the open ones.
class ConnectionHub final : public QObject {
    Q_OBJECT
public:
    //! Makes the session of a complete configuration.
    using Opener = std::function<std::unique_ptr<Session>(const EngineConfig& config)>;
    using Completed = std::function<void(const Result<EngineConfig>& config)>;
    //! Adds what a configuration lacks before it can be opened, e.g. a password that only the keychain or a
    //! person knows; calls back once, now or later. Cancelled = the person thought better of it.
    using Completer =
        std::function<void(const QString& id, const EngineConfig& config, const Completed& completed)>;

    explicit ConnectionHub(Opener opener, QObject* parent = nullptr);
    ~ConnectionHub() override;

    void setCompleter(Completer completer);

    //! Makes a connection known, at the end of the list; one with the same id is changed (an open session
    //! keeps what it was opened with).
    void put(const QString& id, const EngineConfig& config);
    //! Closes and forgets it.
    void remove(const QString& id);

    [[nodiscard]] QStringList ids() const;
    [[nodiscard]] bool knows(const QString& id) const;
    [[nodiscard]] ConnectionIdentity identity(const QString& id) const;
    //! Null while it is not open.
    [[nodiscard]] Session* session(const QString& id) const;
    //! What was known of it when it was opened; null while it is not open.
    [[nodiscard]] const EngineConfig* openedWith(const QString& id) const;
    //! A completion is under way.
    [[nodiscard]] bool isOpening(const QString& id) const;

    //! opened() or openFailed() follows, at once or later; opened() again for one that is open.
    void open(const QString& id);
    void close(const QString& id);

Q_SIGNALS:
    //! The list or one of its identities is another one.
    void changed();
    void opened(const QString& id, drover::ui::Session* session);
    void openFailed(const QString& id, const drover::Error& error);
    //! The session goes right after this.
    void closing(const QString& id);

private:
    struct Entry {
        QString id;
        EngineConfig config;
        EngineConfig openedWith; //!< before it was completed
        std::unique_ptr<Session> session;
        bool opening = false;
    };
    [[nodiscard]] Entry* find(const QString& id) const;
    void onCompleted(const QString& id, const Result<EngineConfig>& config);

    Opener m_opener;
    Completer m_completer;
    std::vector<std::unique_ptr<Entry>> m_entries;
};

} // namespace drover::ui
