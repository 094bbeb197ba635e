// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT

// What the npm package makes of given values, without a queue: `node oracle.js MODULES FUNCTION`, arguments as a JSON
// array on standard input, the answers as a JSON array on standard output.
'use strict';

const path = require('path');
const [modules, wanted] = process.argv.slice(2);
const load = file => require(path.join(modules, file));
const bullmq = file => load(path.join('bullmq/dist/cjs', file));
const bytes = base64 => Buffer.from(base64, 'base64');
const lazy = {
    get Job() { return bullmq('classes/job.js').Job; },
    get backend() { return bullmq('classes/redis-queue-backend.js'); },
};

const queue = () => ({
    toKey: type => `bull:q:${type}`,
    qualifiedName: 'bull:q',
    backend: { addJob: async () => 'id' },
    opts: {},
    emit() {},
});

async function messageOf(action) {
    try {
        await action();
        return null;
    } catch (error) {
        return error.message;
    }
}

// The script that an add would run, its options as they are packed, and the arguments array.
async function captured(opts, data) {
    const { Job } = lazy;
    const { RedisQueueBackend } = lazy.backend;
    const job = new Job(queue(), 'n', data, opts, opts.jobId);
    const result = {};
    const catcher = script => async (client, json, encodedOpts, args) => {
        Object.assign(result, { script, packed: Buffer.from(encodedOpts), args });
        return 'id';
    };
    const self = {
        queue: { keys: { '': 'bull:q:', de: 'bull:q:de' } },
        addDelayedJob: catcher('addDelayedJob'),
        addPrioritizedJob: catcher('addPrioritizedJob'),
        addStandardJob: catcher('addStandardJob'),
    };
    await RedisQueueBackend.prototype.addJobToTransaction.call(self, null, job.asJSON(), job.id);
    return result;
}

const functions = {
    // [base64] -> [JSON.parse takes it]
    accepts: text => {
        try {
            JSON.parse(bytes(text).toString());
            return true;
        } catch {
            return false;
        }
    },
    // [JSON string] -> [base64 of its UTF-8]
    decoded: text => Buffer.from(JSON.parse(text)).toString('base64'),
    // [base64] -> [JSON.stringify of the text]
    encoded: text => JSON.stringify(bytes(text).toString()),
    // [number as text] -> [as JavaScript writes it]
    number: text => String(Number(text)),
    // [{name, data, opts}] -> [message of the refusal, or null]
    refusal: job => messageOf(() => {
        const { Queue } = bullmq('classes/queue.js');
        const self = Object.assign(queue(), { jobsOpts: {}, Job: lazy.Job });
        return Queue.prototype.addJob.call(self, job.name, job.data, job.opts);
    }),
    // [name] -> [message of the refusal, or null]
    queueRefusal: name => messageOf(() => {
        const { QueueBase } = bullmq('classes/queue-base.js');
        const backend = {
            qualifiedName: name, keys: {}, toKey: () => name, on() {}, async close() {}, async waitUntilReady() {},
        };
        new QueueBase(name, { connection: {} }, () => backend);
    }),
    // [{opts, mine: base64}] -> [{script, theirs, mine}] both unpacked
    packed: async ({ opts, mine }) => {
        const { unpack } = load('msgpackr');
        const { script, packed } = await captured(opts, {});
        return { script, theirs: unpack(packed), mine: unpack(bytes(mine)) };
    },
    // [base64] -> [the value]
    unpacked: text => load('msgpackr').unpack(bytes(text)),
    // [value] -> [base64 of what the package's own packer makes of it]
    repacked: value => {
        const { Packr } = load('msgpackr');
        return Buffer.from(new Packr({ useRecords: false, encodeUndefinedAsNil: true }).pack(value)).toString('base64');
    },
    // [{backoff, attemptsMade, random}] -> [milliseconds]
    backoff: async ({ backoff, attemptsMade, random }) => {
        const { Backoffs } = bullmq('classes/backoffs.js');
        Math.random = () => random;
        return Backoffs.calculate(Backoffs.normalize(backoff), attemptsMade, new Error('x'), {});
    },
    // [arguments of finishedErrors] -> [{name, message, code}]
    error: call => {
        const { ErrorCode } = bullmq('enums/error-code.js');
        const error = bullmq('classes/finished-errors.js').finishedErrors(call);
        return { name: ErrorCode[call.code] ?? '', message: error.message, code: error.code };
    },
    // [] -> [all numbers of the enum]
    codes: () => Object.values(bullmq('enums/error-code.js').ErrorCode).filter(value => typeof value === 'number'),
    // [{id, fields: [field, value, ..]}] -> [Job.toJSON()]
    job: ({ id, fields }) => {
        const [json] = lazy.backend.raw2NextJobData([fields, id, 0, 0]);
        return lazy.Job.fromJSON(queue(), json, id).toJSON();
    },
    // [option] -> [what moveToFinished would be told to keep]
    keep: option => {
        const { RedisQueueBackend } = lazy.backend;
        return RedisQueueBackend.prototype.getKeepJobs.call({}, option === null ? undefined : option);
    },
};

async function main() {
    let text = '';
    for await (const chunk of process.stdin) text += chunk;
    const answers = [];
    for (const argument of JSON.parse(text)) answers.push(await functions[wanted](argument));
    process.stdout.write(JSON.stringify(answers));
}

main().catch(error => {
    console.error(error);
    process.exit(1);
});
