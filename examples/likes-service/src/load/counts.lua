-- Counts as a CDN would ask for them, for wrk, in the folder of this module:
--   wrk -t2 -c16 -d60s --latency -s src/load/counts.lua http://localhost:8080
dofile("src/load/common.lua")

local reads = 0

function request()
  reads = reads + 1
  return wrk.format("GET", "/v1/likes/count/" .. posts[reads % #posts + 1])
end
