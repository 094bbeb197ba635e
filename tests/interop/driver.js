// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
//
// The npm package at the other end of a queue. Reads one JSON command a line from standard input and answers each with one line:
//   {"id":7,"ok":true,"value":"<JSON text>"}  or  {"id":7,"ok":false,"name":"Error","code":-1,"message":"..."}
// `value` is JSON *text* inside a string, so that no reader on the way rounds a number or sorts keys.
// Workers also send lines {"event":"completed","worker":"w1","jobId":"1",...} as things happen.
//
//   node driver.js '{"path":"/run/redis.sock"}'              commands from standard input, until it closes
//   node driver.js '{"path":"/run/redis.sock"}' '{"cmd":"counts","queue":"mail"}'   one command, prints its value
//
// Modules come from NODE_PATH (the build tree).
'use strict';

const readline = require('readline');

const packages = { 6: require('bullmq'), 5: require('bullmq5') };
const Redis = require('ioredis').default || require('ioredis');

const connection = Object.assign({ maxRetriesPerRequest: null }, JSON.parse(process.argv[2] || '{}'));

const queues = new Map();
const workers = new Map();
let created = 0; // workers so far: keys are never used twice
const memory = {}; // kept between eval calls

// An ES module, which NODE_PATH does not lead to; Node 18 keeps WebCrypto out of the global scope.
function jose() {
    globalThis.crypto ??= require('crypto').webcrypto;
    return import(require('url').pathToFileURL(require.resolve('jose')).href);
}

function send(object) {
    process.stdout.write(JSON.stringify(object) + '\n');
}

function textOf(value) {
    return value === undefined ? 'null' : JSON.stringify(value);
}

function bullOf(command) {
    return packages[command.version || 6];
}

function optionsOf(command) {
    return Object.assign({ connection, prefix: command.prefix || 'bull' }, command.options || {});
}

function queueOf(command) {
    const key = JSON.stringify([command.version || 6, command.prefix || 'bull', command.queue, command.options || null]);
    if (!queues.has(key)) {
        const queue = new (bullOf(command).Queue)(command.queue, optionsOf(command));
        queue.on('error', (error) => send({ event: 'error', source: 'queue', message: error.message }));
        queues.set(key, queue);
    }
    return queues.get(key);
}

async function jobOf(command) {
    const job = await queueOf(command).getJob(command.jobId);
    if (!job) {
        throw new Error(`no job ${command.jobId}`);
    }
    return job;
}

// Data may come as text (`dataText`), so that the caller decides every byte that JSON.parse sees.
function dataOf(item) {
    return item.dataText !== undefined ? JSON.parse(item.dataText) : item.data;
}

function sleep(ms) {
    return new Promise((resolve) => setTimeout(resolve, ms));
}

// A behaviour is what a scripted processor does, in this order:
//   {log:[..], progress:[..], updateData:x, sleep:ms, hang:true, failTimes:n | fail:true, message, unrecoverable:true,
//    code:"async (job, token, signal, bull) => ..", echo:true, value:x}
async function behave(bull, behaviour, job, token, signal) {
    for (const row of behaviour.log || []) {
        await job.log(row);
    }
    for (const step of behaviour.progress || []) {
        await job.updateProgress(step);
    }
    if ('updateData' in behaviour) {
        await job.updateData(behaviour.updateData);
    }
    if (behaviour.sleep) {
        await sleep(behaviour.sleep);
    }
    if (behaviour.hang) {
        await new Promise(() => {});
    }
    if (behaviour.fail || job.attemptsMade < (behaviour.failTimes || 0)) {
        const message = behaviour.message || 'scripted failure';
        throw behaviour.unrecoverable ? new bull.UnrecoverableError(message) : new Error(message);
    }
    if (behaviour.code) {
        return await eval(`(${behaviour.code})`)(job, token, signal, bull);
    }
    return behaviour.echo ? job.data : behaviour.value;
}

