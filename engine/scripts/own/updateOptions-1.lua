-- SPDX-FileCopyrightText: The Drover authors
-- SPDX-License-Identifier: MIT
--[[
  Replaces the options of a job, or another field, if they are still those that were read.

    KEYS[1]  job key
    ARGV[1]  options as they were read
    ARGV[2]  the new ones
    ARGV[3]  the field, if it is not "opts"

  Answers 1 = replaced, 0 = somebody else has changed them meanwhile, -1 = there is no such job.
]]
local jobKey = KEYS[1]
local field = ARGV[3] or "opts"
if redis.call("EXISTS", jobKey) == 0 then
  return -1
end
if (redis.call("HGET", jobKey, field) or "") ~= ARGV[1] then
  return 0
end
redis.call("HSET", jobKey, field, ARGV[2])
return 1
