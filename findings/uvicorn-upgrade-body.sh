#!/bin/sh
# One would expect a server that does not speak h2c to ignore "Upgrade: h2c" (RFC 9110, 7.8) and
# to read the request's body as always. Java's HttpClient makes that offer with every http:// request.
# What happens: uvicorn on httptools reads no body behind such a head. The application gets the
# request with an empty body and may well answer 200; what comes next on the connection is "Invalid
# HTTP request". uvicorn on h11 reads the body.
# What it means for a webhook router: offers to upgrade must not be passed on to handlers (many
# are uvicorn), and its own dashboard must hide them from the parser.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q install "uvicorn==0.54.0" "httptools==0.9.0" "h11==0.16.0"
cat > "$folder/run.py" <<'PYTHON'
import asyncio
import sys

import uvicorn

BODY = b"body"
HEAD = (
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nConnection: Upgrade, HTTP2-Settings\r\n"
    b"Upgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA\r\n\r\n"
)
got = []


async def app(scope, receive, send):
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    got.append(body)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


async def seen(http):
    config = uvicorn.Config(app, port=0, lifespan="off", log_level="critical", ws="none", http=http)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(HEAD)
    await asyncio.sleep(0.3)
    writer.write(BODY)
    status = (await reader.readline()).split()[1].decode()
    writer.close()
    server.should_exit = True
    await serving
    return status, got.pop() if got else None


async def main():
    found = {http: await seen(http) for http in ("httptools", "h11")}
    print(f"uvicorn {uvicorn.__version__}")
    for http, (status, body) in found.items():
        print(f"{http}: status {status}, the application's body was {body!r}")
    sys.exit(0 if found["httptools"][1] != BODY and found["h11"] == ("200", BODY) else 1)


asyncio.run(main())
PYTHON
"$folder/venv/bin/python" "$folder/run.py"
