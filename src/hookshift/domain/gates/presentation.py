"""How each gate is shown, in one table: which of a verdict's numbers, in which unit, which limit.

Whatever shows gates (tables, explanations, JSON, the page) asks this table and knows none by name.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from math import floor, isfinite, log10
from typing import NamedTuple

from hookshift.domain.evidence.plan import Gate, Plan
from hookshift.domain.format import count
from hookshift.domain.gates import facts
from hookshift.domain.gates.facts import Fact, Failures, Numbers

LONGEST = "> 600,000"
"""Milliseconds beyond the last edge of a sketch."""


def rate(value: float) -> str:
    """In percent: `0.02`."""
    return f"{100 * value:.3g}"


def delivered(undelivered: float) -> str:
    """A delivery rate in percent, with two digits of what is missing: `99.981`."""
    missing = 100 * undelivered
    if missing <= 0:
        return "100"
    digits = max(1 - floor(log10(missing)), 0)
    return (
        f"{100 - missing:.{digits}f}".rstrip("0").rstrip(".") if digits else f"{100 - missing:.0f}"
    )


def slowness(value: float) -> str:
    """In milliseconds: `1,234`."""
    return count(value) if isfinite(value) else LONGEST


class Proof(NamedTuple):
    """What a gate must prove, by the names that a verdict's numbers have."""

    measure: str
    """What counts as a failure, as evidence calls it."""
    failures: Failures
    """One, and many."""
    proven: str
    goal: str | None
    """None: what is to be proven is the limit."""


class Presentation(NamedTuple):
    """One gate's."""

    facts: Callable[[Numbers], Iterable[Fact]]
    """What a verdict rests on, for who asks why."""
    limit: Callable[[Plan, int], float] | None
    """What its value is held against in stage number so much, from 0. None: a guard, no row."""
    value: str = ""
    seen: tuple[str, ...] = ()
    """What is added up to what has been seen."""
    seen_unit: str = ""
    proof: Proof | None = None
    """None: it has nothing to prove that more traffic would show."""
    unit: str = "%"
    direction: str = "<"
    """How what is shown must stand to the limit."""
    format: Callable[[float], str] = rate
    is_share: bool = False
    """Whether its value is what a configured share came to."""


def _share(plan: Plan, stage: int) -> float:
    return plan.stages[stage].percentage / 100


def _errors(plan: Plan, _stage: int) -> float:
    return plan.error_limit


def _undelivered(plan: Plan, _stage: int) -> float:
    return plan.undelivered_limit


def _latency(plan: Plan, _stage: int) -> float:
    return plan.latency_ms


def _answered(plan: Plan, _stage: int) -> float:
    return 1 - plan.replies_margin


_ERRORS = Proof("errors", ("failure", "failures"), "proven", "goal")
_DELIVERY = Proof("undelivered", ("undelivered event", "undelivered events"), "proven", "goal")
_LATENCY = Proof("slow", ("slow request", "slow requests"), "proven_p95_ms", None)

PRESENTATION: Mapping[Gate, Presentation] = {
    Gate.ERRORS: Presentation(
        partial(facts.of_rate, failures=_ERRORS.failures),
        _errors,
        value="rate",
        seen=("requests",),
        proof=_ERRORS,
    ),
    Gate.DELIVERY: Presentation(
        partial(facts.of_rate, failures=_DELIVERY.failures),
        _undelivered,
        value="rate",
        seen=("requests",),
        proof=_DELIVERY,
        direction=">",
        format=delivered,
    ),
    Gate.LATENCY: Presentation(
        partial(facts.of_latency, failures=_LATENCY.failures),
        _latency,
        value="p95_ms",
        seen=("requests",),
        proof=_LATENCY,
        unit="ms",
        format=slowness,
    ),
    Gate.REPLIES: Presentation(
        facts.of_replies,
        _answered,
        value="ratio",
        seen=("people",),
        seen_unit="people",
        direction=">",
    ),
    Gate.SHARE: Presentation(
        facts.of_share,
        _share,
        value="observed",
        seen=("unified_senders", "legacy_senders"),
        seen_unit="new",
        is_share=True,
    ),
    Gate.GUARD: Presentation(facts.of_guard, None),
}
