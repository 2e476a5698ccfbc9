"""`hookshift rollout replay`: a past rollout, judged by the gates that hookshift.toml has now."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from hookshift.cli.options import output_option, rollout_option
from hookshift.cli.output import console, show_data, show_table
from hookshift.cli.rollout.history import chosen
from hookshift.cli.session import with_database
from hookshift.config.load import load
from hookshift.config.plan import rollout_plan
from hookshift.domain.errors import OperatorError
from hookshift.domain.evidence.evidence import BASELINE_SECONDS
from hookshift.domain.evidence.plan import Plan, Stage
from hookshift.domain.evidence.rollups import LONGEST_SLOT
from hookshift.domain.format import duration, percent
from hookshift.simulation.replay import Found, HeldPercentage, Replay
from hookshift.store.rollouts import clock
from hookshift.store.rollups import read_slots, totals
from hookshift.store.routing_config import history
from hookshift.view.cells import phase_name
from hookshift.view.report import verdict_of
from hookshift.view.text import text
from hookshift.view.times import moment
from hookshift.view.view_model import share

if TYPE_CHECKING:
    from hookshift.config.schema.settings import Settings
    from hookshift.store.database import Connection
    from hookshift.store.rollouts import StoredRollout
    from hookshift.store.routing_config import AuditRow

PIECE_SECONDS = 10_800.0
"""Of slots that are read at once."""
MOST_CHANGES = 10_000


class Replayed(NamedTuple):
    """A rollout, and what other gates say of it."""

    rollout: "StoredRollout"
    plan: Plan
    """Of the file."""
    found: list[Found]


@click.command()
@rollout_option
@output_option
@click.pass_obj
def replay(path: Path, number: int | None, as_json: bool) -> None:
    """Shows what the gates in hookshift.toml would have decided about a past rollout.

    Uses the shares that the rollout had. Changes nothing.
    """
    settings = load(path, needs=())

    async def work(connection: "Connection") -> Replayed:
        found = await chosen(connection, number)
        if found is None:
            raise OperatorError("no rollout has been started: there is nothing to replay.")
        return await _replayed(connection, settings, found)

    result = with_database(path, work)
    if as_json:
        stages = [_plain(each) for each in result.found]
        changed = differences(result.rollout.plan, result.plan)
        data = {"rollout": result.rollout.id, "changed": changed, "stages": stages}
        show_data(data, stages)
    else:
        _show(result)


async def _replayed(
    connection: "Connection", settings: "Settings", rollout: "StoredRollout"
) -> Replayed:
    begun = rollout.started_at.timestamp()
    ended = rollout.ended_at.timestamp() if rollout.ended_at else await clock(connection)
    plan = rollout_plan(settings, rollout.plan.domains)
    held = held_shares(await history(connection, MOST_CHANGES), begun, ended)
    if not held:
        raise OperatorError(f"the audit trail has no change of the share in rollout {rollout.id}.")
    before = await totals(connection, begun - BASELINE_SECONDS, begun)
    again = Replay(plan, before, held)
    if not await _fed(connection, again, begun - plan.slot, ended + plan.slot):
        raise OperatorError(
            f"the rollups of rollout {rollout.id} are past retention, or it had no traffic: "
            "there is nothing to judge. Keep them longer by recorder.retention_days."
        )
    return Replayed(rollout, plan, again.found())


async def _fed(connection: "Connection", again: Replay, since: float, until: float) -> int:
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
        again.take(slots)
        seen += len(slots)
        since = end
    return seen


def held_shares(changes: Sequence["AuditRow"], begun: float, ended: float) -> list[HeldPercentage]:
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
    stages = list(_stages(then.stages, now.stages))
    return stages + [
        f"{name.replace('_', ' ')} {_short(name, old)} -> {_short(name, new)}"
        for name, old, new in zip(then._fields, then, now, strict=True)
        if old != new and name != "stages"
    ]


def _stages(then: Sequence[Stage], now: Sequence[Stage]) -> Iterator[str]:
    for number, (old, new) in enumerate(zip_longest(then, now), 1):
        if old != new:
            yield f"stage {number} {_stage(old)} -> {_stage(new)}"


def _stage(stage: Stage | None) -> str:
    if stage is None:
        return "none"
    approval = ", approval" if stage.approval else ""
    return f"{share(stage)}, hold {duration(stage.hold)}, prove {percent(stage.prove)}{approval}"


def _short(name: str, value: object) -> str:
    """A setting on one line."""
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none"
    if isinstance(value, Mapping):
        return ", ".join(f"{gate} {action}" for gate, action in value.items())
    if isinstance(value, float):
        return percent(value) if name.endswith("_limit") else f"{value:g}"
    return str(value)


def _show(result: Replayed) -> None:
    rollout = result.rollout
    changed = differences(rollout.plan, result.plan)
    console.print(
        text(
            f"changed since the rollout: {'; '.join(changed)}"
            if changed
            else "the plan in hookshift.toml is the one that the rollout used"
        ),
        soft_wrap=True,
    )
    show_table(
        f"Rollout {rollout.id} judged by the current gates",
        ("share", "from", "held for", "these gates"),
        [
            (
                f"{each.held.threshold / 100:g} %",
                moment(each.held.since),
                duration(each.held.until - each.held.since),
                sentence(each),
            )
            for each in result.found
        ],
    )
    for each in result.found:
        for verdict in each.failed:
            line = f"{each.held.threshold / 100:g} %: {verdict.gate} of {verdict.domain} fails: "
            console.print(text(line + verdict.sentence), soft_wrap=True)
    state = rollout.progress.state
    console.print(text(f"what happened: {phase_name(state.phase)}, {state.reason}"), soft_wrap=True)


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
        **{
            key: None if (at := getattr(found, key)) is None else moment(at)
            for key in ("passed_at", "failed_at", "exhausted_at")
        },
        "failed": [verdict_of(verdict) for verdict in found.failed],
        "verdicts": [verdict_of(verdict) for verdict in found.last],
    }
