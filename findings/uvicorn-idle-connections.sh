#!/bin/sh
# One would expect uvicorn's limit_concurrency to bound the requests that are worked on, and a
# connection on which nothing was ever sent to end after timeout_keep_alive.
# What happens: open connections count, also silent ones, and the keep-alive timeout begins only
# behind a first answer. So as many silent connections as the limit (browsers open some in advance,
# load balancers keep pools) turn every request into 503, for as long as they stay open.
# What it means for a webhook router: its dashboard needs deadlines of its own for heads and
# bodies, and must count work instead of connections.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q install "uvicorn==0.54.0" "httptools==0.9.0"
cat > "$folder/run.py" <<'PYTHON'
import asyncio
import sys

import uvicorn

LIMIT = 5
KEEP_ALIVE = 1


async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"ok"})


async def status(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    line = await reader.readline()
    writer.close()
    return int(line.split()[1])


async def main():
    config = uvicorn.Config(
        app, port=0, lifespan="off", log_level="critical",
        limit_concurrency=LIMIT, timeout_keep_alive=KEEP_ALIVE,
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    before = await status(port)
    silent = [await asyncio.open_connection("127.0.0.1", port) for _ in range(LIMIT)]
    await asyncio.sleep(5 * KEEP_ALIVE)
    during = await status(port)
    for _, writer in silent:
        writer.close()
    await asyncio.sleep(0.5)
    after = await status(port)
    server.should_exit = True
    await serving
    print(f"uvicorn {uvicorn.__version__}, limit_concurrency={LIMIT}")
    print(f"without silent connections: {before}")
    print(f"with {LIMIT} of them, silent for {5 * KEEP_ALIVE} s: {during}")
    print(f"when they are closed: {after}")
    sys.exit(0 if (before, during, after) == (200, 503, 200) else 1)


asyncio.run(main())
PYTHON
"$folder/venv/bin/python" "$folder/run.py"
