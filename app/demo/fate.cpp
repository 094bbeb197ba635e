// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "demo/fate_p.h"

#include "protocol/jsontext.h"

#include <QHashFunctions>

namespace drover {
namespace {

using Kind = JobFailure::Kind;

QByteArray textAt(const Job& job, const QByteArrayList& path)
{
    const QByteArrayView value = json::at(job.data, path);
    return json::decodeString(value).value_or(value.toByteArray());
}

//! An error as node prints it.
JobFailure nodeError(
    const char* type, const QByteArray& message, const QByteArrayList& frames, Kind kind = Kind::Failed)
{
    QByteArray stack = QByteArray(type) + ": " + message;
    for (const QByteArray& frame : frames) {
        stack += "\n    at " + frame;
    }
    return {kind, message, stack};
}

//! The same number for the same job, different ones for different jobs.
int dice(const Job& job, int bound, size_t salt = 0)
{
    return int(qHash(job.id, salt + size_t(job.timestamp)) % size_t(bound));
}

JobOutcome mailOutcome(const Job& job, const QSet<QByteArray>& mended)
{
    const QByteArray to = textAt(job, {"to"});
    if (to.startsWith("gone")) {
        return nodeError("UnrecoverableError",
            "550 5.1.1 <" + to + ">: Recipient address rejected: User unknown",
            {"SMTPConnection._actionRCPT "
             "(/srv/mailer/node_modules/nodemailer/lib/smtp-connection/index.js:1508:34)",
                "SMTPConnection._processResponse "
                "(/srv/mailer/node_modules/nodemailer/lib/smtp-connection/index.js:993:20)",
                "Socket.emit (node:events:518:28)"},
            Kind::Unrecoverable);
    }
    if (to.endsWith("lakeside.example") && !mended.contains("smtp")) {
        return nodeError("Error",
            "connect ECONNREFUSED 10.0.4." + QByteArray::number(11 + dice(job, 3)) + ":587",
            {"TCPConnectWrap.afterConnect [as oncomplete] (node:net:1606:16)",
                "TCPConnectWrap.callbackTrampoline (node:internal/async_hooks:130:17)"});
    }
    return JsonText("{\"messageId\":\"<" + job.id + ".18f@shop.example>\",\"accepted\":1}");
}

JobOutcome invoiceOutcome(const Job& job)
{
    if (textAt(job, {"customer", "address"}) == "null") {
        return nodeError("TypeError", "Cannot read properties of null (reading 'vatId')",
            {"taxRateFor (/srv/billing/src/tax.js:41:38)", "buildInvoice (/srv/billing/src/invoice.js:88:19)",
                "async module.exports (/srv/billing/src/processor.js:17:18)"});
    }
    if (dice(job, 14, 3) == 0 && job.attemptsMade == 0) {
        return nodeError("error", "deadlock detected",
            {"Parser.parseErrorMessage (/srv/billing/node_modules/pg-protocol/dist/parser.js:285:98)",
                "async Invoice.save (/srv/billing/src/store.js:63:5)"});
    }
    return JsonText("{\"pdf\":\"s3://invoices/" + textAt(job, {"invoice"}) + ".pdf\"}");
}

JobOutcome transcodeOutcome(const Job& job, const QSet<QByteArray>& mended)
{
    if (textAt(job, {"codec"}) == "av1") {
        return nodeError("Error", "ffmpeg exited with code 1: Unknown encoder 'libsvtav1'",
            {"ChildProcess.<anonymous> (/srv/media/node_modules/fluent-ffmpeg/lib/processor.js:182:22)",
                "ChildProcess.emit (node:events:518:28)",
                "ChildProcess._handle.onexit (node:internal/child_process:294:12)"});
    }
    if (textAt(job, {"bucket"}) == "media-cdn-2" && !mended.contains("cdn")) {
        return nodeError("TimeoutError", "upload of " + textAt(job, {"asset"}) + " timed out after 30000 ms",
            {"Timeout._onTimeout (/srv/media/src/upload.js:52:14)",
                "listOnTimeout (node:internal/timers:581:17)"});
    }
    return JsonText("{\"renditions\":3,\"bytes\":" + QByteArray::number(1000000 + dice(job, 90000000)) + '}');
}

JobOutcome indexOutcome(const Job& job, const QSet<QByteArray>& mended)
{
    if (textAt(job, {"index"}) == "products-v7" && !mended.contains("search")) {
        return nodeError("ResponseError",
            "cluster_block_exception: index [products-v7] blocked by: [FORBIDDEN/12/index read-only / allow "
            "delete (api)]",
            {"SniffingTransport.request "
             "(/srv/search/node_modules/@elastic/transport/lib/Transport.js:479:27)",
                "async Client.UpdateApi [as update] "
                "(/srv/search/node_modules/@elastic/elasticsearch/lib/api/api/update.js:51:12)",
                "async upsert (/srv/search/src/products.js:29:3)"});
    }
    return JsonText("{\"result\":\"updated\",\"_version\":" + QByteArray::number(1 + dice(job, 40)) + '}');
}

JobOutcome webhookOutcome(const Job& job, const QSet<QByteArray>& mended)
{
    if (textAt(job, {"url"}).contains("partner") && !mended.contains("partner")) {
        return nodeError("AxiosError", "Request failed with status code 503",
            {"settle (/srv/hooks/node_modules/axios/dist/node/axios.cjs:2031:12)",
                "IncomingMessage.handleStreamEnd (/srv/hooks/node_modules/axios/dist/node/axios.cjs:3148:11)",
                "async deliver (/srv/hooks/src/deliver.js:24:20)"});
    }
    if (dice(job, 18, 5) == 0 && job.attemptsMade == 0) {
        return nodeError("AxiosError", "timeout of 5000ms exceeded",
            {"RedirectableRequest.handleRequestTimeout "
             "(/srv/hooks/node_modules/axios/dist/node/axios.cjs:3195:16)",
                "Timeout.<anonymous> (/srv/hooks/node_modules/follow-redirects/index.js:219:12)"});
    }
    return JsonText("{\"status\":202}");
}

QByteArrayList logsOf(const QByteArray& queue, const Job& job)
{
    if (queue == "media.transcode") {
        return {"fetching asset " + textAt(job, {"asset"}),
            "ffmpeg -i input.mov -c:v " + textAt(job, {"codec"}), "uploading to " + textAt(job, {"bucket"})};
    }
    if (queue == "mail.outgoing" && dice(job, 3, 9) == 0) {
        return {"rendered template " + textAt(job, {"template"})};
    }
    return {};
}

} // namespace

Fate fateOf(const QByteArray& queue, const Job& job, const QSet<QByteArray>& mended)
{
    Fate fate;
    fate.duration = Milliseconds(80 + dice(job, 500, 7));
    fate.logs = logsOf(queue, job);
    if (queue == "mail.outgoing") {
        fate.outcome = mailOutcome(job, mended);
    } else if (queue == "billing.invoices") {
        fate.outcome = invoiceOutcome(job);
    } else if (queue == "media.transcode") {
        fate.duration *= 15;
        fate.progressSteps = 10;
        fate.outcome = transcodeOutcome(job, mended);
    } else if (queue == "search.index") {
        fate.outcome = indexOutcome(job, mended);
    } else {
        fate.duration *= 2;
        fate.outcome = webhookOutcome(job, mended);
    }
    return fate;
}

} // namespace drover
