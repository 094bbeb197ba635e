// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/context.h"
#include "cli/work/backoffexec.h"
#include "cli/work/childoutput.h"
#include "cli/work/worksession.h"
#include "encryption/keystore.h"
#include "queue/writegate.h"
#include "worker/encryptedfields.h"
#include "worker/processors/execprocessor.h"
#include "worker/processors/nodeprocessor.h"
#include "worker/processors/pluginprocessor.h"
#include "worker/simulateprocessor.h"

#include <QCoroFuture>
#include <QFile>

namespace drover::cli {
namespace {

QString decoded(const QByteArray& path)
{
    return QFile::decodeName(path);
}

ProcessorResult execProcessor(const Arguments& arguments, OutputHandler output)
{
    ExecProcessorOptions options;
    options.command << decoded(arguments.text("exec"));
    for (const QByteArray& word : arguments.rest)
        options.command << decoded(word);
    options.output = std::move(output);
    auto processor = std::make_shared<ExecProcessor>(std::move(options));
    const Status found = processor->check();
    if (!found)
        return found.error();
    return std::shared_ptr<Processor>(std::move(processor));
}

QCoro::Task<ProcessorResult> nodeProcessor(const Arguments& arguments, OutputHandler output)
{
    NodeProcessorOptions options;
    options.file = decoded(arguments.text("node"));
    options.output = std::move(output);
    auto processor = std::make_shared<NodeProcessor>(std::move(options));
    const Status loaded = co_await processor->load();
    if (!loaded)
        co_return loaded.error();
    co_return std::shared_ptr<Processor>(std::move(processor));
}

ProcessorResult simulation(const Arguments& arguments)
{
    const Result<SimulateSpec> spec = parseSimulateSpec(arguments.text("simulate"));
    if (!spec)
        return spec.error();
    return simulateProcessor(*spec);
}

QCoro::Task<ProcessorResult> makeProcessor(
    const Arguments& arguments, WorkSetup::Kind kind, ChildOutput& output)
{
    switch (kind) {
    case WorkSetup::Kind::Exec:
        co_return execProcessor(arguments, output.errorHandler());
    case WorkSetup::Kind::Node:
        co_return co_await nodeProcessor(arguments, output.handler());
    case WorkSetup::Kind::Plugin:
        co_return co_await loadPluginProcessor(decoded(arguments.text("plugin")));
    case WorkSetup::Kind::Simulate:
        break;
    }
    co_return simulation(arguments);
}

} // namespace

QCoro::Task<int> runWork(Context& context)
{
    const Arguments& arguments = context.arguments();
    const Result<WorkSetup> setup = workSetup(arguments);
    if (!setup)
        co_return context.failUsage(setup.error().message);
    if (setup->kind == WorkSetup::Kind::Simulate && !parseSimulateSpec(arguments.text("simulate")))
        co_return context.failUsage(parseSimulateSpec(arguments.text("simulate")).error().message);
    const Result<RedisConnection*> connection = co_await context.connect();
    if (!connection)
        co_return context.fail(connection.error());
    const Result<LiveCipher::Ptr> cipher = co_await context.liveCipher();
    if (!cipher)
        co_return context.fail(cipher.error());
    const Result<qint64> record = context.gate().begin({context.queue(), QStringLiteral("work"), {}});
    if (!record)
        co_return context.fail(record.error());
    ChildOutput output(context.console());
    const ProcessorResult processor = co_await makeProcessor(arguments, setup->kind, output);
    int exitCode = ExitFailed;
    if (processor) {
        WorkSetup complete = *setup;
        std::shared_ptr<Processor> running = withDecryptedFields(*processor, *cipher);
        BackoffExec backoff(decoded(arguments.text("backoff-exec")));
        if (arguments.has("backoff-exec")) {
            running = backoff.around(running);
            complete.worker.backoffStrategy = backoff.strategy();
        }
        WorkSession session(context, **connection, std::move(complete), std::move(running));
        exitCode = co_await session.run();
        context.gate().finish(*record, {{QStringLiteral("exitCode"), exitCode}});
    } else {
        exitCode = context.fail(processor.error());
        context.gate().finish(*record, {}, &processor.error());
    }
    co_return exitCode;
}

} // namespace drover::cli
