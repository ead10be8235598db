-- Answers the time of the server that has a cell, in milliseconds, and the header of the cell, '' if there is none.
--
-- KEYS[1]  first bucket of the cell
local time = redis.call('TIME')
return {time[1] * 1000 + math.floor(time[2] / 1000), redis.call('HGET', KEYS[1], '\255') or ''}
