"""Types of single values: each reads a text and says what is wrong with it.

The error texts never quote the value: it may hold a password.
"""

import os
import re
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Annotated, Any, NamedTuple
from urllib.parse import SplitResult, urlsplit

from pydantic import (
    AfterValidator,
    Field,
    PlainSerializer,
    PlainValidator,
    SecretStr,
    StringConstraints,
    ValidationInfo,
)
from pydantic_core import PydanticCustomError

from hookshift.domain.database_parameters import BadUrl
from hookshift.domain.database_url import read as read_url
from hookshift.domain.routing.text import is_word

FAULT = "hookshift"
"""The error type whose context is a ready `problem` and `advice`."""

RESERVED_PATHS = frozenset({"/healthz", "/readyz", "/metrics"})
"""Paths that the gateway answers itself."""

LONGEST_PATH = 1_024
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}")
_PATH = re.compile(r"/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*")
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_ANY_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[!-~]{1,2048}")
_PORT = re.compile(r"[0-9]{1,5}")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?\.?")


class Address(NamedTuple):
    """Where to listen. An IPv6 host is without brackets; port 0 takes a free one."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def wrong(problem: str, advice: str) -> PydanticCustomError:
    """The error that a validator raises."""
    return PydanticCustomError(FAULT, "{problem}", {"problem": problem, "advice": advice})


def _read(value: object, what: str) -> str:
    if not isinstance(value, str):
        raise wrong(f"must be a string, {what}", "put it in quotes")
    return str(value)


def read_address(value: object) -> Address:
    """`host:port`, with an IPv6 address in brackets."""
    if isinstance(value, Address):
        return value
    host, colon, port = _read(value, "host:port").rpartition(":")
    if not colon or not _PORT.fullmatch(port) or int(port) > 65_535:
        raise wrong("has no port from 0 to 65535", 'write it as "127.0.0.1:8080" or "[::1]:8080"')
    bracketed = host.startswith("[") and host.endswith("]")
    if bracketed:
        host = host[1:-1]
    try:
        address = ip_address(host)
    except ValueError:
        if bracketed or not _HOST.fullmatch(host) or host.replace(".", "").isdecimal():
            raise wrong(
                "has no address before the port", 'write it as "127.0.0.1:8080" or "[::1]:8080"'
            ) from None
        return Address(host, int(port))
    if bracketed != (address.version == 6):
        raise wrong("has brackets in the wrong place", "put an IPv6 address, and only that, in [ ]")
    return Address(host, int(port))


def read_network(value: object) -> IPv4Network | IPv6Network:
    """An address or a network in CIDR notation."""
    if isinstance(value, IPv4Network | IPv6Network):
        return value
    text = _read(value, "a network")
    try:
        return ip_network(text)
    except ValueError:
        pass
    try:
        suggestion = ip_network(text, strict=False)
    except ValueError:
        raise wrong("is not a network", 'write it as "10.0.0.0/8" or "::1/128"') from None
    raise wrong("has bits set to the right of its mask", f'write "{suggestion}"')


def read_path(value: object, info: ValidationInfo) -> Path:
    """A path of the file system; a relative one starts at the settings file."""
    text = _read(value, "a path") if not isinstance(value, Path) else str(value)
    if not text.strip() or "\0" in text:
        raise wrong("is empty or has a NUL in it", "name a file or folder")
    base: Path = (info.context or {}).get("base", Path())
    return base / text


def _name(value: str) -> str:
    if not _NAME.fullmatch(value):
        raise wrong(
            "is not a usable name",
            "use up to 63 letters, digits, dots, hyphens and underscores, a letter or digit first",
        )
    return value


def _rule_name(value: str) -> str:
    if not value.strip() or not value.isprintable():
        raise wrong("is empty or has control characters", "use a line of plain text")
    return value


def _source_path(value: str) -> str:
    if len(value) > LONGEST_PATH or not _PATH.fullmatch(value):
        raise wrong(
            "is not a path of a URL", 'write it as "/webhook/whatsapp", without "?" and "#"'
        )
    if value in RESERVED_PATHS:
        raise wrong("is a path that the gateway answers itself", "choose another path")
    return value


def _split(url: str) -> SplitResult | None:
    """The parts of a URL; None where the URL, its host or its port cannot be read."""
    if not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        return None
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
        if host and ":" in host:
            ip_address(host)
        elif host and not _HOST.fullmatch(host):
            return None
    except ValueError:
        return None
    return None if port == 0 else parts


def _handler_url(value: str) -> str:
    parts = _split(value)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise wrong(
            "is not an http or https URL with a host",
            'write it as "https://host/path", with % signs for what is not ASCII',
        )
    if "@" in parts.netloc:
        raise wrong(
            "has a user or password in it",
            'put them into headers as Authorization = "env:NAME" instead',
        )
    if "#" in value:
        raise wrong("has a fragment, which is never sent", 'remove "#" and what follows')
    return value


def is_plain_http(url: str) -> bool:
    """Whether it is an http or https URL with a host, without user, password and fragment."""
    parts = _split(url)
    return (
        parts is not None
        and parts.scheme in ("http", "https")
        and bool(parts.hostname)
        and "@" not in parts.netloc
        and "#" not in url
    )


def _notifier_url(value: SecretStr) -> SecretStr:
    if not _ANY_URL.fullmatch(value.get_secret_value()):
        raise wrong("is not a URL", 'write it as "https://host/path", without spaces')
    return value


def _percentage(value: float) -> float:
    if Decimal(repr(value)) != round(Decimal(repr(value)), 2):
        raise wrong("has more than two decimals", "round it: shares move in steps of 0.01")
    return value


def _database_url(value: SecretStr) -> SecretStr:
    try:
        target = read_url(value.get_secret_value())
    except BadUrl as error:
        raise wrong(error.problem, error.advice) from None
    for name, file in target.files:
        if not Path(file).is_file():
            raise wrong(f"names a file as {name} that does not exist", "check its path")
    verifies = (target.encrypted("sslmode") or "").startswith("verify-")
    if verifies and not target.encrypted("sslrootcert") and not _has_own_root():
        raise wrong(
            "has an sslmode that verifies, and no certificate to verify with",
            "add sslrootcert=, with the file of your provider's certificate; or write "
            "sslmode=verify-full&sslrootcert=system",
        )
    return value


def _has_own_root() -> bool:
    """Whether libpq would find a root certificate of its own."""
    if os.environ.get("PGSSLROOTCERT"):
        return True
    with suppress(RuntimeError):
        return (Path.home() / ".postgresql" / "root.crt").is_file()
    return False


def _token(value: str) -> str:
    if not _TOKEN.fullmatch(value):
        raise wrong("is not a legal header name", "use letters, digits and hyphens")
    return value


def _event_type(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9_]+", value):
        raise wrong("can match no event", "write types as the provider does, in lower case")
    return value


def _word(value: str) -> str:
    if not is_word(value):
        raise wrong(
            "is not one word", 'use contains for texts with spaces or signs, like "for sale"'
        )
    return value


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches it."""
    with suppress(ValueError):
        return ip_address(host).is_loopback
    return host == "localhost"


