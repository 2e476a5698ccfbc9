"""What other gates would have said of a rollout that has been: past slots, a changed plan.

The shares are those of then, so nothing is invented: each stage is judged on what it really saw. It
says when the changed gates would have let it go, or ended it; what would have come after an earlier
end is not known.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from hookshift.domain.evidence import Evidence, Totals, begun, entered
from hookshift.domain.fold import fold
from hookshift.domain.gates import judge
from hookshift.domain.look import Look
from hookshift.domain.plan import Plan
from hookshift.domain.rollups import Slot
from hookshift.domain.verdict import Kind, Verdict


class Held(NamedTuple):
    """One percentage as it was held then."""

    threshold: int
    """Hundredths of a percent."""
    versions: frozenset[int]
    """Of the configuration."""
    since: float
    until: float


class Found(NamedTuple):
    """What the changed plan says of it."""

    held: Held
    stage: int | None
    """Of the changed plan, from 0; None if it has none of this percentage."""
    passed_at: float | None = None
    """When every gate had passed and the hold was over."""
    failed_at: float | None = None
    exhausted_at: float | None = None
    """When a person would have been asked, since nothing was proven."""
    failed: tuple[Verdict, ...] = ()
    last: tuple[Verdict, ...] = ()
    """The verdicts at its end."""


def replay(
    plan: Plan,
    before: Mapping[tuple[str, str], Totals],
    history: Sequence[Held],
    slots: Iterable[Slot],
) -> list[Found]:
    """One result per percentage that was held, in order; `slots` in order of time.

    `before` is the baseline by (domain, side), as for `progress.start`.
    """
    if not history:
        return []
    evidence = begun(plan, before, history[0].since)
    found: list[Found] = []
    groups = [list(group) for _, group in groupby(slots, key=lambda slot: slot.start)]
    for held in history:
        stage = _stage(plan, held.threshold)
        if stage is None:
            found.append(Found(held, None))
            continue
        evidence = entered(evidence, plan, stage, held.since)
        own = [group for group in groups if held.since - plan.slot < group[0].start < held.until]
        result, evidence = _watched(plan, held, stage, evidence, own)
        found.append(result)
    return found


def _stage(plan: Plan, threshold: int) -> int | None:
    for number, stage in enumerate(plan.stages):
        if stage.threshold == threshold:
            return number
    return None


def _watched(
    plan: Plan, held: Held, stage: int, evidence: Evidence, groups: Sequence[Sequence[Slot]]
) -> tuple[Found, Evidence]:
    found = Found(held, stage)
    hold = plan.stages[stage].hold
    for group in groups:
        evidence = _folded(plan, held, evidence, group)
        look = Look(plan, stage, evidence, in_full=False)
        verdicts = judge(look)
        at, clock = evidence.through, evidence.clock(plan)
        if found.failed_at is None and any(verdict.kind is Kind.FAIL for verdict in verdicts):
            failed = tuple(each for each in judge(look._replace(in_full=True)) if _fails(each))
            found = found._replace(failed_at=at, failed=failed)
        if found.passed_at is None and clock >= hold and all(each.passes for each in verdicts):
            found = found._replace(passed_at=at)
        if found.exhausted_at is None and clock >= hold * plan.extension and not found.passed_at:
            found = found._replace(exhausted_at=at)
    return found._replace(last=judge(Look(plan, stage, evidence))), evidence


def _fails(verdict: Verdict) -> bool:
    return verdict.kind is Kind.FAIL


def _folded(plan: Plan, held: Held, evidence: Evidence, group: Sequence[Slot]) -> Evidence:
    """A stage that was begun anew has several versions; all of them are its own here."""
    version = max(held.versions)
    own = [
        slot._replace(version=version) if slot.version in held.versions else slot for slot in group
    ]
    return fold(evidence, plan, version, own)
