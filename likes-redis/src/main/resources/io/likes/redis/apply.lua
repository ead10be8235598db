-- Applies a batch of n changes to one cell, rows and header together.
--
-- KEYS[1]  first bucket of the cell, which has the header
-- KEYS[2] to KEYS[n + 1]  bucket of the user of each change; behind them source and target of each split
-- ARGV[1]  deadline, milliseconds of this server's clock; [2] how far ahead it may be at most
-- ARGV[3]  number of buckets that the caller knows; [4] siblings; [5] n; [6] how many of the changes are likes
-- then for each change: user, time and type of the like ('' for an unlike)
-- then for each split: total above which it is made, modulus, index of the target
--
-- Answers {'clock', now}, {'buckets', now, header} or {'siblings', now, header} if it wrote nothing and the caller should know
-- better, else {'ok', now, header, one for each change}: 1 written, 0 was absent, 2 wrong place, or the row that was there.
local HEADER = '\255'
local call, pcall, char = redis.call, redis.pcall, string.char

local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local deadline = tonumber(ARGV[1])
if now > deadline or deadline > now + tonumber(ARGV[2]) then
  return {'clock', now}
end

local header = call('HGET', KEYS[1], HEADER)
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

local function put(newSeq, newTotal)
  header = string.format('%d %d %d %d %d', newSeq, newTotal, children, siblings, buckets)
  call('HSET', KEYS[1], HEADER, header)
end

-- Splits come first, for as many rows as there may be afterwards: a bucket that was once too full never becomes compact again.
local changes = tonumber(ARGV[5])
local most = total + tonumber(ARGV[6])
local known = buckets
for i = changes + 2, #KEYS do
  -- Read before the first write: a script that fails later is not rolled back.
  call('HLEN', KEYS[i])
end
for i = changes + 2, #KEYS, 2 do
  local argument = 2 * changes + 7 + (i - changes - 2) / 2 * 3
  if children > 0 or most <= tonumber(ARGV[argument]) then
    break
  end
  local source, target = KEYS[i], KEYS[i + 1]
  local modulus, index = tonumber(ARGV[argument + 1]), tonumber(ARGV[argument + 2])
  local function moves(user)
    return tonumber(string.sub(redis.sha1hex(user), 1, 8), 16) % modulus == index
  end
  local rows = call('HGETALL', source)
  local moved, left = {}, {}
  for j = 1, #rows, 2 do
    if rows[j] ~= HEADER and moves(rows[j]) then
      moved[#moved + 1] = rows[j]
      moved[#moved + 1] = rows[j + 1]
      left[#left + 1] = rows[j]
    end
  end
  -- In portions, since Lua's stack is bounded, and a bucket that could not be split for a while is not.
  for j = 1, #left, 500 do
    local last = math.min(j + 499, #left)
    call('HSET', target, unpack(moved, 2 * j - 1, 2 * last))
    call('HDEL', source, unpack(left, j, last))
  end
  for j = 2, changes + 1 do
    if KEYS[j] == source and moves(ARGV[2 * j + 3]) then
      KEYS[j] = target
    end
  end
  buckets = buckets + 1
end

-- A row begins with its seq, seven bits a byte. All but the lowest are mostly those of the row before.
local block, rest
local function row(rowSeq, timeAndType)
  if rowSeq < 128 then
    return char(rowSeq) .. timeAndType
  end
  local low = rowSeq % 128
  local above = (rowSeq - low) / 128
  if above ~= block then
    block, rest = above, ''
    while above >= 128 do
      rest = rest .. char(above % 128 + 128)
      above = math.floor(above / 128)
    end
    rest = rest .. char(above)
  end
  return char(low + 128) .. rest .. timeAndType
end

local answer = {'ok', now, header or ''}
local newSeq, newTotal = seq, total
local failure
for i = 2, changes + 1 do
  local key, user, like = KEYS[i], ARGV[2 * i + 3], ARGV[2 * i + 4]
  local result
  if like ~= '' and children == 0 then
    result = pcall('HSETNX', key, user, row(newSeq + 1, like))
    if result == 1 then
      newSeq = newSeq + 1
      newTotal = newTotal + 1
    elseif result == 0 then
      result = call('HGET', key, user)
    end
  else
    result = pcall('HGET', key, user)
    if not result and children > 0 then
      result = 2
    elseif not result then
      -- Changes nothing, but a replica that may not write must not answer for its master.
      result = pcall('HDEL', key, user)
    elseif like == '' and type(result) == 'string' then
      call('HDEL', key, user)
      newSeq = newSeq + 1
      newTotal = newTotal - 1
    end
  end
  if type(result) == 'table' then
    failure = result
    break
  end
  answer[i + 2] = result
end

if failure then
  -- Another type under one of the keys, or no memory: what was written is taken back, the last first.
  for i = #answer - 2, 2, -1 do
    local key, user, like, result = KEYS[i], ARGV[2 * i + 3], ARGV[2 * i + 4], answer[i + 2]
    if result == 1 then
      call('HDEL', key, user)
    elseif like == '' and type(result) == 'string' then
      call('HSET', key, user, result)
    end
  end
  if buckets ~= known then
    put(seq, total)
  end
  return failure
end
if newSeq ~= seq or buckets ~= known then
  put(newSeq, newTotal)
  answer[3] = header
end
return answer