def _public_url(value: str) -> str:
    parts = _split(value)
    plain = parts is not None and is_plain_http(value) and parts.scheme == "https"
    if parts is None or not plain or parts.path not in ("", "/") or parts.query:
        raise wrong(
            "is not an https URL of a host alone", 'write it as "https://hookshift.example.com"'
        )
    return f"https://{parts.netloc.lower()}"


def _host_name(value: str) -> str:
    if not _HOST.fullmatch(value):
        raise wrong("is not the name of a host alone", 'write it as "hookshift.internal"')
    return value.lower().removesuffix(".")


def _text(check: Callable[[str], str]) -> Any:
    return AfterValidator(check)


Name = Annotated[str, _text(_name)]
RuleName = Annotated[str, StringConstraints(max_length=100), _text(_rule_name)]
SourcePath = Annotated[str, _text(_source_path)]
HandlerUrl = Annotated[str, StringConstraints(max_length=2_048), _text(_handler_url)]
HeaderName = Annotated[str, StringConstraints(max_length=100), _text(_token)]
DatabaseUrl = Annotated[SecretStr, AfterValidator(_database_url)]
Listen = Annotated[
    Address,
    PlainValidator(read_address),
    PlainSerializer(str, return_type=str, when_used="json"),
]
HostName = Annotated[str, StringConstraints(max_length=253), _text(_host_name)]
PublicUrl = Annotated[str, StringConstraints(max_length=300), _text(_public_url)]
Network = Annotated[IPv4Network | IPv6Network, PlainValidator(read_network)]
Seconds = Annotated[float, Field(ge=0.01, le=3_600, allow_inf_nan=False)]
FilePath = Annotated[Path, PlainValidator(read_path)]
Needle = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Word = Annotated[Needle, _text(_word)]
EventType = Annotated[Needle, _text(_event_type)]
NotifierUrl = Annotated[SecretStr, AfterValidator(_notifier_url)]
Percentage = Annotated[
    float, Field(ge=0.01, le=100, allow_inf_nan=False), AfterValidator(_percentage)
]
Pattern = Annotated[str, StringConstraints(min_length=1, max_length=1_000)]
