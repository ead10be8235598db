-- Reads whole buckets of a cell, and its header of the same instant.
--
-- KEYS[1]  first bucket of the cell, which has the header
-- KEYS[2]... the buckets to read
-- ARGV[1]  number of buckets that the caller knows
--
-- Answers {header} if the number is another one, else {header, one list of users and rows for each bucket}.
local HEADER = '\255'
local header = redis.call('HGET', KEYS[1], HEADER)
local buckets = '1'
if header then
  buckets = string.match(header, ' (%d+)$')
end
local answer = {header or ''}
if buckets ~= ARGV[1] then
  return answer
end
for i = 2, #KEYS do
  answer[i] = redis.call('HGETALL', KEYS[i])
end
return answer
