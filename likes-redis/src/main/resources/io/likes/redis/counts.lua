-- Reads the copies of one content.
--
-- KEYS[1]  copies of the content
--
-- Answers lines of one string, which older servers send faster than a list: now, and then each path and its copy.
local time = redis.call('TIME')
local now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
return now .. '\n' .. table.concat(redis.call('HGETALL', KEYS[1]), '\n')
