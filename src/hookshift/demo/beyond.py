"""What the runbook did not ask for and could not have shown: nothing lost, and who decided what."""

from collections.abc import Iterator
from typing import NamedTuple

from hookshift.controller.apply import CONTROLLER
from hookshift.demo.breaking import Break
from hookshift.demo.measure import AtStage, Ending, Whole
from hookshift.demo.results import ReportRow
from hookshift.domain.rollout.state import Phase
from hookshift.store.rollouts import StoredRollout

FOLLOW_SECONDS = 2.0
MOST_FAILED = 300
"""Requests that a fault may cost before everybody is back; at 100 % some 25 fail each second."""
MOST_UNANSWERED = 1_000
"""People whom a fault may leave without an answer; each is known a few seconds later."""
MOST_SLOW = 5_000
"""Slow requests that a fault may cost: some 150 each second, known once they have ended."""


class DemoOutcome(NamedTuple):
    """What the demo came to."""

    rollout: StoredRollout
    stages: list[AtStage]
    """The stages that were entered."""
    whole: Whole
    ending: Ending
    broke_at: float | None = None
    """When the fault began, seconds since 1970; None if nothing was broken."""


def decided(outcome: DemoOutcome, ends: Phase, percentage: float) -> list[ReportRow]:
    """What the controller did: it should have ended as `ends` at `percentage`."""
    state, ending = outcome.rollout.progress.state, outcome.ending
    at = outcome.rollout.plan.stages[state.stage].percentage
    left = state.stage + (state.phase is Phase.COMPLETED)
    return [
        _result(
            "Rollout",
            f"{_name(ends)} at {percentage:g} %",
            f"{_name(state.phase)} at {at:g} %",
            "rollout history",
            holds=state.phase is ends and at == percentage,
        ),
        _result(
            "Ended by",
            "the controller",
            ending.ended_by or "nobody",
            "rollout history",
            holds=ending.ended_by == CONTROLLER,
        ),
        _result(
            "Promotions",
            "each on proof",
            f"{ending.proven} of {left} proven" if left else "none yet",
            "stored verdicts",
            holds=ending.passed == ending.proven == left,
        ),
        _result(
            "Audit trail",
            "who and why",
            f"{ending.explained} of {ending.steps} changes",
            "config_audit",
            holds=ending.explained == ending.changes == ending.steps > 0,
        ),
    ]


def answered(outcome: DemoOutcome, breaks: Break) -> list[ReportRow]:
    """What came of a fault."""
    retreats = breaks.ends is Phase.ROLLED_BACK
    share = 0.0 if retreats else outcome.stages[-1].configured
    found = _result(
        "Share",
        f"{share:g} %",
        f"{outcome.ending.share:g} %",
        "the configuration",
        holds=outcome.ending.share == share,
    )
    return [found, *_retreat(outcome, breaks)] if retreats else [found]


def _retreat(outcome: DemoOutcome, breaks: Break) -> Iterator[ReportRow]:
    since, ending = outcome.rollout.progress.state.since, outcome.ending
    harm, most, word = ending.failed, MOST_FAILED, "failed"
    if breaks.breakage.late > 0:
        harm, most, word = ending.slow, MOST_SLOW, "slow"
    elif breaks.breakage.silent:
        harm, most, word = _unanswered(outcome), MOST_UNANSWERED, "people without an answer"
    yield _result(
        "Harm done",
        f"at most {most:,}",
        f"{harm:,} {word} in {since - (outcome.broke_at or since):.0f} s",
        "requests on unified",
        holds=0 < harm <= most,
    )
    last = ending.last
    yield _result(
        "Gateways",
        f"follow within {FOLLOW_SECONDS:g} s",
        "-" if last is None else f"{max(last, 0.0):.2f} s",
        "last request on unified",
        holds=last is not None and last <= FOLLOW_SECONDS,
    )
    yield _result(
        "Everybody back",
        "nobody on unified",
        f"{ending.still:,} of {ending.afterwards:,} buckets",
        "requests since",
        holds=ending.still == 0 < ending.afterwards,
    )


def _unanswered(outcome: DemoOutcome) -> int:
    """People who wrote to unified in the last stage and had no answer, as far as was counted."""
    seen = [each.replies.unified for each in outcome.rollout.progress.evidence.domains.values()]
    return sum(counts.people - counts.answered for counts in seen)


def delivered(whole: Whole, *, is_broken: bool) -> list[ReportRow]:
    """Nothing lost, nothing forgotten, nobody touched who should not be."""
    lost = whole.answered - whole.taken
    if is_broken:
        # Of a body for several handlers one part may have been taken, and the whole not answered.
        lost = max(lost, 0)
    return [
        _result(
            "Delivery",
            "none lost",
            f"{lost:,} of {whole.answered:,} events",
            "answered / accepted",
            holds=lost == 0 < whole.answered,
        ),
        _result(
            "Recorded",
            "every event",
            f"{whole.recorded:,} of {whole.came:,} events",
            "rows in the log",
            holds=whole.recorded == whole.came > 0,
        ),
        _result(
            "Rollups",
            "same as the log",
            "-" if whole.rolled_up is None else f"{whole.rolled_up:,} decisions",
            "hookshift.rollups",
            holds=whole.rolled_up == whole.recorded,
        ),
        _result(
            "Sticky senders",
            "none moved back",
            f"{whole.moved_back:,} of {whole.people:,} people",
            "over all stages",
            holds=whole.moved_back == 0 < whole.people,
        ),
        _result(
            "No keyword",
            "none astray",
            f"{whole.astray:,} of {whole.bare:,}, {whole.held:,} held",
            "conversations",
            holds=whole.astray == 0 < whole.bare,
        ),
        _result(
            "Protected",
            "untouched",
            f"{whole.protected_moved:,} of {whole.protected:,} moved",
            "their domains",
            holds=whole.protected_moved == 0 < whole.protected,
        ),
    ]


def _result(
    metric: str, target: str, measured: str, verification: str, *, holds: bool
) -> ReportRow:
    return ReportRow(metric, target, (measured,), verification, holds)


def _name(phase: Phase) -> str:
    return phase.replace("_", " ")
