// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/context.h"
#include "cli/keychainloader.h"
#include "cli/shapes.h"
#include "cli/textformat.h"
#include "core/exportfile.h"
#include "profiles/credentials.h"
#include "profiles/profileimport.h"
#include "profiles/profilestore.h"
#include "protocol/jsontext.h"
#include "redis/redisurl.h"

#include <QCoroFuture>
#include <QFile>

#include <algorithm>

namespace drover::cli {
namespace {

constexpr qint64 mostRead = 10 * 1024 * 1024 + 1; // more than readImport() takes

//! What became of one connection of a file.
struct Made {
    const ImportedConnection* from = nullptr;
    bool isSaved = false;
    QString password; //!< "none", "left-out", "stored", or why it could not be stored
};

//! Where a password comes from, in words.
QString passwordPlace(const SecretSource& secret)
{
    switch (secret.kind) {
    case SecretSource::Kind::None:
        return QStringLiteral("none");
    case SecretSource::Kind::Keychain:
        return secret.isStored ? QStringLiteral("keychain") : QStringLiteral("not stored yet");
    case SecretSource::Kind::Ask:
    case SecretSource::Kind::Session:
        return QStringLiteral("asked");
    case SecretSource::Kind::Environment:
        return QStringLiteral("$") + printable(secret.variable);
    case SecretSource::Kind::Command:
        break;
    }
    return QStringLiteral("from ") + printable(secret.command.value(0));
}

QString obstacleWords(const ImportedConnection& one)
{
    switch (one.obstacle) {
    case ImportObstacle::None:
        return {};
    case ImportObstacle::SshTunnel:
        return QStringLiteral("goes through an SSH tunnel, which Drover does not make; open one with ssh -L");
    case ImportObstacle::Cluster:
        return QStringLiteral("is a cluster, which this version does not support");
    case ImportObstacle::Sentinel:
        return QStringLiteral("asks Sentinel, which this version does not support");
    case ImportObstacle::Unreadable:
        return QStringLiteral("has no host, or values that are not understood");
    case ImportObstacle::AlreadySaved:
        break;
    }
    return QStringLiteral("is saved already, as \"%1\"").arg(printable(one.savedAs));
}

QString noteWords(ImportNote note)
{
    switch (note) {
    case ImportNote::CertificatesInside:
        return QStringLiteral("its certificates are texts in the file: save them as files and choose them");
    case ImportNote::WasNotVerified:
        return QStringLiteral("the server was not verified; Drover does, or takes a pin");
    case ImportNote::CommandLeftOut:
        return QStringLiteral("its command for the password was left out: a file must not run programs");
    case ImportNote::FromVariable:
        break;
    }
    return QStringLiteral("its password comes from an environment variable");
}

int list(Context& context, const std::vector<ConnectionProfile>& profiles)
{
    QByteArrayList items;
    TextTable table({QStringLiteral("NAME"), QStringLiteral("ADDRESS"), QStringLiteral("ENVIRONMENT"),
        QStringLiteral("PREFIXES"), QStringLiteral("PASSWORD")});
    for (const ConnectionProfile& profile : profiles) {
        const QString address = displayUrl(profile.options);
        items << json::ObjectWriter()
                     .string("name", QByteArrayView(profile.name.toUtf8()))
                     .string("address", QByteArrayView(address.toUtf8()))
                     .string("environment", jsonBytes(environmentName(profile.environment)))
                     .boolean("readOnly", profile.isReadOnly)
                     .raw("prefixes", jsonStrings(profile.prefixes))
                     .string("password", jsonBytes(secretKindName(profile.secret.kind)))
                     .take();
        table.add({printable(profile.name), printable(address), QString(environmentName(profile.environment)),
            printable(profile.prefixes.join(' ')), passwordPlace(profile.secret)});
    }
    if (context.json())
        context.console().line(jsonArray(items));
    else if (profiles.empty())
        context.console().line(
            QStringLiteral("No connection is saved; the window saves them, and `drover profiles import`."));
    else
        context.console().write(table.render(context.console().colours()));
    return ExitDone;
}

Result<QByteArray> readFile(const QString& path)
{
    if (path == QLatin1StringView("-"))
        return Context::readStandardInput();
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error{
            ErrorCode::NotFound, QStringLiteral("%1 cannot be read: %2").arg(path, file.errorString()), {}};
    return file.read(mostRead);
}

QByteArray toJson(const Made& made, bool isDry)
{
    const ImportedConnection& from = *made.from;
    QByteArrayList notes;
    for (const ImportNote note : from.notes)
        notes << jsonBytes(importNoteName(note));
    const QLatin1StringView result = !from.canBeMade() ? importObstacleName(from.obstacle)
        : isDry                                        ? QLatin1StringView("would-be-made")
        : made.isSaved                                 ? QLatin1StringView("made")
                                                       : QLatin1StringView("not-written");
    return json::ObjectWriter()
        .string("name", QByteArrayView(from.profile.name.toUtf8()))
        .string("address", QByteArrayView(displayUrl(from.profile.options).toUtf8()))
        .string("result", jsonBytes(result))
        .raw("password", json::encodeString(QStringView(made.password)))
        .raw("notes", jsonStrings(notes))
        .take();
}

void tell(Console& console, const Made& made, bool isDry)
{
    const ImportedConnection& from = *made.from;
    const QString name = printable(from.profile.name);
    if (!from.canBeMade())
        return console.line(QStringLiteral("- %1 %2.").arg(name, obstacleWords(from)));
    QStringList more;
    for (const ImportNote note : from.notes)
        more.append(noteWords(note));
    if (made.password == QLatin1StringView("left-out"))
        more.append(
            QStringLiteral("its password stays in the file: --with-passwords moves it to the keychain"));
    else if (made.password == QLatin1StringView("stored"))
        more.append(isDry ? QStringLiteral("its password would go to the keychain")
                          : QStringLiteral("its password is in the keychain"));
    else if (made.password != QLatin1StringView("none"))
        more.append(QStringLiteral("its password could not be stored: ") + printable(made.password));
    const QString what = isDry || made.isSaved ? QString() : QStringLiteral(" could NOT be written");
    console.line(QStringLiteral("+ %1  %2%3%4")
                     .arg(name, printable(displayUrl(from.profile.options)), what,
                         more.isEmpty() ? QString() : u"\n    " + more.join(QStringLiteral("\n    "))));
}

//! Saves, and says of each what is on the disk afterwards.
void save(std::vector<Made>& made, const std::vector<ConnectionProfile>& profiles)
{
    const QString path = ProfileStore::defaultPath();
    {
        ProfileStore store(path);
        for (const ConnectionProfile& profile : profiles)
            store.save(profile);
    } // written when it is gone
    const ProfilesRead written = ProfileStore::readFile(path);
    for (Made& one : made)
        one.isSaved = findProfile(written.profiles, one.from->profile.id) != nullptr;
}

QCoro::Task<int> importFile(Context& context, const std::vector<ConnectionProfile>& saved)
{
    const Arguments& arguments = context.arguments();
    const Result<QByteArray> content = readFile(QString::fromLocal8Bit(arguments.argument("FILE")));
    if (!content)
        co_return context.fail(content.error());
    const Result<ImportPlan> plan = readImport(*content, saved);
    if (!plan)
        co_return context.fail(plan.error());
    const bool isDry = arguments.has("dry-run");
    const bool takesPasswords = arguments.has("with-passwords");
    Credentials* credentials = nullptr;
    std::vector<Made> made;
    std::vector<ConnectionProfile> profiles;
    for (const ImportedConnection& one : plan->connections) {
        Made& result = made.emplace_back();
        result.from = &one;
        result.password = one.password.isEmpty() ? QStringLiteral("none")
            : takesPasswords                     ? QStringLiteral("stored")
                                                 : QStringLiteral("left-out");
        if (!one.canBeMade() || isDry)
            continue;
        ConnectionProfile profile = one.profile;
        if (takesPasswords && !one.password.isEmpty()) {
            if (!credentials)
                credentials = new Credentials(*loadKeychain(&context), &context);
            const SecretOutcome outcome = co_await credentials->store(profile, one.password);
            if (outcome.state == SecretState::Stored)
                profile.secret = {SecretSource::Kind::Keychain, {}, {}, true};
            else
                made.back().password =
                    outcome.message.isEmpty() ? QString(secretStateName(outcome.state)) : outcome.message;
        }
        profiles.push_back(profile);
    }
    if (!isDry)
        save(made, profiles);
    QByteArrayList items;
    for (const Made& one : made) {
        items << toJson(one, isDry);
        if (!context.json())
            tell(context.console(), one, isDry);
    }
    if (context.json())
        context.console().line(json::ObjectWriter()
                                   .string("source", jsonBytes(importSourceName(plan->source)))
                                   .raw("connections", jsonArray(items))
                                   .take());
    const bool isWhole = std::ranges::all_of(made, [isDry](const Made& one) {
        const bool isPasswordDone = one.password == QLatin1StringView("none")
            || one.password == QLatin1StringView("stored") || one.password == QLatin1StringView("left-out");
        return one.from->canBeMade() && (isDry || one.isSaved) && isPasswordDone;
    });
    co_return isWhole ? ExitDone : ExitWarnings;
}

int exportAll(Context& context, const std::vector<ConnectionProfile>& profiles)
{
    const QByteArray file = exportedProfiles(profiles);
    const QString path = QString::fromLocal8Bit(context.arguments().argument("FILE"));
    if (path.isEmpty()) {
        context.console().write(file);
        return ExitDone;
    }
    ExportFile out(path);
    const Status written = out.write(file);
    if (!written)
        return context.fail(written.error());
    const Status committed = out.commit();
    if (!committed)
        return context.fail(committed.error());
    context.console().note(QStringLiteral("drover: %1 written, without passwords.")
                               .arg(counted(qint64(profiles.size()), QLatin1StringView("connection"))));
    return ExitDone;
}

} // namespace

QCoro::Task<int> runProfiles(Context& context)
{
    const Arguments& arguments = context.arguments();
    const QByteArray action = arguments.argument("ACTION");
    if (action == "import" && arguments.argument("FILE").isEmpty())
        co_return context.failUsage(QStringLiteral("FILE is missing: what to import; - is standard input."));
    if (action != "import" && (arguments.has("dry-run") || arguments.has("with-passwords")))
        co_return context.failUsage(QStringLiteral("--dry-run and --with-passwords belong to import."));
    if (action == "list" && !arguments.argument("FILE").isEmpty())
        co_return context.failUsage(QStringLiteral("`drover profiles list` takes no file."));
    const ProfilesRead read = ProfileStore::readFile(ProfileStore::defaultPath());
    if (read.profiles.empty() && !read.file.reason.isEmpty())
        co_return context.fail({ErrorCode::NotFound,
            QStringLiteral("The saved connections in %1 cannot be read: %2.")
                .arg(ProfileStore::defaultPath(), read.file.reason),
            {}});
    if (action == "import")
        co_return co_await importFile(context, read.profiles);
    co_return action == "export" ? exportAll(context, read.profiles) : list(context, read.profiles);
}

} // namespace drover::cli
