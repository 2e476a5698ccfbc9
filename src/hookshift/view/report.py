"""A rollout for programs: everything that the screen shows, and all numbers behind it.

Times are ISO 8601, durations seconds, rates 0 to 1, stages are counted from one; null: not known.
"""

from collections.abc import Sequence
from datetime import datetime
from math import isfinite
from typing import Any

from hookshift.domain.alert_guide import guide, link
from hookshift.domain.evidence.plan import Plan
from hookshift.domain.gates.verdict import Verdict
from hookshift.domain.rollout.state import Phase
from hookshift.store.rollouts import HistoryEntry, Judged, StoredRollout
from hookshift.view.context import following_workers, process
from hookshift.view.next_step import next_step
from hookshift.view.problem import Problem
from hookshift.view.rows import Row, rows
from hookshift.view.stages import Passage, passages
from hookshift.view.times import moment
from hookshift.view.view_model import Picture, current, hold


def report(picture: Picture, faults: Sequence[str]) -> dict[str, Any]:
    """The whole picture."""
    rollout = picture.rollout
    return {
        "now": moment(picture.now),
        "degraded": list(faults),
        "problems": [problem_of(each) for each in picture.problems],
        "rollout": rollout and _rollout(picture, rollout),
        "next": _next(picture),
        "share": _share(picture),
        "controller": _controller(picture),
        "gateways": dict(zip(("follow", "living"), following_workers(picture), strict=True)),
        "history": [entry_of(entry, rollout.plan) for entry in picture.entries] if rollout else [],
    }


def _rollout(picture: Picture, rollout: StoredRollout) -> dict[str, Any]:
    state, clock = rollout.progress.state, hold(rollout, picture.now)
    return {
        **brief(rollout),
        "percentage": current(rollout).percentage,
        "since": moment(state.since),
        "approved": state.approved,
        "interfered": state.foreign,
        "failed": state.failed,
        "blind": state.blind,
        "looked_at": rollout.looked_at,
        "hold": {**clock._asdict(), "left": clock.left, "extended": clock.is_over},
        "stages": [_passage(passage) for passage in passages(rollout, picture.entries)],
        "gates": [_row(row) for row in rows(rollout, picture.pace)],
        "verdicts": [verdict_of(verdict) for verdict in rollout.verdicts],
        "plan": plan_of(rollout.plan),
    }


def problem_of(problem: Problem) -> dict[str, Any]:
    """What is wrong, who has taken note of it, and what to do."""
    known, silence = guide(problem.kind), problem.silence
    return {
        "kind": problem.kind,
        "subject": problem.subject,
        "text": problem.text,
        "since": problem.since,
        "acknowledged": silence
        and {"actor": silence.actor, "reason": silence.reason, "until": silence.until},
        "next": known.step,
        "commands": list(known.commands),
        "help": link(problem.kind),
    }


def brief(rollout: StoredRollout) -> dict[str, Any]:
    """One rollout in a list of them."""
    state = rollout.progress.state
    return {
        "id": rollout.id,
        "phase": state.phase,
        "stage": state.stage + 1,
        "stages_planned": len(rollout.plan.stages),
        "why": state.reason,
        "started_at": rollout.started_at,
        "started_by": rollout.started_by,
        "reason": rollout.reason,
        "ended_at": rollout.ended_at,
    }


def _passage(passage: Passage) -> dict[str, Any]:
    return {
        "number": passage.number + 1,
        "percentage": passage.stage.percentage,
        "hold": passage.stage.hold,
        "prove": passage.stage.prove,
        "approval": passage.stage.approval,
        "course": passage.course,
        "entered": _time(passage.entered),
        "left": _time(passage.left),
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "domain": row.domain,
        "gate": row.gate,
        "unit": row.shown.unit,
        "verdict": row.kind,
        "value": finite(row.value),
        "limit": row.limit,
        "goal": row.goal,
        "proven": finite(row.proven),
        "seen": row.seen,
        "needed": row.needed,
        "warm_up_until": _time(row.settles_at),
        "seconds_to_proof": row.seconds,
        "failures_to_fail": row.to_fail,
        "sentence": row.sentence,
    }


def verdict_of(verdict: Verdict) -> dict[str, Any]:
    """One verdict with all its numbers."""
    return {
        **verdict._asdict(),
        "passes": verdict.passes,
        "numbers": {name: finite(value) for name, value in verdict.numbers.items()},
    }


def judged_of(judged: Judged) -> dict[str, Any]:
    """A stored verdict."""
    return {
        "id": judged.id,
        "rollout": judged.rollout,
        "at": judged.at,
        "stage": judged.stage + 1,
        **verdict_of(judged.verdict),
    }


def entry_of(entry: HistoryEntry, plan: Plan) -> dict[str, Any]:
    """One line of the history of a rollout by this plan."""
    return {
        **entry._asdict(),
        "stage": entry.stage + 1,
        "percentage": plan.stages[entry.stage].percentage,
    }


def plan_of(plan: Plan) -> dict[str, Any]:
    """What the rollout was started with."""
    return {
        **plan._asdict(),
        "stages": [{"percentage": stage.percentage, **stage._asdict()} for stage in plan.stages],
        "on_fail": dict(plan.on_fail),
    }


def _next(picture: Picture) -> dict[str, Any]:
    coming = next_step(picture)
    return {
        "what": coming.what,
        "at": _time(coming.at),
        "waits_for": list(coming.waits),
        "commands": list(coming.commands),
        "needs_approval": picture.rollout is not None
        and picture.rollout.progress.state.phase is Phase.APPROVAL,
    }


def _share(picture: Picture) -> dict[str, Any] | None:
    config = picture.config
    if config is None:
        return None
    return {
        "percentage": float(config.percentage),
        "enabled": config.enabled,
        "domains": config.domains,
        "version": config.version,
        "updated_by": config.updated_by,
    }


def _controller(picture: Picture) -> dict[str, Any]:
    lease, rollout = picture.lease, picture.rollout
    looked = rollout and rollout.looked_at
    return {
        "leads": picture.leads,
        "process": process(lease.holder) if lease and picture.leads else None,
        "term": lease and lease.term,
        "looked_seconds_ago": picture.now - looked.timestamp() if looked else None,
    }


def _time(seconds: float | None) -> datetime | None:
    return None if seconds is None else moment(seconds)


def finite(value: Any) -> Any:
    """JSON has no infinity: what lies above the last edge of a sketch is not known."""
    return None if isinstance(value, float) and not isfinite(value) else value
