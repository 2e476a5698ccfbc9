import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hookshift.domain.errors import BadPayload, TooManyEvents
from hookshift.domain.events import Event, EventKind
from hookshift.providers.bodies import MAX_IDENTIFIER, SPARE_CONTACTS
from hookshift.providers.whatsapp_events import events
from tests.lengths import shortened
from tests.providers.strategies import (
    GOLDEN,
    PAYLOADS,
    Json,
    anything,
    bodies,
    body_of,
    messages_of,
)

HASH = "<hash>"


def shown(event: Event) -> dict[str, Any]:
    """An event as the golden files write it: without what is empty and how it is found again."""
    return {
        key: json.loads(json.dumps(value))
        for key, value in event._asdict().items()
        if key not in ("locator", "fingerprint") and value not in (None, "", (), False)
    }


@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda path: path.stem)
def test_golden(payload: Path) -> None:
    expected = json.loads((GOLDEN / "expected" / payload.name).read_text())
    found = [shown(event) for event in events(payload.read_bytes())]
    for event, wanted in zip(found, expected, strict=True):
        if wanted["event_id"] == HASH:
            assert len(event["event_id"]) == 32
            event["event_id"] = HASH
    assert found == expected


def test_each_golden_payload_has_its_expected_file_and_no_other() -> None:
    assert {path.name for path in (GOLDEN / "expected").iterdir()} == {p.name for p in PAYLOADS}
    assert len(PAYLOADS) > 50


def test_an_account_event_is_known_by_its_entry_time_field_and_value_as_written() -> None:
    body = (
        b'{"object":"whatsapp_business_account","entry":[{"id":"7","time":1.50,'
        b'"changes":[{"value":{ "a":"\\u00e9"},"field":"security"}]}]}'
    )
    written = b'7\x001.50\x00security\x00{ "a":"\\u00e9"}'
    assert events(body)[0].event_id == hashlib.blake2b(written, digest_size=16).hexdigest()
    for part, other in [(b'"7"', b'"8"'), (b"1.50", b"2"), (b"security", b"new"), (b"u00e9", b"n")]:
        assert events(body.replace(part, other))[0].event_id != events(body)[0].event_id


def test_events_are_located_by_entry_change_list_and_index() -> None:
    body = (GOLDEN / "batch_of_two_senders_and_numbers.json").read_bytes()
    assert [event.locator for event in events(body)] == [
        (0, 0, "messages", 0),
        (0, 0, "messages", 1),
        (1, 0, "messages", 0),
    ]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"", "$: not JSON: it ends too early"),
        (b"hello", "$: not JSON: JSON is malformed"),
        (b"{}\x00", "$: not JSON: JSON is malformed: trailing characters"),
        (b'{"z":"\x00"}', "$: not JSON: JSON is malformed: invalid character"),
        (b'{"object":"whatsapp_business_account","entry":[{"id":"1"}', "ends too early"),
        (b"[]", "$: expected object, got array"),
        (b"null", "$: expected object, got null"),
        (b"{}", '$.object: expected "whatsapp_business_account"'),
        (b'{"object":"page","entry":[{}]}', '$.object: expected "whatsapp_business_account"'),
        (b'{"object":1,"entry":[{}]}', '$.object: expected "whatsapp_business_account"'),
        (b'{"object":"whatsapp_business_account"}', "$.entry: expected at least one"),
        (b'{"object":"whatsapp_business_account","entry":[]}', "$.entry: expected at least one"),
        (b'{"object":"whatsapp_business_account","entry":{}}', "$.entry: expected array"),
        (
            b'{"object":"whatsapp_business_account","entry":[null,7]}',
            "$.entry[0]: expected object, got null",
        ),
        (
            b'{"object":"whatsapp_business_account","entry":[null,{"id":"\xc2"}]}',
            "$: not UTF-8",
        ),
        (
            b'{"object":"whatsapp_business_account","entry":[7,{"id":"1"}]',
            "$: not JSON: it ends too early",
        ),
        (b'{"skipped":"\xff"}', "$: not UTF-8 (invalid start byte)"),
        (messages_of({"id": "x"}).replace(b"x", b"\xc3"), "$: not UTF-8"),
        (messages_of({"new": "x"}).replace(b"x", b"\xc3"), "$: not UTF-8"),
        (
            messages_of({"new": "x"}).replace(b"x", b"\\ud8zz"),
            "character in unicode escape",
        ),
        (b'{"z":' + b"[" * 1_000_000, "$: nested too deeply"),
        (b'{"entry":' + b'[{"changes":' * 500_000, "$: "),
    ],
)
def test_bad_payloads_say_what_is_wrong_and_where(body: bytes, text: str) -> None:
    with pytest.raises(BadPayload) as caught:
        events(body)
    assert text in str(caught.value)


