import json
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hookshift.domain.errors import BadPayload
from hookshift.domain.events import Event, EventKind
from hookshift.providers.whatsapp_events import events
from hookshift.providers.whatsapp_split import MOST_COPIED, split
from tests.lengths import shortened
from tests.providers.strategies import PAYLOADS, PEOPLE, Json, bodies, messages_of


def unplaced(found: list[Event]) -> Counter[Event]:
    """Without places, and without people: what names one of their aliases may be in another part.

    Nor is the second of two changes that are the same still the second in a part of its own.
    """
    about_accounts = (EventKind.ACCOUNT, EventKind.ERROR)
    return Counter(
        event._replace(
            locator=(),
            sender=None,
            phone=None,
            aliases=(),
            fingerprint="" if event.kind in about_accounts else event.fingerprint,
        )
        for event in found
    )


@st.composite
def divided(draw: st.DrawFn) -> tuple[bytes, list[list[Event]]]:
    """A body and its events in one to four groups, none of them empty, each in any order."""
    body = draw(bodies())
    found = events(body)
    names = draw(st.lists(st.integers(0, 3), min_size=len(found), max_size=len(found)))
    order = draw(st.permutations(range(len(found))))
    groups: dict[int, list[Event]] = {}
    for i in order:
        groups.setdefault(names[i], []).append(found[i])
    return body, list(groups.values())


@settings(max_examples=shortened(200))
@given(divided())
def test_each_part_holds_exactly_the_events_of_its_group(
    case: tuple[bytes, list[list[Event]]],
) -> None:
    body, groups = case
    parts = split(body, groups)
    assert len(parts) == len(groups)
    for part, group in zip(parts, groups, strict=True):
        assert unplaced(events(part)) == unplaced(group)


@given(divided())
def test_each_part_can_be_divided_again(case: tuple[bytes, list[list[Event]]]) -> None:
    for part in split(*case):
        found = events(part)
        pieces = split(part, [[event] for event in found])
        for piece, event in zip(pieces, found, strict=True):
            assert unplaced(events(piece)) == unplaced([event])


@given(divided())
def test_everything_but_the_divided_lists_is_in_each_part(
    case: tuple[bytes, list[list[Event]]],
) -> None:
    body, groups = case
    whole = json.loads(body)
    for raw, group in zip(split(body, groups), groups, strict=True):
        part = json.loads(raw)
        assert _without(part, "entry") == _without(whole, "entry")
        entries = sorted({int(event.locator[0]) for event in group})
        for e, entry in zip(entries, part["entry"], strict=True):
            assert _without(entry, "changes") == _without(whole["entry"][e], "changes")
            own = {int(x.locator[1]) for x in group if x.locator[0] == e and len(x.locator) > 1}
            for c, change in zip(sorted(own), entry["changes"], strict=True):
                original = whole["entry"][e]["changes"][c]
                assert change["field"] == original["field"]
                assert _rest(change) == _rest(original)


def _without(value: Json, key: str) -> Json:
    return {name: inner for name, inner in value.items() if name != key}


def _rest(change: Json) -> Json:
    value = change["value"]
    if not isinstance(value, dict) or change["field"] == "security":
        return value
    divided = ("contacts", "messages", "statuses", "calls", "message_echoes", "errors")
    return {name: inner for name, inner in value.items() if name not in divided}


@given(bodies())
def test_one_group_with_everything_gives_an_equivalent_body(body: bytes) -> None:
    (part,) = split(body, [events(body)])
    assert json.loads(part) == json.loads(body)


@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda path: path.stem)
def test_golden_payloads_one_event_each(payload: Path) -> None:
    body = payload.read_bytes()
    found = events(body)
    for part, event in zip(split(body, [[event] for event in found]), found, strict=True):
        assert unplaced(events(part)) == unplaced([event])


def test_values_are_copied_as_they_were_written() -> None:
    body = (
        b'{"big":12345678901234567890123,"object":"whatsapp_business_account","entry":['
        b'{"time":1.10,"changes":[{"value":{"n":1e400,"metadata":{"z":1,"a":"\\u00e9\\/"},'
        b'"messages":[{"id":"1","x":[ 0.0, -0 ]},{"x":1.10,"id":"2"}]},"field":"messages"}],'
        b'"id":"\\u0031"}]}'
    )
    first, second = events(body)
    parts = split(body, [[second], [first]])
    assert parts[0] == body.replace(b'{"id":"1","x":[ 0.0, -0 ]},', b"")
    assert parts[1] == body.replace(b',{"x":1.10,"id":"2"}', b"")


def test_a_change_of_one_group_is_copied_whole() -> None:
    change = b'{ "field" : "security" , "value" : {"a" : 1} }'
    body = b'{"object":"whatsapp_business_account","entry":[{"changes":[%s, {"field":"x"}]}]}'
    found = events(body % change)
    assert split(body % change, [[found[0]], [found[1]]])[0].count(change) == 1


