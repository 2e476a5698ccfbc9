"""What concerns the whole installation, for Prometheus: the page's numbers, named by convention.

Each gateway has a page of its own (`gateway/metrics/page.py`) with what it did itself.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

Sample = tuple[tuple[str, ...], float | None]
"""Values of the labels, and the number; None is not known, and left out."""


class _Gauge(NamedTuple):
    name: str
    help: str
    labels: tuple[str, ...]
    samples: Iterable[Sample]


def page(seen: Mapping[str, Any]) -> bytes:
    """The text of `/metrics` from an `overview`."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_InstallationPage(seen))
    return generate_latest(registry)


class _InstallationPage(Collector):
    def __init__(self, seen: Mapping[str, Any]) -> None:
        self._seen = seen

    def collect(self) -> Iterable[Metric]:
        for gauge in _gauges(self._seen):
            family = GaugeMetricFamily(f"hookshift_{gauge.name}", gauge.help, labels=gauge.labels)
            for labels, value in gauge.samples:
                if value is not None:
                    family.add_metric(labels, value)
            yield family


def _gauges(seen: Mapping[str, Any]) -> Iterator[_Gauge]:
    yield _alone(
        "degraded", "Number of faults that `hookshift status` lists.", len(seen["degraded"])
    )
    yield _Gauge("problem", "1 for each problem that `hookshift status` lists and nobody has "
                 "acknowledged.", ("kind", "subject"), _problems(seen["problems"]))  # fmt: skip
    yield _alone("gateways_alive", "Gateway workers that report.", seen["gateways"]["living"])
    yield _alone("controller_leads", "1 if a controller holds the lease.",
                 float(seen["controller"]["leads"]))  # fmt: skip
    share, rollout = seen["share"], seen["rollout"]
    configured = None if share is None else share["percentage"] / 100 * share["enabled"]
    yield _alone("share_ratio", "Configured share of unified, 0 to 1; 0 if disabled.", configured)
    yield _alone("rollout_stage", "Stage of the latest rollout, from 1.",
                 rollout and rollout["stage"])  # fmt: skip
    yield _Gauge("rollout_phase", "1 for the phase that the latest rollout is in.", ("phase",),
                 [] if rollout is None else [((str(rollout["phase"]),), 1.0)])  # fmt: skip
    yield from _gates(rollout)
    yield from _hour(seen["traffic"], share["domains"] if share else ())
    yield _Gauge("protected_touched_hour", "Events of a protected handler that went as unified in "
                 "the last hour.", ("handler",),
                 [((row["handler"],), row["touched"]) for row in seen["protected"]])  # fmt: skip
    inbox = seen["inbox"] or {"waiting": [], "dead": [], "ledger": []}
    for name, text, key in (
        ("inbox_events", "Events that wait to be delivered.", "events"),
        ("inbox_oldest_seconds", "Age of the oldest event that waits to be delivered.", "age"),
    ):
        yield _Gauge(name, text, ("handler",),
                     [((row["handler"],), row[key]) for row in inbox["waiting"]])  # fmt: skip
    yield _Gauge("dead_letters", "Number of dead letters.", ("handler", "reason"),
                 [((row["handler"], row["cause"]), row["letters"])
                  for row in inbox["dead"]])  # fmt: skip
    yield _Gauge("ledger_difference", "Accepted events that are not accounted for; anything "
                 "but 0 is a fault.", ("source",),
                 [((row["source"],), row["difference"]) for row in inbox["ledger"]])  # fmt: skip


def _gates(rollout: Mapping[str, Any] | None) -> Iterator[_Gauge]:
    """What each gate of the latest rollout sees, in its own unit."""
    rows = [] if rollout is None else rollout["gates"]
    keys = [(str(row["domain"]), str(row["gate"]), str(row["unit"])) for row in rows]
    labels = ("domain", "gate", "unit")
    for name, text, key in (
        ("gate_value", "What a gate of the latest rollout sees; rates are 0 to 1.", "value"),
        ("gate_limit", "Limit for what a gate of the latest rollout sees.", "limit"),
    ):
        yield _Gauge(name, text, labels, [
            (where, float(value) if isinstance(value := row[key], int | float) else None)
            for where, row in zip(keys, rows, strict=True)
        ])  # fmt: skip


def _problems(problems: Iterable[Mapping[str, Any]]) -> list[Sample]:
    return [
        (labels, 1.0)
        for labels in sorted(
            {(each["kind"], each["subject"]) for each in problems if not each["acknowledged"]}
        )
    ]


def _hour(rows: Iterable[Mapping[str, Any]], moving: Iterable[str]) -> Iterator[_Gauge]:
    """The last hour, from the rollups."""
    by_side = [((row["domain"], row["side"]), row) for row in rows]
    labels = ("domain", "side")
    yield _Gauge("hour_requests", "Requests in the last hour.", labels,
                 [(key, row["requests"]) for key, row in by_side])  # fmt: skip
    yield _Gauge("hour_error_ratio", "Share of the last hour's requests that failed, 0 to 1.",
                 labels, [(key, row["error_rate"]) for key, row in by_side])  # fmt: skip
    yield _Gauge("hour_p95_seconds", "95th percentile of the last hour's response times.", labels,
                 [(key, _seconds(row["p95_ms"])) for key, row in by_side])  # fmt: skip
    found = dict(by_side)
    unified = [
        ((domain,), found[domain, "unified"]["share"] if (domain, "unified") in found else 0.0)
        for domain in moving
        if (domain, "unified") in found or (domain, "legacy") in found
    ]
    yield _Gauge("hour_unified_ratio", "Share that unified got in a moving domain in the last "
                 "hour, 0 to 1.",
                 ("domain",), unified)  # fmt: skip


def _alone(name: str, text: str, value: float | None) -> _Gauge:
    return _Gauge(name, text, (), [((), value)])


def _seconds(milliseconds: float | None) -> float | None:
    return None if milliseconds is None else milliseconds / 1000
