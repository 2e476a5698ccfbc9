"""How many SQL statements an event takes until it is delivered: counted in PostgreSQL's log."""

import re
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from bench import hookshift, latency
from bench.durable.stage import WAITING, Durable, Fresh

SETTLED_SECONDS = 1.0
# A statement over the extended protocol is logged when it is executed.
_STATEMENT = re.compile(r"LOG:  (?:execute [^:]*|statement): (?:--[^\n]*\n\s*)*([^\n]*)")
_OWN = "application_name"
_PURPOSES = ("take_in", "delivered", "claim", "COPY", "INSERT INTO hookshift.rollup", "BEGIN",
             "COMMIT")  # fmt: skip


class Statements(NamedTuple):
    """The statements of one rate."""

    rate: float
    events: int
    statements: int
    by: dict[str, int]

    @property
    def each(self) -> float:
        """Statements for each event."""
        return self.statements / max(1, self.events)


def count(subject: Durable, fresh: Fresh, rate: float, seconds: int) -> Statements:
    """Sends at `rate` with every statement logged, which slows everything: not for other figures.

    What runs without any events (leases, heartbeats, the control process) is counted with them.
    """
    log = Path(subject.stage.folder) / "data" / "postgres" / "log"
    fresh.write(subject.stage.requests, round(rate * (seconds + 2)))
    _set(subject.url, "all")
    begin = log.stat().st_size
    seen = latency.send(subject.stage, subject.running, rate, seconds, core=None)
    while hookshift.query(subject.url, WAITING):
        time.sleep(0.1)
    time.sleep(SETTLED_SECONDS)
    _set(subject.url, "none")
    with log.open("rb") as file:
        file.seek(begin)
        text = file.read().decode("utf-8", "replace")
    found = _STATEMENT.findall(text)
    return Statements(rate, int(seen["answered"]), len(found), dict(Counter(map(_purpose, found))))


def _purpose(statement: str) -> str:
    return next((word for word in _PURPOSES if word in statement), "other")


def _set(url: str, level: str) -> None:
    hookshift.query(url, f"ALTER SYSTEM SET log_statement = '{level}'")
    hookshift.query(url, "SELECT pg_reload_conf()")
    time.sleep(SETTLED_SECONDS)
