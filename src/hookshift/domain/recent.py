"""What happened in the last quarter of an hour, in slices of time, and since when too much fails.

Gateways count in memory, so it is known while PostgreSQL is away; their slices merge.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from math import log, log1p
from typing import Literal, NamedTuple

from hookshift.domain.evidence.statistics import HIGHEST, log_worse

SLICE = 10
"""Seconds of a slice; one that is older than FINE is of a MINUTE."""
MINUTE = 60
FINE = 120
KEPT = 900
"""Seconds after which a slice is forgotten."""
SURE = log(100)
"""Log e that says that too much fails: chance alone does so at most once in a hundred."""
FEWEST = 3
"""The least failures that say so."""
OVER = log(1_000)
"""Log e: so unlikely must recent successes be, had nothing changed, until a fault is over."""
ENOUGH = 5.0
"""Failures that the limit allows by when the latest slices alone say that all is well."""


class Counted(StrEnum):
    """What slices are about."""

    HANDLER = "handler"
    """Attempts to hand an event to a handler."""
    PROVIDER = "provider"
    """Webhooks of a source, failed if answered 5xx."""
    REFUSED = "refused"
    """Requests that the gateway refused before it knew their source, by code."""


class Key(NamedTuple):
    """What a series of slices is about."""

    counted: Counted
    name: str
    """The handler, source or code."""
    domain: str = ""
    side: str = ""


class Slice(NamedTuple):
    """What happened in some seconds."""

    start: int
    """Seconds since 1970."""
    requests: int
    failed: int = 0
    slow: int = 0


class FailingPeriod(NamedTuple):
    """Too much has failed from `since` up to now."""

    failed: int
    requests: int
    since: int


Recent = Mapping[Key, Sequence[Slice]]
Measure = Literal["failed", "slow"]

Written = dict[str, list[tuple[int, int, int, int]]]
"""As it is stored: keys joined by tabs."""


def written(recent: Recent) -> Written:
    """As it is stored."""
    return {
        "\t".join(key): [(each.start, each.requests, each.failed, each.slow) for each in slices]
        for key, slices in recent.items()
    }


def read(stored: Written) -> dict[Key, list[Slice]]:
    """Reads what is stored; what another version has written is left out."""
    found: dict[Key, list[Slice]] = {}
    for name, slices in stored.items():
        counted, *names = name.split("\t")
        if counted in set(Counted) and len(names) == len(Key._fields) - 1:
            found[Key(Counted(counted), *names)] = [Slice._make(each) for each in slices]
    return found


def coarse(slices: Iterable[Slice], now: float) -> list[Slice]:
    """The slices of the last quarter of an hour, in order; those before FINE by whole minutes."""
    fine = (now - FINE) // MINUTE * MINUTE
    starts = ((each, each.start // MINUTE * MINUTE) for each in slices if each.start > now - KEPT)
    return _summed(each if each.start >= fine else each._replace(start=at) for each, at in starts)


def merged(reports: Iterable[Recent], now: float) -> dict[Key, list[Slice]]:
    """The reports of several workers together; what is too old is left out."""
    found: dict[Key, list[Slice]] = {}
    for report in reports:
        for key, slices in report.items():
            found.setdefault(key, []).extend(slices)
    young = {key: [each for each in of if each.start > now - KEPT] for key, of in found.items()}
    return {key: _summed(of) for key, of in young.items() if of}


def together(series: Iterable[Sequence[Slice]]) -> list[Slice]:
    """Several series as one."""
    return _summed(each for slices in series for each in slices)


def failing(
    slices: Sequence[Slice], limit: float, measure: Measure = "failed"
) -> FailingPeriod | None:
    """Since when more than `limit` (0 to 1) fail, by more than chance explains; None if not so.

    Looks back from the latest slice and takes in no more than it needs: what was mended is over as
    soon as the requests since then say so.
    """
    requests = failed = clean = 0
    for at in range(len(slices) - 1, -1, -1):
        requests += slices[at].requests
        failed += getattr(slices[at], measure)
        if not failed:
            clean = requests
        if _is_well(failed, requests, limit):
            return None
        if exceeds(failed, requests, limit):
            if _is_over(clean, failed / (requests - clean)):
                return None
            return _began(
                slices, at, FailingPeriod(failed, requests, slices[at].start), limit, measure
            )
    return None


def exceeds(failed: int, requests: int, limit: float) -> bool:
    """Whether more than `limit` fail, by more than chance explains."""
    too_many = failed >= FEWEST and failed > limit * requests
    return too_many and log_worse(failed, requests, limit) >= SURE


def _began(
    slices: Sequence[Slice], at: int, found: FailingPeriod, limit: float, measure: Measure
) -> FailingPeriod:
    """`found`, with the slices before number `at` in which too much failed too."""
    for each in reversed(slices[:at]):
        more = getattr(each, measure)
        if each.requests and more <= limit * each.requests:
            break
        found = FailingPeriod(found.failed + more, found.requests + each.requests, each.start)
    return found


def _is_well(failed: int, requests: int, limit: float) -> bool:
    return limit * requests >= ENOUGH and failed <= limit * requests


def _is_over(clean: int, rate: float) -> bool:
    """Whether `clean` requests without a failure are too many for what failed at `rate`."""
    return -clean * log1p(-min(rate, HIGHEST)) >= OVER


def _summed(slices: Iterable[Slice]) -> list[Slice]:
    sums: dict[int, Slice] = {}
    for each in slices:
        was = sums.get(each.start)
        sums[each.start] = each if was is None else Slice(
            each.start, was.requests + each.requests, was.failed + each.failed,
            was.slow + each.slow,
        )  # fmt: skip
    return [sums[start] for start in sorted(sums)]
