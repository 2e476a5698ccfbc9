-- wrk's script: walks once through the requests of the file given as its argument, each behind a line
-- with its length. Where they end it says so, and goes on with the last one.
local file, last, ran_out = nil, nil, false

function init(args)
  file = io.open(args[1], "rb")
end

function request()
  local length = file:read("*l")
  if length then
    last = file:read(tonumber(length))
  elseif not ran_out then
    ran_out = true
    io.write("RAN OUT\n")
  end
  return last
end

function done(summary, latency, _)
  local e = summary.errors
  io.write(string.format(
    'RESULT {"answered":%d,"microseconds":%d,"not_2xx":%d,"broken":%d,"timeouts":%d,'
      .. '"p50":%.3f,"p99":%.3f,"p99.9":%.3f,"max":%.3f}\n',
    summary.requests, summary.duration, e.status, e.connect + e.read + e.write, e.timeout,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    latency:percentile(99.9) / 1000, latency.max / 1000))
end
