"""Observes how far the statistics are complete, and whether they can be trusted.

A worker that reported within ALIVE_SECONDS is alive. One that did not, and that no other worker has
replaced, may still hold decisions that are not in PostgreSQL. Until `stale_after` has passed, the
rollout is blind, and only what that worker wrote before is folded in; then the worker is given up.
Where nobody knows how far they are complete, the rollout is blind only once they are older
than `stale_after`, so that restarting a gateway does not matter. A worker that does not follow the
stage's configuration makes the rollout blind as well: its decisions are not in the evidence.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from operator import itemgetter
from typing import NamedTuple

from hookshift.domain.evidence.plan import Plan
from hookshift.domain.format import duration
from hookshift.domain.heartbeat import ALIVE_SECONDS
from hookshift.domain.rollout.progress import World
from hookshift.store.database import Connection
from hookshift.store.gateways import SeenWorker, gateways
from hookshift.store.rollouts import StoredRollout, clock
from hookshift.store.rollups import written_through
from hookshift.store.routing_config import ActiveConfig

SAVE_SECONDS = 10.0
"""The longest time between two writes of `looked_at`; less where `stale_after` is short."""

FOLLOWS_SECONDS = 5.0
"""The time within which a worker must follow a new version of the configuration."""

Frozen = Callable[[datetime], str | None]
"""Describes the freeze window in force at a time; None if there is none."""


class Observation(NamedTuple):
    """What a pass of the controller's loop has observed."""

    world: World
    watermark: float | None
    """Slots that end by this are complete; None if that is not known."""


async def observe(
    connection: Connection, rollout: StoredRollout, config: ActiveConfig | None, frozen: Frozen
) -> Observation:
    """Observes gateways, clock and freeze windows; `config` is the active configuration.

    Must be called before slots are read, never after. Raises OperatorError.
    """
    workers = await gateways(connection)
    now = await clock(connection)
    watermark, blind = reach(workers, rollout.plan, rollout.progress.evidence.through, now)
    if blind is None and config is not None:
        blind = stale_config(workers, config.version, config.updated_at)
    unwatched = now - (rollout.looked_at or rollout.started_at).timestamp()
    if unwatched > rollout.plan.stale_after + save_seconds(rollout.plan):
        # Reported by one evaluation without new slots; the next folds in what was missed.
        watermark = None
        blind = f"nothing was evaluated for {duration(unwatched)}: no controller, or no PostgreSQL"
    return Observation(World(now, blind, frozen(datetime.fromtimestamp(now, UTC))), watermark)


def save_seconds(plan: Plan) -> float:
    """How often to write down that the rollout has been evaluated (`looked_at`)."""
    return min(SAVE_SECONDS, plan.stale_after / 2)


def reach(
    workers: Sequence[SeenWorker], plan: Plan, through: float, now: float
) -> tuple[float | None, str | None]:
    """The watermark, if it is known, and why the rollout is blind, if it is.

    `through` is how far the evidence reaches.
    """
    living = [worker for worker in workers if worker.age <= ALIVE_SECONDS]
    missing = [worker for worker in workers if _is_missed(worker, living, plan)]
    counted = [(written_through(worker), worker) for worker in (*living, *missing)]
    unreporting = next((worker for written, worker in counted if written is None), None)
    if not living or unreporting is not None:
        stale = now - plan.lag - through > plan.stale_after
        return None, _no_statistics(unreporting) if stale else None
    written, slowest = min(((at, who) for at, who in counted if at is not None), key=itemgetter(0))
    watermark = min(now - plan.lag, written)
    behind = now - plan.lag - watermark
    if missing:
        ages = ", ".join(f"{_name(worker)} for {worker.age:.0f} s" for worker in missing)
        return watermark, f"no report from {ages}"
    if behind > plan.stale_after:
        return watermark, f"{_name(slowest)} has written nothing for {duration(behind)}"
    return watermark, None


def stale_config(workers: Sequence[SeenWorker], version: int, since: datetime) -> str | None:
    """Which living worker has not followed `version` (made at `since`) in time; None: none."""
    for worker in workers:
        had_time = worker.seen_at > since + timedelta(seconds=FOLLOWS_SECONDS)
        if worker.age <= ALIVE_SECONDS and had_time and worker.config_version != version:
            followed = "none" if worker.config_version is None else str(worker.config_version)
            return f"{_name(worker)} follows version {followed}, not {version}"
    return None


def _no_statistics(unreporting: SeenWorker | None) -> str:
    if unreporting is None:
        return "no gateway is running"
    return f"{_name(unreporting)} writes no statistics: it is version {unreporting.worker.version}"


def _is_missed(worker: SeenWorker, living: Sequence[SeenWorker], plan: Plan) -> bool:
    """Whether a silent worker may hold decisions: it is neither replaced nor given up yet."""
    place = (worker.worker.host, worker.worker.slot)
    return ALIVE_SECONDS < worker.age <= plan.stale_after and all(
        (other.worker.host, other.worker.slot) != place for other in living
    )


def _name(seen: SeenWorker) -> str:
    return f"worker {seen.worker.slot} on {seen.worker.host} (pid {seen.worker.pid})"
