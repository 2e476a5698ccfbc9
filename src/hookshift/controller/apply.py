"""Applies a change of a rollout: all of it in one transaction, or nothing.

Share, state, history, verdicts and evidence can never disagree, whatever is killed when. Locks are
always taken in the same order: the rollout's row, then the controller's lease, then the
configuration. What people command needs no running controller: their process makes the same change.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import NamedTuple

from hookshift.controller.interference import interference, is_own
from hookshift.domain.errors import OperatorError, RolloutRefused
from hookshift.domain.evidence.evidence import Totals
from hookshift.domain.evidence.plan import Plan
from hookshift.domain.evidence.replies import ReplySlot
from hookshift.domain.gates.verdict import Verdict
from hookshift.domain.rollout.progress import Progress, apply, start
from hookshift.domain.rollout.state import Command, EnterStage, Happening, Interfered, SetShare
from hookshift.store import rollouts, share
from hookshift.store.database import Connection
from hookshift.store.errors import translated
from hookshift.store.leases import Fence, guard
from hookshift.store.replies import add_slots
from hookshift.store.rollouts import NewEntry, NewVerdict, Save, StoredRollout
from hookshift.store.routing_config import ActiveConfig

CONTROLLER = "hookshift controller"
"""The controller's name in histories and in the audit trail."""
IDLE_SECONDS = 3.0
"""How long a transaction may be idle before PostgreSQL ends it: its process may have stopped."""
LOCK_SECONDS = 3.0
"""How long to wait for a lock."""


class Overtaken(OperatorError):
    """Something changed after the rollout was read: nothing was done, so read it again."""


class RolloutChange(NamedTuple):
    """A change of a rollout that is to be written."""

    at: float
    progress: Progress
    commands: tuple[Command, ...] = ()
    verdicts: tuple[Verdict, ...] | None = None
    """The verdicts of this evaluation; None if nothing was evaluated."""
    kept: tuple[NewVerdict, ...] = ()
    """Verdicts to add to the history of verdicts."""
    folded_to: float | None = None
    """Up to where slots have been folded in; None: as before."""
    replies: tuple[ReplySlot, ...] = ()
    """What is counted of answers with it."""


async def begin(
    connection: Connection,
    plan: Plan,
    totals: Mapping[tuple[str, str], Totals],
    *,
    stage: int,
    actor: str,
    reason: str | None,
) -> StoredRollout:
    """Starts a rollout at stage number `stage` (from 0).

    `totals` by (domain, side) are those of the days before. Raises OperatorError; RolloutRefused if
    one is open, or if it would not begin where it says.
    """
    if not 0 <= stage < len(plan.stages):
        raise RolloutRefused(f"there is no stage {stage + 1}: the plan has {len(plan.stages)}.")
    async with _one_change(connection):
        now = await rollouts.clock(connection)
        advance = start(plan, totals, stage, now)
        number = await rollouts.insert(
            connection,
            plan,
            advance.progress,
            folded_to=now - plan.slot,
            now=now,
            actor=actor,
            reason=reason,
        )
        if number is None:
            raise RolloutRefused(await _open_already(connection))
        _refuse_start(plan, stage, await share.lock_share(connection))
        fresh = await rollouts.rollout(connection, number)
        assert fresh is not None
        return await _write(connection, fresh, RolloutChange(now, *advance[:2]), actor)


async def apply_happening(
    connection: Connection, happening: Callable[[float], Happening], actor: str
) -> StoredRollout:
    """Applies what a person commands to the open rollout.

    `happening` makes the command from the database's time. Raises RolloutRefused if the rollout
    does not allow it, else OperatorError.
    """
    async with _one_change(connection):
        locked = await rollouts.lock_open(connection)
        rollout = await rollouts.open_rollout(connection)
        if locked is None or rollout is None:
            raise RolloutRefused("no rollout is running. `hookshift rollout start` starts one.")
        config = await share.lock_share(connection)
        what = await interference(connection, rollout, config)
        if what is not None:
            # The controller has not noticed yet; the command must apply to the real state.
            noticed = apply(rollout.progress, rollout.plan, Interfered(locked.now, what))
            rollout = await _write(
                connection, rollout, RolloutChange(locked.now, *noticed[:2]), CONTROLLER
            )
        advance = apply(rollout.progress, rollout.plan, happening(locked.now))
        state = rollout.progress.state
        kept = tuple(NewVerdict(locked.now, state.stage, each) for each in rollout.verdicts)
        change = RolloutChange(locked.now, *advance[:2], kept=kept if advance.commands else ())
        return await _write(connection, rollout, change, actor)


