-- Reads what a cell says of one user, row and header of one instant.
--
-- KEYS[1]  first bucket of the cell, which has the header
-- KEYS[2]... buckets that may hold the user
-- ARGV[1]  user; [2] hash of the user; then the index of the bucket of each key from KEYS[2] on
--
-- Answers one string, which older servers send faster than a list: the header, and behind a line feed the row; '' for what is not
-- there; no line feed if the user's bucket is none of the keys.
local header = redis.call('HGET', KEYS[1], '\255')
local buckets = 1
if header then
  buckets = tonumber(string.match(header, ' (%d+)$'))
end
local level = 1
while level * 2 <= buckets do
  level = level * 2
end
local index = tonumber(ARGV[2]) % (level * 2)
if index >= buckets then
  index = index - level
end
local key = nil
if index == 0 then
  key = KEYS[1]
end
for i = 2, #KEYS do
  if tonumber(ARGV[i + 1]) == index then
    key = KEYS[i]
  end
end
if not key then
  return header or ''
end
return (header or '') .. '\n' .. (redis.call('HGET', key, ARGV[1]) or '')
