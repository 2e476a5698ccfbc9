-- What both of wrk's scripts print at the end: one line that bench/wrk.py reads.
function done(summary, latency, _)
  local e = summary.errors
  io.write(string.format(
    'RESULT {"answered":%d,"microseconds":%d,"not_2xx":%d,"broken":%d,"timeouts":%d,'
      .. '"p50":%.3f,"p99":%.3f,"p99.9":%.3f,"max":%.3f}\n',
    summary.requests, summary.duration, e.status, e.connect + e.read + e.write, e.timeout,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    latency:percentile(99.9) / 1000, latency.max / 1000))
end
