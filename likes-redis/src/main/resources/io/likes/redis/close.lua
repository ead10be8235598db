-- Closes a cell once and for ever; the first number of children stays.
--
-- KEYS[1]  first bucket of the cell, which has the header
-- ARGV[1]  siblings; [2] children
--
-- Answers the header behind the call.
local HEADER = '\255'
local header = redis.call('HGET', KEYS[1], HEADER) or '0 0 0 ' .. ARGV[1] .. ' 1'
local seq, total, children, siblings, buckets = string.match(header, '^(%d+) (%d+) (%d+) (%d+) (%d+)$')
if children == '0' then
  header = string.format('%d %s %s %s %s', seq + 1, total, ARGV[2], siblings, buckets)
end
-- Written again if it was closed before, so that a caller who waits for replicas waits for the closing.
redis.call('HSET', KEYS[1], HEADER, header)
return header
