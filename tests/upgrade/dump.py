"""Loads a dump as if it had been made within the last hour.

Leases, retries and bodies have their times: a dump is of use only soon after it was made. So every
time in it is moved by the same whole number of hours, since slots and hours of the ledger begin
where they do; day partitions are moved by whole days.
"""

import json
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from hookshift.store.database import connection
from tests.upgrade.installation import GOLDEN

HOUR = 3_600
ROLE = """DO $$ BEGIN CREATE ROLE hookshift_stats_reader NOLOGIN;
EXCEPTION WHEN duplicate_object THEN NULL; END $$"""
"""Roles belong to the server: a dump of one database has none."""
_INSTANT = re.compile(r"\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?\+00\b")
_EPOCH = re.compile(r"(?<![\w.])\d{10}(?:\.\d+)?(?![\w.])")
_NEAR = 3 * 86_400
"""A number is a time in seconds since 1970 if it is so close to the dump's."""
_BOUNDS = re.compile(r"FOR VALUES FROM \(.*\) TO \(.*\)")
_DAY = re.compile(r"(?<=s_)\d{8}(?!\d)")
"""In the name of a partition."""


class Facts(NamedTuple):
    """What was known when the dump was made."""

    made_at: float
    event_ids: dict[str, str]
    """X-Event-Id by message, of each delivery that a handler had seen."""
    left: list[str]
    """Messages that were acknowledged and not delivered."""


def facts(version: str) -> Facts:
    """Those of a version's dump."""
    found: dict[str, Any] = json.loads((GOLDEN / f"{version}.json").read_text())
    return Facts(**found)


async def load(url: str, version: str) -> None:
    """Into the empty database at `url`."""
    made_at = facts(version).made_at
    script = moved((GOLDEN / f"{version}.sql").read_text(), made_at, time.time())
    async with connection(url, "tests") as opened:
        await opened.execute(ROLE)
        await opened.execute(script)


def moved(dump: str, made_at: float, now: float) -> str:
    """The dump as it would be if it had been made less than an hour before `now`."""
    by = timedelta(hours=(now - made_at) // HOUR)
    days = datetime.fromtimestamp(now, UTC).date() - datetime.fromtimestamp(made_at, UTC).date()

    def instant(match: re.Match[str]) -> str:
        return (datetime.fromisoformat(match[0]) + by).isoformat(" ")

    def day(match: re.Match[str]) -> str:
        return f"{datetime.strptime(match[0], '%Y%m%d') + days:%Y%m%d}"  # noqa: DTZ007, a day

    def bounds(match: re.Match[str]) -> str:
        return _INSTANT.sub(
            lambda each: (datetime.fromisoformat(each[0]) + days).isoformat(" "), match[0]
        )

    def epoch(match: re.Match[str]) -> str:
        number = float(match[0])
        near = abs(number - made_at) < _NEAR
        return repr(number + by.total_seconds()) if near else match[0]

    return "\n".join(_line(line, instant, bounds, epoch, day) for line in dump.split("\n"))


def _line(line: str, instant: "Change", bounds: "Change", epoch: "Change", day: "Change") -> str:
    line = _DAY.sub(day, line)
    if _BOUNDS.search(line):
        return _BOUNDS.sub(bounds, line)
    return _EPOCH.sub(epoch, _INSTANT.sub(instant, line))


Change = Callable[[re.Match[str]], str]
