"""Everything that the page shows, read at once: the same numbers as the commands'."""

from collections.abc import Mapping, Sequence
from typing import Any

from hookshift.config.schema.settings import Settings
from hookshift.domain.evidence.evidence import Totals
from hookshift.domain.evidence.latency import mean, quantile
from hookshift.store import stats
from hookshift.store.alerts import alerts
from hookshift.store.database import Connection
from hookshift.store.gateways import SeenWorker
from hookshift.store.rollups import totals
from hookshift.store.routing_config import history
from hookshift.view.midway import read_midway, sentences
from hookshift.view.problem import degraded
from hookshift.view.problems import HealthView, resting
from hookshift.view.protected import untouched
from hookshift.view.report import finite, report
from hookshift.view.times import moment
from hookshift.view.view_model import read
from hookshift.web.inbox import InboxView
from hookshift.web.senders import discreet

HOUR = 3_600.0
ALERTS, CHANGES, ERRORS = 50, 30, 20
"""How many are shown."""


class Overview:
    """Everything, again and again."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._inbox = InboxView()
        self._health = HealthView(settings)
        self._shown = discreet(settings)

    async def read(self, connection: Connection) -> dict[str, Any]:
        """As of now. Rates are 0 to 1, times ISO 8601, None is not known. Raises OperatorError."""
        picture = await read(connection, self._settings.rollout)
        hour = await totals(connection, picture.now - HOUR, picture.now)
        problems = tuple(await self._health.read(connection, picture, hour))
        midway = await read_midway(connection, self._settings.conversations)
        return {
            **report(picture._replace(problems=problems), degraded(problems)),
            "alerts": [each._asdict() for each in await alerts(connection, ALERTS, only_open=True)],
            "traffic": traffic(hour),
            "errors": [
                self._shown(row._asdict()) for row in await stats.errors(connection, ERRORS)
            ],
            "conversations": {**midway._asdict(), "sentence": "; ".join(sentences(midway)) or None},
            "dropped": [row._asdict() for row in await stats.dropped(connection)],
            "protected": [row._asdict() for row in untouched(hour, self._settings)],
            "changes": [row._asdict() for row in await history(connection, CHANGES)],
            "workers": [_worker(seen) for seen in picture.workers],
            "inbox": await self._inbox.read(connection, self._settings, moment(picture.now)),
        }


def traffic(hour: Mapping[tuple[str, str], Totals]) -> list[dict[str, Any]]:
    """The last hour by domain and side."""
    sums: dict[str, int] = {}
    for (domain, _), each in hour.items():
        sums[domain] = sums.get(domain, 0) + each.counts.requests
    return [
        {
            "domain": domain,
            "side": side,
            "requests": each.counts.requests,
            "errors": each.counts.errors,
            "undelivered": each.counts.undelivered,
            "error_rate": _rate(each.counts.errors, each.counts.requests),
            "share": _rate(each.counts.requests, sums[domain]),
            **times(each.counts.latency),
        }
        for (domain, side), each in sorted(hour.items())
    ]


def times(latency: Sequence[int]) -> dict[str, float | None]:
    """In ms, on average and below which half, 95 % and 99 % of the requests lie; or None."""
    return {
        "avg_ms": mean(latency),
        **{
            name: finite(quantile(latency, share)) if latency else None
            for name, share in (("p50_ms", 0.5), ("p95_ms", 0.95), ("p99_ms", 0.99))
        },
    }


def _worker(seen: SeenWorker) -> dict[str, Any]:
    return {
        "host": seen.worker.host,
        "slot": seen.worker.slot,
        "pid": seen.worker.pid,
        "version": seen.worker.version,
        "started_at": seen.worker.started_at,
        "seen_seconds_ago": seen.age,
        "resting": resting(seen),
        "config_version": seen.config_version,
        "counters": seen.counters,
    }


def _rate(part: int, whole: int) -> float | None:
    return part / whole if whole else None
