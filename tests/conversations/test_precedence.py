"""Where several rules say where an event belongs, the one that stands higher in the table wins."""

from collections.abc import Callable
from typing import NamedTuple

import pytest

from tests.conversations.model import LEGACY, UNIFIED, Said
from tests.conversations.script import Kind
from tests.conversations.strategies import names_of
from tests.conversations.test_properties import Engine, engines

PERSON = names_of(0)
"""Their bucket is below 60 %."""


def said(text: str, identity: str, answers: str = "", kind: Kind = Kind.TEXT) -> Said:
    return Said(kind, PERSON, identity, text, answers, at=1_790_000_000.0)


RENTED = (said("rent", "in-1"), said("", "out-1", kind=Kind.RECEIPT))
"""A conversation about property, with a message about it."""
TO_JOBS = said("a job", "in-2")


class Case(NamedTuple):
    """Two rules apply to `event`, and the first one wins."""

    wins: str
    over: str
    before: tuple[Said, ...]
    event: Said
    domain: str | None


CASES = (
    Case("reset word", "reply", (*RENTED, TO_JOBS), said("menu", "in-3", "out-1"), "jobs"),
    Case("reset word", "context", (TO_JOBS,), said("menu", "in-3"), "jobs"),
    Case("reply", "rule", (*RENTED, TO_JOBS), said("a job", "in-3", "out-1"), "property"),
    Case("reply", "context", (*RENTED, TO_JOBS), said("yes", "in-3", "out-1"), "property"),
    Case("rule", "context", (TO_JOBS,), said("rent", "in-3"), "property"),
    Case("context", "default", (TO_JOBS,), said("yes", "in-3"), "jobs"),
    Case("default", "nothing", (), said("yes", "in-3"), None),
)


@engines
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.wins} over {case.over}")
def test_the_higher_rule_wins(make: Callable[[], Engine], case: Case) -> None:
    engine = make()
    for event in case.before:
        engine.event(event, 0.0)
    assert engine.event(case.event, 1.0).domain == case.domain


@engines
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.wins} over {case.over}")
def test_whatever_wins_is_on_the_side_of_the_conversation_after_a_rise(
    make: Callable[[], Engine], case: Case
) -> None:
    engine = make()
    for event in case.before:
        engine.event(event, 0.0)
    engine.set_share(100)
    assert engine.event(case.event, 1.0).side == LEGACY


@engines
def test_protection_and_a_fall_stand_above_affinity(make: Callable[[], Engine]) -> None:
    engine = make()
    engine.set_share(100)
    assert engine.event(TO_JOBS, 0.0).side == UNIFIED
    assert engine.event(said("a taxi", "in-4"), 1.0)[:2] == ("mobility", LEGACY)
    assert engine.event(said("a job", "in-5"), 2.0).side == UNIFIED
    engine.set_share(0)
    assert engine.event(said("yes", "in-6"), 3.0)[:2] == ("jobs", LEGACY)
