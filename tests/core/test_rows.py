"""The compiled core makes the log's rows as the Python code does."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.core.choice import PYTHON
from hookshift.domain.person import derived, hasher
from hookshift.domain.routing.records import LogRow
from hookshift.domain.routing.routing import Side, decide
from hookshift.gateway.record.rows import TEXT_BOUND, log_rows, masked, nothing
from tests.core.differential import BODIES, core
from tests.core.fuzzing import SNAPSHOTS, TABLES, readable
from tests.core.test_memory import SLACK, grown

EVENTS = [event for path in BODIES for event in readable(path.read_bytes())]
WALL = 1_795_000_000.25
COMMON = ("h", Side.LEGACY, 7, "success", None, WALL, "whatsapp", 3, 200, 1, "c-1", True)
PERSON = hasher(b"key")


def compiled() -> Any:
    """The same hash by the core."""
    return core().PersonHash(derived(b"key"), PERSON)


def new_id(wall: float) -> bytes:
    """Tells which clock it was asked with."""
    return repr(wall).encode()


def arguments(events: list[Any], snapshot: Any = SNAPSHOTS[1], **other: Any) -> tuple[Any, ...]:
    """As `log_rows` takes them."""
    decisions = tuple(decide(event, TABLES[0], "default", snapshot) for event in events)
    ways = {"mask": masked, "person": PERSON, **other}
    return (tuple(events), decisions, COMMON, new_id, ways["mask"], ways["person"])


@pytest.mark.parametrize("snapshot", SNAPSHOTS)
@pytest.mark.parametrize("person", [None, PERSON])
def test_every_known_event_makes_the_same_row(snapshot: Any, person: Any) -> None:
    made = core().log_rows(*arguments(EVENTS, snapshot, person=person))
    expected = log_rows(*arguments(EVENTS, snapshot, person=person))
    assert len(made) == len(EVENTS) > 100
    assert made == expected
    assert [list(map(type, row)) for row in made] == [list(map(type, row)) for row in expected]
    assert type(made[0]) is LogRow


TEXT = st.one_of(st.none(), st.text(max_size=3), st.just("é" * (TEXT_BOUND + 1)), st.just(""))


@given(TEXT, TEXT, TEXT, st.text() | st.just("x" * (TEXT_BOUND + 1)))
def test_any_texts(event_id: str | None, sender: str | None, phone: str | None, kind: str) -> None:
    event = EVENTS[0]._replace(event_id=event_id, sender=sender, phone=phone, type=kind)
    for own, mask in ((masked, masked), (nothing, nothing), (core().masked, masked)):
        made = core().log_rows(*arguments([event], None, mask=own))
        assert made == log_rows(*arguments([event], None, mask=mask))


@given(st.text(max_size=300) | st.integers(0, 10**15).map(str) | st.just("\udc80"))
def test_a_person_has_the_same_hash(identity: str) -> None:
    assert compiled()(identity) == PERSON(identity)
    event = EVENTS[0]._replace(sender=identity, phone=None)
    made = core().log_rows(*arguments([event], None, person=compiled()))
    assert made == log_rows(*arguments([event], None))


def test_a_usual_person_is_hashed_without_python() -> None:
    def reference(_identity: str) -> int:
        raise ZeroDivisionError

    own = core().PersonHash(derived(b"key"), reference)
    for usual in ("250788000001", "RW.1a", "x" * 5_000):
        assert own(usual) == PERSON(usual)
    with pytest.raises(ZeroDivisionError):
        own("é")


def test_a_key_that_is_too_long_is_no_key() -> None:
    with pytest.raises(ValueError, match="key"):
        core().PersonHash(b"x" * 65, PERSON)


def test_an_event_without_a_decision_is_an_error() -> None:
    events, decisions, *rest = arguments(EVENTS[:2])
    for make in (core().log_rows, log_rows):
        with pytest.raises(ValueError, match=r"decision|shorter"):
            make(events, decisions[:1], *rest)


def test_a_mask_that_fails_leaks_nothing() -> None:
    def fail(_identity: str) -> str:
        raise RuntimeError("no")

    whole, failing = arguments(EVENTS[:50]), arguments(EVENTS[:50], mask=fail)

    def work() -> None:
        core().log_rows(*whole)
        with pytest.raises(RuntimeError):
            core().log_rows(*failing)

    assert grown(work) < SLACK


def test_python_has_its_own() -> None:
    assert PYTHON.rows is None
