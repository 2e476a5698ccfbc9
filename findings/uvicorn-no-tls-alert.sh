#!/usr/bin/env bash
# uvicorn 0.48.0 on asyncio: a server that demands client certificates, and a client without one.
# Expected: a TLS alert, as OpenSSL's own server sends it ("certificate required" by TLS 1.3).
# Happens: asyncio does not send what OpenSSL has written, and hangs up: the client, whose side of
# the handshake is complete with TLS 1.3, sees its request cut off without an answer.
# For a router: a missing client certificate looks like a handler that broke off in its work, so
# whether it did the work is not known, and neither is the cause.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check uvicorn==0.48.0 trustme==1.2.1
cat > run.py <<'PY'
import asyncio
import socket
import ssl
import sys
import threading

import trustme
import uvicorn

authority = trustme.CA()
authority.cert_pem.write_to_path("ca.pem")
issued = authority.issue_cert("localhost")
issued.private_key_pem.write_to_path("server.key")
issued.cert_chain_pems[0].write_to_path("server.crt")
trusting = ssl.create_default_context(cafile="ca.pem")


async def app(_scope, _receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"ok"})


def asked(port: int) -> str:
    try:
        with socket.create_connection(("127.0.0.1", port), 10) as plain:
            with trusting.wrap_socket(plain, server_hostname="localhost") as speaking:
                speaking.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
                return f"read {speaking.recv(100)!r}"
    except ssl.SSLError as error:
        return f"TLS alert: {error.reason}"
    except OSError as error:
        return f"cut off: {type(error).__name__}"


def by_openssl() -> str:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain("server.crt", "server.key")
    context.load_verify_locations("ca.pem")
    context.verify_mode = ssl.CERT_REQUIRED
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            accepted, _ = listening.accept()
            kept = accepted.dup()
            try:
                context.wrap_socket(accepted, server_side=True)
            except ssl.SSLError:
                kept.shutdown(socket.SHUT_WR)
                while kept.recv(100):
                    pass

        threading.Thread(target=serve, daemon=True).start()
        return asked(listening.getsockname()[1])


async def by_uvicorn() -> str:
    config = uvicorn.Config(app, port=0, loop="asyncio", log_level="critical", ssl_ca_certs="ca.pem",
                            ssl_certfile="server.crt", ssl_keyfile="server.key",
                            ssl_cert_reqs=ssl.CERT_REQUIRED)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.05)
    told = await asyncio.to_thread(asked, server.servers[0].sockets[0].getsockname()[1])
    server.should_exit = True
    await serving
    return told


print("uvicorn", uvicorn.__version__, "Python", sys.version.split()[0])
ours, theirs = by_openssl(), asyncio.run(by_uvicorn())
print("blocking sockets:", ours)
print("uvicorn:", theirs)
sys.exit(0 if ours.endswith("CERTIFICATE_REQUIRED") and "alert" not in theirs else 1)
PY
venv/bin/python run.py
