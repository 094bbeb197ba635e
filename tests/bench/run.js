// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
//
// node tests/bench/run.js --bin build/release/bin [--rounds 5] [--n 20000] [--only process] [--processor async]
// Plays every case by drover, by the npm package and by the no-op client in turns on a private redis-server, checks each run
// through npm's getters, and prints medians and paired ratios. NODE_PATH names the folder of the npm packages.
'use strict';

const { execFileSync, spawn } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { Queue } = require('bullmq');
const Redis = require('ioredis').default || require('ioredis');

const options = { rounds: '5', n: '20000', only: '', processor: 'async' };
for (let i = 2; i + 1 < process.argv.length; i += 2) {
    options[process.argv[i].replace(/^--/, '')] = process.argv[i + 1];
}
const rounds = Number(options.rounds);
const n = Number(options.n);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'drover-bench-'));
const socket = path.join(folder, 'r.sock');
const queue = 'bench';
const all = ['drover', 'npm', 'noop'];

const few = Math.max(20, Math.round(n / 20));
const cases = [
    { name: 'add, one at a time', op: 'add', n: Math.round(n / 2), args: ['--mode', 'seq'], check: { waiting: 1 } },
    { name: 'add, 100 in flight', op: 'add', n, args: ['--mode', 'inflight', '--concurrency', '100'], check: { waiting: 1 } },
    { name: 'addBulk x 50', op: 'add', n, args: ['--mode', 'bulk', '--bulk', '50'], check: { waiting: 1 } },
    ...[1, 10, 100, 500].map((concurrency) => ({
        name: `process, concurrency ${concurrency}`, op: 'process', n: concurrency === 1 ? Math.round(n / 2) : n,
        args: ['--concurrency', String(concurrency)], prepare: 'add', check: { completed: 1 },
    })),
    { name: 'latency', op: 'latency', n: few, args: ['--concurrency', '1'], check: { completed: 1 }, extra: 50 },
    { name: 'read counts', op: 'read', n: few, args: ['--what', 'counts'], prepare: 'seed', check: { failed: 1 }, engines: ['drover', 'npm'] },
    { name: 'read a page of 50', op: 'read', n: few, args: ['--what', 'page', '--start', '0', '--end', '49'], prepare: 'seed', check: { failed: 1 }, engines: ['drover', 'npm'] },
    // npm only has the bulk script, which ignores priorities; drover's usual way looks at each job first.
    { name: 'retry by the bulk script', op: 'retry', n: few * 4, args: ['--mode', 'bulk'], prepare: 'seed', check: { waiting: 1 }, engines: ['drover', 'npm'] },
    { name: 'retry, each looked at', op: 'retry', n: few * 4, args: [], prepare: 'seed', check: { waiting: 1 }, engines: ['drover', 'npm'] },
    { name: 'clean', op: 'clean', n: few * 4, args: [], prepare: 'seed', check: { failed: 0 }, engines: ['drover', 'npm'] },
].filter((row) => row.op.includes(options.only) || row.name.includes(options.only));

function commandOf(engine, op, count, args) {
    const shared = ['--redis', `unix:${socket}`, '--queue', queue, '--n', String(count), ...args];
    if (engine === 'npm') {
        return [process.execPath, [path.join(__dirname, 'npm.js'), op, ...shared]];
    }
    if (engine === 'noop') {
        return [path.join(options.bin, 'bench_noop'), [op, ...shared]];
    }
    const processor = op === 'process' || op === 'latency' ? ['--processor', options.processor] : [];
    return [path.join(options.bin, 'drover'), ['bench', op, ...shared, ...processor]];
}

function play(engine, op, count, args = []) {
    const [program, words] = commandOf(engine, op, count, args);
    const output = execFileSync(program, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 600000 });
    return JSON.parse(output.trim().split('\n').pop());
}

const median = (values) => {
    const sorted = [...values].sort((a, b) => a - b);
    return sorted.length === 0 ? NaN : sorted[Math.floor((sorted.length - 1) / 2)];
};

async function serverCpu(redis) {
    const info = await redis.info('cpu');
    const value = (name) => Number(new RegExp(`^${name}:(.*)$`, 'm').exec(info)[1]);
    return value('used_cpu_user') + value('used_cpu_sys');
}

