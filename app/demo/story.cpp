// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "demo/story_p.h"

#include "protocol/jsontext.h"

#include <algorithm>
#include <cmath>

namespace drover {
namespace {

constexpr qint64 hourMs = 3600 * 1000;

KeepJobs keep(qint64 count)
{
    return {count, std::nullopt, std::nullopt};
}

BackoffOptions backoff(const char* type, double delay)
{
    return {type, delay, std::nullopt};
}

} // namespace

Story::Story(quint32 seed)
    : m_random(seed)
{
}

const QByteArrayList& Story::queueNames()
{
    static const QByteArrayList names{
        "mail.outgoing", "billing.invoices", "media.transcode", "search.index", "webhooks.deliver"};
    return names;
}

QByteArray Story::pick(std::initializer_list<const char*> words)
{
    return words.begin()[upTo(int(words.size()))];
}

NewJob Story::mail()
{
    const QByteArray domain =
        oneIn(6) ? QByteArray("lakeside.example") : pick({"example.com", "example.org", "shop.example"});
    const QByteArray user =
        oneIn(25) ? QByteArray("gone") : pick({"ann", "bo", "chris", "dana", "eli", "fatima", "gus"});
    NewJob job;
    job.name =
        pick({"order-confirmation", "order-confirmation", "password-reset", "newsletter", "shipping-notice"});
    job.data = json::ObjectWriter()
                   .string("to", QByteArray(user + QByteArray::number(upTo(900)) + '@' + domain))
                   .string("template", job.name)
                   .raw("vars",
                       json::ObjectWriter()
                           .integer("order", 18000 + upTo(4000))
                           .string("locale", pick({"en", "de", "fr"}))
                           .take())
                   .take();
    job.options.attempts = 3;
    job.options.removeOnComplete = keep(200);
    job.options.removeOnFail = keep(500);
    if (oneIn(4)) {
        job.options.backoff = backoff("exponential", 15 * 60 * 1000);
    }
    return job;
}

NewJob Story::invoice()
{
    NewJob job;
    job.name = pick({"invoice.create", "invoice.create", "invoice.remind", "ledger.book"});
    json::ObjectWriter customer;
    customer.integer("id", 4000 + upTo(600));
    if (oneIn(12)) {
        customer.raw("address", "null");
    } else {
        customer.raw("address", "{\"country\":\"SE\",\"vatId\":\"SE556012345601\"}");
    }
    job.data = json::ObjectWriter()
                   .integer("invoice", 202600000 + upTo(9000))
                   .raw("amount", QByteArray::number(upTo(90000) / 100.0, 'f', 2))
                   .string("currency", pick({"EUR", "EUR", "SEK"}))
                   .raw("customer", customer.take())
                   .take();
    job.options.attempts = 2;
    job.options.removeOnFail = keep(500);
    return job;
}

NewJob Story::transcode()
{
    NewJob job;
    job.name = pick({"video.h264", "video.h264", "video.av1", "thumbnail"});
    job.data = json::ObjectWriter()
                   .string("asset", QByteArray::number(m_random.generate(), 16).rightJustified(8, '0'))
                   .string("codec", job.name == "video.av1" ? "av1" : "h264")
                   .string("bucket", oneIn(4) ? "media-cdn-2" : "media-cdn-1")
                   .integer("seconds", 5 + upTo(900))
                   .take();
    job.options.attempts = 1;
    job.options.removeOnComplete = keep(100);
    return job;
}

NewJob Story::index()
{
    NewJob job;
    job.name = pick({"product.upsert", "product.upsert", "product.delete", "rebuild.facet"});
    job.data = json::ObjectWriter()
                   .string("index", oneIn(8) ? "products-v7" : "products-v6")
                   .integer("product", upTo(120000))
                   .string("title",
                       QByteArray("Walnut desk lamp \xe2\x80\x93 n\xc2\xba " + QByteArray::number(upTo(500))))
                   .take();
    job.options.attempts = 2;
    job.options.removeOnComplete = keep(300);
    return job;
}

NewJob Story::webhook()
{
    const QByteArray host =
        oneIn(5) ? QByteArray("hooks.partner.example") : pick({"api.acme.example", "in.globex.example"});
    NewJob job;
    job.name = pick({"order.paid", "order.shipped", "stock.low"});
    job.data = json::ObjectWriter()
                   .string("url", QByteArray("https://" + host + "/v2/events"))
                   .string("event", job.name)
                   // More digits than a double holds: they stay.
                   .raw("cursor", QByteArray("92233720368547758" + QByteArray::number(10 + upTo(89))))
                   .integer("size", upTo(4000))
                   .take();
    job.options.attempts = 4;
    if (!oneIn(3)) {
        job.options.backoff = backoff("fixed", double(20 * 60 * 1000));
    }
    job.options.removeOnFail = keep(500);
    return job;
}

NewJob Story::next(const QByteArray& name)
{
    if (name == "mail.outgoing") {
        return mail();
    }
    if (name == "billing.invoices") {
        return invoice();
    }
    if (name == "media.transcode") {
        return transcode();
    }
    return name == "search.index" ? index() : webhook();
}

StoryQueue Story::queue(const QByteArray& name, double scale, qint64 nowMs)
{
    static constexpr int sizes[] = {220, 110, 60, 160, 120};
    const auto at = queueNames().indexOf(name);
    StoryQueue queue{name, {}, {}};
    const int count = std::max(10, int(std::lround(sizes[std::max<qsizetype>(0, at)] * scale)));
    for (int i = 0; i < count; ++i) {
        NewJob job = next(name);
        job.options.timestamp = nowMs - 6 * hourMs * (count - i) / count;
        queue.history.push_back(std::move(job));
    }
    addStanding(queue, scale);
    return queue;
}

void Story::addStanding(StoryQueue& queue, double scale)
{
    const auto add = [&](int count, auto change) {
        for (int i = 0; i < std::max(1, int(std::lround(count * scale))); ++i) {
            NewJob job = next(queue.name);
            change(job);
            queue.standing.push_back(std::move(job));
        }
    };
    add(8, [](NewJob&) {});
    add(5, [this](NewJob& job) { job.options.priority = 1 + upTo(10); });
    add(6, [this](NewJob& job) { job.options.delay = double(10 * 60 * 1000 + upTo(20 * int(hourMs) / 4)); });
}

} // namespace drover
