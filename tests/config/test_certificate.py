"""A certificate that is renewed under a server, for good and for bad."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import trustme
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from hookshift.config.certificate import Certificate, CertificateFault
from hookshift.config.schema.control import TlsConfig


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def files(tmp_path: Path) -> TlsConfig:
    return TlsConfig(certificate=tmp_path / "server.crt", key=tmp_path / "server.key")


def write(
    files: TlsConfig, certificate: trustme.LeafCert, key: trustme.LeafCert | None = None
) -> None:
    """New files in place of the old ones: times alone are too coarse for a test's speed."""
    pems = {
        files.certificate: certificate.cert_chain_pems[0].bytes(),
        files.key: (key or certificate).private_key_pem.bytes(),
    }
    for path, pem in pems.items():
        new = path.with_suffix(".new")
        new.write_bytes(pem)
        new.replace(path)


@asynccontextmanager
async def serving(certificate: Certificate) -> AsyncIterator[int]:
    async def hang_up(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0, ssl=certificate.context)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def shown(port: int, authority: trustme.CA, name: str = "localhost") -> bytes:
    """The certificate that a client gets and trusts."""
    trusts = ssl.create_default_context()
    authority.configure_trust(trusts)
    trusts.check_hostname = bool(name)
    _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=trusts, server_hostname=name)
    found = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    writer.close()
    assert isinstance(found, bytes)
    return found


def der(issued: trustme.LeafCert) -> bytes:
    return ssl.PEM_cert_to_DER_cert(issued.cert_chain_pems[0].bytes().decode())


@pytest.mark.parametrize("name", ["localhost", ""])
async def test_who_connects_after_a_renewal_is_shown_the_new_one(
    files: TlsConfig, authority: trustme.CA, name: str
) -> None:
    first, second = authority.issue_cert("localhost"), authority.issue_cert("localhost")
    write(files, first)
    certificate = Certificate("gateway.tls", files)
    async with serving(certificate) as port:
        assert await shown(port, authority, name) == der(first)
        write(files, second)
        assert await shown(port, authority, name) == der(first)
        await certificate.follow()
        assert await shown(port, authority, name) == der(second)


async def test_one_that_cannot_be_used_is_told_until_it_can(
    files: TlsConfig, authority: trustme.CA
) -> None:
    first, second = authority.issue_cert("localhost"), authority.issue_cert("localhost")
    write(files, first)
    certificate = Certificate("gateway.tls", files)
    async with serving(certificate) as port:
        write(files, second, key=first)
        for _ in range(2):
            with pytest.raises(
                CertificateFault, match=r"gateway\.tls cannot be used.*stays in use"
            ):
                await certificate.follow()
        files.key.unlink()
        with pytest.raises(CertificateFault, match=r"No such file.*server\.key.*stays in use"):
            await certificate.follow()
        assert await shown(port, authority) == der(first)
        write(files, second)
        await certificate.follow()
        assert await shown(port, authority) == der(second)


async def test_files_that_stay_as_they_are_are_not_read_again(
    files: TlsConfig, authority: trustme.CA, caplog: pytest.LogCaptureFixture
) -> None:
    write(files, authority.issue_cert("localhost"))
    certificate = Certificate("gateway.tls", files)
    await certificate.follow()
    assert not caplog.records
    write(files, authority.issue_cert("localhost"))
    await certificate.follow()
    await certificate.follow()
    (record,) = caplog.records
    assert record.getMessage().startswith("gateway.tls: renewed, valid until 3000-01-01")


def test_a_key_that_is_encrypted_is_refused_and_nobody_is_asked(
    files: TlsConfig, authority: trustme.CA
) -> None:
    issued = authority.issue_cert("localhost")
    write(files, issued)
    key = load_pem_private_key(issued.private_key_pem.bytes(), None)
    files.key.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret"))
    )
    with pytest.raises(CertificateFault, match=r"control\.tls cannot be used"):
        Certificate("control.tls", files)
