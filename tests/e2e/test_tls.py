"""hookshift's own certificates."""

import http.client
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
import trustme

from hookshift.demo.processes import first_line
from tests.e2e.harness import PATIENCE, SECRET, TOKEN, eventually, settings
from tests.forked import started

MANY = 16
"""Connections, so that each worker gets one."""
BOTH = ("# tls = {", "tls = {")
"""The gateway's line and the dashboard's."""


class Served(NamedTuple):
    """`hookshift serve` that speaks TLS, and whom its clients trust."""

    port: int
    dashboard: int
    trusts: ssl.SSLContext
    log: Path

    def client(self, port: int) -> http.client.HTTPSConnection:
        """A new connection."""
        return http.client.HTTPSConnection("localhost", port, timeout=PATIENCE, context=self.trusts)

    def serial(self, port: int) -> str:
        """Of the certificate that a new connection is shown."""
        client = self.client(port)
        client.connect()
        try:
            return serial(client)
        finally:
            client.close()


def serial(client: http.client.HTTPSConnection) -> str:
    """Of the certificate that it was shown."""
    assert isinstance(client.sock, ssl.SSLSocket)
    shown = client.sock.getpeercert()
    assert shown is not None
    return str(shown["serialNumber"])


def write(folder: Path, issued: trustme.LeafCert) -> None:
    """Key and certificate, one after the other."""
    issued.private_key_pem.write_to_path(folder / "server.key")
    issued.cert_chain_pems[0].write_to_path(folder / "server.crt")


@contextmanager
def serving(folder: Path, database_url: str, authority: trustme.CA) -> Iterator[Served]:
    """With a first certificate."""
    write(folder, authority.issue_cert("localhost"))
    path = settings(folder, 9, BOTH)
    environ = {
        "DATABASE_URL": database_url,
        "WHATSAPP_APP_SECRET": SECRET.decode(),
        "WHATSAPP_VERIFY_TOKEN": TOKEN,
    }
    trusts = ssl.create_default_context()
    authority.configure_trust(trusts)
    log = folder / "gateway.log"
    with started(["--config", str(path), "serve"], environ, log) as process:
        address = first_line(process, log).rpartition(" ")[2]
        assert address.startswith("https://")
        found = eventually(
            lambda: re.search(r"dashboard on https://127\.0\.0\.1:(\d+)/", log.read_text())
        )
        yield Served(int(address.rpartition(":")[2]), int(found[1]), trusts, log)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tls")


@pytest.fixture(scope="module")
def served(folder: Path, module_database_url: str, authority: trustme.CA) -> Iterator[Served]:
    with serving(folder, module_database_url, authority) as running:
        yield running


def test_tls_in_by_option(served: Served) -> None:
    client = served.client(served.port)
    client.request(
        "GET",
        "/webhook/whatsapp?hub.mode=subscribe&hub.challenge=77"
        f"&hub.verify_token={TOKEN.replace(' ', '%20')}",
    )
    response = client.getresponse()
    assert (response.status, response.read()) == (200, b"77")
    client.request("GET", "/metrics")
    found = client.getresponse().read().decode()
    for server in ("certificate", "dashboard_certificate"):
        assert re.search(rf'^hookshift_{server}_seconds_left{{worker="0"}} \d', found, re.M)
    client.close()


def test_renewed_certificates_are_shown_without_a_restart(
    served: Served, folder: Path, authority: trustme.CA
) -> None:
    open_before = served.client(served.port)
    open_before.request("GET", "/healthz")
    assert open_before.getresponse().read()
    former = serial(open_before)
    assert served.serial(served.dashboard) == former
    write(folder, authority.issue_cert("localhost"))
    # By chance a worker begins so late that it never had the former one.
    ports = [served.port] * MANY + [served.dashboard]
    eventually(lambda: former not in {served.serial(port) for port in ports})
    assert len({served.serial(port) for port in ports}) == 1
    assert "renewed, valid until" in served.log.read_text()
    # Who is connected stays so.
    open_before.request("GET", "/healthz")
    assert open_before.getresponse().status == 200
    open_before.close()
