// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QHostAddress>
#include <QList>
#include <QObject>
#include <QString>

#include <functional>

namespace drover {

//! What the system knows about a host's name.
struct HostAnswer {
    QList<QHostAddress> addresses; //!< the system's preference first
    QString error; //!< why there are none
};

//! The addresses of a host, asked of the system anew by every object. Qt remembers an answer for a minute,
//! in which a failover by DNS would go unnoticed.
//!
//! A question that the system does not answer holds a thread until it does; those about the same host share
//! it. Neither the destructor nor the end of the program waits for it.
class HostLookup final : public QObject {
    Q_OBJECT
public:
    explicit HostLookup(QObject* parent = nullptr)
        : QObject(parent)
    {
    }
    ~HostLookup() override;

    //! At most one question at a time; answered() comes in a later turn.
    void ask(const QString& host);

    //! Blocks. For tests: what is asked instead of the system; called on any thread, empty = the system.
    using Resolver = std::function<HostAnswer(const QString& host)>;
    static void setResolver(Resolver resolver);

Q_SIGNALS:
    void answered(const drover::HostAnswer& answer);
};

} // namespace drover
