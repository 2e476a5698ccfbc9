"""Opening connections to PostgreSQL, and judging them before anybody has them.

Each is asked, in one round trip, whether its server takes writes and whether a pooler stands in
between. One that is for writing is never handed out from a standby or from a server that is
read-only for now; one that only reads may be, and says so (`writable`).

Whatever stands in between, no connection depends on which session of the server it gets: nothing
is prepared under a name, set for a session or listened for behind a pooler (`SettledConnection`).
Statements are kept prepared only where it is known that there is none (`connect_for_long`).
"""

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache, lru_cache, partial
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

import asyncpg

from hookshift.domain.database_parameters import BadUrl
from hookshift.domain.database_url import Host, Target, read
from hookshift.store.errors import DatabaseAway, DatabaseRefusal, translated
from hookshift.store.first_host import NoneFits, first_host
from hookshift.store.pooled import SettledConnection
from hookshift.store.queries import load

log = logging.getLogger(__name__)

SQL = load("database")
CONNECT_SECONDS = 3.0
COMMAND_SECONDS = 10.0
CLOSE_SECONDS = 2.0
STATEMENT_CACHE = 100
_POOLED, _STANDBY, _READ_ONLY, _READ_ONLY_BY_DEFAULT = 1, 2, 4, 8
"""What `read_server_state` adds up."""


class Connection(SettledConnection):
    """One session, or what a pooler makes of it."""

    writable = True
    """Whether its server took writes when it was last asked."""


class _Wish(NamedTuple):
    """What is wanted of a connection."""

    purpose: str
    statements: int
    writes: bool
    connect_seconds: float
    command_seconds: float


_last_good: dict[str, int] = {}
"""For each URL the host that took writes last, which is tried first."""


async def connect(
    url: str,
    purpose: str,
    *,
    writes: bool = True,
    connect_seconds: float | None = None,
    command_seconds: float = COMMAND_SECONDS,
) -> Connection:
    """Opens one connection; `purpose` shows in pg_stat_activity as `hookshift <purpose>`.

    Without `writes` a server that is read-only is better than none, unless the URL says otherwise.
    Raises DatabaseAway, or DatabaseRefusal where the login or the URL is wrong.
    """
    target = target_of(url)
    seconds = connect_seconds or target.connect_seconds or CONNECT_SECONDS
    wish = _Wish(purpose, 0, writes or target.only_writable, seconds, command_seconds)
    return await _opened(url, target, wish)


async def connect_for_long(
    url: str,
    purpose: str,
    *,
    connect_seconds: float | None = None,
    command_seconds: float = COMMAND_SECONDS,
) -> Connection:
    """As `connect`, for a connection that repeats its statements: they are prepared once.

    Unless a pooler stands between: another client's statement of the same name might be run there.
    """
    target = target_of(url)
    seconds = connect_seconds or target.connect_seconds or CONNECT_SECONDS
    wish = _Wish(purpose, STATEMENT_CACHE, True, seconds, command_seconds)
    opened = await _opened(url, target, wish)
    if not opened.pooled:
        return opened
    await close(opened)
    return await _opened(url, target, wish._replace(statements=0))


@lru_cache(maxsize=16)
def target_of(url: str) -> Target:
    """The target that `url` names. Raises DatabaseRefusal."""
    try:
        return read(url)
    except BadUrl as error:
        raise DatabaseRefusal(
            f"cannot connect to PostgreSQL: the URL {error.problem}. Correct it in database.url "
            f"(or DATABASE_URL): {error.advice}."
        ) from None


async def _opened(url: str, target: Target, wish: _Wish) -> Connection:
    hosts = target.hosts or (None,)
    first = min(_last_good.get(url, 0), len(hosts) - 1)
    order = [*range(first, len(hosts)), *range(first)]
    opens = [partial(_open, target, hosts[position], wish) for position in order]
    try:
        with translated("connect to PostgreSQL"):
            async with asyncio.timeout(wish.connect_seconds):
                at, opened = await first_host(opens, writes=wish.writes)
    except NoneFits as error:
        raise _none_fits([hosts[position] for position in order], error.reasons) from (
            next((reason for reason in error.reasons if reason), None)
        )
    if opened.writable:
        _last_good[url] = order[at]
    return opened