def test_a_bad_payload_is_not_quoted_in_the_error() -> None:
    with pytest.raises(BadPayload) as caught:
        events(b'["a secret"]')
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("message", "left"),
    [
        ({"id": "a\0b", "type": "text"}, (None, "text")),
        ({"id": "a" * (MAX_IDENTIFIER + 1), "type": "text"}, (None, "text")),
        ({"id": "1", "type": "a" * (MAX_IDENTIFIER + 1)}, ("1", "unknown")),
        ({"id": "1", "type": "a\0"}, ("1", "unknown")),
    ],
)
def test_what_postgresql_cannot_store_is_taken_from_its_event_alone(
    message: Json, left: tuple[str | None, str]
) -> None:
    odd, good = events(messages_of({"from": "25078", **message}, {"id": "2", "from": "25079"}))
    assert (odd.event_id, odd.type) == left
    assert odd.malformed
    assert odd.sender == "25078"
    assert (good.event_id, good.sender, good.malformed) == ("2", "25079", False)


def test_an_identifier_of_the_longest_length_and_a_nul_in_a_text_are_taken() -> None:
    identity = "a" * MAX_IDENTIFIER
    body = messages_of({"id": identity, "type": "text", "text": {"body": "a\0b"}})
    assert events(body)[0][2:6] == (identity, None, None, "a\0b")


def test_an_escaped_backslash_before_u0000_is_text_not_nul() -> None:
    assert events(messages_of({"id": "\\u0000"}))[0].event_id == "\\u0000"


def test_nesting_in_a_skipped_part_is_taken_up_to_some_depth() -> None:
    nested = json.loads("[" * 100 + "]" * 100)
    assert len(events(messages_of({"id": "1", "new": nested}))) == 1


def test_an_edit_is_followed_one_level_deep() -> None:
    inner: Json = {"type": "text", "text": {"body": "no"}}
    twice = {"type": "edit", "edit": {"message": {"type": "edit", "edit": {"message": inner}}}}
    assert events(messages_of(twice))[0].text == ""


def test_a_thousand_messages_in_one_change() -> None:
    body = messages_of(
        *({"id": f"wamid.{i}", "from": str(i + 1)} for i in range(1000)),
        people=[{"wa_id": str(i + 1), "user_id": f"RW.{i}"} for i in reversed(range(1000))],
    )
    found = events(body)
    assert [event.sender for event in found] == [f"RW.{i}" for i in range(1000)]
    assert len({event.event_id for event in found}) == 1000


TOO_MANY = 11
FRAMES = [
    b'{"changes":[{"field":"messages","value":{"messages":[%b]}}]}',
    b'{"changes":[{"field":"messages","value":{"statuses":[%b]}}]}',
    b'{"changes":[{"field":"messages","value":{"calls":[%b]}}]}',
    b'{"changes":[{"field":"messages","value":{"message_echoes":[%b]}}]}',
    b'{"changes":[{"field":"standby","value":{"standby":{"messages":[%b]}}}]}',
    b'{"changes":[%b]}',
    b"%b",
]


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("odd", [False, True])
def test_the_events_of_a_body_are_bounded(frame: bytes, odd: bool) -> None:
    def body(number: int) -> bytes:
        items = [b"{}"] * (number - 1) + [b"null" if odd else b"{}"]
        entries = frame % b",".join(items)
        return b'{"object":"whatsapp_business_account","entry":[%b]}' % entries

    assert len(events(body(TOO_MANY - 1), TOO_MANY - 1)) == TOO_MANY - 1
    with pytest.raises(TooManyEvents, match="more than 10 events") as caught:
        events(body(TOO_MANY), TOO_MANY - 1)
    assert (caught.value.status, caught.value.code) == (413, "too_many_events")


