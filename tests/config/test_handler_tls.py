"""TLS to handlers: files that are renewed, files that are no good, and what is said of them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from hookshift.config.handler_tls import HandlerTls, HandlerTlsFault
from hookshift.config.inspection import inspection_faults
from hookshift.config.load import load
from hookshift.config.schema.routes import HandlerConfig
from hookshift.config.schema.settings import Settings

SETTINGS = """
[[sources]]
name = "router"
provider = "generic"
path = "/webhook"
default_handler = "jobs"
[handlers.jobs]
url = "https://jobs.internal/"
ca = "ca.pem"
certificate = "client.crt"
key = "client.key"
"""
SOON = datetime.now(UTC) + timedelta(days=3)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def settings(tmp_path: Path, authority: trustme.CA) -> Settings:
    """Of one handler, whose files are there and are good."""
    put(tmp_path / "ca.pem", authority.cert_pem.bytes())
    write(tmp_path, authority.issue_cert("hookshift"))
    path = tmp_path / "hookshift.toml"
    path.write_text(SETTINGS)
    return load(path, {})


@pytest.fixture
def handler(settings: Settings) -> HandlerConfig:
    return settings.handlers["jobs"]


def put(path: Path, content: bytes) -> None:
    """A new file in place of the old one: times alone are too coarse for a test's speed."""
    new = path.with_suffix(".new")
    new.write_bytes(content)
    new.replace(path)


def write(folder: Path, issued: trustme.LeafCert, key: trustme.LeafCert | None = None) -> None:
    put(folder / "client.crt", issued.cert_chain_pems[0].bytes())
    put(folder / "client.key", (key or issued).private_key_pem.bytes())


def complaints(settings: Settings) -> list[str]:
    return [str(fault) for fault in inspection_faults(settings)]


def test_good_files_are_no_fault_and_their_ends_are_known(
    settings: Settings, handler: HandlerConfig, tmp_path: Path, authority: trustme.CA
) -> None:
    assert complaints(settings) == []
    write(tmp_path, authority.issue_cert("hookshift", not_after=SOON))
    ends = HandlerTls("jobs", handler).ends
    assert ends.certificate == int(SOON.timestamp())
    assert ends.authorities is not None
    assert ends.authorities > ends.certificate


@pytest.mark.parametrize("name", ["ca", "certificate", "key"])
@pytest.mark.parametrize("becomes", ["missing", "a folder"])
def test_a_file_that_cannot_be_read_is_named_by_its_setting(
    settings: Settings, handler: HandlerConfig, name: str, becomes: str
) -> None:
    path = getattr(handler, name)
    path.unlink()
    if becomes == "a folder":
        path.mkdir()
    (fault,) = complaints(settings)
    assert fault.startswith(f"handlers.jobs.{name}: names a file that cannot be read ({path}: ")


@pytest.mark.parametrize("name", ["ca", "certificate", "key"])
def test_a_file_that_is_no_pem_is_refused(
    settings: Settings, handler: HandlerConfig, name: str
) -> None:
    getattr(handler, name).write_text("nonsense")
    (fault,) = complaints(settings)
    assert fault.startswith("handlers.jobs.ca: holds no" if name == "ca" else "handlers.jobs.key: ")


def test_a_key_that_is_anothers_and_one_that_is_encrypted(
    settings: Settings, tmp_path: Path, authority: trustme.CA
) -> None:
    issued = authority.issue_cert("hookshift")
    write(tmp_path, issued, key=authority.issue_cert("hookshift"))
    (fault,) = complaints(settings)
    assert fault.startswith("handlers.jobs.key: cannot be used with its certificate: ")
    key = load_pem_private_key(issued.private_key_pem.bytes(), None)
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"x"))
    put(tmp_path / "client.key", secret)
    (fault,) = complaints(settings)
    assert "the key not encrypted" in fault


def test_one_that_has_expired_is_a_fault_of_the_check_and_starts_all_the_same(
    settings: Settings, handler: HandlerConfig, tmp_path: Path, authority: trustme.CA
) -> None:
    write(tmp_path, authority.issue_cert("hookshift", not_after=LONG_AGO))
    (fault,) = complaints(settings)
    assert fault.startswith("handlers.jobs.certificate: has expired, on 2020-01-01")
    HandlerTls("jobs", handler)


def test_renewed_files_are_followed_and_bad_ones_change_nothing(
    handler: HandlerConfig, tmp_path: Path, authority: trustme.CA
) -> None:
    files = HandlerTls("jobs", handler)
    former = files.context
    assert not files.follow()
    write(tmp_path, authority.issue_cert("hookshift", not_after=SOON))
    assert files.follow()
    assert files.context is not former
    assert files.ends.certificate == int(SOON.timestamp())
    renewed = files.context
    (tmp_path / "client.key").unlink()
    for _ in range(2):
        with pytest.raises(HandlerTlsFault, match=r"handlers\.jobs\.key"):
            files.follow()
    assert files.context is renewed
    write(tmp_path, authority.issue_cert("hookshift"))
    assert files.follow()


@pytest.mark.parametrize("name", ["certificate", "key"])
def test_a_certificate_and_its_key_need_each_other(tmp_path: Path, name: str) -> None:
    path = tmp_path / "hookshift.toml"
    text = "\n".join(line for line in SETTINGS.splitlines() if not line.startswith(f"{name} "))
    path.write_text(text)
    with pytest.raises(Exception, match=rf"handlers\.jobs\.{name}: is missing"):
        load(path, {})


def test_files_for_a_handler_without_tls_are_told(tmp_path: Path) -> None:
    path = tmp_path / "hookshift.toml"
    path.write_text(SETTINGS.replace("https:", "http:"))
    found = [str(each) for each in load(path, {}).warnings]
    assert [each.partition(": ")[0] for each in found if "is not used" in each] == [
        "handlers.jobs.ca", "handlers.jobs.certificate",
    ]  # fmt: skip
