// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"
#include "redis/command.h"
#include "redis/respreader_p.h"
#include "redis/transport_p.h"

#include <QObject>

#include <functional>
#include <vector>

namespace drover {

//! One socket without the life of a connection: for looking at each step of connecting by itself. Ends with
//! the first failure. Thread-affine.
class RawClient final : public QObject {
    Q_OBJECT
public:
    explicit RawClient(const ConnectionOptions& options, QObject* parent = nullptr);

    void open() { m_transport.open(); }
    [[nodiscard]] const Transport& transport() const { return m_transport; }
    //! The handler gets as many replies as there are commands; not at all after failed(). One batch at a
    //! time.
    void ask(const std::vector<Command>& commands, std::function<void(const std::vector<Reply>&)> handler);

Q_SIGNALS:
    void reached();
    void connected();
    void failed(const drover::Error& error);

private:
    void read();
    void fail(const Error& error);

    Transport m_transport;
    const bool m_usesTls;
    RespReader m_reader;
    QByteArray m_firstBytes;
    std::vector<Reply> m_replies;
    size_t m_wanted = 0;
    std::function<void(const std::vector<Reply>&)> m_handler;
    bool m_hasFailed = false;
};

} // namespace drover
