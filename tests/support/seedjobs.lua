-- SPDX-FileCopyrightText: The Drover authors
-- SPDX-License-Identifier: MIT
-- Makes many jobs of one state at once, for tests and measurements of reading; nothing that a worker would run.
-- KEYS[1] "bull:QUEUE:"; ARGV: state (failed, completed, wait, delayed), first and last number, now in ms.
local base, state, first, last, now = KEYS[1], ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local names = {"sendReceipt", "sendWelcome", "sendDigest", "resize", "charge", "index"}
local reasons = {
  "connect ECONNREFUSED 10.0.4.%d:587", "550 5.1.1 <user%d@example.org> unknown", "Template receipt-%d not found",
  "Job %d exceeded 30000 ms", "Cannot read properties of undefined (reading 'id%d')", "User %d has no address",
  "HTTP 503 from /v1/charges/%d", "deadlock detected on row %d"}
local frames = {"sendMail (/srv/mail/smtp.js:88:11)", "deliver (/srv/mail/deliver.js:19:7)", "render (/srv/mail/template.js:40:3)"}
for i = first, last do
  local n = i % 8 + 1
  local key = base .. i
  local made = now - (last - i) * 50 - 60000
  local data = '{"order":' .. (770000 + i) .. ',"customer":{"id":"c-' .. (i % 9973) .. '","email":"user' .. i ..
    '@example.org"},"total":1.10,"template":"receipt-v4","items":[{"sku":"A-1","n":2},{"sku":"B-7","n":1}],"password":"hunter2"}'
  local fields = {"name", names[i % 6 + 1], "data", data, "opts", '{"attempts":3,"backoff":{"type":"exponential","delay":1000}}',
    "timestamp", string.format("%.0f", made), "delay", "0", "priority", "0"}
  local function put(name, value)
    fields[#fields + 1] = name
    fields[#fields + 1] = value
  end
  if state == "failed" then
    local reason = string.format(reasons[n], i)
    local trace = "Error: " .. reason .. "\\n    at afterConnect (node:net:1555:16)\\n    at " .. frames[i % 3 + 1] ..
      "\\n    at processor (/srv/mail/worker.js:31:5)"
    trace = string.gsub(trace, '"', '\\"')
    put("atm", "3")
    put("ats", "3")
    put("failedReason", reason)
    put("stacktrace", '["' .. trace .. '","' .. trace .. '","' .. trace .. '"]')
  end
  if state == "failed" or state == "completed" then
    put("processedOn", string.format("%.0f", made + 1000))
    put("finishedOn", string.format("%.0f", made + 2200))
    put("pb", "mail-" .. (i % 4))
    redis.call("ZADD", base .. state, string.format("%.0f", made + 2200), i)
  elseif state == "delayed" then
    redis.call("ZADD", base .. state, string.format("%.0f", (now + i * 1000) * 4096 + i % 4096), i)
  else
    redis.call("LPUSH", base .. state, i)
  end
  if state == "completed" then
    put("returnvalue", '{"ok":true}')
  end
  redis.call("HSET", key, unpack(fields))
end
redis.call("HSET", base .. "meta", "version", "bullmq:6.7.0", "opts.maxLenEvents", "10000")
redis.call("SET", base .. "id", last)
return last - first + 1
