// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/commands.h"
#include "cli/commandspec.h"
#include "cli/commandtableparts.h"

#include <algorithm>

namespace drover::cli {
namespace {

using enum ValueKind;

const QByteArrayList stateWords{
    "waiting", "active", "delayed", "prioritized", "completed", "failed", "waiting-children", "paused"};
const ArgumentSpec queueArgument{"QUEUE", "the queue's name"};

OptionSpec idOption(const QByteArray& help)
{
    return {"id", "ID", Text, help + "; repeat it for several", {}, true};
}

OptionSpec dryRunOption()
{
    return {"dry-run", {}, Flag, "only say what would be done"};
}

OptionSpec noTrashOption()
{
    return {"no-trash", {}, Flag, "do not keep the removed jobs"};
}

std::vector<OptionSpec> matchOptions()
{
    return {{"match", "TEXT", Text,
                "only jobs with this text, in any case, in id, name, data or reason of failure"},
        {"match-in", "FIELDS", Choices, "where --match looks, separated by commas",
            {"id", "name", "data", "error"}}};
}

std::vector<OptionSpec> operator+(std::vector<OptionSpec> left, std::vector<OptionSpec> right)
{
    left.insert(left.end(), std::make_move_iterator(right.begin()), std::make_move_iterator(right.end()));
    return left;
}

std::vector<CommandSpec> lookingCommands()
{
    return {
        {"queues", "List the queues with counts per state, pause and workers",
            "Finds the queues under the prefix by walking the keys step by step, and reads the counts of "
            "each. A "
            "question mark stands for the workers where Redis does not tell its clients.",
            {}, {}, {"drover queues --prefix bull"}, &runQueues},
        {"counts", "Count the jobs of a queue by state", "", {queueArgument}, {},
            {"drover counts mail --json"}, &runCounts},
        {"jobs", "List jobs of one state",
            "Newest first unless --asc. The range is 0-based with both ends included; -1 is the end.",
            {queueArgument, {"STATE", "the state", false, State, stateWords}},
            std::vector<OptionSpec>{{"from", "N", Signed, "first job of the range (0)"},
                {"to", "M", Signed, "last job of the range (99)"}, {"asc", {}, Flag, "oldest first"}}
                + matchOptions(),
            {"drover jobs mail failed --match timeout", "drover jobs mail waiting --asc --to 9 --json"},
            &runJobs},
        {"job", "Show one job with everything that is known about it", "",
            {queueArgument, {"ID", "the job's id"}},
            {{"logs", {}, Flag, "with the rows of its log"},
                {"decrypt", {}, Flag, "with its encrypted fields in clear text; see `drover keys`"}},
            {"drover job mail 42 --logs"}, &runJob},
        {"failures", "Group the failed jobs by cause",
            "Numbers, ids, addresses and quoted values in the reasons are set aside, so that failures with "
            "the same "
            "cause fall into one group.",
            {queueArgument}, {{"top", "N", Number, "only the N biggest groups; 0 = all (10)"}},
            {"drover failures mail --top 5"}, &runFailures},
        {"export", "Write jobs of one state to a file or to standard output",
            "Newest first, as JSON lines (all of a job, byte for byte) or as CSV for spreadsheets, where an "
            "apostrophe keeps texts that look like formulas from being run. A column may lead into JSON: "
            "data.user.id. The file appears when it is complete, readable by its owner only; without "
            "--format "
            "its name decides.",
            {queueArgument, {"STATE", "the state", false, State, stateWords}},
            std::vector<OptionSpec>{{"format", "FORMAT", Choice, "csv or jsonl", {"csv", "jsonl"}},
                {"out", "FILE", Path, "write this file instead of standard output"},
                {"columns", "LIST", Text, "columns of the CSV, separated by commas"}}
                + matchOptions()
                + std::vector<OptionSpec>{{"since", "TIME", Duration,
                                              "only jobs that finished, or were added, within this time"},
                    {"count", "N", Number, "at most N jobs"}},
            {"drover export mail failed --format csv --columns id,name,data.user.id,failedReason --out "
             "failed.csv",
                "drover export mail completed --format jsonl"},
            &runExport},
        {"events", "Follow what happens in a queue, one JSON line an event",
            "Starts with what comes from now on unless --from says otherwise. Ctrl-C ends it.",
            {queueArgument},
            {{"from", "ID", Text, "continue after this stream id; 0 = all that is kept, $ = from now on ($)"},
                {"count", "N", Number, "end after N events"},
                {"until-idle", "TIME", Duration, "end when nothing happened for so long"}},
            {"drover events mail --from 0 --until-idle 1s"}, &runEvents},
        {"metrics", "Show how many jobs were completed and failed, a figure a minute",
            "Needs workers that collect metrics.", {queueArgument},
            {{"prometheus", {}, Flag, "as text for Prometheus"}}, {"drover metrics mail --prometheus"},
            &runMetrics},
        {"workers", "List the workers that listen, wherever they run", "",
            {{"QUEUE", "only those of this queue", true}}, {}, {"drover workers"}, &runWorkers},
        {"why", "Tell why nothing moves in a queue",
            "One verdict with its evidence first, then what else holds the queue back: paused, limited, no "
            "or "
            "silent workers, jobs without a lock, delays, children, schedulers, the server itself. Exit "
            "codes "
            "as of health.",
            {queueArgument}, {}, {"drover why mail"}, &runWhy},
        {"diagnose", "Hold a queue against the invariants of BullMQ",
            "Reads every job, key and event of the queue and tells what no healthy queue shows: jobs in two "
            "states or in none, entries without data, locks and keys that are left, ends that contradict "
            "each other. Reads only, in small pages, also while workers are busy. Exit codes as of health.",
            {queueArgument}, {}, {"drover diagnose mail"}, &runDiagnose},
        {"health", "Go through the production checklist",
            "Judges the server and every queue under the prefix. Exit code 1 with warnings, 3 with critical "
            "findings.",
            {},
            {{"list-rules", {}, Flag, "list the rules; needs no Redis"},
                {"apply", "RULE", Text, "show the settings that mend what this rule finds; --yes sets them"},
                {"yes", {}, Flag, "with --apply: run CONFIG SET"},
                {"rewrite", {}, Flag, "with --apply: CONFIG REWRITE too, so that it outlives a restart"}},
            {"drover health", "drover health --apply eviction-policy --yes"}, &runHealth},
    };
}

std::vector<CommandSpec> changingCommands()
{
    return {
        {"add", "Add one job, or many from a file",
            "DATA is JSON and kept byte for byte; none is {}, - reads standard input. With --bulk each line "
            "of the file "
            "is {\"name\",\"data\",\"opts\"} and NAME stands in where a line has none; all lines are checked "
            "before the "
            "first job is sent. Fields that `drover keys` names are encrypted; give such data on standard "
            "input, because others on the computer can read arguments.",
            {queueArgument, {"NAME", "the job's name", true}, {"DATA", "the job's data as JSON, or -", true}},
            {{"opts", "JSON", JsonObject, "options of the job, with the npm package's names"},
                {"bulk", "FILE", Path, "add a job for each line of this NDJSON file; - is standard input"}},
            {"drover add mail welcome '{\"to\":\"ann@example.org\"}' --opts '{\"attempts\":3}'",
                "drover add mail welcome --bulk jobs.ndjson"},
            &runAdd},
        {"retry", "Put failed or completed jobs back to waiting",
            "Each job is retried exactly: its priority stays, its parent gets it back, its attempts begin "
            "anew on "
            "request. The work is done in small paced steps that hardly disturb Redis. --bulk runs BullMQ's "
            "own bulk "
            "script instead, which is faster and ignores priorities.",
            {queueArgument},
            std::vector<OptionSpec>{idOption("this job"),
                {"state", "STATE", Choice, "all jobs of this state", {"failed", "completed"}}}
                + matchOptions()
                + std::vector<OptionSpec>{{"since", "TIME", Duration,
                                              "only jobs that finished within this time"},
                    {"count", "N", Number, "at most N jobs, oldest first"},
                    {"reset-attempts", {}, Flag, "count the attempts from zero again"},
                    {"bulk", {}, Flag, "use BullMQ's bulk script"}, dryRunOption()},
            {"drover retry mail --state failed --match timeout --dry-run",
                "drover retry mail --id 42 --id 43"},
            &runRetry},
        {"promote", "Let delayed jobs run now", "", {queueArgument},
            {idOption("this job"), {"all", {}, Flag, "all delayed jobs"},
                {"bulk", {}, Flag, "use BullMQ's bulk script; with --all"}, dryRunOption()},
            {"drover promote mail --all"}, &runPromote},
        {"remove", "Remove jobs",
            "Jobs that a worker holds are left alone. What is removed is kept in the trash first, with its "
            "children and its log, so that the window can restore it.",
            {queueArgument},
            {idOption("this job"), {"keep-children", {}, Flag, "leave the job's children alone"},
                noTrashOption(), dryRunOption()},
            {"drover remove mail --id 42"}, &runRemove},
        {"update", "Change data, options, delay, priority or progress of jobs",
            "--opts takes the options to change, with the npm package's names, and leaves the others as they "
            "are; null takes one out. After adding, attempts, backoff, keepLogs, lifo, removeOnComplete, "
            "removeOnFail, sizeLimit, stackTraceLimit, priority and delay can be changed. With several --id, "
            "or with --state, --opts alone is changed, in small paced steps, without priority and delay; "
            "every other byte of the options stays.",
            {queueArgument},
            std::vector<OptionSpec>{idOption("the job"), {"data", "JSON", Json, "the new data"},
                {"opts", "JSON", JsonObject, "options to change"},
                {"delay", "TIME", Duration, "of a delayed job: run after this time from now"},
                {"priority", "N", Number, "1 is first; 0 = none"},
                {"progress", "JSON", Json, "the new progress"},
                {"state", "STATE", State, "all jobs of this state", stateWords}}
                + matchOptions()
                + std::vector<OptionSpec>{{"since", "TIME", Duration,
                                              "only jobs that finished, or were added, within this time"},
                    {"count", "N", Number, "at most N jobs, oldest first"}, dryRunOption()},
            {"drover update mail --id 42 --priority 1",
                "drover update mail --id 42 --opts '{\"attempts\":5}'",
                "drover update mail --state waiting --match invoice --opts '{\"attempts\":5}' --dry-run"},
            &runUpdate},
        {"pause", "Let no worker take further jobs of a queue", "", {queueArgument}, {},
            {"drover pause mail"}, &runPause},
        {"resume", "Let workers take jobs of a queue again", "", {queueArgument}, {}, {"drover resume mail"},
            &runResume},
        {"limits", "Show or set what a queue prescribes to all of its workers",
            "Global concurrency and rate limit hold over all workers together, and win over what a worker is "
            "told itself; they are setGlobalConcurrency and setGlobalRateLimit of the npm package. "
            "--max-events is how many events the stream keeps, about; a Node producer writes its own length "
            "when it starts, unless skipMetasUpdate is set. Without options it only shows them.",
            {queueArgument},
            {{"concurrency", "N", Text, "at most N jobs at once; none = no limit"},
                {"rate", "MAX/TIME", Text, "at most MAX jobs in TIME, as 100/1s; none = no limit"},
                {"max-events", "N", Text, "keep about N events; none = as BullMQ has it"},
                {"trim", {}, Flag, "shorten the events stream to that now, in small steps"}},
            {"drover limits mail", "drover limits mail --concurrency 20 --rate 100/1s",
                "drover limits mail --concurrency none"},
            &runLimits},
        {"clean", "Remove old jobs of a state in small steps",
            "Up to 10,000 jobs are kept in the trash first, so that the window can restore them; more than "
            "that "
            "are gone for good.",
            {queueArgument},
            {{"state", "STATE", State, "the state", stateWords},
                {"grace", "TIME", Duration, "keep what is younger (0)"},
                {"limit", "N", Number, "remove at most N; 0 = no limit (0)"}, noTrashOption(),
                dryRunOption()},
            {"drover clean mail --state completed --grace 7d"}, &runClean},
        {"retention", "Show how long finished jobs are kept, or apply a policy once",
            "BullMQ copies removeOnComplete and removeOnFail from the producer's code into each job, so what "
            "is "
            "kept is read from samples: the newest jobs and others spread over the whole state. With --state "
            "and --keep it says what such a policy would remove, and with --apply removes it in small steps; "
            "the same trash and the same limits as for clean.",
            {queueArgument},
            {{"sample", "N", Number, "jobs of each state to look at (1000)"},
                {"state", "STATE", Choice, "of the policy", {"completed", "failed"}},
                {"keep", "SPEC", Text, "how many to keep, or JSON {\"age\":seconds,\"count\":n}"},
                {"apply", {}, Flag, "remove what is beyond it"}, noTrashOption()},
            {"drover retention mail", "drover retention mail --state completed --keep 1000 --apply"},
            &runRetention},
    };
}

CommandSpec workCommand()
{
    return {"work", "Run a worker here",
        "Takes jobs of the queue and runs them with exactly one of --exec, --node, --plugin and --simulate. "
        "--exec ends the options: what follows is the command and its arguments.\n\n"
        "The command gets the job as JSON on standard input and DROVER_JOB_ID, _NAME, _QUEUE, _ATTEMPT "
        "and _TOKEN in its environment; its output is the result, lines on standard error become rows "
        "of the job's log, and `::drover progress JSON` there reports progress. Exit code 0 completes "
        "the job, 65 fails it for good, any other fails the attempt.\n\n"
        "The library of --plugin is a Qt plugin that implements DroverProcessorPlugin. It runs inside of "
        "drover with all of its rights: take only one that you trust. One that crashes ends the worker "
        "with it.\n\n"
        "SIGINT, SIGTERM and SIGHUP stop gracefully: running jobs get the time of --grace, then go back to "
        "waiting. A second signal ends at once with exit code 130.",
        {queueArgument},
        {{"exec", "CMD", Text, "run this program for each job; the rest of the line are its arguments", {},
             false, true},
            {"node", "FILE", Path, "run this BullMQ sandboxed processor in Node"},
            {"plugin", "LIB", Path, "run the processor of this Qt plugin, inside of drover"},
            {"simulate", "SPEC", Text, "pretend: ms=50..200,fail=0.1,log=2,progress=3"},
            {"concurrency", "N", Number, "jobs at once (1)"}, {"name", "NAME", Text, "the worker's name"},
            {"limiter", "MAX/TIME", Text,
                "at most MAX jobs in TIME (bare number: ms), over all workers of the queue"},
            {"lock-duration", "TIME", Duration, "how long a lock lasts (30s)"},
            {"stalled-interval", "TIME", Duration, "how often to look for stalled jobs (30s)"},
            {"max-stalled", "N", Number, "stalls until a job fails (1)"},
            {"max-started", "N", Number, "starts until a job fails"},
            {"drain-delay", "TIME", Duration, "how long to wait for a job in one go (5s)"},
            {"no-stalled-check", {}, Flag, "do not look for stalled jobs"},
            {"no-lock-renewal", {}, Flag, "do not renew locks"},
            {"remove-on-complete", "SPEC", Text,
                "what to keep of completed jobs: true, a count, or {\"age\",\"count\",\"limit\"}"},
            {"remove-on-fail", "SPEC", Text, "the same for failed jobs"},
            {"metrics", "POINTS", Number, "collect metrics, one point a minute"},
            {"backoff-exec", "CMD", Path,
                "`CMD ATTEMPT TYPE` prints the delay for a custom backoff type; -1 = no further attempt"},
            {"until-empty", {}, Flag,
                "end when no job is left; delayed ones due within --grace are waited for"},
            {"grace", "TIME", Grace, "time for running jobs at the end; a bare number is seconds (30s)"},
            {"control", {}, Flag, "take commands as JSON lines on standard input"}},
        {"drover work mail --node processor.js --concurrency 10",
            "drover work mail --until-empty --exec ./send-mail.sh", "drover work mail --plugin ./libmail.so",
            "drover work mail --simulate ms=50..200,fail=0.1"},
        &runWork};
}

CommandSpec keysCommand()
{
    return {"keys", "Choose which fields of a queue's jobs are encrypted, and keep the keys",
        "ACTION is one of\n\n"
        "list: the queues with encrypted fields, and the ids of their keys.\n\n"
        "fields: encrypt these fields of the queue's jobs from now on, each a JSON pointer like "
        "/card/number. "
        "What is no longer named is not encrypted any more, but still decrypted. A first key is made where "
        "there is none.\n\n"
        "results: the same for what jobs return; \"\" is all of it.\n\n"
        "rotate: make a new key, which encrypts from now on; older ones still decrypt.\n\n"
        "delete: forget an older key (--id). What it encrypted can never be read again: put jobs under the "
        "newest one first (`drover reencrypt`). The queue's name has to be typed once more with "
        "--yes-delete-the-key.\n\n"
        "export: print a key as JSON Web Key, with an example for the npm package jose on standard error. "
        "The "
        "queue's name has to be typed once more with --yes-show-the-key.\n\n"
        "The fields are encrypted by add and update, by the window, and by whatever a local worker writes "
        "back into the data or returns; local workers get the data in clear text. A worker that runs learns "
        "of other fields and keys with the next job that it takes. Each field becomes a string with a "
        "compact "
        "JWE (dir, A256GCM) that names key, queue and field; of a result the field is named "
        "returnvalue/card. Names, ids, options, logs, progress and errors stay readable, and a parent reads "
        "what its children returned as it is stored. Keys are kept in the system's keychain and nowhere "
        "else: "
        "who loses them loses the data. The choice counts for the queue's name and prefix, whatever the "
        "server.",
        {{"ACTION", "what to do", false, Choice, {"list", "fields", "results", "rotate", "delete", "export"}},
            {"QUEUE", "the queue's name, but for list", true},
            {"FIELD", "JSON pointers, for fields and results", true, Text, {}, true}},
        {{"none", {}, Flag, "fields, results: encrypt no field any more"},
            {"id", "KEY", Text, "delete: this key; export: this key instead of the newest one"},
            {"yes-delete-the-key", "QUEUE", Text, "delete: yes, forget it for ever"},
            {"yes-show-the-key", "QUEUE", Text, "export: yes, print the key"}},
        {"drover keys fields mail /card/number /email", "drover keys rotate mail",
            "drover keys export mail --yes-show-the-key mail"},
        &runKeys};
}

CommandSpec reencryptCommand()
{
    return {"reencrypt", "Encrypt the fields of jobs that are there already, or anew",
        "After `drover keys fields` it encrypts what still is clear text, after `drover keys rotate` what an "
        "older key encrypted. Jobs that are as they should be are left alone and do not count; one whose "
        "data "
        "somebody changes meanwhile, or that cannot be decrypted, is skipped. What jobs returned stays as it "
        "is. The work is done in small paced steps and recorded.",
        {queueArgument},
        {{"state", "STATE", State, "the state", stateWords},
            {"count", "N", Number, "at most N jobs, oldest first"}, dryRunOption()},
        {"drover reencrypt mail --state failed --dry-run"}, &runReencrypt};
}

std::vector<CommandSpec> localCommands()
{
    return {
        {"acl", "Print the rules of a Redis user who may do one kind of work",
            "One line to paste into redis-cli: an ACL SETUSER with the commands and keys that the role "
            "needs, and nothing else. viewer looks and writes nothing; worker is for programs that use "
            "BullMQ, in any language; operator may also look and change by hand. A new user has no password "
            "and cannot log in before ACL SETUSER NAME >PASSWORD gives it one. Nothing is sent to Redis.\n\n"
            "To see the server's settings on the health page a viewer also needs +config|get, which shows "
            "Redis's own passwords too.",
            {{"ROLE", "what the user is for", false, Choice, {"viewer", "worker", "operator"}}},
            {{"user", "NAME", Text, "the user's name (drover-ROLE)"},
                {"redis-6", {}, Flag,
                    "without key patterns that allow reading alone, which came with Redis 7"}},
            {"drover acl viewer --prefix bull", "drover acl worker --user mailer"}, &runAcl},
        {"redis", "Run Drover's own Redis in the foreground",
            "Prints the URL to connect to and runs until a signal comes. Data survives. Other verbs start it "
            "when "
            "none runs, and leave it running for the next one.",
            {}, {{"dir", "DIR", Path, "where its data is"}, {"stop", {}, Flag, "end the one that runs"}},
            {"drover redis", "drover redis --stop"}, &runRedis},
        {"demo", "Fill Redis with living queues to look at",
            "Failures of several kinds, delays, priorities, a stalled job; workers keep it moving until a "
            "signal comes.",
            {}, {{"once", {}, Flag, "only fill the queues, then end"}}, {"drover demo"}, &runDemo},
        {"crashes", "List what was noted when Drover crashed",
            "Versions, stack and the last lines of the log, without passwords and job data. Nothing is ever "
            "sent anywhere; the newest ten are kept.",
            {}, {{"show", {}, Flag, "print the newest report"}, {"discard", {}, Flag, "remove them all"}},
            {"drover crashes --show"}, &runCrashes},
        {"bench", "Measure how fast Drover and Redis are together",
            "The last line of standard output is a JSON object with the result. Use a queue of its own: what "
            "is in it is "
            "worked on. persistence starts a Redis of its own and tells what its append-only file costs: no "
            "other server is touched.",
            {{"OP", "what to measure", false, Choice,
                {"add", "process", "latency", "read", "retry", "clean", "idle", "persistence"}}},
            {{"redis", "ADDR", Text, "unix:/path or tcp:HOST:PORT, instead of --connect"},
                {"queue", "NAME", Text, "the queue (drover-bench)"},
                {"n", "N", Number, "jobs or repetitions (10000)"},
                {"mode", "MODE", Choice, "add: how (seq); retry: bulk takes upstream's own bulk script",
                    {"seq", "inflight", "bulk"}},
                {"concurrency", "C", Number, "jobs at once (add: 100, others: 1)"},
                {"bulk", "B", Number, "add: jobs of one bulk (50)"},
                {"remove-on-complete", "BOOL", Choice, "remove jobs as they complete", {"true", "false"}},
                {"start-at", "EPOCH_MS", Number, "process: begin then"},
                {"until-idle", "TIME", Duration,
                    "process: share the queue, stop after this time without a job"},
                {"gap", "TIME", Duration, "latency: pause between jobs (5)"},
                {"what", "WHAT", Choice, "read: what (counts)", {"counts", "page"}},
                {"start", "S", Signed, "read: first failed job of the page (0)"},
                {"end", "E", Signed, "read: last failed job of the page (49)"},
                {"seconds", "S", Number, "idle: how long (5)"},
                {"rounds", "N", Number, "persistence: rounds with and without the file (3)"},
                {"processor", "KIND", Choice, "how jobs are run (async)", {"inline", "async", "pool"}}},
            {"drover bench process --n 20000 --concurrency 100"}, &runBench},
    };
}

std::vector<CommandSpec> buildTable()
{
    std::vector<CommandSpec> table = lookingCommands();
    for (auto& command : changingCommands())
        table.push_back(std::move(command));
    table.push_back(workCommand());
    table.push_back(keysCommand());
    table.push_back(reencryptCommand());
    table.push_back(profilesCommand());
    for (auto& command : localCommands())
        table.push_back(std::move(command));
    return table;
}

template <typename Table>
auto findByName(const Table& table, QByteArrayView name) -> decltype(table.data())
{
    const auto found =
        std::find_if(table.begin(), table.end(), [name](const auto& row) { return row.name == name; });
    return found == table.end() ? nullptr : &*found;
}

} // namespace

const std::vector<CommandSpec>& commandTable()
{
    static const std::vector<CommandSpec> table = buildTable();
    return table;
}

const std::vector<OptionSpec>& commonOptions()
{
    static const std::vector<OptionSpec> options{
        {"connect", "URL", Text,
            "redis://user@host:port/db, rediss://, unix:///path?db=0 or embedded; else DROVER_REDIS_URL, "
            "else embedded"},
        {"profile", "NAME", Text, "a connection saved in the window, instead of --connect"},
        {"prefix", "PREFIX", Text, "prefix of the queues' keys (the profile's, else bull)"},
        {"password-stdin", {}, Flag, "read the password from the first line of standard input"},
        {"read-only", {}, Flag, "refuse everything that writes"},
        {"unlock", {}, Flag, "allow changes on a profile that is production or read-only"},
        {"json", {}, Flag, "print JSON"},
        {"log-level", "LEVEL", Choice,
            "what to log on standard error (warning for verbs that stay, else off)",
            {"debug", "info", "warning", "critical", "off"}},
        {"help", {}, Flag, "show help"},
    };
    return options;
}

const CommandSpec* findCommand(QByteArrayView name)
{
    return findByName(commandTable(), name);
}

const OptionSpec* findCommonOption(QByteArrayView name)
{
    return findByName(commonOptions(), name);
}

const OptionSpec* CommandSpec::option(QByteArrayView optionName) const
{
    return findByName(options, optionName);
}

} // namespace drover::cli
