// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
// keychainprobe read|read-known|write|remove NAME HINT_MS LIMIT_MS: one call of the keychain in a process of
// its own. A secret to be written comes on standard input. Prints "waiting" when the hint comes, then the
// state, the milliseconds and, after a read, the secret in Base64.
#include "keychain/keychainsecretstore.h"

#include <QCoreApplication>
#include <QElapsedTimer>

#include <cstdio>

using namespace drover;

namespace {

QByteArray standardInput()
{
    QByteArray all;
    char buffer[4096];
    while (const size_t got = std::fread(buffer, 1, sizeof buffer, stdin))
        all.append(buffer, static_cast<qsizetype>(got));
    return all;
}

QFuture<SecretOutcome> call(SecretStore& store, const QString& what, const QString& name)
{
    if (what == QLatin1StringView("write"))
        return store.write(name, standardInput());
    if (what == QLatin1StringView("remove"))
        return store.remove(name);
    const bool isKnown = what == QLatin1StringView("read-known");
    return store.read(name, isKnown ? SecretStore::Known::Yes : SecretStore::Known::No);
}

} // namespace

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() != 5)
        return 64;
    KeychainOptions options;
    options.hintAfter = Milliseconds(arguments.at(3).toInt());
    options.giveUpAfter = Milliseconds(arguments.at(4).toInt());
    KeychainSecretStore store(options);
    QObject::connect(&store, &SecretStore::waiting, &application, [] {
        std::puts("waiting");
        std::fflush(stdout);
    });
    QElapsedTimer clock;
    clock.start();
    call(store, arguments.at(1), arguments.at(2)).then(&application, [&clock](const SecretOutcome& outcome) {
        std::printf("%s %lld %s\n", secretStateName(outcome.state).data(),
            static_cast<long long>(clock.elapsed()), outcome.secret.toBase64().constData());
        std::fprintf(stderr, "%s\n", qPrintable(outcome.message));
        QCoreApplication::quit();
    });
    return QCoreApplication::exec();
}
