-- What wrk sends: a document with an Idempotency-Key of its own each time, or questions for addresses in turn.
local count, body, paths = 0, nil, {}

local function lines(name)
  local found = {}
  for line in io.lines(name) do found[#found + 1] = line end
  return found
end

function init(args)
  math.randomseed(tonumber(args[1]))
  prefix = string.format("%08x%08x", math.random(0, 2147483647), math.random(0, 2147483647))
  if args[2] == "body" then
    local file = assert(io.open(args[3], "rb"))
    body = file:read("*a")
    file:close()
  else
    paths = lines(args[3])
  end
end

function request()
  count = count + 1
  if body then
    local headers = { ["Content-Type"] = "application/json", ["Idempotency-Key"] = string.format("%s-%010d", prefix, count) }
    return wrk.format("POST", nil, headers, body)
  end
  return wrk.format("GET", paths[count % #paths + 1])
end

function done(summary, latency, requests)
  local bad = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  io.write(string.format('{"requests": %d, "seconds": %.6f, "p50": %.3f, "p99": %.3f, "bad": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000, bad))
end