function startWorker(command) {
    const bull = bullOf(command);
    const script = command.script || {};
    const key = command.worker || `w${++created}`;
    const journal = [];
    const processor = async (job, token, signal) => {
        journal.push({ jobId: job.id, name: job.name, attempt: job.attemptsMade, at: Date.now() });
        const behaviour = (script.names && script.names[job.name]) || script;
        return behave(bull, behaviour, job, token, signal);
    };
    const worker = new bull.Worker(command.queue, processor, optionsOf(command));
    const tell = (event, fields) => send(Object.assign({ event, worker: key }, fields));
    worker.on('active', (job) => tell('active', { jobId: job.id }));
    worker.on('completed', (job, value) => tell('completed', { jobId: job.id, value: textOf(value) }));
    worker.on('failed', (job, error) => tell('failed', { jobId: job && job.id, reason: error.message }));
    worker.on('stalled', (jobId) => tell('stalled', { jobId }));
    worker.on('drained', () => tell('drained', {}));
    worker.on('error', (error) => tell('error', { source: 'worker', message: error.message }));
    workers.set(key, { worker, journal });
    return worker.waitUntilReady().then(() => key);
}

const commands = {
    ping: async () => 'pong',
    versions: async () => ({
        node: process.versions.node,
        6: require('bullmq/package.json').version,
        5: require('bullmq5/package.json').version,
    }),

    add: async (c) => (await queueOf(c).add(c.name || 'job', dataOf(c), c.opts)).toJSON(),
    addBulk: async (c) =>
        (await queueOf(c).addBulk(c.jobs.map((j) => ({ name: j.name || 'job', data: dataOf(j), opts: j.opts })))).map((j) => j.id),

    counts: async (c) => queueOf(c).getJobCounts(...(c.states || [])),
    jobs: async (c) => (await queueOf(c).getJobs(c.states, c.start ?? 0, c.end ?? -1, c.asc ?? false)).map((j) => j && j.toJSON()),
    job: async (c) => {
        const job = await queueOf(c).getJob(c.jobId);
        return job ? job.toJSON() : null;
    },
    state: async (c) => queueOf(c).getJobState(c.jobId),
    logs: async (c) => queueOf(c).getJobLogs(c.jobId, c.start, c.end, c.asc),
    isPaused: async (c) => queueOf(c).isPaused(),

    pause: async (c) => queueOf(c).pause(),
    drain: async (c) => queueOf(c).drain(c.delayed || false),
    obliterate: async (c) => queueOf(c).obliterate({ force: true }),
    promote: async (c) => (await jobOf(c)).promote(),

    workerStart: startWorker,
    workerJournal: async (c) => workers.get(c.worker).journal,
    workerClose: async (c) => {
        await workers.get(c.worker).worker.close(c.force || false);
        workers.delete(c.worker);
    },

    // body: statements of an async function with `bull` (Queue, Worker, QueueEvents, FlowProducer, ...), `queue` (when the command
    // names one), `Redis`, `connection`, `args`, `memory` (kept between calls), `workers`, `sleep` and `jose()` in scope.
    eval: async (c) => {
        const scope = {
            bull: bullOf(c), queue: c.queue ? queueOf(c) : null, Redis, connection, args: c.args, memory, workers, sleep, send, jose,
        };
        const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor;
        return new AsyncFunction(...Object.keys(scope), c.body)(...Object.values(scope));
    },
};

async function answer(command) {
    const handler = commands[command.cmd];
    if (!handler) {
        throw new Error(`unknown command ${command.cmd}`);
    }
    return textOf(await handler(command));
}

async function closeAll() {
    const closing = [];
    for (const { worker } of workers.values()) {
        closing.push(worker.close(true));
    }
    for (const queue of queues.values()) {
        closing.push(queue.close());
    }
    await Promise.race([Promise.allSettled(closing), sleep(2000)]);
}

async function serve() {
    send({ event: 'ready', node: process.versions.node });
    const pending = new Set();
    const lines = readline.createInterface({ input: process.stdin, crlfDelay: Infinity });
    lines.on('line', (line) => {
        const command = JSON.parse(line);
        const reply = answer(command).then(
            (value) => send({ id: command.id, ok: true, value }),
            (error) => send({ id: command.id, ok: false, name: error.name, code: error.code, message: String(error.message) }),
        ).finally(() => pending.delete(reply));
        pending.add(reply);
    });
    // What was asked before the end of input is still answered, within reason.
    lines.on('close', () => Promise.race([Promise.allSettled(pending), sleep(5000)]).then(closeAll).then(() => process.exit(0)));
}

if (process.argv[3] !== undefined) {
    answer(JSON.parse(process.argv[3]))
        .then((value) => console.log(value))
        .catch((error) => {
            console.error(error.message);
            process.exitCode = 1;
        })
        .finally(() => closeAll().then(() => process.exit()));
} else {
    serve();
}
