-- Stores entries of one user's list: of two entries of a pair the one with the higher version stays.
--
-- KEYS[1]  entries of the user by content; [2] contents that the user likes, newest first
-- then in ARGV for each entry: content, '+' liked or '-' not, place (eight bytes that sort by time), version, type
local function newer(a, b)
  return #a > #b or (#a == #b and a > b)
end

redis.call('ZCARD', KEYS[2])
for i = 1, #ARGV, 5 do
  local content, place, version = ARGV[i], ARGV[i + 2], ARGV[i + 3]
  local known = redis.call('HGET', KEYS[1], content)
  local keep = true
  if known then
    keep = newer(version, string.match(string.sub(known, 10), '^%d+'))
    if keep and string.sub(known, 1, 1) == '+' then
      redis.call('ZREM', KEYS[2], string.sub(known, 2, 9) .. content)
    end
  end
  if keep then
    redis.call('HSET', KEYS[1], content, ARGV[i + 1] .. place .. version .. ' ' .. ARGV[i + 4])
    if ARGV[i + 1] == '+' then
      redis.call('ZADD', KEYS[2], 0, place .. content)
    end
  end
end
return 1
