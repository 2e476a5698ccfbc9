-- wrk's script: plays the signed bodies of the file given as its argument, in order, again and again.
-- With "meta" behind it the heads are as long as Meta's.
local requests, at = {}, 0

function init(args)
  for line in io.lines(args[1]) do
    local signature, body = line:match("^(%S+)\t(.*)$")
    local headers = { ["Content-Type"] = "application/json", ["X-Hub-Signature-256"] = signature }
    if args[2] == "meta" then
      headers["User-Agent"] = "facebookexternalua"
      headers["Accept"] = "*/*"
      headers["Accept-Encoding"] = "deflate, gzip"
      headers["X-Hub-Signature"] = "sha1=" .. signature:sub(8, 47)
    end
    requests[#requests + 1] = wrk.format("POST", nil, headers, body)
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
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
