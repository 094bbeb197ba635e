// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/enginehost.h"

#include <functional>

namespace drover::ui {

//! The half of a feed that lives on the engine thread: made with the feed, which connects its signals, then
//! moved there and told start(core); spoken to by post() only, and gone before the engine's connection. The
//! feed owns this and goes before the host.
template <typename T>
class EngineHelper final {
public:
    explicit EngineHelper(EngineHost& host)
        : m_host(host)
    {
        host.adopt(*m_helper);
        host.post([helper = m_helper](EngineCore& core) { helper->start(core); });
    }
    ~EngineHelper()
    {
        m_host.post([helper = m_helper](EngineCore& /*core*/) { delete helper; });
    }
    Q_DISABLE_COPY_MOVE(EngineHelper)

    //! For connecting its signals, before anything is posted.
    [[nodiscard]] const T* get() const { return m_helper; }

    void post(std::function<void(T&)> call)
    {
        m_host.post([helper = m_helper, call = std::move(call)](EngineCore& /*core*/) { call(*helper); });
    }

private:
    EngineHost& m_host;
    T* m_helper = new T; //!< raw: it ends on its own thread, after what was posted before
};

} // namespace drover::ui
