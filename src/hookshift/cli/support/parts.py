"""The parts of a support archive. Each may fail without spoiling the others."""

import json
import platform
import re
import ssl
import subprocess
import sys
import urllib.request
from collections.abc import Sequence
from importlib.metadata import distributions
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from hookshift import __version__
from hookshift.cli.support import discreet
from hookshift.config.running import flat_without_secrets
from hookshift.config.schema.settings import Settings
from hookshift.store.queries import load

if TYPE_CHECKING:
    from hookshift.store.database import Connection

COMMAND_SECONDS = 30.0
METRICS_SECONDS = 5.0
METRICS_BYTES = 8 * 1024 * 1024
LOG_LINES = 2_000
LOG_BYTES = 4 * 1024 * 1024
PLAN_SECONDS = 10

COMMANDS: Sequence[tuple[str, ...]] = (
    ("status",), ("alerts",), ("stats",), ("errors",), ("inbox",), ("ledger",), ("dead", "list"),
    ("rollout", "status"), ("rollout", "history"), ("rollout", "history", "--all"),
    ("notify", "list"), ("config", "check"),
)  # fmt: skip
"""Whose `--json` goes into the archive."""
_QUERY = re.compile(r"=[^&]*")
_DASHBOARD: Sequence[tuple[str, str, tuple[object, ...]]] = (
    ("stats", "dashboard", ()),
    ("stats", "errors", (1_000,)),
    ("stats", "dropped", (50,)),
    ("ledger", "waiting", ()),
    ("ledger", "undelivered", (None, None, None, None, None, None, 20)),
    ("trace", "by_person", (0, 100)),
)
"""The reads that are slow where something is wrong; none of their values is anybody's."""


def of_command(path: Path, words: Sequence[str]) -> str:
    """What a command says in JSON, or why it says nothing; its exit code is a part of it."""
    done = subprocess.run(  # noqa: S603, our own command
        [sys.executable, "-m", "hookshift", "--config", str(path), *words, "--json"],
        capture_output=True, text=True, errors="replace", timeout=COMMAND_SECONDS, check=False,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
    if not done.stdout.strip():
        return json.dumps({"exit_code": done.returncode, "said": discreet.text(done.stderr)})
    return discreet.document(done.stdout)


def versions() -> dict[str, Any]:
    """Versions of hookshift and of what it runs on, except PostgreSQL."""
    return {
        "hookshift": __version__,
        "python": sys.version,
        "platform": platform.platform(),
        "openssl": ssl.OPENSSL_VERSION,
        "packages": dict(sorted((each.name, each.version) for each in distributions())),
    }


def settings_of(settings: Settings) -> dict[str, Any]:
    """Every setting; secrets, and values in the queries of URLs, are left out."""
    return {key: _plain(value) for key, value in flat_without_secrets(settings).items()}


def _plain(value: Any) -> Any:
    if not isinstance(value, str) or "://" not in value:
        return discreet.data(value)
    parts = urlsplit(value)
    return discreet.text(urlunsplit(parts._replace(query=_QUERY.sub("=...", parts.query))))


def metrics(settings: Settings) -> str:
    """The gateway's metrics, which hold neither numbers nor texts."""
    listen = settings.gateway.listen
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(listen.host, listen.host)  # noqa: S104
    place = f"[{host}]" if ":" in host else host
    scheme = "http" if settings.gateway.tls is None else "https"
    # It is this machine; its certificate bears another name.
    context = ssl._create_unverified_context() if scheme == "https" else None  # noqa: S323
    with urllib.request.urlopen(  # noqa: S310, http or https
        f"{scheme}://{place}:{listen.port}/metrics", timeout=METRICS_SECONDS, context=context
    ) as answer:
        page: bytes = answer.read(METRICS_BYTES)
    return page.decode("utf-8", "replace")


def log_of(file: Path | None) -> str:
    """The last lines of the log: of a file, else of the journal of the unit `hookshift`."""
    if file is None:
        written = subprocess.run(  # noqa: S603
            ["journalctl", "--unit", "hookshift", "--lines", str(LOG_LINES), "--no-pager"],  # noqa: S607
            capture_output=True, timeout=COMMAND_SECONDS, check=True, stdin=subprocess.DEVNULL,
        ).stdout  # fmt: skip
    else:
        with file.open("rb") as opened:
            opened.seek(max(0, file.stat().st_size - LOG_BYTES))
            written = opened.read(LOG_BYTES)
    lines = written[-LOG_BYTES:].decode("utf-8", "replace").splitlines()[-LOG_LINES:]
    return "\n".join(map(discreet.text, lines)) + "\n"


async def database(connection: "Connection") -> dict[str, Any]:
    """PostgreSQL's version, what hookshift's tables weigh, and the plans of its slow reads."""
    tables = await connection.fetch(
        "SELECT s.schemaname || '.' || s.relname AS name, n_live_tup, n_dead_tup, last_autovacuum,"
        " last_autoanalyze, pg_total_relation_size(relid) AS bytes FROM pg_stat_user_tables s"
        " WHERE schemaname = 'hookshift' OR relname LIKE 'webhook\\_routing%' ORDER BY 1 LIMIT 500"
    )
    return {
        "version": await connection.fetchval("SELECT version()"),
        "migrations": [
            row[0] for row in await connection.fetch("SELECT name FROM hookshift.migrations")
        ],
        "tables": [dict(row) for row in tables],
        "plans": {name: await _plan(connection, *of) for name, of in _reads()},
    }


def _reads() -> list[tuple[str, tuple[str, tuple[object, ...]]]]:
    return [(f"{file}.{name}", (load(file)[name], values)) for file, name, values in _DASHBOARD]


async def _plan(connection: "Connection", query: str, values: tuple[object, ...]) -> list[str]:
    """As PostgreSQL carries it out, or why it does not within PLAN_SECONDS."""
    try:
        async with connection.transaction(readonly=True):
            await connection.execute(f"SET LOCAL statement_timeout = '{PLAN_SECONDS}s'")
            rows = await connection.fetch(f"EXPLAIN (ANALYZE, BUFFERS) {query}", *values)
    except Exception as error:
        return [f"{type(error).__name__}: {error}"]
    # It holds the values above, and no person's data.
    return [str(row[0]) for row in rows]
