"""Reads `database.url`: where PostgreSQL is, who logs in, and what each parameter means here.

Error texts never quote the URL: what looks like a host may be half a password.
"""

import re
from collections.abc import Mapping, Sequence
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import unquote

from hookshift.domain.database_parameters import FILES, PASSED_ON, BadUrl, Remark, check, remarks

MOST_HOSTS = 8
MAX_CONNECTION_AGE = 30.0
"""Seconds after which a connection to PostgreSQL is replaced, unless the settings say otherwise."""
_SUPAVISOR = ".pooler.supabase.com"
_URL = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<authority>[^/?#]*)(/(?P<database>[^?#]*))?"
    r"(\?(?P<query>[^#]*))?(?P<fragment>#.*)?",
    re.DOTALL,
)
_AUTHORITY_HOST = re.compile(r"(\[(?P<bracketed>[^\]]*)\]|(?P<plain>[^:\[\]]*))(:(?P<port>[^:]*))?")
_HOST = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?\.?")
_PORT = re.compile(r"[0-9]{1,5}")
_SECONDS = re.compile(r"-?[0-9]{1,6}")
_PARAMETER = re.compile(r"[A-Za-z_]{1,40}")

EXAMPLE = 'write it as "postgresql://user:password@host:5432/name"'
ESCAPES = "in a user or password write @ as %40, / as %2F, ? as %3F and # as %23"


class Host(NamedTuple):
    """One of the servers. `name` is a name, an address, or the folder of a socket."""

    name: str
    port: int | None
    """None: PGPORT, or 5432."""

    def __str__(self) -> str:
        name = f"[{self.name}]" if ":" in self.name else self.name
        return f"{name}:{self.port or 5432}"


class Target(NamedTuple):
    """The parts of a URL. None leaves a part to libpq's environment variables and defaults."""

    hosts: tuple[Host, ...]
    """The servers; empty: a socket of this machine, or PGHOST."""
    user: str | None
    password: str | None
    database: str | None
    encryption: tuple[tuple[str, str], ...]
    """Parameters for TLS and logging in, as libpq names them."""
    options: str | None
    """Server settings, as in `-c work_mem=8MB`."""
    only_writable: bool
    """Whether connections that only read also need a server that accepts writes."""
    connect_seconds: float | None
    remarks: tuple[Remark, ...]
    """Parameters that are ignored, and why."""

    @property
    def files(self) -> list[tuple[str, str]]:
        """Parameters that name a file, and the file."""
        return [(name, value) for name, value in self.encryption
                if name in FILES and value != "system"]  # fmt: skip

    def encrypted(self, name: str) -> str | None:
        """The value of one parameter of `encryption`, or None."""
        return dict(self.encryption).get(name)


def read(url: str) -> Target:
    """The parts of a database URL. Raises BadUrl."""
    found = _URL.fullmatch(url)
    if found is None:
        raise BadUrl("is not a PostgreSQL URL", EXAMPLE)
    if found["scheme"].lower() not in ("postgres", "postgresql"):
        known = "postgres" in found["scheme"].lower()
        raise BadUrl(
            "is not a PostgreSQL URL",
            'let it begin with "postgresql://"' if known else EXAMPLE,
        )
    if "%00" in url or "\0" in url:
        raise BadUrl("holds a NUL", "remove it")
    if found["fragment"] or "@" in (found["database"] or ""):
        raise BadUrl("cannot be read: a special character is not escaped", ESCAPES)
    given = _parameters(found["query"] or "")
    login, at, places = found["authority"].partition("@")
    user, _, password = (login if at else "").partition(":")
    check(given)
    hosts = _hosts(given, places if at else login)
    return Target(
        hosts,
        given.get("user") or unquote(user) or None,
        given.get("password") or unquote(password) or None,
        given.get("dbname") or given.get("database") or unquote(found["database"] or "") or None,
        _encryption(given),
        given.get("options"),
        given.get("target_session_attrs", "any") != "any",
        _connect_seconds(given.get("connect_timeout")),
        remarks(given) + _of_supavisor(hosts),
    )


