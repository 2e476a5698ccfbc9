"""Named tuples as JSON: what is read is what was written, and what is not known is refused."""

from collections.abc import Mapping
from enum import Enum
from types import UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hookshift.domain.evidence.plan import Gate, Plan
from hookshift.domain.gates.verdict import Verdict, VerdictKind
from hookshift.domain.rollout.progress import Progress
from hookshift.store.database import Connection
from hookshift.store.shapes import UnknownShape, decode, encode
from tests.lengths import shortened

PLAIN: Mapping[Any, st.SearchStrategy[Any]] = {
    int: st.integers(-(2**53), 2**53),
    float: st.floats(allow_nan=False, allow_infinity=False),
    str: st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    bool: st.booleans(),
    type(None): st.none(),
}


def values(kind: Any) -> st.SearchStrategy[Any]:
    """Anything that a type of the domain allows."""
    arguments = get_args(kind)
    if hasattr(kind, "_fields"):
        hints = get_type_hints(kind)
        return st.builds(kind, **{name: values(hint) for name, hint in hints.items()})
    if get_origin(kind) is tuple:
        if arguments[-1] is ...:
            return st.lists(values(arguments[0]), max_size=4).map(tuple)
        return st.tuples(*map(values, arguments))
    if get_origin(kind) in (Union, UnionType):
        return st.one_of(*map(values, arguments))
    if get_origin(kind) is Mapping:
        return st.dictionaries(*map(values, arguments), max_size=3)
    if issubclass(kind, Enum):
        return st.sampled_from(kind)
    return PLAIN[kind]


@settings(max_examples=shortened(60), suppress_health_check=list(HealthCheck), deadline=None)
@given(st.one_of(*(values(kind) for kind in (Plan, Progress, Verdict))))
def test_what_is_read_is_what_was_written(value: Plan | Progress | Verdict) -> None:
    again = decode(type(value), encode(value))
    assert again == value
    assert encode(again) == encode(value)  # also the order of domains, and types that are equal


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
@given(progress=values(Progress))
async def test_postgresql_gives_back_what_it_was_given(
    connection: Connection, progress: Progress
) -> None:
    stored = await connection.fetchval("SELECT ($1::text::json)::text", encode(progress))
    assert decode(Progress, stored) == progress


def test_a_time_above_the_last_edge() -> None:
    numbers = {"p95_ms": float("inf"), "rate": None, "requests": 3, "of": "jobs"}
    verdict = Verdict(Gate.LATENCY, "jobs", VerdictKind.FAIL, "slow", numbers)
    assert decode(Verdict, encode(verdict)) == verdict


class Before(NamedTuple):
    kept: int


class After(NamedTuple):
    added: tuple[int, ...] = (1, 2)
    kept: int = 0


def test_a_field_that_has_been_added_has_its_default_wherever_it_stands() -> None:
    assert decode(After, encode(Before(7))) == After((1, 2), 7)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{}", "Before lacks kept"),
        ('{"kept": 1, "newer": 2}', "Before has newer"),
        ('{"kept": "many"}', "Expected `int`"),
        ("[1]", "Before is list, not an object"),
    ],
)
def test_what_is_not_known_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(UnknownShape, match=complaint):
        decode(Before, text)
