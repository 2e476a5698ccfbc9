"""One verdict in full: its window, its numbers, its limits, and how strong the evidence is."""

from collections.abc import Iterator

from hookshift.domain.format import duration
from hookshift.domain.gates.facts import Fact, Numbers
from hookshift.domain.gates.presentation import PRESENTATION
from hookshift.domain.gates.verdict import Number, Verdict
from hookshift.view.times import when

MEANING = (
    "An e-value of 20 is evidence that appears in at most 1 of 20 rollouts if the opposite is "
    "true, however often one looks; below 1 it speaks for the opposite."
)
LABEL = 20
"""Columns before what a fact says."""


def explained(verdict: Verdict, now: float) -> list[Fact]:
    """What `verdict` rests on, for an operator; "-" where its numbers do not say."""
    facts = PRESENTATION[verdict.gate].facts
    return [*_window(verdict.numbers, now), *facts(verdict.numbers)]


def _window(n: Numbers, now: float) -> Iterator[Fact]:
    begin, end = _float(n.get("from")), _float(n.get("until"))
    if begin is None:
        yield Fact("window", f"since the rollout started, to {when(end, now)}")
    elif end is not None and end >= begin:
        yield Fact("window", f"{when(begin, now)} to {when(end, now)}, {duration(end - begin)}")
    else:
        yield Fact("window", f"begins {when(begin, now)}: the stage is still warming up")
    last = _float(n.get("last_traffic"))
    yield Fact("last traffic", when(last, now))


def _float(value: Number) -> float | None:
    return float(value) if isinstance(value, int | float) else None
