# SPDX-FileCopyrightText: The Drover authors
# SPDX-License-Identifier: MIT
# One thousand mails as NDJSON: 10 with a bad address, 90 to a host that is down, 91 with a missing template.
BEGIN {
    for (n = 1; n <= 1000; n++) {
        to = "user" n (n % 11 == 0 ? "@example.net" : "@example.org")
        if (n % 100 == 1) to = "user" n
        template = n % 10 == 5 ? "invoice" : (n % 2 ? "welcome" : "newsletter")
        options = n % 7 == 0 ? "{\"priority\":" (n % 5 + 1) "}" : (n % 13 == 0 ? "{\"delay\":200}" : "{}")
        printf "{\"name\":\"%s\",\"data\":{\"to\":\"%s\",\"template\":\"%s\",\"order\":9007199254740%03d,\"amount\":%d.50,\"note\":\"Grüße Nº %d\"},\"opts\":%s}\n", \
            template, to, template, n % 1000, n, n, options
    }
}