//! One measured run, verified.
async function once(redis, getters, row, engine) {
    await redis.flushall();
    if (row.prepare === 'add') {
        play('noop', 'add', row.n, ['--mode', 'bulk', '--bulk', '500']);
    } else if (row.prepare) {
        play('npm', row.prepare, row.n);
    }
    const before = await serverCpu(redis);
    const result = play(engine, row.op, row.n, row.args);
    result.server_us = ((await serverCpu(redis)) - before) * 1e6 / Math.max(1, result.jobs);
    result.cpu_us = (result.cpu_user_s + result.cpu_sys_s) * 1e6 / Math.max(1, result.jobs);
    result.busy = result.server_us * result.jobs_per_s / 1e6;
    const counts = await getters.getJobCounts();
    const expected = row.n + (row.extra || 0);
    for (const [state, share] of Object.entries(row.check)) {
        if (counts[state] !== expected * share) {
            throw new Error(`${row.name} by ${engine}: ${counts[state]} ${state} instead of ${expected * share}`);
        }
    }
    return result;
}

function print(row, results) {
    const of = (engine, field) => (results[engine] || []).map((result) => result[field]);
    const ratio = (engine) => median(of('drover', 'jobs_per_s').map((rate, i) => rate / of(engine, 'jobs_per_s')[i]));
    const cells = [row.name.padEnd(26)];
    for (const engine of all) {
        cells.push((results[engine] ? median(of(engine, 'jobs_per_s')).toFixed(0) : '-').padStart(8));
    }
    cells.push(ratio('npm').toFixed(2).padStart(7), (results.noop ? ratio('noop').toFixed(2) : '-').padStart(8));
    for (const engine of all) {
        cells.push((results[engine] ? median(of(engine, 'cpu_us')).toFixed(1) : '-').padStart(8));
    }
    cells.push(median(of('drover', 'server_us')).toFixed(1).padStart(8));
    cells.push((results.noop ? (100 * median(of('noop', 'busy'))).toFixed(0) + '%' : '-').padStart(6));
    console.log(cells.join(' '));
    for (const engine of all.filter((one) => results[one] && 'p50_ms' in results[one][0])) {
        const fields = ['p50_ms', 'p99_ms', 'done_p50_ms', 'done_p99_ms'].filter((field) => field in results[engine][0]);
        console.log(`    ${engine}: ` + fields.map((field) => `${field} ${median(of(engine, field)).toFixed(3)}`).join('  '));
    }
}

async function main() {
    const server = spawn('redis-server', ['--port', '0', '--unixsocket', socket, '--dir', folder, '--save', '', '--appendonly', 'no'],
        { stdio: 'ignore' });
    const redis = new Redis({ path: socket, retryStrategy: () => 50, maxRetriesPerRequest: null });
    redis.on('error', () => {});
    let getters;
    try {
        await redis.ping();
        getters = new Queue(queue, { connection: { path: socket } });
        await getters.waitUntilReady();
        console.log(`${rounds} rounds, n = ${n}, processor ${options.processor}; rates in jobs/s (medians), CPU in us a job`);
        console.log(['case'.padEnd(26), ...all.map((engine) => engine.padStart(8)), ' vs npm', ' vs noop',
            ...all.map((engine) => `cpu ${engine}`.padStart(8).slice(0, 8)), '  server', '  busy'].join(' '));
        for (const row of cases) {
            const engines = row.engines || all;
            const results = Object.fromEntries(engines.map((engine) => [engine, []]));
            for (let round = 0; round < rounds; round++) {
                // Another one begins in each round, so that none has the warm or the cold seat.
                for (let k = 0; k < engines.length; k++) {
                    const engine = engines[(k + round) % engines.length];
                    results[engine].push(await once(redis, getters, row, engine));
                }
            }
            print(row, results);
        }
    } finally {
        await getters?.close();
        redis.disconnect();
        server.kill();
        await new Promise((resolve) => server.once('exit', resolve));
        fs.rmSync(folder, { recursive: true, force: true });
    }
}

main().catch((error) => {
    console.error(error.message, error.stderr || '');
    process.exitCode = 1;
});
