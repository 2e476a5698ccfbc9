"""A rollout and everything around it as it was at one moment: what all views are made of."""

from collections.abc import Mapping
from typing import NamedTuple

from hookshift.config.schema.rollout import RolloutConfig as Calendar
from hookshift.domain.alerts import FailingLoop
from hookshift.domain.evidence.plan import Stage
from hookshift.domain.format import duration
from hookshift.domain.rollout.progress import elapsed
from hookshift.store import gateways, leases, loops, rollouts, routing_config
from hookshift.store.database import Connection
from hookshift.store.errors import translated
from hookshift.store.gateways import SeenWorker
from hookshift.store.leases import Lease
from hookshift.store.rollouts import HistoryEntry, StoredRollout
from hookshift.store.routing_config import ActiveConfig
from hookshift.view.pace import pace
from hookshift.view.problem import Problem

ENTRIES_READ = 500
"""Entries read of a rollout's history: enough to know when each stage began."""
LOOK_SECONDS = 30.0
"""An evaluation older than this is a fault: a controller writes one every ten seconds."""


class Picture(NamedTuple):
    """What was read in one transaction."""

    now: float
    """The database's clock."""
    rollout: StoredRollout | None
    """The one that was asked for, else the open one, else the newest."""
    entries: tuple[HistoryEntry, ...]
    """The rollout's history, newest first."""
    config: ActiveConfig | None
    workers: tuple[SeenWorker, ...]
    lease: Lease | None
    """The controller's."""
    calendar: Calendar
    """The settings that hold the freeze windows."""
    failing: tuple[FailingLoop, ...] = ()
    """Loops that an error keeps from their work."""
    foreign: tuple[str, ...] = ()
    """Signatures of functions that are called like hookshift's own."""
    problems: tuple[Problem, ...] = ()
    """All that is wrong with the installation, if that has been read."""

    @property
    def pace(self) -> Mapping[str, float] | None:
        """Requests a second by domain now; None if gateways do not report it."""
        return pace(self.workers, self.now)

    @property
    def leads(self) -> bool:
        """Whether a controller has the lease."""
        return self.lease is not None and self.lease.left > 0


def is_open(picture: Picture) -> bool:
    """Whether a rollout is on its way."""
    return picture.rollout is not None and not picture.rollout.progress.state.is_final


async def read(connection: Connection, calendar: Calendar, number: int | None = None) -> Picture:
    """As it is now; `number` is the rollout's. Raises OperatorError."""
    with translated("read the rollout"):
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            found = await _found(connection, number)
            newest = await rollouts.entries(connection, found.id, ENTRIES_READ) if found else []
            return Picture(
                now=await rollouts.clock(connection),
                rollout=found,
                entries=tuple(newest),
                config=await routing_config.read_config(connection),
                workers=tuple(await gateways.gateways(connection)),
                lease=await leases.lease(connection, leases.ROLLOUTS),
                calendar=calendar,
                failing=tuple(await loops.failing(connection)),
                foreign=tuple(await routing_config.foreign_functions(connection)),
            )


async def _found(connection: Connection, number: int | None) -> StoredRollout | None:
    if number is not None:
        return await rollouts.rollout(connection, number)
    return await rollouts.open_rollout(connection) or await rollouts.latest(connection)


class Hold(NamedTuple):
    """The clock of a stage; seconds."""

    shown: float
    """What it shows."""
    needed: float
    """What it must show before the stage may end."""
    most: float
    """Where the rollout is held if nothing is proven by then."""
    runs: bool

    @property
    def left(self) -> float:
        """Until the hold is over."""
        return max(self.needed - self.shown, 0.0)

    @property
    def is_over(self) -> bool:
        """Whether only proofs are missing."""
        return self.shown >= self.needed


def hold(rollout: StoredRollout, now: float) -> Hold:
    """The clock at `now`: what has not been looked at yet counts as if there were traffic."""
    state, evidence = rollout.progress
    stage = current(rollout)
    if state.clock_runs and is_fresh(rollout, now):
        evidence = elapsed(evidence, now)
    idle = evidence.through - evidence.counted_to >= rollout.plan.idle_after
    runs = state.clock_runs and not idle
    return Hold(evidence.clock(rollout.plan), stage.hold, stage.hold * rollout.plan.extension, runs)


def is_fresh(rollout: StoredRollout, now: float) -> bool:
    """Whether somebody has looked lately."""
    return now - (rollout.looked_at or rollout.started_at).timestamp() <= LOOK_SECONDS


def current(rollout: StoredRollout) -> Stage:
    """The stage that it is in."""
    return rollout.plan.stages[rollout.progress.state.stage]


def here(rollout: StoredRollout) -> str:
    """`stage 2 of 6, 25 %`."""
    return rollout.plan.named(rollout.progress.state.stage)


def share(stage: Stage) -> str:
    """`25 %`."""
    return f"{stage.percentage:g} %"


def ago(seconds: float) -> str:
    """`3 s ago`."""
    return f"{duration(max(seconds, 0.0))} ago"
