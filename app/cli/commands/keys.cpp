// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/context.h"
#include "cli/shapes.h"
#include "cli/textformat.h"
#include "encryption/keyexport.h"
#include "encryption/keystore.h"
#include "protocol/joboptionscodec.h"
#include "protocol/jsontext.h"

#include <QCoroFuture>

#include <algorithm>

namespace drover::cli {
namespace {

constexpr qint64 goodFor = 90LL * 24 * 60 * 60 * 1000; // ms, until a key should be followed by another one

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
        .raw("resultFields", jsonStrings(queue.results.fields))
        .raw("formerResultFields", jsonStrings(queue.results.former))
        .raw("keys", jsonArray(keys))
        .take();
}

//! A pointer to the whole is an empty text, which nobody would see.
QString printableFields(const QByteArrayList& fields)
{
    QStringList words;
    for (const QByteArray& field : fields)
        words << (field.isEmpty() ? QStringLiteral("(all)") : printable(field));
    return words.isEmpty() ? QStringLiteral("none") : words.join(QLatin1Char(' '));
}

void printText(Console& console, const QueueEncryption& queue)
{
    const auto row = [&console](QLatin1StringView title, const QByteArrayList& fields) {
        console.line(QStringLiteral("  %1%2").arg(title, -17).arg(printableFields(fields)));
    };
    console.line(printable(queue.queue));
    row(QLatin1StringView("encrypted"), queue.fields);
    if (!queue.formerFields.isEmpty())
        row(QLatin1StringView("formerly"), queue.formerFields);
    if (!(queue.results == ResultFields()))
        row(QLatin1StringView("of results"), queue.results.fields);
    if (!queue.results.former.isEmpty())
        row(QLatin1StringView("results formerly"), queue.results.former);
    for (const KeyNote& key : queue.keys)
        console.line(QStringLiteral("  key              %1, made %2%3")
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

//! Of the data, or with `ofResults` of what jobs return.
QCoro::Task<int> setFields(Context& context, bool ofResults)
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
    const QueueId queue = context.queue();
    const Result<QueueEncryption> before = store.queue(queue);
    if (!before)
        co_return context.fail(before.error());
    if (before->keys.empty() && !none) {
        const Result<KeyNote> key = co_await store.makeKey(queue);
        if (!key)
            co_return context.fail(key.error());
    }
    const Status set = ofResults ? store.setResultFields(queue, fields) : store.setFields(queue, fields);
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

QCoro::Task<int> deleteKey(Context& context)
{
    const Arguments& arguments = context.arguments();
    if (!arguments.has("id"))
        co_return context.failUsage(QStringLiteral("Say which key: --id KEY (`drover keys list`)."));
    if (arguments.text("yes-delete-the-key") != arguments.argument("QUEUE"))
        co_return context.failUsage(
            QStringLiteral("Whatever the key encrypted can never be read again (`drover reencrypt` puts jobs "
                           "under the newest one). To delete it, name the queue once more: "
                           "--yes-delete-the-key %1.")
                .arg(printable(arguments.argument("QUEUE"))));
    KeyStore& store = context.keyStore();
    const QueueId queue = context.queue();
    const QByteArray id = arguments.text("id");
    const Status removed = co_await store.removeKey(queue, id);
    if (!removed)
        co_return context.fail(removed.error());
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
    context.console().line(jsonWebKey(*key));
    if (!context.json())
        context.console().note(
            QStringLiteral("The same fields in Node, with the npm package jose (the key in key.json):\n\n%1")
                .arg(joseExample(printable(queue->queue))));
    co_return ExitDone;
}

} // namespace

QCoro::Task<int> runKeys(Context& context)
{
    const QByteArray action = context.arguments().argument("ACTION");
    const bool takesFields = action == "fields" || action == "results";
    if (!takesFields && context.arguments().positional.size() > 2)
        co_return context.failUsage(QStringLiteral("Only `drover keys fields` and `results` take fields."));
    if (action == "list")
        co_return list(context);
    const QByteArray name = context.arguments().argument("QUEUE");
    const Status named = validateQueueName(name);
    if (name.isEmpty())
        co_return context.failUsage(QStringLiteral("QUEUE is missing: the queue's name."));
    if (!named || !name.isValidUtf8())
        co_return context.failUsage(QStringLiteral("This is no name of a queue."));
    if (takesFields)
        co_return co_await setFields(context, action == "results");
    if (action == "delete")
        co_return co_await deleteKey(context);
    if (action == "rotate")
        co_return co_await rotate(context);
    co_return co_await exportKey(context);
}

} // namespace drover::cli
