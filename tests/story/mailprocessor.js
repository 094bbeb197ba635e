// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
//
// A BullMQ sandboxed processor as a service would have it: sends mail, unless the relay is down (the file named by
// MAIL_RELAY_DOWN exists) or the address is wrong for good.
'use strict';

const fs = require('fs');

module.exports = async (job) => {
    if (!job.data.to.includes('@')) {
        throw new Error(`Invalid address "${job.data.to}"`);
    }
    if (job.data.relay === 'smtp-2' && fs.existsSync(process.env.MAIL_RELAY_DOWN)) {
        throw new Error(`connect ECONNREFUSED 10.0.4.${job.data.order % 250}:587`);
    }
    await job.log(`sent to ${job.data.to}`);
    return { accepted: [job.data.to], order: job.data.order };
};
