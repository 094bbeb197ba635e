// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
//
// node npm.js OP --redis unix:/path|tcp:HOST:PORT --queue NAME [...]: what `drover bench` measures, done by the npm package.
// Takes the same options and prints the same line.
'use strict';

const { Queue, Worker } = require('bullmq');

const options = {};
for (let i = 3; i + 1 < process.argv.length; i += 2) {
    options[process.argv[i].replace(/^--/, '')] = process.argv[i + 1];
}
const number = (name, fallback) => (name in options ? Number(options[name]) : fallback);

const address = options.redis.split(':');
const connection = address[0] === 'unix' ? { path: options.redis.slice(5) } : { host: address[1], port: Number(address[2]) };
const prefix = options.prefix || 'bull';
const n = number('n', 10000);
const jobOptions = options['remove-on-complete'] === 'true' ? { removeOnComplete: true } : undefined;

const dataOf = (i) => ({ n: i, msg: 'hello from the bench' });
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const percentile = (samples, percent) => {
    const sorted = Float64Array.from(samples).sort();
    return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
};

let begun;
let cpuBegun;
function begin() {
    cpuBegun = process.cpuUsage();
    begun = { epoch: Date.now(), clock: performance.now() };
}
function end(jobs, more) {
    const seconds = (performance.now() - begun.clock) / 1000;
    const cpu = process.cpuUsage(cpuBegun);
    return Object.assign({
        op: process.argv[2], engine: 'npm', jobs, seconds, jobs_per_s: jobs / seconds, t_start_ms: begun.epoch,
        t_end_ms: Math.round(begun.epoch + seconds * 1000), cpu_user_s: cpu.user / 1e6, cpu_sys_s: cpu.system / 1e6,
        rss_kb: Math.round(process.memoryUsage().rss / 1024),
    }, more);
}

async function openQueue() {
    const queue = new Queue(options.queue, { connection, prefix });
    await queue.waitUntilReady();
    return queue;
}

async function openWorker(processor, more) {
    const worker = new Worker(options.queue, processor, Object.assign({
        connection, prefix, autorun: false, concurrency: number('concurrency', 1),
        removeOnComplete: jobOptions ? { count: 0 } : undefined,
    }, more));
    await worker.waitUntilReady();
    return worker;
}

const operations = {
    async add() {
        const queue = await openQueue();
        const mode = options.mode || 'seq';
        let next = 0;
        begin();
        if (mode === 'bulk') {
            const size = number('bulk', 50);
            while (next < n) {
                const jobs = [];
                for (; jobs.length < size && next < n; next++) {
                    jobs.push({ name: 'bench', data: dataOf(next), opts: jobOptions });
                }
                await queue.addBulk(jobs);
            }
        } else {
            const one = async () => {
                while (next < n) {
                    await queue.add('bench', dataOf(next++), jobOptions);
                }
            };
            const inFlight = mode === 'inflight' ? number('concurrency', 100) : 1;
            await Promise.all(Array.from({ length: inFlight }, one));
        }
        return end(n);
    },

    async process() {
        const worker = await openWorker(async () => null);
        let completed = 0;
        const all = new Promise((resolve) => worker.on('completed', () => ++completed === n && resolve()));
        begin();
        worker.run();
        await all;
        const result = end(n);
        await worker.close();
        return result;
    },

    async latency() {
        let startedAt;
        const worker = await openWorker(async () => {
            startedAt = performance.now();
            return null;
        });
        const queue = await openQueue();
        worker.run();
        const started = [];
        const done = [];
        for (let i = 0; i < 50 + n; i++) {
            await sleep(number('gap', 5));
            if (i === 50) {
                begin();
            }
            const completed = new Promise((resolve) => worker.once('completed', resolve));
            const before = performance.now();
            const adding = queue.add('bench', dataOf(i));
            await completed;
            const after = performance.now();
            await adding;
            if (i >= 50) {
                started.push(startedAt - before);
                done.push(after - before);
            }
        }
        const result = end(n, {
            p50_ms: percentile(started, 50), p99_ms: percentile(started, 99),
            done_p50_ms: percentile(done, 50), done_p99_ms: percentile(done, 99),
        });
        await worker.close();
        return result;
    },

    async read() {
        const queue = await openQueue();
        const once = options.what === 'page'
            ? () => queue.getJobs('failed', number('start', 0), number('end', 49))
            : () => queue.getJobCounts();
        await once();
        const samples = [];
        begin();
        for (let i = 0; i < n; i++) {
            const before = performance.now();
            await once();
            samples.push(performance.now() - before);
        }
        return end(n, { p50_ms: percentile(samples, 50), p99_ms: percentile(samples, 99) });
    },

    async retry() {
        const queue = await openQueue();
        begin();
        await queue.retryJobs({ state: 'failed', count: 1000 });
        return end(n);
    },

    async clean() {
        const queue = await openQueue();
        begin();
        const removed = await queue.clean(0, n, 'failed');
        return end(removed.length);
    },

    async idle() {
        const worker = await openWorker(async () => null);
        worker.run();
        begin();
        await sleep(number('seconds', 5) * 1000);
        return end(0);
    },

    // Not measured: n failed jobs for read, retry and clean.
    async seed() {
        const queue = await openQueue();
        for (let i = 0; i < n; i += 1000) {
            await queue.addBulk(Array.from({ length: Math.min(1000, n - i) }, (_, k) => ({ name: 'bench', data: dataOf(i + k) })));
        }
        const worker = await openWorker(async () => {
            throw new Error('seeded');
        }, { concurrency: 100 });
        let failed = 0;
        const all = new Promise((resolve) => worker.on('failed', () => ++failed === n && resolve()));
        worker.run();
        begin();
        await all;
        const result = end(n);
        await worker.close();
        return result;
    },
};

operations[process.argv[2]]().then(
    (result) => {
        console.log(JSON.stringify(result));
        process.exit(0);
    },
    (error) => {
        console.error(error.stack);
        process.exit(2);
    },
);
