"""hookshift as a subject: the shipped settings, the embedded PostgreSQL, everything recorded."""

import asyncio
import contextlib
import os
import re
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import asyncpg

from bench.machine import LOAD_CORE, SUBJECT_CORE, children
from bench.processes import BenchError, free_port, server, tail
from bench.shipped import SHIPPED, plain
from bench.subjects import Running, Stage, Subject
from bench.traffic import SECRET
from hookshift.domain.errors import OperatorError
from hookshift.store.embedded import EmbeddedPostgres

PROGRAM = Path(sys.executable).parent / "hookshift"
ENVIRONMENT = {
    "WHATSAPP_APP_SECRET": SECRET,
    "WHATSAPP_VERIFY_TOKEN": "benchmark-verify-token",
    "HOOKSHIFT_HASH_KEY": "benchmark-hash-key",
}
PERCENT = 10
DASHBOARD_PORT = 0
"""Any that is free."""
READY_SECONDS = 30.0
SETTLE_SECONDS = 120.0
SETTLED_FOR = 2.0
"""No new row for so long means that the recorder has written all it had."""
_POLL_SECONDS = 0.25


class Cores(NamedTuple):
    """Where processes are pinned; None: anywhere."""

    subject: int | None = SUBJECT_CORE
    database: int | None = LOAD_CORE


PINNED = Cores()
ANYWHERE = Cores(None, None)


@contextlib.contextmanager
def start(stage: Stage, workers: int) -> Iterator[Running]:
    """Serves with `workers` processes on the subject's core; PostgreSQL is on the load's core."""
    place = stage.folder / f"hookshift-{workers}"
    with postgres(place / "data", PINNED) as url, serving(stage, place, workers, url) as running:
        yield running


@contextlib.contextmanager
def serving(
    stage: Stage,
    place: Path,
    workers: int,
    url: str,
    changes: Sequence[tuple[str, str]] = (),
    cores: Cores = PINNED,
    prepare: Callable[[Path], None] = lambda _config: None,
    *,
    shipped: str | None = None,
) -> Iterator[Running]:
    """Serves the database at `url`, which must be that of `place / "data"`.

    `changes` are replacements in the settings, which are those `shipped` (None: without
    conversations). `prepare` is called with their file before.
    """
    port = free_port()
    config = place / "hookshift.toml"
    text = plain(SHIPPED.read_text()) if shipped is None else shipped
    text = settings(text, port, stage.upstream.port, workers)
    for old, new in changes:
        text = _replace(text, re.escape(old), new)
    config.write_text(text)
    prepare(config)
    command = [str(PROGRAM), "--config", str(config), "serve"]
    log = place / "log"
    with server(command, core=cores.subject, port=port, log=log, environment=ENVIRONMENT) as pid:
        _wait_until_ready(port, log)
        pids = _workers(pid, workers)
        query(url, f"SELECT update_routing_percentage({PERCENT})")
        yield Running(port, pids, lambda: settled_rows(url))


SUBJECT = Subject("hookshift", "hookshift, everything recorded in PostgreSQL", True, start)


def settings(shipped: str, port: int, upstream: int, workers: int) -> str:
    """The shipped hookshift.toml with this benchmark's ports, workers and data folder."""
    text = _replace(shipped, r'^listen = "127.0.0.1:8080"$', f'listen = "127.0.0.1:{port}"')
    text = _replace(text, r'^listen = "127.0.0.1:8090"', f'listen = "127.0.0.1:{DASHBOARD_PORT}"')
    text = _replace(text, r"^workers = \d+", f"workers = {workers}")
    text = _replace(text, r"^data_dir = .*$", 'data_dir = "data"')
    return _replace(text, r'(?<=^url = "http://127\.0\.0\.1:)\d+', str(upstream))


def _replace(text: str, pattern: str, new: str) -> str:
    changed, count = re.subn(pattern, new, text, flags=re.MULTILINE)
    if count == 0:
        raise BenchError(f"hookshift.toml has no line like {pattern!r}: adapt bench/hookshift.py")
    return changed


@contextlib.contextmanager
def postgres(data_dir: Path, cores: Cores) -> Iterator[str]:
    """The server that hookshift will share, started here so that it is never on the wrong core."""
    if not PROGRAM.exists():
        raise BenchError(f"{PROGRAM} is missing: make setup-dev")
    before = os.sched_getaffinity(0)
    if cores.database is not None:
        os.sched_setaffinity(0, {cores.database})
    data_dir.parent.mkdir(parents=True, exist_ok=True)
    embedded = EmbeddedPostgres()
    try:
        url = embedded.start(data_dir)
    except OperatorError as error:
        raise BenchError(str(error)) from error
    finally:
        os.sched_setaffinity(0, before)
    try:
        yield url
    finally:
        embedded.stop()


def _wait_until_ready(port: int, log: Path) -> None:
    """The port answers before the workers do: the supervisor opens it for them."""
    deadline = time.monotonic() + READY_SECONDS
    while not _is_ready(port):
        if time.monotonic() > deadline:
            raise BenchError(f"hookshift was not ready in {READY_SECONDS:.0f} s:\n{tail(log)}")
        time.sleep(_POLL_SECONDS)


def _is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as page:
            return bool(page.status == 200)
    except OSError:
        return False


def _workers(pid: int, count: int) -> tuple[int, ...]:
    """The worker processes below `pid`, once there are `count` of them."""
    deadline = time.monotonic() + READY_SECONDS
    while True:
        found = [child for child in children(pid) if _is_worker(child)]
        if len(found) >= count:
            return tuple(found)
        if time.monotonic() > deadline:
            raise BenchError(f"hookshift has {len(found)} workers after start, not {count}")
        time.sleep(_POLL_SECONDS)


def _is_worker(pid: int) -> bool:
    # The supervisor also has multiprocessing's resource tracker below it.
    command = Path(f"/proc/{pid}/cmdline").read_bytes()
    return b"spawn_main" in command


def settled_rows(url: str) -> int:
    """The rows of webhook_routing_logs, once no more are coming."""
    deadline = time.monotonic() + SETTLE_SECONDS
    count, since = _rows(url), time.monotonic()
    while time.monotonic() - since < SETTLED_FOR:
        if time.monotonic() > deadline:
            raise BenchError(f"rows are still being written after {SETTLE_SECONDS:.0f} s")
        time.sleep(_POLL_SECONDS)
        if (now := _rows(url)) != count:
            count, since = now, time.monotonic()
    return count


def _rows(url: str) -> int:
    return int(query(url, "SELECT count(*) FROM webhook_routing_logs"))


def query(url: str, sql: str) -> Any:
    """The first value of the first row."""

    async def fetch() -> Any:
        connection = await asyncpg.connect(url, timeout=10)
        try:
            return await connection.fetchval(sql, timeout=60)
        finally:
            await connection.close()

    return asyncio.run(fetch())
