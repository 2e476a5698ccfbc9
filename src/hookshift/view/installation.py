"""What is wrong with the gateways of an installation, in sentences."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from hookshift.domain.alerts import Alert, AlertKind
from hookshift.domain.format import duration
from hookshift.domain.heartbeat import ALIVE_SECONDS
from hookshift.store.gateways import SeenWorker
from hookshift.store.routing_config import ActiveConfig

HUNG_SECONDS = 3_600.0
"""How long it is reported that a worker hung and was replaced."""
FOLLOWS_WITHIN = timedelta(seconds=1)


def worker_name(seen: SeenWorker) -> str:
    """`worker 0 on web-1`."""
    return f"worker {seen.worker.slot} on {seen.worker.host}"


def gateway_alerts(config: ActiveConfig, workers: Sequence[SeenWorker]) -> list[Alert]:
    """An alert for each worker that something is wrong with; of none if no gateway is running."""
    found: dict[str, list[str]] = {}
    for subject, sentence in _faults(config, workers):
        found.setdefault(subject, []).append(sentence)
    return [
        Alert(AlertKind.GATEWAYS, subject, "; ".join(sentences))
        for subject, sentences in found.items()
    ]


def degraded(config: ActiveConfig, workers: Sequence[SeenWorker]) -> list[str]:
    """What is wrong with the gateways, in sentences; [] if nothing is."""
    return [sentence for _, sentence in _faults(config, workers)]


def _faults(config: ActiveConfig, workers: Sequence[SeenWorker]) -> Iterator[tuple[str, str]]:
    """Sentences, each with the worker that it is about."""
    alive = [seen for seen in workers if seen.age <= ALIVE_SECONDS]
    if not alive:
        yield "", "no gateway is running"
    for seen in workers:
        if seen.age <= ALIVE_SECONDS:
            yield from ((worker_name(seen), each) for each in _of_living(config, seen))
        # One of the same slot that lives has taken its place.
        elif not any(_replaces(other, seen) for other in alive):
            yield worker_name(seen), f"{_full_name(seen)} last reported {seen.age:.0f} s ago"


def _of_living(config: ActiveConfig, seen: SeenWorker) -> Iterator[str]:
    name, counters = _full_name(seen), seen.counters
    # One that has not spoken since the change may well follow it: that is no news of it.
    spoken = seen.seen_at > config.updated_at + FOLLOWS_WITHIN
    if seen.config_version != config.version and spoken:
        yield f"{name} follows version {seen.config_version}, not {config.version}"
    if counters.get("recorder_dropped_rows"):
        yield f"{name} has dropped {counters['recorder_dropped_rows']:,.0f} decisions"
    if counters.get("deliveries_set_aside"):
        yield (
            f"{name} has set {counters['deliveries_set_aside']:,.0f} deliveries aside "
            "because PostgreSQL refuses their outcome: see its log, and restart it once "
            "that is fixed"
        )
    since = counters.get("hung_seconds")
    if since is not None and since < HUNG_SECONDS:
        yield (
            f"{name} replaced one that hung {duration(since)} ago "
            f"({counters['hung_workers']:,.0f} since the start): the log says where it stood"
        )
    if counters.get("database_away"):
        yield f"{name} cannot write to PostgreSQL"


def _full_name(seen: SeenWorker) -> str:
    return f"{worker_name(seen)} (pid {seen.worker.pid})"


def _replaces(other: SeenWorker, seen: SeenWorker) -> bool:
    return (other.worker.host, other.worker.slot) == (seen.worker.host, seen.worker.slot)
