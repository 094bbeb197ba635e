// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QDateTime>
#include <QString>

namespace drover {

//! An encrypted connection, for people.
struct TlsFacts {
    QString protocol; //!< "TLS 1.3"
    QString subject; //!< of the server's certificate
    QString issuer;
    QDateTime expires;

    bool operator==(const TlsFacts&) const = default;
};

} // namespace drover
