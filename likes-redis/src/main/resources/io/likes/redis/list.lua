-- Reads a part of a user's list.
--
-- KEYS[1]  entries of the user by content; [2] contents that the user likes, newest first
-- ARGV[1]  where to begin, as ZRANGEBYLEX takes it; [2] how many at most
--
-- Answers the contents' places, each followed by its entry.
local answer = {}
for _, place in ipairs(redis.call('ZRANGEBYLEX', KEYS[2], ARGV[1], '+', 'LIMIT', 0, ARGV[2])) do
  answer[#answer + 1] = place
  answer[#answer + 1] = redis.call('HGET', KEYS[1], string.sub(place, 9)) or ''
end
return answer
