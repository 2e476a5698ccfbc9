-- wrk's script: plays the signed bodies of the file given as its argument, in order, again and again.
-- With "meta" behind it the heads are as long as Meta's.

dofile(debug.getinfo(1, "S").source:match("^@(.*/)") .. "result.lua")

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
