"""How much traffic comes now, by domain: what an estimate of the time to a proof rests on."""

from collections.abc import Mapping, Sequence

from hookshift.domain.heartbeat import ALIVE_SECONDS
from hookshift.domain.recent import MINUTE, Counted, merged
from hookshift.store.gateways import SeenWorker

PACE_SECONDS = 300.0
"""What counts as now: long enough for a few requests, short enough to know nothing of the night."""
LEAST_SECONDS = 10.0
"""A gateway that has just started has been there for so long."""


def pace(workers: Sequence[SeenWorker], now: float) -> Mapping[str, float] | None:
    """Requests a second by domain in the last five minutes, both sides together.

    None if no gateway reports any: those of a former version do not.
    """
    living = [seen for seen in workers if seen.age <= ALIVE_SECONDS]
    if not any(seen.recent for seen in living):
        return None
    since = (now - PACE_SECONDS) // MINUTE * MINUTE
    started = min(seen.worker.started_at.timestamp() for seen in living)
    seconds = max(now - max(since, started), LEAST_SECONDS)
    sums: dict[str, int] = {}
    for key, slices in merged((seen.recent for seen in living), now).items():
        if key.counted is Counted.HANDLER:
            requests = sum(each.requests for each in slices if each.start >= since)
            sums[key.domain] = sums.get(key.domain, 0) + requests
    return {domain: requests / seconds for domain, requests in sums.items()}
