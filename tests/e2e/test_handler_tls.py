"""Handlers behind a private CA that ask who calls them: relay and durable sources alike."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import trustme

from tests.e2e.harness import ONE_WORKER, PAUSE, SIGNAL, body, eventually, message, running_gateway

DEFAULT = 'url = "http://127.0.0.1:9101/functions/v1/wa-webhook-default"'
DURABLE = """
[[sources]]
name = "later"
provider = "generic"
path = "/later"
default_handler = "wa-webhook-default"
delivery = "durable"

# Handlers: named"""


@dataclass
class Callers:
    """A handler with TLS, and who called it."""

    port: int = 0
    serials: list[str] = field(default_factory=list)
    """Of the certificates that were shown, by request."""


@contextmanager
def asking(authority: trustme.CA, clients: trustme.CA) -> Iterator[Callers]:
    """A handler that `authority` vouches for, and that knows its callers by `clients`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    context.verify_mode = ssl.CERT_REQUIRED
    clients.configure_trust(context)
    state = Callers()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            assert isinstance(self.connection, ssl.SSLSocket)
            state.serials.append(str((self.connection.getpeercert() or {})["serialNumber"]))
            SIGNAL.give()
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.socket = context.wrap_socket(server.socket, server_side=True)
    state.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(PAUSE,), daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def put(folder: Path, issued: trustme.LeafCert) -> None:
    issued.private_key_pem.write_to_path(folder / "client.key")
    issued.cert_chain_pems[0].write_to_path(folder / "client.crt")


def test_both_kinds_of_sources_reach_it_and_a_renewed_certificate_is_shown(
    tmp_path: Path, database_url: str
) -> None:
    authority, clients = trustme.CA(), trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    put(tmp_path, clients.issue_cert("hookshift"))
    with asking(authority, clients) as handler:
        own = (
            f'url = "https://localhost:{handler.port}/"\nca = "ca.pem"\n'
            'certificate = "client.crt"\nkey = "client.key"'
        )
        with running_gateway(
            tmp_path, database_url, 9,
            (DEFAULT.replace("9101", "9"), own),
            ("\n# Handlers: named", DURABLE),
            ONE_WORKER,
            ("max_connection_age = 60.0", "max_connection_age = 0.5"),
        ) as gateway:  # fmt: skip
            assert gateway.webhook(body(message("hello", number=1))).status == 200
            assert len(handler.serials) == 1
            event = b'{"from": "250780000001", "message": {"id": "1", "text": {"body": "x"}}}'
            assert gateway.send(event, path="/later").status == 200
            eventually(lambda: len(handler.serials) == 2)
            (former,) = set(handler.serials)

            put(tmp_path, clients.issue_cert("hookshift"))

            def shown() -> bool:
                gateway.webhook(body(message("hello", number=len(handler.serials) + 1)))
                return handler.serials[-1] != former

            eventually(shown)

            # One that the handler does not know.
            put(tmp_path, trustme.CA().issue_cert("hookshift"))

            def refused() -> bool:
                number = len(handler.serials) + 1_000
                return gateway.webhook(body(message("hello", number=number))).status >= 500

            eventually(refused)
            errors = (
                "SELECT error_message AS error FROM webhook_routing_logs"
                " WHERE error_message IS NOT NULL"
            )
            found = eventually(lambda: gateway.sql(errors))
            assert any("does not accept our client certificate" in row["error"] for row in found), (
                found
            )


def test_another_authority_is_said_plainly(tmp_path: Path, database_url: str) -> None:
    authority = trustme.CA()
    trustme.CA().cert_pem.write_to_path(tmp_path / "ca.pem")
    with asking(authority, authority) as handler:
        own = f'url = "https://localhost:{handler.port}/"\nca = "ca.pem"'
        with running_gateway(
            tmp_path, database_url, 9, (DEFAULT.replace("9101", "9"), own), ONE_WORKER
        ) as gateway:
            answer = gateway.webhook(body(message("hello", number=1)))
            assert answer.status == 502
            (row,) = gateway.logged(1)
            assert "its certificate is not accepted: " in row["error_message"]
            assert handler.serials == []
