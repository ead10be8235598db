-- Applies a batch of changes to one cell, rows and header together.
--
-- KEYS[1]  first bucket of the cell, which has the header
-- KEYS[2]... the other buckets of the users, and source and target of each split
-- ARGV[1]  deadline, milliseconds of this server's clock; [2] how far ahead it may be at most
-- ARGV[3]  number of buckets that the caller knows; [4] siblings; [5] number of splits
-- then for each split: total above which it is made, key number of source and target, modulus, index of the target
-- then for each change: key number, hash of the user, user, time and type of the like ('' for an unlike)
--
-- Answers {'clock', now}, {'buckets', now, header} or {'siblings', now, header} if it wrote nothing and the caller should know
-- better, else {'ok', now, header, one for each change}: 1 written, 0 was absent, 2 wrong place, or the row that was there.
local HEADER = '\255'

local function varint(n)
  local bytes = ''
  while n >= 128 do
    bytes = bytes .. string.char(n % 128 + 128)
    n = math.floor(n / 128)
  end
  return bytes .. string.char(n)
end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local deadline = tonumber(ARGV[1])
if now > deadline or deadline > now + tonumber(ARGV[2]) then
  return {'clock', now}
end

local header = redis.call('HGET', KEYS[1], HEADER)
local seq, total, children, siblings, buckets = 0, 0, 0, tonumber(ARGV[4]), 1
if header then
  local a, b, c, d, e = string.match(header, '^(%d+) (%d+) (%d+) (%d+) (%d+)$')
  seq, total, children, siblings, buckets = tonumber(a), tonumber(b), tonumber(c), tonumber(d), tonumber(e)
end
if buckets ~= tonumber(ARGV[3]) then
  return {'buckets', now, header or ''}
end
if siblings ~= tonumber(ARGV[4]) then
  return {'siblings', now, header}
end

-- Every key is read before the first write: a script that fails later is not rolled back.
local splits = tonumber(ARGV[5])
for i = 6, 6 + 5 * (splits - 1), 5 do
  redis.call('HLEN', KEYS[tonumber(ARGV[i + 1])])
  redis.call('HLEN', KEYS[tonumber(ARGV[i + 2])])
end
local answer = {'ok', now, header or ''}
local writes = {}
local newSeq, newTotal = seq, total
for i = 6 + 5 * splits, #ARGV, 4 do
  local user = ARGV[i + 2]
  local row = redis.call('HGET', KEYS[tonumber(ARGV[i])], user)
  local wanted = ARGV[i + 3] ~= ''
  local result
  if not row and children > 0 then
    result = 2
  elseif wanted and row then
    result = row
  elseif wanted then
    newSeq = newSeq + 1
    newTotal = newTotal + 1
    writes[#writes + 1] = {ARGV[i], tonumber(ARGV[i + 1]), 'HSET', user, varint(newSeq) .. ARGV[i + 3]}
    result = 1
  elseif row then
    newSeq = newSeq + 1
    newTotal = newTotal - 1
    writes[#writes + 1] = {ARGV[i], tonumber(ARGV[i + 1]), 'HDEL', user}
    result = row
  else
    result = 0
  end
  answer[#answer + 1] = result
end
if newSeq == seq then
  return answer
end

-- Splits come before the rows, which go at once where they stay: a bucket that was once too full never becomes compact again.
for i = 6, 6 + 5 * (splits - 1), 5 do
  if newTotal <= tonumber(ARGV[i]) then
    break
  end
  local source, target = KEYS[tonumber(ARGV[i + 1])], KEYS[tonumber(ARGV[i + 2])]
  local modulus, index = tonumber(ARGV[i + 3]), tonumber(ARGV[i + 4])
  local rows = redis.call('HGETALL', source)
  local moved, left = {}, {}
  for j = 1, #rows, 2 do
    if rows[j] ~= HEADER and tonumber(string.sub(redis.sha1hex(rows[j]), 1, 8), 16) % modulus == index then
      moved[#moved + 1] = rows[j]
      moved[#moved + 1] = rows[j + 1]
      left[#left + 1] = rows[j]
    end
  end
  -- In portions, since Lua's stack is bounded, and a bucket that could not be split for a while is not.
  for j = 1, #left, 500 do
    local last = math.min(j + 499, #left)
    redis.call('HSET', target, unpack(moved, 2 * j - 1, 2 * last))
    redis.call('HDEL', source, unpack(left, j, last))
  end
  for j = 1, #writes do
    if writes[j][1] == ARGV[i + 1] and writes[j][2] % modulus == index then
      writes[j][1] = ARGV[i + 2]
    end
  end
  buckets = buckets + 1
end
for i = 1, #writes do
  local write = writes[i]
  redis.call(write[3], KEYS[tonumber(write[1])], unpack(write, 4))
end
header = string.format('%d %d %d %d %d', newSeq, newTotal, children, siblings, buckets)
redis.call('HSET', KEYS[1], HEADER, header)
answer[3] = header
return answer
