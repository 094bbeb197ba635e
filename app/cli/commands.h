// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QCoroTask>
#include <QString>

//! One function a verb; each lives in commands/<verb>.cpp and returns the exit code.
namespace drover::cli {

class Context;

QCoro::Task<int> runQueues(Context& context);
QCoro::Task<int> runCounts(Context& context);
QCoro::Task<int> runJobs(Context& context);
QCoro::Task<int> runJob(Context& context);
QCoro::Task<int> runAdd(Context& context);
QCoro::Task<int> runRetry(Context& context);
QCoro::Task<int> runPromote(Context& context);
QCoro::Task<int> runRemove(Context& context);
QCoro::Task<int> runClean(Context& context);
QCoro::Task<int> runReencrypt(Context& context);
QCoro::Task<int> runUpdate(Context& context);
QCoro::Task<int> runLimits(Context& context);
QCoro::Task<int> runPause(Context& context);
QCoro::Task<int> runResume(Context& context);
QCoro::Task<int> runEvents(Context& context);
QCoro::Task<int> runMetrics(Context& context);
QCoro::Task<int> runWorkers(Context& context);
QCoro::Task<int> runKeys(Context& context);
QCoro::Task<int> runProfiles(Context& context);
QCoro::Task<int> runWork(Context& context);
QCoro::Task<int> runFailures(Context& context);
QCoro::Task<int> runExport(Context& context);
QCoro::Task<int> runHealth(Context& context);
//! `health --apply RULE`.
QCoro::Task<int> applyHealthFix(Context& context, QString rule);
QCoro::Task<int> runWhy(Context& context);
QCoro::Task<int> runAcl(Context& context);
QCoro::Task<int> runRetention(Context& context);
QCoro::Task<int> runDiagnose(Context& context);
QCoro::Task<int> runRedis(Context& context);
QCoro::Task<int> runBench(Context& context);
QCoro::Task<int> runDemo(Context& context);
QCoro::Task<int> runCrashes(Context& context);

} // namespace drover::cli
