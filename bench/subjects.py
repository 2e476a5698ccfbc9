"""What is measured: each subject is a name, a way to start it, and what it claims to do."""

import base64
import contextlib
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from string import Template
from typing import NamedTuple

from bench import tools
from bench.machine import LOAD_CORE, SUBJECT_CORE, children
from bench.processes import BenchError, free_port, server
from bench.traffic import SECRET

WEBHOOK_PATH = "/webhook/whatsapp"
SETTLE_SECONDS = 30.0
SETTLED_FOR = 0.3
"""The upstream's count must stand still for so long."""


class Upstream:
    """The handler behind every subject, and its count of the requests that reached it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._polls = 0

    def count(self) -> int:
        """Requests that reached the upstream since it was started."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/bench/count", timeout=5) as page:
            lines = page.read().decode().splitlines()
        self._polls += 1  # nginx counts these too
        return int(lines[2].split()[2]) - self._polls

    def settled_count(self) -> int:
        """`count`, once no more requests are coming."""
        deadline = time.monotonic() + SETTLE_SECONDS
        count = -1
        while (now := self.count()) != count:
            if time.monotonic() > deadline:
                raise BenchError(f"requests still come {SETTLE_SECONDS:.0f} s after the load")
            count = now
            time.sleep(SETTLED_FOR)
        return count


class Stage(NamedTuple):
    """What all subjects of a scenario share."""

    folder: Path
    """A temporary folder."""
    upstream: Upstream
    requests: Path
    """The file of signed bodies, see `traffic.write`."""
    is_mixed: bool = False
    """Whether it has bodies of all kinds; then heads are written as Meta writes them."""
    is_walked: bool = False
    """Whether it has whole requests, each of which is sent once, see `returning.write`."""


class Running(NamedTuple):
    """A subject that answers."""

    port: int
    pids: tuple[int, ...]
    """The processes that do the work, hookshift's workers for example."""
    recorded: Callable[[], int] | None = None
    """Rows written to `webhook_routing_logs` so far, once it has settled."""


class Subject(NamedTuple):
    """Something to measure. `start(stage, workers)` raises `BenchError` where it cannot run."""

    name: str
    title: str
    checks_signature: bool
    start: Callable[[Stage, int], AbstractContextManager[Running]]


@contextlib.contextmanager
def upstream(folder: Path, name: str = "upstream", paths: Path | None = None) -> Iterator[Upstream]:
    """A static nginx on the load's core; the path of each request goes to the file `paths`."""
    port = free_port()
    place = folder / name
    access_log = "off" if paths is None else f"{paths} paths buffer=64k flush=1s"
    config = _render("nginx-upstream.conf", place, port=port, access_log=access_log)
    with server(_nginx(place, config), core=LOAD_CORE, port=port, log=place / "log"):
        yield Upstream(port)


@contextlib.contextmanager
def direct(stage: Stage, _workers: int) -> Iterator[Running]:
    """No subject at all: the load goes straight to the upstream."""
    yield Running(stage.upstream.port, ())


@contextlib.contextmanager
def haproxy_plain(stage: Stage, _workers: int) -> Iterator[Running]:
    """HAProxy that only forwards."""
    with _haproxy(stage, "haproxy-plain") as (plain, _, pid):
        yield Running(plain, (pid,))


@contextlib.contextmanager
def haproxy_deciding(stage: Stage, _workers: int) -> Iterator[Running]:
    """HAProxy that decides as hookshift does."""
    with _haproxy(stage, "haproxy-deciding") as (_, deciding, pid):
        yield Running(deciding, (pid,))


@contextlib.contextmanager
def _haproxy(stage: Stage, name: str) -> Iterator[tuple[int, int, int]]:
    plain, deciding = free_port(), free_port()
    place = stage.folder / name
    config = _render(
        "haproxy.cfg",
        place,
        plain=plain,
        deciding=deciding,
        upstream=stage.upstream.port,
        secret_base64=base64.b64encode(SECRET.encode()).decode(),
    )
    command = [tools.program("haproxy"), "-db", "-f", str(config)]
    with server(command, core=SUBJECT_CORE, port=deciding, log=place / "log") as pid:
        yield plain, deciding, pid


@contextlib.contextmanager
def nginx_lua(stage: Stage, _workers: int) -> Iterator[Running]:
    """nginx that decides as hookshift does, in Lua."""
    port = free_port()
    place = stage.folder / "nginx-lua"
    config = _render(
        "nginx-lua.conf",
        place,
        port=port,
        upstream=stage.upstream.port,
        modules=tools.lua_modules(),
        secret=SECRET,
        secret_bytes=len(SECRET),
    )
    command = _nginx(place, config)
    with server(command, core=SUBJECT_CORE, port=port, log=place / "log") as pid:
        yield Running(port, (pid, *children(pid)))


@contextlib.contextmanager
def runbook_router(stage: Stage, _workers: int) -> Iterator[Running]:
    """The runbook's router, its two database calls answered at once by a stand-in."""
    with (
        upstream(stage.folder, "stand-in") as database,
        _deno_router(stage, database.port) as running,
    ):
        yield running


@contextlib.contextmanager
def runbook_router_no_database(stage: Stage, _workers: int) -> Iterator[Running]:
    """The runbook's router with its two database calls left out."""
    with _deno_router(stage, 0) as running:
        yield running


@contextlib.contextmanager
def _deno_router(stage: Stage, database_port: int) -> Iterator[Running]:
    port = free_port()
    script = str(tools.PEERS / "runbook_router.ts")
    arguments = [str(port), str(stage.upstream.port), str(database_port)]
    command = [tools.deno(), "run", "-A", "--no-check", script, *arguments]
    log = stage.folder / f"deno-{port}.log"
    with server(command, core=SUBJECT_CORE, port=port, log=log) as pid:
        yield Running(port, (pid,))


def _nginx(place: Path, config: Path) -> list[str]:
    return [tools.program("nginx"), "-p", str(place), "-e", str(place / "err"), "-c", str(config)]


def _render(template: str, place: Path, **values: object) -> Path:
    place.mkdir(parents=True, exist_ok=True)
    text = Template((tools.PEERS / template).read_text()).substitute(folder=place, **values)
    config = place / template
    config.write_text(text)
    return config


DIRECT = Subject("direct", "no proxy: straight to the upstream", False, direct)
HAPROXY = Subject("haproxy", "HAProxy, same decision, nothing recorded", True, haproxy_deciding)
ROUTER = Subject("router", "runbook's router on Deno, database stand-in", False, runbook_router)
PEERS = (
    Subject("haproxy-plain", "HAProxy, plain proxy", False, haproxy_plain),
    HAPROXY,
    Subject("nginx-lua", "nginx + Lua, same decision, nothing recorded", True, nginx_lua),
    ROUTER,
    Subject(
        "router-no-db",
        "runbook's router on Deno, no database calls",
        False,
        runbook_router_no_database,
    ),
)
