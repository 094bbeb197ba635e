// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/connectionoptions.h"
#include "session/values.h"

#include <functional>

class QObject;

namespace drover {
class KeyStore;
}

namespace drover::ui {

class DemoControl;

//! What a session is about; fixed for its life.
struct EngineConfig {
    ConnectionIdentity identity;
    ConnectionOptions connection; //!< not used when identity.embedded: our own server says where it is
    QString embeddedDir; //!< empty = the user's data folder
    QString dataDir; //!< for the activity log and the journals of local workers; empty = neither is kept
    KeyStore* keys = nullptr; //!< of encrypted fields; on the GUI thread, outlives the session; null = none
    //! Makes the demo as a child of `parent` on the engine's thread; unset = there is none.
    std::function<DemoControl*(const ConnectionOptions& connection, QObject* parent)> makeDemo;
};

} // namespace drover::ui
