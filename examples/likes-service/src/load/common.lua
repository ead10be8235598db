-- What the loads have in common.
posts = { "post-aurora", "video-surf", "post-bread", "photo-desert", "comment-tea", "post-first" }

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("p99 %.1f ms, max %.1f ms, %d requests, %d refused, %d without an answer\n",
    latency:percentile(99) / 1000, latency.max / 1000, summary.requests, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout))
end
