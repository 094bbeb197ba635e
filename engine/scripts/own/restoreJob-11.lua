-- SPDX-FileCopyrightText: The Drover authors
-- SPDX-License-Identifier: MIT
--[[
  Puts a removed job back: its hash, what hung on it, and its place. How much that is, the trash bounds.

    KEYS[1]  job key             KEYS[2]  wait                KEYS[3]  prioritized
    KEYS[4]  delayed             KEYS[5]  the set it was in   KEYS[6]  meta
    KEYS[7]  active              KEYS[8]  marker              KEYS[9]  priority counter
    KEYS[10] events              KEYS[11] id counter

    ARGV[1]  job id
    ARGV[2]  "wait", "prioritized", "delayed", or "set" for KEYS[5]
    ARGV[3]  score in its sorted set
    ARGV[4]  "LPUSH" or "RPUSH"
    ARGV[5]  name of the job
    ARGV[6]  key of the parent whose dependencies it stood in, or ""
    ARGV[7]  deduplication key that it owned, or ""
    ARGV[8]  for how many ms more; -1 = for good
    ARGV[9...] six lists, each headed by its length: fields and values of the hash, rows of the log,
               dependencies, processed, failed (keys and values), unsuccessful (scores and keys)

  Answers 1 = restored, 0 = a job of this id is there.

  Events: added; waiting or delayed for a job that is to run.
]]
local rcall = redis.call

-- Includes
--- @include "includes/addBaseMarkerIfNeeded"
--- @include "includes/addDelayMarkerIfNeeded"
--- @include "includes/destructureJobKey"
--- @include "includes/getNextDelayedTimestamp"
--- @include "includes/getOrSetMaxEvents"
--- @include "includes/isQueuePausedOrMaxed"

local jobKey, jobId = KEYS[1], ARGV[1]
if rcall("EXISTS", jobKey) == 1 then
  return 0
end

local at = 9
local function store(command, key)
  local first = at + 1
  local last = at + tonumber(ARGV[at])
  at = last + 1
  -- unpack() takes no more than some thousand values at once; an even number keeps pairs together.
  for from = first, last, 1000 do
    rcall(command, key, unpack(ARGV, from, math.min(from + 999, last)))
  end
end

store("HSET", jobKey)
for _, attachment in ipairs({
  {"RPUSH", ":logs"}, {"SADD", ":dependencies"}, {"HSET", ":processed"}, {"HSET", ":failed"}, {"ZADD", ":unsuccessful"}
}) do
  -- Left over from another life of this id.
  rcall("DEL", jobKey .. attachment[2])
  store(attachment[1], jobKey .. attachment[2])
end

-- Ids are given out in order: one that was given already must never come again.
local number = string.match(jobId, "^[1-9]%d*$") and tonumber(jobId)
if number and number < 9007199254740992 and number > tonumber(rcall("GET", KEYS[11]) or 0) then
  rcall("SET", KEYS[11], jobId)
end

local maxEvents = getOrSetMaxEvents(KEYS[6])
rcall("XADD", KEYS[10], "MAXLEN", "~", maxEvents, "*", "event", "added", "jobId", jobId, "name", ARGV[5])

local isPausedOrMaxed = isQueuePausedOrMaxed(KEYS[6], KEYS[7])
if ARGV[2] == "wait" then
  rcall(ARGV[4], KEYS[2], jobId)
  addBaseMarkerIfNeeded(KEYS[8], isPausedOrMaxed)
elseif ARGV[2] == "prioritized" then
  rcall("ZADD", KEYS[3], ARGV[3], jobId)
  addBaseMarkerIfNeeded(KEYS[8], isPausedOrMaxed)
elseif ARGV[2] == "delayed" then
  rcall("ZADD", KEYS[4], ARGV[3], jobId)
  addDelayMarkerIfNeeded(KEYS[8], KEYS[4])
  rcall("XADD", KEYS[10], "MAXLEN", "~", maxEvents, "*", "event", "delayed", "jobId", jobId, "delay",
    math.floor(tonumber(ARGV[3]) / 0x1000))
else
  rcall("ZADD", KEYS[5], ARGV[3], jobId)
end
if ARGV[2] == "wait" or ARGV[2] == "prioritized" then
  rcall("XADD", KEYS[10], "MAXLEN", "~", maxEvents, "*", "event", "waiting", "jobId", jobId)
end

-- A parent that has gone on without this child is left alone.
local parentKey = ARGV[6]
if parentKey ~= "" then
  local parentId = getJobIdFromKey(parentKey)
  local waitingChildren = getJobKeyPrefix(parentKey, parentId) .. "waiting-children"
  if rcall("ZSCORE", waitingChildren, parentId) then
    rcall("SADD", parentKey .. ":dependencies", jobKey)
  end
end

if ARGV[7] ~= "" then
  local duration = tonumber(ARGV[8])
  if duration > 0 then
    rcall("SET", ARGV[7], jobId, "NX", "PX", duration)
  else
    rcall("SET", ARGV[7], jobId, "NX")
  end
end
return 1
