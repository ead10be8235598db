-- Reads the copies of one content.
--
-- KEYS[1]  copies of the content
--
-- Answers {now, list of paths and copies}.
local time = redis.call('TIME')
return {time[1] * 1000 + math.floor(time[2] / 1000), redis.call('HGETALL', KEYS[1])}
