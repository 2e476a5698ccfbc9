"""Protected handlers: what they got, and that no rollout has touched it, proven by counts."""

from collections.abc import Mapping
from typing import NamedTuple

from hookshift.config.protected import protected
from hookshift.config.schema.health import HealthSettings
from hookshift.domain.evidence.evidence import Totals


class Untouched(NamedTuple):
    """One protected handler."""

    handler: str
    events: int
    touched: int
    """Protected events that went as unified: 0, or something is wrong."""


def untouched(hour: Mapping[tuple[str, str], Totals], settings: HealthSettings) -> list[Untouched]:
    """Each of them by name; `hour` is what happened, by domain and side.

    By their domains, and not by what the log says of handlers: an hour may be millions of rows.
    """
    sums: dict[str, list[int]] = {}
    for domain, handler in protected(settings).items():
        found = sums.setdefault(handler, [0, 0])
        for at, side in enumerate(("legacy", "unified")):
            if (domain, side) in hour:
                found[at] += hour[domain, side].counts.requests
    return [Untouched(name, sum(both), both[1]) for name, both in sorted(sums.items())]