def _of_supavisor(hosts: Sequence[Host]) -> tuple[Remark, ...]:
    if not any(host.name.endswith(_SUPAVISOR) and host.port == 6543 for host in hosts):
        return ()
    return (
        Remark(
            "port 6543 is Supavisor in transaction mode, with which hookshift is not tested",
            "prefer Supabase's direct connection, or its session mode at port 5432",
        ),
    )


def _parameters(query: str) -> dict[str, str]:
    """Parameters by name; those without a value are ignored, the last of a name counts."""
    given: dict[str, str] = {}
    for pair in filter(None, query.split("&")):
        name, equals, value = pair.partition("=")
        if not equals or not _PARAMETER.fullmatch(name) or "@" in value:
            raise BadUrl("cannot be read: its parameters are not name=value", ESCAPES)
        if value:
            given[name] = unquote(value)
    return given


def _encryption(given: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    named = {name: value for name, value in given.items() if name in PASSED_ON}
    if given.get("ssl") == "true":
        named.setdefault("sslmode", "require")
    return tuple(named.items())


def _hosts(given: Mapping[str, str], authority: str) -> tuple[Host, ...]:
    # As libpq does: a parameter counts, whatever stands before the path.
    ports = [_port(port) for port in given["port"].split(",")] if "port" in given else []
    if "host" in given:
        hosts = [_named(each) for each in given["host"].split(",")]
    elif authority:
        hosts = [_of_authority(each) for each in authority.split(",")]
    else:
        return (Host("localhost", ports[0]),) if ports else ()
    if len(hosts) > MOST_HOSTS:
        raise BadUrl(f"names more than {MOST_HOSTS} hosts", "name those that may be the primary")
    return _with_ports(hosts, ports)


def _with_ports(hosts: Sequence[Host], ports: Sequence[int]) -> tuple[Host, ...]:
    if len(ports) == 1:
        ports = [ports[0]] * len(hosts)
    if ports and len(ports) != len(hosts):
        raise BadUrl(
            f"names {len(hosts)} hosts and {len(ports)} ports", "name one port, or one for each"
        )
    if not ports:
        return tuple(hosts)
    return tuple(Host(host.name, port) for host, port in zip(hosts, ports, strict=True))


def _of_authority(text: str) -> Host:
    if not text.upper().startswith("%2F"):
        return _named(unquote(text))
    folder, _, port = text.partition(":")
    return Host(unquote(folder), _port(port) if port else None)


def _named(text: str) -> Host:
    if text.startswith("/"):
        return Host(text, None)
    found = _AUTHORITY_HOST.fullmatch(text)
    if found is None and text.count(":") > 1:
        # An IPv6 address without brackets, as libpq takes it in the parameter.
        return Host(_address(text), None)
    if found is None:
        raise BadUrl("names a host that cannot be read", ESCAPES)
    port = _port(found["port"]) if found["port"] else None
    if found["bracketed"] is not None:
        return Host(_address(found["bracketed"]), port)
    name = found["plain"] or "localhost"
    if not _HOST.fullmatch(name):
        raise BadUrl("names a host that cannot be read", ESCAPES)
    return Host(name, port)


def _address(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError:
        raise BadUrl(
            "names a host that cannot be read: brackets are for IPv6 addresses",
            "put the host, and the password in place of a placeholder, without brackets",
        ) from None


def _port(text: str) -> int:
    if not _PORT.fullmatch(text) or not 1 <= int(text) <= 65_535:
        raise BadUrl("has a port that is not from 1 to 65535", EXAMPLE)
    return int(text)


def _connect_seconds(text: str | None) -> float | None:
    """Seconds to connect, as libpq: at least 2; 0 or less is no limit, here hookshift's default."""
    if text is None:
        return None
    if not _SECONDS.fullmatch(text):
        raise BadUrl(
            "has a connect_timeout that is not a number", "write seconds: connect_timeout=10"
        )
    seconds = int(text)
    return None if seconds <= 0 else float(min(max(seconds, 2), 60))
