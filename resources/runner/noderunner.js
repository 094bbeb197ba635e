// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT

// Runs a BullMQ processor file inside a node process of its own (node -e). Drover writes lines to descriptor 3 and
// reads lines from descriptor 4, each "verb number payload", payload being JSON; stdin, stdout and stderr stay the
// user's. The end of descriptor 3 means that Drover is gone or needs this process no longer.
'use strict';

const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const INPUT = 3;
const OUTPUT = 4;
const OLDEST_NODE = 18;

// What the user's code forks must not run this script again.
const evalAt = process.execArgv.indexOf('-e');
if (evalAt >= 0) {
    process.execArgv.splice(evalAt, 2);
}

// Written synchronously: what was said before a crash or process.exit() arrives, in order.
function send(verb, number, payload) {
    const bytes = Buffer.from(`${verb} ${number} ${payload}\n`);
    let offset = 0;
    while (offset < bytes.length) {
        try {
            offset += fs.writeSync(OUTPUT, bytes, offset);
        } catch (error) {
            if (error.code !== 'EAGAIN') {
                process.exit(1);
            }
            Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
        }
    }
}

function toJson(value) {
    const text = JSON.stringify(value);
    return text === undefined ? 'null' : text;
}

// Whatever was thrown, as text. Anything without a message is wrapped the way BullMQ does it.
function errorToJson(thrown) {
    let error = thrown;
    if (error === null || error === undefined || !error.message) {
        error = new Error(String(error));
    }
    return JSON.stringify({
        name: String(error.name || 'Error'),
        message: String(error.message),
        stack: typeof error.stack === 'string' ? error.stack : '',
    });
}

let processor;
let current; // { number, job, controller, done }
let nextRequest = 1;
const requests = new Map();

function request(verb, value) {
    return new Promise((resolve, reject) => {
        const id = nextRequest++;
        requests.set(id, { resolve, reject });
        send(verb, id, toJson(value));
    });
}

function answer(id, payload) {
    const waiting = requests.get(id);
    if (waiting === undefined) {
        return;
    }
    requests.delete(id);
    const { value, error } = JSON.parse(payload);
    if (error === undefined) {
        waiting.resolve(value);
    } else {
        waiting.reject(new Error(error));
    }
}

// The job as BullMQ's sandbox hands it out: plain values plus the calls that go back to the worker.
function wrapJob(json, number) {
    const quoted = (value) => (value === undefined ? undefined : JSON.stringify(value));
    const job = Object.assign({}, json, {
        data: json.data === undefined ? {} : json.data,
        returnValue: json.returnvalue === undefined ? {} : json.returnvalue,
        returnvalue: quoted(json.returnvalue),
        failedReason: quoted(json.failedReason),
        stacktrace: JSON.stringify(json.stacktrace || []),
        progress: json.progress === undefined ? 0 : json.progress,
        async updateProgress(progress) {
            this.progress = progress;
            send('progress', number, toJson(progress));
        },
        log: async (row) => send('log', number, toJson(row)),
        updateData: async (data) => {
            await request('update', data);
            job.data = data;
        },
        moveToDelayed: async (timestamp) => { await request('delay', timestamp); },
        moveToWait: async () => { await request('wait', null); },
        moveToWaitingChildren: (token, opts) => request('wait-children', opts),
        getChildrenValues: () => request('children-values', null),
        getIgnoredChildrenFailures: () => request('children-failures', null),
        getDependencies: (opts) => request('dependencies', opts),
        getDependenciesCount: (opts) => request('dependencies-count', opts),
    });
    for (const key of ['returnvalue', 'failedReason']) {
        if (job[key] === undefined) {
            delete job[key];
        }
    }
    return job;
}

async function run(number, payload) {
    // A job that was handed to a dying process is given to another one, unless it was begun.
    send('begun', number, 'null');
    const controller = new AbortController();
    current = { number, controller };
    try {
        const { token, job } = JSON.parse(payload);
        const result = await processor(wrapJob(job, number), token, controller.signal);
        send('completed', number, toJson(result));
    } catch (error) {
        send('failed', number, errorToJson(error));
    } finally {
        current = undefined;
    }
}

async function init(number, file) {
    try {
        if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
            throw new Error(`node ${OLDEST_NODE} or newer is needed, this is ${process.versions.node}`);
        }
        process.title = `drover ${path.basename(file)}`;
        let exported = (await import(pathToFileURL(file).href)).default;
        if (exported && exported.default) {
            exported = exported.default;
        }
        if (typeof exported !== 'function') {
            throw new Error('No function is exported in processor file');
        }
        processor = exported;
        send('ready', number, '{}');
    } catch (error) {
        send('init-failed', number, errorToJson(error));
        process.exit(1);
    }
}

function receive(line) {
    const first = line.indexOf(' ');
    const second = line.indexOf(' ', first + 1);
    const number = Number(line.slice(first + 1, second));
    const payload = line.slice(second + 1);
    switch (line.slice(0, first)) {
    case 'init':
        init(number, JSON.parse(payload));
        break;
    case 'start':
        current = { number };
        current.done = run(number, payload);
        break;
    case 'cancel':
        if (current !== undefined && current.number === number) {
            current.controller.abort(JSON.parse(payload));
        }
        break;
    case 'answer':
        answer(number, payload);
        break;
    }
}

function endAfterJob() {
    const poll = () => (current === undefined ? process.exit(process.exitCode || 0) : setTimeout(poll, 20));
    poll();
}

process.on('SIGTERM', endAfterJob);
process.on('SIGINT', endAfterJob);
process.on('uncaughtException', (error) => {
    if (current !== undefined) {
        send('crashed', current.number, errorToJson(error));
    } else {
        console.error(error);
    }
    // The state of the process is unknown now.
    process.exit(1);
});

let pending = '';
const input = new net.Socket({ fd: INPUT, readable: true, writable: false });
input.setEncoding('utf8');
input.on('data', (chunk) => {
    const lines = (pending + chunk).split('\n');
    pending = lines.pop();
    lines.forEach(receive);
});
input.on('error', () => process.exit(0));
input.on('close', () => process.exit(0));
//# sourceURL=drover-runner
