-- Merges headers of cells of one content into its copies: the higher seq wins.
--
-- KEYS[1]  copies of the content
-- ARGV[1]  time to live in milliseconds; [2] 'sum' or 'merge'
-- then for each header: path of the cell, seq, "total children siblings"
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local timeToLive = tonumber(ARGV[1])
local sum = ARGV[2] == 'sum'

-- Digits, not numbers: a seq may have more than the 53 bits of Lua's numbers.
local function newer(a, b)
  return #a > #b or (#a == #b and a > b)
end

local started = sum
local begun = false
for i = 3, #ARGV, 3 do
  local seq = ARGV[i + 1]
  local since, keep, fresh = now, true, true
  local known = redis.call('HGET', KEYS[1], ARGV[i])
  if known then
    local knownSeq, knownSince = string.match(known, '^(%d+) %d+ %d+ %d+ (%d+)$')
    if now - tonumber(knownSince) < timeToLive then
      if sum then
        keep = not newer(knownSeq, seq)
      else
        keep = newer(seq, knownSeq)
        since, fresh = tonumber(knownSince), false
      end
    end
  end
  if keep then
    redis.call('HSET', KEYS[1], ARGV[i], string.format('%s %s %.0f', seq, ARGV[i + 2], since))
    started = started or fresh
    begun = begun or not sum and fresh
  end
end
if sum then
  redis.call('HSET', KEYS[1], 'sum', string.format('%.0f', now))
  redis.call('HDEL', KEYS[1], 'begun')
end
if begun then
  redis.call('HSET', KEYS[1], 'begun', string.format('%.0f', now))
end
if started then
  redis.call('PEXPIRE', KEYS[1], timeToLive)
end
return 1
