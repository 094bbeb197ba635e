// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
//
// A sandboxed processor as a Node service would have it. What is broken outside is a file in DROVER_CHECK_OUTSIDE.
'use strict';

const fs = require('fs');
const path = require('path');

const isBroken = (what) => fs.existsSync(path.join(process.env.DROVER_CHECK_OUTSIDE, what));

module.exports = async (job) => {
    const { to, template } = job.data;
    if (!/^[^@\s]+@[^@\s]+$/.test(to)) {
        throw new Error(`invalid address "${to}"`);
    }
    if (isBroken('smtp') && to.endsWith('@example.net')) {
        throw Object.assign(new Error('connect ECONNREFUSED 192.0.2.25:25'), { code: 'ECONNREFUSED' });
    }
    if (isBroken('templates') && template === 'invoice') {
        throw new Error(`template "${template}" not found`);
    }
    await job.updateProgress(50);
    await job.log(`handed over to ${to}`);
    return { accepted: [to], messageId: `<${job.id}@mail>` };
};
