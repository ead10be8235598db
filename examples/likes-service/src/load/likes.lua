-- Likes by ever new users, each once, for wrk:
--   wrk -t2 -c16 -d60s --latency -s src/load/likes.lua http://localhost:8080
local posts = { "post-aurora", "video-surf", "post-bread", "photo-desert", "comment-tea", "post-first" }
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

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("p99 %.1f ms, max %.1f ms, %d requests, %d refused, %d without an answer\n",
    latency:percentile(99) / 1000, latency.max / 1000, summary.requests, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout))
end
