"""A worker's certificates for handlers: one that is no good is the fault of one handler."""

import ssl
from pathlib import Path

import pytest
import trustme

from hookshift.app.handler_certificates import HandlerCertificates
from hookshift.config.handler_tls import HandlerTlsFault
from hookshift.config.load import load
from hookshift.domain import host_alerts
from hookshift.domain.errors import HandlerUnreachable
from tests.gateway.origin import echo, origin

SETTINGS = """
[[sources]]
name = "router"
provider = "generic"
path = "/webhook"
default_handler = "jobs"
[handlers.jobs]
url = "https://localhost:{port}/"
ca = "ca.pem"
certificate = "client.crt"
key = "client.key"
[handlers.other]
url = "http://127.0.0.1:{other}/"
"""


def write(folder: Path, issued: trustme.LeafCert) -> None:
    for name, pem in (("crt", issued.cert_chain_pems[0]), ("key", issued.private_key_pem)):
        new = folder / "client.new"
        new.write_bytes(pem.bytes())
        new.replace(folder / f"client.{name}")


def demanding(authority: trustme.CA) -> ssl.SSLContext:
    """Of a server that knows us by a certificate of `authority`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    authority.configure_trust(context)
    context.verify_mode = ssl.CERT_REQUIRED
    return context


async def test_a_bad_file_keeps_one_handler_away_until_it_is_mended(tmp_path: Path) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    async with (
        origin(echo, echo, tls=demanding(authority)) as there,
        origin(echo) as another,
    ):
        path = tmp_path / "hookshift.toml"
        path.write_text(SETTINGS.format(port=there.port, other=another.port))
        found = HandlerCertificates(load(path, {}))
        jobs, other = found.upstreams["jobs"], found.upstreams["other"]
        try:
            with pytest.raises(HandlerUnreachable, match=r"handlers\.jobs\.certificate names"):
                await jobs.send([], b"hello")
            assert (await other.send([], b"hello")).body == b"hello"
            with pytest.raises(HandlerTlsFault, match=r"handlers\.jobs\.certificate"):
                await found.follow()
            assert found.gauges() == {}

            write(tmp_path, authority.issue_cert("hookshift"))
            await found.follow()
            assert (await jobs.send([], b"hello")).body == b"hello"
            assert set(found.gauges()) == {
                f"{host_alerts.HANDLER_CERTIFICATE}jobs",
                f"{host_alerts.HANDLER_AUTHORITIES}jobs",
            }
            assert all(seconds > 0 for seconds in found.gauges().values())

            # What is in use stays so.
            (tmp_path / "client.key").unlink()
            with pytest.raises(HandlerTlsFault, match="until then the previous one is used"):
                await found.follow()
            assert (await jobs.send([], b"again")).body == b"again"
        finally:
            await jobs.close()
            await other.close()