def test_events_of_several_changes_are_counted_together() -> None:
    change = {"field": "messages", "value": {"messages": [{}] * 6}}
    with pytest.raises(TooManyEvents):
        events(body_of(change, change), 11)
    assert len(events(body_of(change, change), 12)) == 12


@pytest.mark.parametrize("odd", [False, True])
def test_the_contacts_of_a_body_are_bounded_all_changes_together(odd: bool) -> None:
    def body(number: int) -> bytes:
        contacts: list[Json] = [None if odd else {}] * number
        change = {"field": "messages", "value": {"messages": [{}], "contacts": contacts}}
        return body_of(change, change)

    assert len(events(body((SPARE_CONTACTS + 2) // 2), 2)) == 2
    with pytest.raises(TooManyEvents, match="contacts"):
        events(body((SPARE_CONTACTS + 2) // 2 + 1), 2)
    with pytest.raises(TooManyEvents, match="contacts"):
        events(body(SPARE_CONTACTS + 3), 2)


@given(bodies())
def test_a_valid_body_has_an_event_per_item_and_at_least_one_per_change(body: bytes) -> None:
    found = events(body)
    assert found
    places = {event.locator[:2] for event in found}
    for e, entry in enumerate(json.loads(body)["entry"]):
        for c, change in enumerate(entry["changes"]):
            assert (e, c) in places
            items = _items(change)
            own = [event for event in found if event.locator[:2] == (e, c)]
            assert len(own) == max(1, items)
            assert (own[0].kind in (EventKind.ACCOUNT, EventKind.ERROR)) == (items == 0)


def _items(change: Json) -> int:
    if change["field"] not in ("messages", "calls", "smb_message_echoes"):
        return 0
    lists = ("messages", "statuses", "calls", "message_echoes")
    return sum(len(change["value"].get(name) or ()) for name in lists)


def _events_or_bad_payload(body: bytes) -> None:
    with suppress(BadPayload):
        assert events(body)


@given(st.binary(max_size=200))
@example(b"\xef\xbb\xbf{}")
def test_random_bytes_are_read_or_refused(body: bytes) -> None:
    _events_or_bad_payload(body)


KEYS = [
    "object",
    "entry",
    "changes",
    "field",
    "value",
    "messages",
    "statuses",
    "contacts",
    "errors",
]
FIELDS = ["whatsapp_business_account", "messages", "calls", "interactive", "text", "edit", "order"]

shaped: st.SearchStrategy[Json] = st.recursive(
    anything | st.sampled_from(FIELDS),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(KEYS + FIELDS), inner, max_size=4)
    ),
)


@given(shaped)
def test_random_json_is_read_or_refused(value: Json) -> None:
    envelope = {"object": "whatsapp_business_account", "entry": [{"changes": [value]}]}
    for body in (value, envelope):
        _events_or_bad_payload(json.dumps(body).encode())


def _replace(start: int, length: int, new: bytes) -> Callable[[bytes], bytes]:
    def mutate(body: bytes) -> bytes:
        at = start % (len(body) + 1)
        return body[:at] + new + body[at + length :]

    return mutate


mutations = st.builds(
    _replace,
    st.integers(0, 5_000),
    st.integers(0, 30),
    st.binary(max_size=4) | st.sampled_from([b"null", b"[]", b"{}", b"0", b'""', b"\\ud800"]),
)


@settings(max_examples=shortened(150))
@given(st.sampled_from(PAYLOADS), st.lists(mutations, min_size=1, max_size=3))
def test_mutated_payloads_are_read_or_refused(
    payload: Path, changes: list[Callable[[bytes], bytes]]
) -> None:
    body = payload.read_bytes()
    for change in changes:
        body = change(body)
    _events_or_bad_payload(body)


def _nodes(value: Json, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of each value within `value`, itself first."""
    found = [path]
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            found += _nodes(inner, (*path, key))
    return found


@settings(max_examples=shortened(150))
@given(st.data(), st.sampled_from(PAYLOADS), anything)
def test_a_payload_with_any_value_replaced_is_read_or_refused(
    data: st.DataObject, payload: Path, new: Json
) -> None:
    body = json.loads(payload.read_bytes())
    *path, last = data.draw(st.sampled_from(_nodes(body)[1:]))
    parent = body
    for key in path:
        parent = parent[key]
    parent[last] = new
    _events_or_bad_payload(json.dumps(body).encode())
