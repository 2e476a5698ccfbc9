"""What is wrong with an installation, in sentences: its gateways, its rollout, its database."""

from collections.abc import Sequence
from datetime import timedelta

from hookshift.domain.alerts import of_functions, of_loops
from hookshift.domain.heartbeat import ALIVE_SECONDS
from hookshift.store.gateways import SeenWorker
from hookshift.store.old_transactions import OldTransaction
from hookshift.store.routing_config import ActiveConfig
from hookshift.view import health
from hookshift.view.view_model import Picture

FOLLOWS_WITHIN = timedelta(seconds=1)


def everything(picture: Picture, old: OldTransaction | None) -> list[str]:
    """All of it; [] if nothing is wrong. `old` is a transaction that somebody left open."""
    gateways = [] if picture.config is None else degraded(picture.config, picture.workers)
    others = [alert.text for alert in (*of_loops(picture.failing), *of_functions(picture.foreign))]
    return [*gateways, *others, *rollout_faults(picture), *([] if old is None else [old.sentence])]


def is_open(picture: Picture) -> bool:
    """Whether a rollout is on its way."""
    return picture.rollout is not None and not picture.rollout.progress.state.is_final


def rollout_faults(picture: Picture) -> list[str]:
    """What is wrong with the open rollout; what became of one that is over is not of now."""
    return [f"rollout: {fault}" for fault in health.faults(picture)] if is_open(picture) else []


def degraded(config: ActiveConfig, workers: Sequence[SeenWorker]) -> list[str]:
    """What is wrong, in sentences; [] if nothing is."""
    alive = [seen for seen in workers if seen.age <= ALIVE_SECONDS]
    faults = [] if alive else ["no gateway is running"]
    for seen in workers:
        name = f"worker {seen.worker.slot} on {seen.worker.host} (pid {seen.worker.pid})"
        if seen.age > ALIVE_SECONDS:
            # One of the same slot that lives has taken its place.
            if not any(_replaces(other, seen) for other in alive):
                faults.append(f"{name} last reported {seen.age:.0f} s ago")
            continue
        # One that has not spoken since the change may well follow it: that is no news of it.
        spoken = seen.seen_at > config.updated_at + FOLLOWS_WITHIN
        if seen.config_version != config.version and spoken:
            faults.append(f"{name} follows version {seen.config_version}, not {config.version}")
        if seen.counters.get("recorder_dropped_rows"):
            faults.append(
                f"{name} has dropped {seen.counters['recorder_dropped_rows']:,.0f} decisions"
            )
        if seen.counters.get("deliveries_set_aside"):
            faults.append(
                f"{name} has set {seen.counters['deliveries_set_aside']:,.0f} deliveries aside "
                "because PostgreSQL refuses their outcome: see its log, and restart it once "
                "that is fixed"
            )
        if seen.counters.get("database_away"):
            faults.append(f"{name} cannot write to PostgreSQL")
    return faults


def _replaces(other: SeenWorker, seen: SeenWorker) -> bool:
    return (other.worker.host, other.worker.slot) == (seen.worker.host, seen.worker.slot)
