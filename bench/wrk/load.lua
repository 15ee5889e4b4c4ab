-- What the cases need beyond "GET the URL again", and figures as one JSON line for the scripts.
--   wrk ... -s load.lua URL                 plain GET
--   wrk ... -s load.lua URL -- pipeline 16  sixteen GETs in one write, then sixteen answers
--   wrk ... -s load.lua URL -- upload 65536 POST of so many bytes
--   wrk ... -s load.lua URL -- post FILE TYPE
--                                           POST of what is in the file, with that content-type
--   wrk ... -s load.lua URL -- close 10     every tenth GET asks the server to close, and wrk connects anew

-- Where nothing defines `request`, wrk formats the request once and never calls Lua again.
function init(args)
  local kind, number = args[1], tonumber(args[2])
  if kind == "upload" then
    wrk.method = "POST"
    wrk.headers["Content-Type"] = "application/octet-stream"
    wrk.body = string.rep("x", number)
  elseif kind == "post" then
    local file = assert(io.open(args[2], "rb"))
    wrk.method = "POST"
    wrk.headers["Content-Type"] = args[3]
    wrk.body = file:read("*a")
    file:close()
  elseif kind == "pipeline" then
    local batch = string.rep(wrk.format(), number)
    request = function() return batch end
  elseif kind == "close" then
    local plain, last, count = wrk.format(), wrk.format(nil, nil, {Connection = "close"}), 0
    request = function()
      count = count + 1
      return count % number == 0 and last or plain
    end
  end
end

-- Latencies are microseconds. `status` counts answers of 400 and above.
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format(
    '\n{"requests":%d,"micros":%d,"bytes":%d,"p50":%d,"p99":%d,"max":%d,'
      .. '"errors":{"connect":%d,"read":%d,"write":%d,"status":%d,"timeout":%d}}\n',
    summary.requests, summary.duration, summary.bytes,
    latency:percentile(50), latency:percentile(99), latency.max,
    e.connect, e.read, e.write, e.status, e.timeout))
end
