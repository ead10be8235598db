-- Answers the time of the server that has KEYS[1], in milliseconds.
local time = redis.call('TIME')
return time[1] * 1000 + math.floor(time[2] / 1000)
