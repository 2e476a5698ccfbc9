"""What is read at once is what is read piece by piece, and what is not resolved need not be."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from hookshift.domain.events import Event, EventKind
from hookshift.providers import whatsapp_lenient as lenient
from hookshift.providers.as_written import NULL, RAW_OBJECT, objects
from hookshift.providers.bodies import ANY_NUMBER
from hookshift.providers.whatsapp_events import BodyReading
from hookshift.providers.whatsapp_people import People
from hookshift.providers.whatsapp_wire import ENVELOPE, VALUE, Contact
from tests.providers.strategies import GOLDEN, PEOPLE, bodies

CASES = sorted((GOLDEN.parent / "whatsapp_cases").glob("*.json"))
PAYLOADS = [*sorted(GOLDEN.glob("*.json")), *CASES]


def compare(body: bytes) -> int:
    """Asserts it of the envelope and of each value; returns how many values were read both ways."""
    try:
        entries = ENVELOPE.decode(body).entry or []
        raw = RAW_OBJECT.decode(body).get("entry", NULL)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return 0
    assert lenient.entries(raw, ANY_NUMBER) == entries
    changes = [change for entry in entries for change in entry.changes or []]
    return sum(compare_value(change.value) for change in changes)


def compare_value(written: Raw) -> int:
    try:
        value = VALUE.decode(written)
    except msgspec.MsgspecError:
        return 0
    if value is None:
        return 0
    assert without_empty(lenient.value(objects(written))) == without_empty(value)
    return 1


def without_empty(value: msgspec.Struct) -> dict[str, Any]:
    """A list that is empty, null or missing has nothing in it."""
    return {name: each for name, each in msgspec.structs.asdict(value).items() if each}


@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda path: path.stem)
def test_a_golden_payload_is_read_alike_at_once_and_piece_by_piece(payload: Path) -> None:
    compare(payload.read_bytes())


def test_most_golden_payloads_are_read_both_ways() -> None:
    read = sum(compare(payload.read_bytes()) > 0 for payload in PAYLOADS)
    assert read > len(PAYLOADS) / 2


@given(bodies())
def test_a_valid_body_is_read_alike_at_once_and_piece_by_piece(body: bytes) -> None:
    compare(body)


NOBODY = (None, None)
persons = st.sampled_from([NOBODY, *((user, phone) for phone, user in PEOPLE[:2])]).flatmap(
    lambda both: st.sampled_from([both, (both[0], None), (None, both[1]), ("RW.former", both[1])])
)


@given(
    st.lists(st.tuples(st.integers(0, 1), persons), min_size=1, max_size=4),
    st.lists(st.tuples(st.integers(0, 1), persons), max_size=3),
    st.booleans(),
)
def test_where_nobody_must_be_resolved_nobody_is(
    senders: list[tuple[int, Any]], contacts: list[tuple[int, Any]], alike: bool
) -> None:
    people = People()
    for entry, (user, phone) in contacts:
        people.meet(entry, [Contact(wa_id=phone, user_id=user)])
    # Often all with one person, as in most bodies.
    found = [
        event(entry, *people.person(*(senders[0][1] if alike else person)))
        for entry, person in senders
    ]
    before = list(found)
    if not people.must_resolve(found):
        people.resolve(found, ["1", "2"])
        assert found == before


def event(entry: int, sender: str | None, phone: str | None) -> Event:
    place = entry, 0, "messages", 0
    return Event(EventKind.MESSAGE, "text", "id", sender, phone, "", (), None, (), place)


@given(bodies())
def test_a_usual_body_is_read_alike_in_one_look_and_in_two(body: bytes) -> None:
    both_ways(body)


@pytest.mark.parametrize("path", PAYLOADS, ids=lambda path: path.stem)
def test_golden_bodies_are_read_alike_in_one_look_and_in_two(path: Path) -> None:
    both_ways(path.read_bytes())


def both_ways(body: bytes) -> None:
    usual, any_body = BodyReading(body, ANY_NUMBER), BodyReading(body, ANY_NUMBER)
    if not usual.conversations():
        return
    any_body.anything()
    assert usual.found == any_body.found
    assert usual.accounts == any_body.accounts


def test_bodies_about_conversations_need_one_look() -> None:
    read = [BodyReading(path.read_bytes(), ANY_NUMBER).conversations() for path in PAYLOADS]
    assert sum(read) > len(PAYLOADS) // 2
