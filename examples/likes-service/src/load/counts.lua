-- Counts as a CDN would ask for them, for wrk:
--   wrk -t2 -c16 -d60s --latency -s src/load/counts.lua http://localhost:8080
local posts = { "post-aurora", "video-surf", "post-bread", "photo-desert", "comment-tea", "post-first" }
local reads = 0

function request()
  reads = reads + 1
  return wrk.format("GET", "/v1/likes/count/" .. posts[reads % #posts + 1])
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("p99 %.1f ms, max %.1f ms, %d requests, %d refused, %d without an answer\n",
    latency:percentile(99) / 1000, latency.max / 1000, summary.requests, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout))
end
