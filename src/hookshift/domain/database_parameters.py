"""The parameters of `database.url`: which are honoured, which ignored, and which refused.

Providers hand out URLs with parameters of libpq, Prisma and others. Each is honoured, ignored with
a remark where that does no harm, or refused; none is left for PostgreSQL to refuse later.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

_SYSTEM = "sslmode=verify-full&sslrootcert=system"

FILES = ("sslcert", "sslkey", "sslrootcert", "sslcrl")
PASSED_ON = frozenset(
    {
        *FILES,
        "sslmode",
        "sslpassword",
        "sslnegotiation",
        "ssl_min_protocol_version",
        "ssl_max_protocol_version",
        "passfile",
        "krbsrvname",
        "gsslib",
    }
)
"""Parameters that asyncpg honours as libpq does."""
_CHOICES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "sslmode": frozenset({"disable", "allow", "prefer", "require", "verify-ca", "verify-full"}),
        "sslnegotiation": frozenset({"postgres", "direct"}),
        "ssl_min_protocol_version": frozenset({"TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"}),
        "ssl_max_protocol_version": frozenset({"TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"}),
        "target_session_attrs": frozenset({"any", "read-write", "primary"}),
        "gsslib": frozenset({"gssapi"}),
        # Only what changes nothing here.
        "channel_binding": frozenset({"disable", "prefer", "require"}),
        "gssencmode": frozenset({"disable", "prefer"}),
        "sslsni": frozenset({"1"}),
        "sslcertmode": frozenset({"allow"}),
        "requiressl": frozenset({"0"}),
        "gssdelegation": frozenset({"0"}),
        "replication": frozenset({"false", "off", "no", "0"}),
        "ssl": frozenset({"true", "false"}),
        "sslaccept": frozenset({"accept_invalid_certs"}),
    }
)
_LEAVE = "you may remove it"
_POOL = "hookshift has no pool of connections"
_POOLER = "hookshift notices a pooler by itself"
_BOUNDS = "hookshift bounds every wait itself"
_NOTHING = "it has no effect here"
_IGNORED: Mapping[str, str] = MappingProxyType(
    {
        "application_name": "hookshift names its connections itself",
        "fallback_application_name": "hookshift names its connections itself",
        "client_encoding": "hookshift speaks UTF-8",
        "keepalives": _BOUNDS,
        "keepalives_idle": _BOUNDS,
        "keepalives_interval": _BOUNDS,
        "keepalives_count": _BOUNDS,
        "tcp_user_timeout": _BOUNDS,
        "socket_timeout": _BOUNDS,
        "load_balance_hosts": "hookshift asks all hosts for one that takes writes",
        "pgbouncer": _POOLER,
        "prepared_statements": _POOLER,
        "prepareThreshold": _POOLER,
        "statement_cache_size": _POOLER,
        "connection_limit": _POOL,
        "max_idle_connection_lifetime": _POOL,
        "pool_timeout": _POOL,
        "pool_mode": _POOL,
        "schema": "hookshift's tables are in the schemas hookshift and public",
        "sslaccept": "sslmode alone says how a certificate is checked",
        "sslcompression": _NOTHING,
        "sslcertmode": _NOTHING,
        "sslkeylogfile": _NOTHING,
        "sslsni": _NOTHING,
        "requiressl": _NOTHING,
        "gssencmode": _NOTHING,
        "gssdelegation": _NOTHING,
        "replication": _NOTHING,
        "min_protocol_version": _NOTHING,
        "max_protocol_version": _NOTHING,
        "supa": _NOTHING,
        "uselibpqcompat": _NOTHING,
    }
)
_REFUSED: Mapping[str, str] = MappingProxyType(
    {
        "hostaddr": "write the address in place of the host",
        "service": "write host, port, user and database into the URL",
        "servicefile": "write host, port, user and database into the URL",
        "sslidentity": "name the certificate and its key as sslcert and sslkey, in PEM",
        "require_auth": "remove it; let the server's pg_hba.conf say how to log in",
        "requirepeer": "remove it",
        "sslcrldir": "name a file as sslcrl",
    }
)
_INSTEAD: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("sslmode", "no-verify"): "write sslmode=require",
        ("sslaccept", "strict"): f"write {_SYSTEM}",
        ("requiressl", "1"): "write sslmode=require",
        ("gssencmode", "require"): "write sslmode=require for an encrypted connection",
    }
)


class Remark(NamedTuple):
    """A remark on a parameter that hookshift ignores, where that does no harm."""

    problem: str
    advice: str


class BadUrl(ValueError):
    """The URL cannot be used. `problem` and `advice` never quote it."""

    def __init__(self, problem: str, advice: str) -> None:
        super().__init__(f"{problem}; {advice}")
        self.problem = problem
        self.advice = advice


_READ_HERE = frozenset(
    {
        "host",
        "port",
        "user",
        "password",
        "dbname",
        "database",
        "options",
        "target_session_attrs",
        "connect_timeout",
        "channel_binding",
        "ssl",
    }
)


def check(given: Mapping[str, str]) -> None:
    """Checks parameters by name. Raises BadUrl for the first that cannot be honoured."""
    for name, value in given.items():
        if name in _REFUSED:
            raise BadUrl(f"has {name}, which hookshift cannot honour", _REFUSED[name])
        if name not in PASSED_ON | _READ_HERE and name not in _IGNORED:
            raise BadUrl(
                f"has a parameter that hookshift does not know: {name}",
                "remove it; a setting of the server is written options=-c%20name%3Dvalue",
            )
        if name in _CHOICES and value not in _CHOICES[name]:
            wanted = " or ".join(sorted(_CHOICES[name]))
            raise BadUrl(
                f"has a {name} that hookshift cannot honour",
                _INSTEAD.get((name, value), f"write {wanted}, or remove it"),
            )
    _check_encryption(given)


def _check_encryption(given: Mapping[str, str]) -> None:
    mode = given.get("sslmode")
    if given.get("sslrootcert") == "system" and mode != "verify-full":
        raise BadUrl("has sslrootcert=system without sslmode=verify-full", f"write {_SYSTEM}")
    if given.get("sslnegotiation") == "direct" and mode not in (
        "require",
        "verify-ca",
        "verify-full",
    ):
        raise BadUrl("has sslnegotiation=direct without TLS", "add sslmode=require")
    if "sslkey" in given and "sslcert" not in given:
        raise BadUrl("has sslkey without sslcert", "name both")


def remarks(given: Mapping[str, str]) -> tuple[Remark, ...]:
    """Remarks on the parameters that are ignored."""
    found = [
        Remark(f"{name} is ignored: {_IGNORED[name]}", _LEAVE) for name in given if name in _IGNORED
    ]
    if given.get("channel_binding") == "require":
        found.append(
            Remark(
                "channel_binding=require is ignored: asyncpg has no channel binding",
                f"write {_SYSTEM} to be sure whose server it is",
            )
        )
    if "options" in given:
        found.append(
            Remark(
                "options are sent to the server as they are",
                "behind PgBouncer, add options to its ignore_startup_parameters",
            )
        )
    return tuple(found)