async def _open(target: Target, host: Host | None, wish: _Wish) -> Connection:
    try:
        with translated("connect to PostgreSQL"):
            opened = await asyncpg.connect(
                **_arguments(target, host, wish.purpose),
                timeout=wish.connect_seconds,
                command_timeout=wish.command_seconds,
                statement_cache_size=wish.statements,
                connection_class=Connection,
            )
    except ValueError as error:
        # asyncpg lets some faults out as they are, for instance of environment variables.
        raise DatabaseRefusal(
            "cannot connect to PostgreSQL: asyncpg cannot use database.url (or DATABASE_URL), or "
            "one of libpq's environment variables (PGPORT, ...). Correct it."
        ) from error
    try:
        with translated("connect to PostgreSQL"):
            await read_server_state(opened, SQL["own_settings"])
    except BaseException:
        opened.terminate()
        raise
    return opened


async def read_server_state(opened: Connection, before: str = "") -> None:
    """Asks the server's state and sets `pooled` and `writable`. Raises asyncpg's errors.

    `before` is a statement that is sent with the query, in the same round trip.
    """
    # Without arguments nothing is prepared.
    query = f"{before} {SQL['server_state']}".replace("$1", str(opened.get_server_pid()))
    status = await opened.execute(query)
    verdict = int(status.rpartition(" ")[2])
    opened.pooled = opened.pooled or bool(verdict & _POOLED)
    opened.overrules_read_only = bool(verdict & _READ_ONLY_BY_DEFAULT)
    opened.writable = not verdict & (_STANDBY | _READ_ONLY)
    if opened.overrules_read_only:
        _tell_overruled()


@cache
def _tell_overruled() -> None:
    """Once in a process."""
    log.warning(
        "The database, or hookshift's role, is read-only by default (ALTER DATABASE or ALTER ROLE "
        "... SET default_transaction_read_only). hookshift writes all the same. To keep it from "
        "writing, make the server read-only (ALTER SYSTEM), or take CONNECT from its role."
    )


def _arguments(target: Target, host: Host | None, purpose: str) -> dict[str, Any]:
    settings = {"application_name": f"hookshift {purpose}"}
    if target.options is not None:
        settings["options"] = target.options
    encryption = dict(target.encryption)
    arguments: dict[str, Any] = {
        "user": target.user,
        "password": target.password,
        "database": target.database,
        "server_settings": settings,
    }
    if encryption.get("sslrootcert") == "system":
        arguments["ssl"] = _system_certificates(target)
    elif encryption:
        arguments["dsn"] = "postgresql://?" + urlencode(encryption, quote_via=quote)
    if host is not None:
        arguments |= {"host": host.name, "port": host.port}
    return arguments


def _system_certificates(target: Target) -> ssl.SSLContext:
    context = ssl.create_default_context()
    certificate = target.encrypted("sslcert")
    if certificate is not None:
        context.load_cert_chain(
            certificate, target.encrypted("sslkey"), target.encrypted("sslpassword") or ""
        )
    return context


def _none_fits(
    hosts: "list[Host | None]", reasons: tuple[Exception | None, ...]
) -> DatabaseAway | DatabaseRefusal:
    if len(hosts) == 1 and reasons[0] is not None:
        assert isinstance(reasons[0], DatabaseAway | DatabaseRefusal)
        return reasons[0]
    listed = "; ".join(
        f"{host or 'it'}: {_reason(reason)}" for host, reason in zip(hosts, reasons, strict=True)
    )
    if any(reason is None for reason in reasons):
        return DatabaseAway(
            f"cannot connect to a PostgreSQL that takes writes: {listed}. hookshift tries again; "
            "promote a server, end its read-only mode, or name the primary in database.url "
            "(or DATABASE_URL)."
        )
    kind = DatabaseRefusal if any(isinstance(each, DatabaseRefusal) for each in reasons) else None
    return (kind or DatabaseAway)(
        f"cannot connect to PostgreSQL: {listed}. Check that one of the servers in database.url "
        "(or DATABASE_URL) runs."
    )


def _reason(reason: Exception | None) -> str:
    if reason is None:
        return "a standby, or read-only"
    return str(reason.__cause__ or reason).rstrip(".")


@asynccontextmanager
async def connection(url: str, purpose: str, *, writes: bool = True) -> AsyncIterator[Connection]:
    """One connection for the length of a `with`."""
    opened = await connect(url, purpose, writes=writes)
    try:
        yield opened
    finally:
        await close(opened)


async def close(opened: Connection) -> None:
    """Closes a connection in order, or drops it if the server does not answer."""
    try:
        await opened.close(timeout=CLOSE_SECONDS)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        opened.terminate()
