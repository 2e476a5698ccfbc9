"""A past rollout, judged by the gates that the settings have now, as data."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from hookshift.config.plan import rollout_plan
from hookshift.config.schema.settings import Settings
from hookshift.domain.errors import OperatorError
from hookshift.domain.evidence.evidence import BASELINE_SECONDS
from hookshift.domain.evidence.plan import Plan
from hookshift.domain.evidence.rollups import LONGEST_SLOT
from hookshift.domain.format import duration, percent
from hookshift.simulation.replay import Found, HeldPercentage, Replay
from hookshift.store import rollouts
from hookshift.store.database import Connection
from hookshift.store.replies import has_reply_slots, reply_slots
from hookshift.store.rollouts import StoredRollout, clock
from hookshift.store.rollups import read_slots, totals
from hookshift.store.routing_config import AuditRow, history
from hookshift.view.report import verdict_of
from hookshift.view.times import moment

UNCOUNTED = "the rollout counted no answers"
PIECE_SECONDS = 10_800.0
"""The length of the slots that are read at once."""
MOST_CHANGES = 10_000


async def replayed(
    connection: Connection, settings: Settings, number: int | None
) -> dict[str, Any]:
    """What the gates of `settings` would have decided; by default about the open rollout.

    Raises OperatorError.
    """
    rollout = await rollouts.named(connection, number)
    if rollout is None:
        raise OperatorError("no rollout has been started: there is nothing to replay.")
    plan = rollout_plan(settings, rollout.plan.domains)
    found = await _judged_again(connection, rollout, plan)
    state = rollout.progress.state
    return {
        "rollout": rollout.id,
        "changed": differences(rollout.plan, plan),
        "stages": [_plain(each) for each in found],
        "phase": state.phase.value,
        "why": state.reason,
    }


async def _judged_again(connection: Connection, rollout: StoredRollout, plan: Plan) -> list[Found]:
    begun = rollout.started_at.timestamp()
    ended = rollout.ended_at.timestamp() if rollout.ended_at else await clock(connection)
    held = held_shares(await history(connection, MOST_CHANGES), begun, ended)
    if not held:
        raise OperatorError(f"the audit trail has no change of the share in rollout {rollout.id}.")
    before = await totals(connection, begun - BASELINE_SECONDS, begun)
    if not await has_reply_slots(connection, begun, ended):
        plan = plan._replace(replies_off=plan.replies_off or UNCOUNTED)
    again = Replay(plan, before, held)
    if not await _fed(connection, again, begun - plan.slot, ended + plan.slot):
        raise OperatorError(
            f"the rollups of rollout {rollout.id} are past retention, or it had no traffic: "
            "there is nothing to judge. Keep them longer by recorder.retention_days."
        )
    return again.found()


async def _fed(connection: Connection, again: Replay, since: float, until: float) -> int:
    """How many slots there were; a few hours are read at a time."""
    seen = 0
    while since < until:
        # A slot that reaches beyond the end of a piece is read with the next one.
        end = min(since + PIECE_SECONDS, until)
        slots = [
            slot
            for slot in await read_slots(connection, since, end + LONGEST_SLOT)
            if slot.start < end
        ]
        again.take_replies(await reply_slots(connection, since, end))
        again.take(slots)
        seen += len(slots)
        since = end
    return seen


def held_shares(changes: Sequence[AuditRow], begun: float, ended: float) -> list[HeldPercentage]:
    """Which percentages were held when, from the audit trail (newest first)."""
    held: list[HeldPercentage] = []
    for change in reversed(changes):
        at = change.at.timestamp()
        if not begun <= at <= ended or change.new_percentage is None:
            continue
        threshold = int(change.new_percentage * 100) if change.new_enabled else 0
        if held and held[-1].threshold == threshold:
            held[-1] = held[-1]._replace(versions=held[-1].versions | {change.version})
            continue
        if held:
            held[-1] = held[-1]._replace(until=at)
        held.append(HeldPercentage(threshold, frozenset({change.version}), at, ended))
    return held


def differences(then: Plan, now: Plan) -> list[str]:
    """What the file's plan has changed: `error limit 0.1 % -> 0.2 %`."""
    stages = list(_stages(then, now))
    return stages + [
        f"{name.replace('_', ' ')} {_short(name, old)} -> {_short(name, new)}"
        for name, old, new in zip(then._fields, then, now, strict=True)
        if old != new and name != "stages"
    ]


def _stages(then: Plan, now: Plan) -> Iterator[str]:
    for number, (old, new) in enumerate(zip_longest(then.stages, now.stages)):
        if old != new:
            yield f"{_stage(then, number)} -> {_stage(now, number)}"


def _stage(plan: Plan, number: int) -> str:
    if number >= len(plan.stages):
        return "none"
    stage = plan.stages[number]
    approval = ", approval" if stage.approval else ""
    proof = f"hold {duration(stage.hold)}, prove {percent(stage.prove)}{approval}"
    return f"{plan.named(number)}, {proof}"


def _short(name: str, value: object) -> str:
    """A setting on one line."""
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none"
    if isinstance(value, Mapping):
        return ", ".join(f"{gate} {action}" for gate, action in value.items())
    if isinstance(value, float):
        return percent(value) if name.endswith("_limit") else f"{value:g}"
    return str(value)


def sentence(found: Found) -> str:
    """What the gates would have made of one percentage."""
    since = found.held.since
    if found.stage is None:
        return "no stage of the plan has this percentage"
    if found.failed_at is not None:
        return f"fail after {duration(found.failed_at - since)}"
    if found.passed_at is not None:
        return f"pass after {duration(found.passed_at - since)}"
    if found.exhausted_at is not None:
        return f"hold for an operator after {duration(found.exhausted_at - since)}"
    still = [each for each in found.last if not each.passes]
    if not still:
        return "not yet: the hold is not over"
    gates: dict[tuple[str, str], list[str]] = {}
    for each in still:
        gates.setdefault((each.domain, each.kind), []).append(each.gate)
    return "not yet: " + "; ".join(
        f"{' and '.join(names)} of {domain} {kind}" for (domain, kind), names in gates.items()
    )


def _plain(found: Found) -> dict[str, Any]:
    return {
        "percentage": found.held.threshold / 100,
        "since": moment(found.held.since),
        "until": moment(found.held.until),
        "stage": None if found.stage is None else found.stage + 1,
        "sentence": sentence(found),
        **{
            key: None if (at := getattr(found, key)) is None else moment(at)
            for key in ("passed_at", "failed_at", "exhausted_at")
        },
        "failed": [verdict_of(verdict) for verdict in found.failed],
        "verdicts": [verdict_of(verdict) for verdict in found.last],
    }
