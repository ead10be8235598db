-- Likes by ever new users, each once, for wrk, in the folder of this module:
--   wrk -t2 -c16 -d60s --latency -s src/load/likes.lua http://localhost:8080
dofile("src/load/common.lua")

local threads = 0

function setup(thread)
  thread:set("users", string.format("load-%d-%d-", os.time(), threads))
  threads = threads + 1
end

function init()
  likes = 0
end

function request()
  likes = likes + 1
  local body = string.format(
    '{"content_id":"%s","content_type":"post","user_id":"%s%d"}', posts[likes % #posts + 1], users, likes)
  return wrk.format("POST", "/v1/likes", { ["Content-Type"] = "application/json" }, body)
end