async def carry_out(
    connection: Connection, rollout: StoredRollout, change: RolloutChange, fence: Fence
) -> StoredRollout:
    """Applies what the controller decided about `rollout` as it had read it. Raises OperatorError.

    Raises Overtaken, and does nothing, if somebody else has changed the rollout or the share, or
    has taken the lease, in the meantime.
    """
    async with _one_change(connection):
        locked = await rollouts.lock_open(connection)
        if locked is None or locked[:2] != rollout[:2]:
            raise Overtaken(f"rollout {rollout.id} has been changed by somebody else")
        if not await guard(connection, fence):
            raise Overtaken(f"term {fence.term} of this controller is over")
        if any(isinstance(each, SetShare) and not each.never_raises for each in change.commands):
            # An emergency stop of a moment ago must not be undone.
            config = await share.lock_share(connection)
            if not is_own(rollout, config):
                raise Overtaken("the share has been changed by somebody else")
        return await _write(connection, rollout, change, CONTROLLER)


@asynccontextmanager
async def _one_change(connection: Connection) -> AsyncIterator[None]:
    with translated("change the rollout"):
        async with connection.transaction():
            await rollouts.bound_waits(connection, IDLE_SECONDS, LOCK_SECONDS)
            yield


async def _write(
    connection: Connection, rollout: StoredRollout, change: RolloutChange, actor: str
) -> StoredRollout:
    """Writes `change`, within a transaction that has locked the rollout."""
    progress, verdicts = change.progress, change.verdicts
    stage = rollout.progress.state.stage
    for command in change.commands:
        if isinstance(command, SetShare):
            version = await share.set_share(connection, command, actor)
            progress = progress._replace(state=progress.state._replace(version=version))
        elif isinstance(command, EnterStage):
            stage = command.stage
            verdicts = ()  # those of this evaluation are about the stage before
        else:
            line = NewEntry(change.at, stage, command.news, actor, command.text)
            await rollouts.add_entry(connection, rollout.id, line)
    await rollouts.add_verdicts(connection, rollout.id, change.kept)
    await add_slots(connection, change.replies)
    looked_at = None if change.verdicts is None else change.at
    new = Save(progress, verdicts, change.folded_to, looked_at)
    await rollouts.save(connection, rollout.id, rollout.revision, new)
    saved = await rollouts.rollout(connection, rollout.id)
    assert saved is not None
    return saved


def _refuse_start(plan: Plan, stage: int, config: ActiveConfig) -> None:
    if set(config.domains) != set(plan.domains):
        raise RolloutRefused(
            f"webhook_routing_config moves {', '.join(config.domains) or 'no domain'}, the plan "
            f"{', '.join(plan.domains)}: somebody has just changed it. Check `hookshift status`, "
            "then start again."
        )
    first = plan.stages[stage]
    if config.enabled and config.percentage * 100 > first.threshold:
        raise RolloutRefused(
            f"{float(config.percentage):g} % is active, more than the {first.percentage:g} % of "
            f"stage {stage + 1}: starting there would move people back. Start at a later stage, or "
            f"lower the share first with `hookshift set {first.percentage:g}`."
        )


async def _open_already(connection: Connection) -> str:
    opened = await rollouts.open_rollout(connection)
    if opened is None:
        return (
            "another rollout has just been started and ended. Check `hookshift rollout history`, "
            "then start again."
        )
    state = opened.progress.state
    return (
        f"rollout {opened.id} is {state.phase} in {opened.plan.named(state.stage)}, started by "
        f"{opened.started_by}. End it with `hookshift rollout abort` or `rollback` first."
    )
