"""hookshift with a durable source, on all cores."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from bench import hookshift, traffic
from bench.hookshift import ANYWHERE
from bench.machine import busy, cpu_seconds
from bench.subjects import Running, Stage, Upstream

DURABLE = ('delivery = "relay"', 'delivery = "durable"')
WAITING = "SELECT count(*) FROM hookshift.deliveries"
UNEVEN = """
SELECT (SELECT coalesce(sum(accepted - delivered - dropped), 0) FROM hookshift.ledger)
     - (SELECT coalesce(sum(events), 0) FROM hookshift.deliveries)
     - (SELECT coalesce(sum(events), 0) FROM hookshift.dead_letters)
"""


class Durable(NamedTuple):
    """The hookshift that is running."""

    stage: Stage
    running: Running
    url: str


@contextlib.contextmanager
def durable(
    folder: Path,
    upstream: Upstream,
    workers: int,
    prepare: Callable[[str], None] = lambda _url: None,
) -> Iterator[Durable]:
    """Serves; `prepare` is called with the database's URL before."""
    folder.mkdir(parents=True, exist_ok=True)
    requests = folder / "requests"
    stage = Stage(folder, upstream, requests)
    with hookshift.postgres(folder / "data", ANYWHERE) as url:
        prepare(url)
        with hookshift.serving(stage, folder, workers, url, [DURABLE], ANYWHERE) as running:
            yield Durable(stage, running, url)


class Fresh:
    """Webhooks that nobody has sent yet: a durable source would know the others."""

    def __init__(self) -> None:
        self._first = 0

    def write(self, path: Path, count: int) -> None:
        """The next `count` webhooks."""
        traffic.write(path, traffic.signed_bodies(count, self._first))
        self._first += count


class Load(NamedTuple):
    """How busy the machine was, 0 to 1 of all its cores, and hookshift's workers' CPU seconds."""

    cores: float
    workers: float


@contextlib.contextmanager
def watched(running: Running, cores: int) -> Iterator[Callable[[], Load]]:
    """Since the beginning of the block."""
    before = [busy(core) for core in range(cores)]
    cpu = cpu_seconds(running.pids)

    def load() -> Load:
        shares = [busy(core).share_since(then) for core, then in enumerate(before)]
        return Load(sum(shares) / cores, cpu_seconds(running.pids) - cpu)

    yield load
