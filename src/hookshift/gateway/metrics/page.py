"""The Prometheus page: all workers of this machine added up, names and units by convention."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from hookshift.domain.host_alerts import HANDLER_AUTHORITIES, HANDLER_CERTIFICATE
from hookshift.gateway.metrics.counters import BUCKETS, Histogram, MetricsSnapshot
from hookshift.gateway.metrics.pool import POOL_COUNTERS, POOL_GAUGES
from hookshift.store.gateways import BREAKER_OPEN, CORE, FAILING


class Meaning(NamedTuple):
    """Name, help text and labels of a metric."""

    name: str
    help: str
    labels: tuple[str, ...]


COUNTERS: Mapping[str, Meaning] = {
    "webhooks": Meaning("hookshift_webhooks", "Webhooks answered.", ("source", "outcome")),
    "deliveries": Meaning(
        "hookshift_deliveries",
        "Events handed to a handler, by attempt.",
        ("handler", "side", "domain", "outcome"),
    ),
    "dropped": Meaning("hookshift_dropped", "Events that a rule drops.", ("source", "rule")),
    "refused": Meaning("hookshift_refused", "Requests that the server refused.", ("code",)),
    "conversation_headers": Meaning(
        "hookshift_conversation_answers",
        "What handlers' answers say about conversations, by outcome.",
        ("handler", "header", "outcome"),
    ),
}
HISTOGRAMS: Mapping[str, Meaning] = {
    "delivery_seconds": Meaning(
        "hookshift_delivery_seconds", "Response time of a handler.", ("handler", "side")
    ),
}
GAUGES: Mapping[str, str] = {
    "connections": "Open connections from callers.",
    "in_flight": "Requests being worked on.",
    "buffered_bytes": "Bytes of requests held in memory.",
    "recorder_waiting_rows": "Decisions in memory.",
    "recorder_spooled_rows": "Decisions that this worker has spooled to disk and not yet written.",
    "recorder_spool_bytes": "Size of the spool.",
    "recorder_damaged_files": "Batches of the spool that were lost because they cannot be read.",
    "recorder_written_rows": "Decisions written since the worker started.",
    "recorder_dropped_rows": "Decisions dropped since the worker started.",
    "unwritten_seconds": "Age of the oldest decision that is not in PostgreSQL yet; 0 if none.",
    "config_version": "Version of the configuration that is followed; 0 if none.",
    "config_age_seconds": "Time since the configuration was last read.",
    "local_rollback": "1 while this host is rolled back by hand and no configuration records it.",
    "inbox_waiting": "Webhooks that wait for their commit.",
    "inbox_away": "1 while webhooks cannot be accepted.",
    "deliveries_held": "Deliveries in memory.",
    "deliveries_running": "Attempts in flight.",
    "deliveries_overtaken": "Deliveries that another worker had taken over, since the start.",
    "deliveries_set_aside": "Deliveries whose outcome PostgreSQL refused, since the start.",
    "hung_workers": "Workers in this worker's place that hung and were replaced, since the start.",
    "hung_seconds": "Time since a hung worker was last replaced in this place; absent if never.",
    "disk_free_ratio": "Free part of the disk that holds data_dir, 0 to 1.",
    "spool_full_ratio": "Part of the spool that is full, 0 to 1.",
    "loop_lag_seconds": "Longest delay of the event loop in the last half minute.",
    "certificate_seconds_left": "Time until the gateway's certificate expires.",
    "dashboard_certificate_seconds_left": "Time until the dashboard's certificate expires.",
    "database_away": "1 while decisions cannot be written.",
    "conversation_lookups": "Look-ups of conversations in PostgreSQL, since the start.",
    "conversation_lookups_late": "Look-ups of conversations that took PostgreSQL too long.",
    "conversation_lookups_unanswered": "Look-ups of conversations skipped: PostgreSQL was away.",
    "conversation_waiting_rows": "Rows of conversations that wait to be written.",
    "conversation_written_rows": "Rows of conversations written since the worker started.",
    "conversation_dropped_rows": "Rows of conversations dropped since the worker started.",
    "conversation_changes_followed": "Changes of conversations by other hosts, since the start.",
    "conversation_newcomers_known": "1 while newcomers are recognised without asking PostgreSQL.",
    "conversation_newcomers_mistaken": "Part of newcomers that are looked up in vain, 0 to 1.",
    "conversation_table_used": "Part of the shared table that is in use, 0 to 1, by sampling.",
    "conversation_table_shared": "1 while all workers of this host share one table.",
    "conversation_table_unlocked": "Writes to the shared table without its lock, since the start.",
}


CERTIFICATES: Mapping[str, str] = {
    HANDLER_CERTIFICATE: "Time until the client certificate for a handler expires.",
    HANDLER_AUTHORITIES: "Time until the last authority trusted for a handler expires.",
}


class _GatewayPage(Collector):
    def __init__(self, snapshots: Mapping[int, MetricsSnapshot]) -> None:
        self._snapshots = snapshots

    def collect(self) -> Iterable[Metric]:
        for key, meaning in COUNTERS.items():
            yield self._counter(key, meaning)
        for key, meaning in HISTOGRAMS.items():
            yield self._histogram(key, meaning)
        for key, text in GAUGES.items():
            yield self._gauge(key, text)

        yield self._named(BREAKER_OPEN, "handler", "1 while the circuit for a handler is open.")
        for key, pool in POOL_GAUGES.items():
            yield self._named(key, "handler", pool.help)
        for key, pool in POOL_COUNTERS.items():
            yield self._named(key, "handler", pool.help, CounterMetricFamily)
        for key, text in CERTIFICATES.items():
            yield self._named(key, "handler", text)
        yield self._named(CORE, "core", "1 for the core in use: native or python.")
        yield self._named(FAILING, "loop", "1 while an error keeps a loop from its work.")

    def _named(
        self,
        prefix: str,
        label: str,
        text: str,
        kind: type[GaugeMetricFamily | CounterMetricFamily] = GaugeMetricFamily,
    ) -> Metric:
        """Numbers of which a worker has one for each handler, or loop."""
        name = f"hookshift_{prefix.strip()}"
        family = kind(name, text, labels=(label, "worker"))
        for slot, snapshot in self._snapshots.items():
            for key, value in snapshot.gauges.items():
                if key.startswith(prefix):
                    family.add_metric((key.removeprefix(prefix), str(slot)), value)
        return family

    def _counter(self, key: str, meaning: Meaning) -> Metric:
        totals: dict[str, float] = {}
        for snapshot in self._snapshots.values():
            for labels, value in snapshot.counters.get(key, {}).items():
                totals[labels] = totals.get(labels, 0) + value
        family = CounterMetricFamily(meaning.name, meaning.help, labels=meaning.labels)
        for labels, value in totals.items():
            family.add_metric(labels.split("\t"), value)
        return family

    def _histogram(self, key: str, meaning: Meaning) -> Metric:
        totals: dict[str, Histogram] = {}
        for snapshot in self._snapshots.values():
            for labels, one in snapshot.histograms.get(key, {}).items():
                sums = totals.setdefault(labels, Histogram([0] * (len(BUCKETS) + 1)))
                sums.counts = [a + b for a, b in zip(sums.counts, one.counts, strict=True)]
                sums.total += one.total
        family = HistogramMetricFamily(meaning.name, meaning.help, labels=meaning.labels)
        for labels, sums in totals.items():
            family.add_metric(labels.split("\t"), _cumulated(sums), sums.total)
        return family

    def _gauge(self, key: str, text: str) -> Metric:
        family = GaugeMetricFamily(f"hookshift_{key}", text, labels=("worker",))
        for slot, snapshot in self._snapshots.items():
            if key in snapshot.gauges:
                family.add_metric((str(slot),), snapshot.gauges[key])
        return family


def _cumulated(histogram: Histogram) -> list[tuple[str, float]]:
    result, sum_so_far = [], 0
    for edge, count in zip((*BUCKETS, float("inf")), histogram.counts, strict=True):
        sum_so_far += count
        result.append(("+Inf" if edge == float("inf") else str(edge), float(sum_so_far)))
    return result


def render(snapshots: Mapping[int, MetricsSnapshot]) -> bytes:
    """The page in Prometheus' text format, from the workers' snapshots by slot."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_GatewayPage(snapshots))
    return generate_latest(registry)
