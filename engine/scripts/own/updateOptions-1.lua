-- SPDX-FileCopyrightText: The Drover authors
-- SPDX-License-Identifier: MIT
--[[
  Replaces the options of a job, if they are still those that were read.

    KEYS[1]  job key
    ARGV[1]  options as they were read
    ARGV[2]  the new ones

  Answers 1 = replaced, 0 = somebody else has changed them meanwhile, -1 = there is no such job.
]]
local jobKey = KEYS[1]
if redis.call("EXISTS", jobKey) == 0 then
  return -1
end
if (redis.call("HGET", jobKey, "opts") or "") ~= ARGV[1] then
  return 0
end
redis.call("HSET", jobKey, "opts", ARGV[2])
return 1