def test_copies_for_many_parts_are_bounded_and_nothing_is_lost() -> None:
    """A thousand messages, each with a part of its own, and thousands of contacts of nobody."""
    people = [{"wa_id": f"{number}", "profile": {"name": "x"}} for number in range(2_000, 5_000)]
    more = {"remark": "y" * 50_000, "short": "z"}
    body = messages_of(
        *({"id": f"m{i}", "from": f"{i}", "type": "text"} for i in range(1, 1_001)),
        people=people,
        **more,
    )
    found = events(body)
    parts = split(body, [[event] for event in found])
    assert sum(map(len, parts)) < len(body) + 2 * MOST_COPIED
    values = [json.loads(part)["entry"][0]["changes"][0]["value"] for part in parts]
    assert values[0]["contacts"] == people
    assert values[0]["remark"] == more["remark"]
    for value in values[1:]:
        assert "contacts" not in value
        assert "remark" not in value
    assert all(value["short"] == "z" for value in values)
    # Two parts cost little: each has all of it.
    for part in split(body, [found[::2], found[1::2]]):
        value = json.loads(part)["entry"][0]["changes"][0]["value"]
        assert (value["contacts"], value["remark"]) == (people, more["remark"])


def test_contacts_go_with_their_person_and_those_of_nobody_everywhere() -> None:
    (phone, user), (other_phone, other_user) = PEOPLE[:2]
    people = [
        {"wa_id": other_phone, "user_id": other_user},
        {"profile": {"name": "nobody"}},
        {"wa_id": "+" + phone},
        {"user_id": user, "wa_id": phone},
        {"wa_id": "999"},
    ]
    body = messages_of({"from": phone}, {"from_user_id": other_user}, people=people)
    first, second = events(body)
    assert (first.sender, second.phone) == (user, other_phone)
    parts = [json.loads(part) for part in split(body, [[first], [second]])]
    contacts = [part["entry"][0]["changes"][0]["value"]["contacts"] for part in parts]
    assert contacts[0] == [people[1], people[2], people[3], people[4]]
    assert contacts[1] == [people[0], people[1], people[4]]


def test_errors_go_with_the_first_event_of_their_change() -> None:
    body = messages_of(
        {"id": "m0"}, {"id": "m1"}, statuses=[{"id": "s", "status": "sent"}], errors=[{"code": 1}]
    )
    m0, m1, status = events(body)
    parts = [json.loads(part) for part in split(body, [[status], [m1, m0]])]
    values = [part["entry"][0]["changes"][0]["value"] for part in parts]
    assert ["errors" in value for value in values] == [False, True]
    assert [[message["id"] for message in value.get("messages", ())] for value in values] == [
        [],
        ["m0", "m1"],
    ]


@pytest.mark.parametrize("each_alone", [False, True], ids=["ten parts", "a part for each event"])
@pytest.mark.parametrize("in_one_change", [True, False], ids=["one change", "many changes"])
def test_dividing_a_large_body_takes_no_quadratic_time(
    each_alone: bool, in_one_change: bool
) -> None:
    few, many = (_dividing(count, each_alone, in_one_change) for count in (125, 2_000))
    # Sixteen times the events: linear is 16, quadratic 256. Again, while others keep it waiting.
    fastest = [min(few() for _ in range(5)), many()]
    for _ in range(20):
        if fastest[1] < fastest[0] * 64:
            return
        fastest = [min(fastest[0], few()), min(fastest[1], many())]
    raise AssertionError(fastest)


def _dividing(count: int, each_alone: bool, in_one_change: bool) -> Callable[[], float]:
    """Divides a body of so many events; the seconds of this thread's own work."""
    body = messages_of(
        *({"id": f"wamid.{i}", "from": str(i + 1)} for i in range(count)),
        people=[{"wa_id": str(i + 1), "user_id": f"RW.{i}"} for i in range(count)],
    )
    if not in_one_change:
        whole = json.loads(body)
        (change,) = whole["entry"][0]["changes"]
        whole["entry"][0]["changes"] = [
            {**change, "value": {**change["value"], "contacts": [person], "messages": [message]}}
            for person, message in zip(
                change["value"]["contacts"], change["value"]["messages"], strict=True
            )
        ]
        body = json.dumps(whole).encode()
    found = events(body)
    parts = count if each_alone else 10
    groups = [found[i::parts] for i in range(parts)]

    def divide() -> float:
        started = time.thread_time()
        made = split(body, groups)
        took = time.thread_time() - started
        assert len(made) == parts
        return took

    return divide


def test_a_body_that_cannot_be_taken_apart_is_a_bad_payload() -> None:
    body = messages_of({"id": "1"}, {"id": "2"})
    with pytest.raises(BadPayload, match="not JSON"):
        split(body[:-3], [[event] for event in events(body)])
