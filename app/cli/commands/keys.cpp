// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/context.h"
#include "cli/shapes.h"
#include "cli/textformat.h"
#include "encryption/keystore.h"
#include "protocol/joboptionscodec.h"
#include "protocol/jsontext.h"

#include <QCoroFuture>

#include <algorithm>

namespace drover::cli {
namespace {

constexpr qint64 goodFor = 90LL * 24 * 60 * 60 * 1000; // ms, until a key should be followed by another one

//! What a Node service needs to read and write the fields; %1 is the queue with its prefix.
constexpr const char* joseExample =
    R"(The same fields in Node, with the npm package jose (the key in key.json):

  import { readFileSync } from 'node:fs';
  import { importJWK, CompactEncrypt, compactDecrypt } from 'jose';
  const jwk = JSON.parse(readFileSync('key.json', 'utf8'));
  const key = await importJWK(jwk, 'A256GCM');
  const place = (field) => ({ alg: 'dir', enc: 'A256GCM', kid: jwk.kid, queue: '%1', field });
  export const encrypt = (value, field) =>
    new CompactEncrypt(new TextEncoder().encode(JSON.stringify(value))).setProtectedHeader(place(field)).encrypt(key);
  export const decrypt = async (token) =>
    JSON.parse(new TextDecoder().decode((await compactDecrypt(token, key)).plaintext));
  // queue.add('pay', { card: { number: await encrypt('4111', '/card/number') } }))";

JsonText toJson(const QueueEncryption& queue)
{
    QByteArrayList keys;
    for (const KeyNote& key : queue.keys)
        keys << json::ObjectWriter()
                    .string("id", QByteArrayView(key.id))
                    .integer("made", key.made)
                    .boolean("current", key == queue.keys.back())
                    .take();
    return json::ObjectWriter()
        .string("queue", QByteArrayView(queue.queue))
        .raw("fields", jsonStrings(queue.fields))
        .raw("formerFields", jsonStrings(queue.formerFields))
        .raw("keys", jsonArray(keys))
        .take();
}

void printText(Console& console, const QueueEncryption& queue)
{
    const auto fields = [](const QByteArrayList& list) {
        return list.isEmpty() ? QStringLiteral("none") : printable(list.join(' '));
    };
    console.line(printable(queue.queue));
    console.line(QStringLiteral("  encrypted  ") + fields(queue.fields));
    if (!queue.formerFields.isEmpty())
        console.line(QStringLiteral("  formerly   ") + fields(queue.formerFields));
    for (const KeyNote& key : queue.keys)
        console.line(QStringLiteral("  key        %1, made %2%3")
                         .arg(QString::fromLatin1(key.id), readableTime(key.made),
                             key == queue.keys.back() ? QStringLiteral(", encrypts") : QString()));
}

//! What was chosen, as it is now.
int show(Context& context, KeyStore& store)
{
    const Result<QueueEncryption> queue = store.queue(context.queue());
    if (!queue)
        return context.fail(queue.error());
    if (context.json())
        context.console().line(toJson(*queue));
    else
        printText(context.console(), *queue);
    return ExitDone;
}

int list(Context& context)
{
    const Result<std::vector<QueueEncryption>> queues = context.keyStore().queues();
    if (!queues)
        return context.fail(queues.error());
    Console& console = context.console();
    QByteArrayList items;
    for (const QueueEncryption& queue : *queues) {
        items << toJson(queue);
        if (context.json())
            continue;
        printText(console, queue);
        const qint64 age = queue.keys.empty() ? 0 : Clock::system().now().count() - queue.keys.back().made;
        if (age > goodFor)
            console.note(QStringLiteral("drover: the key of %1 is older than 90 days; `drover keys rotate` "
                                        "makes the next one.")
                             .arg(printable(queue.queue)));
    }
    if (context.json())
        console.line(jsonArray(items));
    else if (items.isEmpty())
        console.line(
            QStringLiteral("No field of any queue is encrypted; `drover keys fields` chooses some."));
    return ExitDone;
}

QCoro::Task<int> setFields(Context& context)
{
    const QByteArrayList fields = context.arguments().positional.mid(2);
    const bool none = context.arguments().has("none");
    KeyStore& store = context.keyStore();
    if (fields.isEmpty() && !none)
        co_return show(context, store);
    if (!fields.isEmpty() && none)
        co_return context.failUsage(QStringLiteral("Fields and --none exclude each other."));
    if (const QString problem = FieldCipher::problemOf(fields); !problem.isEmpty())
        co_return context.failUsage(problem + QLatin1Char('.'));
    const Result<QueueEncryption> before = store.queue(context.queue());
    if (!before)
        co_return context.fail(before.error());
    if (before->keys.empty() && !none) {
        const QueueId queue = context.queue();
        const Result<KeyNote> key = co_await store.makeKey(queue);
        if (!key)
            co_return context.fail(key.error());
    }
    const Status set = store.setFields(context.queue(), fields);
    if (!set)
        co_return context.fail(set.error());
    if (!fields.isEmpty())
        context.console().note(
            QStringLiteral("drover: jobs that are there already keep what they have; services "
                           "that read these fields need the key (`drover keys export`)."));
    co_return show(context, store);
}

QCoro::Task<int> rotate(Context& context)
{
    KeyStore& store = context.keyStore();
    const QueueId queue = context.queue();
    const Result<KeyNote> key = co_await store.makeKey(queue);
    if (!key)
        co_return context.fail(key.error());
    co_return show(context, store);
}

QCoro::Task<int> exportKey(Context& context)
{
    const Arguments& arguments = context.arguments();
    if (arguments.text("yes-show-the-key") != arguments.argument("QUEUE"))
        co_return context.failUsage(
            QStringLiteral("A key opens everything that it encrypted. To print it, name the "
                           "queue once more: --yes-show-the-key %1.")
                .arg(printable(arguments.argument("QUEUE"))));
    KeyStore& store = context.keyStore();
    const Result<QueueEncryption> queue = store.queue(context.queue());
    if (!queue)
        co_return context.fail(queue.error());
    const QByteArray id = arguments.text("id", queue->keys.empty() ? QByteArray() : queue->keys.back().id);
    if (std::ranges::find(queue->keys, id, &KeyNote::id) == queue->keys.end())
        co_return context.fail({ErrorCode::NotFound, QStringLiteral("The queue has no such key."), {}});
    const Result<EncryptionKey> key = co_await store.key(id);
    if (!key)
        co_return context.fail(key.error());
    context.console().line(json::ObjectWriter()
                               .string("kty", "oct")
                               .string("alg", "A256GCM")
                               .string("kid", QByteArrayView(id))
                               .string("k", QByteArrayView(key->toBase64Url()))
                               .take());
    if (!context.json())
        context.console().note(QString::fromUtf8(joseExample).arg(printable(queue->queue)));
    co_return ExitDone;
}

} // namespace

QCoro::Task<int> runKeys(Context& context)
{
    const QByteArray action = context.arguments().argument("ACTION");
    if (action != "fields" && context.arguments().positional.size() > 2)
        co_return context.failUsage(QStringLiteral("Only `drover keys fields` takes fields."));
    if (action == "list")
        co_return list(context);
    const QByteArray name = context.arguments().argument("QUEUE");
    const Status named = validateQueueName(name);
    if (name.isEmpty())
        co_return context.failUsage(QStringLiteral("QUEUE is missing: the queue's name."));
    if (!named || !name.isValidUtf8())
        co_return context.failUsage(QStringLiteral("This is no name of a queue."));
    if (action == "fields")
        co_return co_await setFields(context);
    if (action == "rotate")
        co_return co_await rotate(context);
    co_return co_await exportKey(context);
}

} // namespace drover::cli
