// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "redis/hostlookup_p.h"

#include "core/thrown.h"

#include <QHash>
#include <QUrl>

#include <algorithm>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include <netdb.h>

namespace drover {

namespace {

HostAnswer askSystem(const QString& host)
{
    HostAnswer answer;
    const QByteArray name = QUrl::toAce(host);
    if (name.isEmpty())
        return {{}, QStringLiteral("\"%1\" is not a host's name").arg(host)};
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_ADDRCONFIG;
    addrinfo* found = nullptr;
    const int code = getaddrinfo(name.constData(), nullptr, &hints, &found);
    if (code != 0)
        return {
            {}, QStringLiteral("the host %1 is not found: %2").arg(host, QLatin1String(gai_strerror(code)))};
    for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
        const QHostAddress address(one->ai_addr);
        if (!address.isNull() && !answer.addresses.contains(address))
            answer.addresses.append(address);
    }
    freeaddrinfo(found);
    if (answer.addresses.isEmpty())
        answer.error = QStringLiteral("the host %1 has no address").arg(host);
    return answer;
}

//! Who waits for which host. Never destroyed: threads that the system keeps waiting may outlive main().
struct Waiting {
    std::mutex mutex;
    QHash<QString, QList<HostLookup*>> lookups;
    HostLookup::Resolver resolver;

    static Waiting& instance()
    {
        static auto* const waiting = new Waiting;
        return *waiting;
    }

    void run(const QString& host)
    {
        HostLookup::Resolver ask;
        {
            const std::scoped_lock lock(mutex);
            ask = resolver;
        }
        HostAnswer answer;
        try {
            answer = ask ? ask(host) : askSystem(host);
        } catch (...) {
            answer.error = QString::fromUtf8(describeThrown().text);
        }
        tell(host, answer);
    }

    void tell(const QString& host, const HostAnswer& answer)
    {
        // Whoever is on the list is alive while the lock is held, and what is posted dies with its receiver.
        const std::scoped_lock lock(mutex);
        for (HostLookup* const lookup : lookups.take(host))
            QMetaObject::invokeMethod(
                lookup, [lookup, answer] { Q_EMIT lookup->answered(answer); }, Qt::QueuedConnection);
    }
};

} // namespace

HostLookup::~HostLookup()
{
    Waiting& waiting = Waiting::instance();
    const std::scoped_lock lock(waiting.mutex);
    // A host without an entry would be asked twice at once: an empty list stays.
    for (QList<HostLookup*>& lookups : waiting.lookups)
        lookups.removeAll(this);
}

void HostLookup::ask(const QString& host)
{
    Waiting& waiting = Waiting::instance();
    {
        const std::scoped_lock lock(waiting.mutex);
        const bool isUnderWay = waiting.lookups.contains(host);
        waiting.lookups[host].append(this);
        if (isUnderWay)
            return;
    }
    try {
        std::thread([host] { Waiting::instance().run(host); }).detach();
    } catch (const std::system_error& error) {
        waiting.tell(host,
            {{},
                QStringLiteral("no thread to look for %1: %2")
                    .arg(host, QString::fromLocal8Bit(error.what()))});
    }
}

void HostLookup::setResolver(Resolver resolver)
{
    Waiting& waiting = Waiting::instance();
    const std::scoped_lock lock(waiting.mutex);
    waiting.resolver = std::move(resolver);
}

} // namespace drover
