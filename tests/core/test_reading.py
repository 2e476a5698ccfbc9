"""The compiled core reads a body as the reference does, or leaves it to the reference."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hookshift.domain.errors import CallerError
from hookshift.providers.bodies import MAX_IDENTIFIER
from hookshift.providers.whatsapp_events import events
from tests.core.differential import BODIES, MOST, core, cuts, read_alike
from tests.providers.strategies import GOLDEN, PAYLOADS, Json, bodies, body_of, messages_of
from tests.providers.test_whatsapp_elements import CODES, PRICING

USUAL = {
    "audio", "button", "calls", "document", "echo", "image", "interactive_button_reply",
    "interactive_list_reply", "location", "reaction", "revoke", "sender_phone_only",
    "status_delivered", "status_failed", "status_read", "status_sent", "sticker", "text",
    "text_from_advertisement", "video",
}  # fmt: skip
"""What nearly all webhooks are; reading these by Python would be slow without anybody's notice."""

TEXT: dict[str, Any] = {
    "from": "250788000001", "from_user_id": "RW.1a", "id": "wamid.1", "type": "text",
    "text": {"body": "hello"}, "timestamp": "1764748799",
}  # fmt: skip


def written(path: Path) -> bytes:
    """As Meta writes it: without white space."""
    return json.dumps(json.loads(path.read_bytes()), separators=(",", ":")).encode()


@pytest.mark.parametrize("path", BODIES, ids=lambda path: path.name)
def test_a_known_body_is_read_alike(path: Path) -> None:
    read_alike(path.read_bytes())


@pytest.mark.parametrize("name", sorted(USUAL))
def test_the_usual_webhook_is_read_by_the_core(name: str) -> None:
    assert read_alike((GOLDEN / f"{name}.json").read_bytes())
    assert read_alike(written(GOLDEN / f"{name}.json"))


@pytest.mark.parametrize("path", PAYLOADS, ids=lambda path: path.stem)
def test_a_body_that_is_cut_anywhere_is_read_alike(path: Path) -> None:
    core()
    for cut in cuts(written(path)):
        assert not read_alike(cut)


@pytest.mark.parametrize("name", ["text", "status_delivered", "interactive_list_reply"])
def test_a_body_with_any_byte_changed_is_read_alike(name: str) -> None:
    core()
    body = written(GOLDEN / f"{name}.json")
    for at in range(len(body)):
        for other in b'"\\{}[],:0n\x00\x1f \x7f\x80\xc3\xff':
            read_alike(body[:at] + bytes([other]) + body[at + 1 :])


@given(bodies())
def test_any_body_is_read_alike(body: bytes) -> None:
    read_alike(body)


@given(bodies(), st.data())
def test_any_body_that_was_damaged_is_read_alike(body: bytes, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(body)))
    end = data.draw(st.integers(start, min(len(body), start + 8)))
    put = data.draw(
        st.binary(max_size=6)
        | st.sampled_from([b'"', b"\\", b"\\ud83d", b"\\ud83d\\ude00", b"\\u0000", b"null", b"1e9"])
    )
    read_alike(body[:start] + put + body[end:])


@given(st.text(), st.booleans())
@example("\ud83d", True)
@example("\U0001f600", True)
@example("\0", True)
def test_any_text_is_read_alike(text: str, ascii_only: bool) -> None:
    message = {**TEXT, "text": {"body": text}}
    value = {"messages": [message]}
    change = {"value": value, "field": "messages"}
    whole = {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}
    body = json.dumps(whole, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
    usual = not any("\ud800" <= each <= "\udfff" for each in text) and "\0" not in text
    assert read_alike(body) or not usual


def test_a_repeated_key_is_left_to_the_reference() -> None:
    body = messages_of(TEXT)
    assert read_alike(body)
    for key, again in {
        b'"from": ': b'"from": "250788000009", ',
        b'"messages": ': b'"messages": [], ',
        b'"field": ': b'"field": "calls", ',
        b'"object": ': b'"object": "other", ',
        b'"body": ': b'"body": "", ',
        b'"timestamp": ': b'"timestamp": "2", ',
    }.items():
        assert key in body
        assert not read_alike(body.replace(key, again + key))
        assert not read_alike(body.replace(key, b"\\u0066".join([key[:1], key[2:]])))


def test_repeated_keys_that_nobody_reads_are_no_matter() -> None:
    message = b'{"new": "1", "new": 2, "from": "250788000001",'
    assert read_alike(messages_of(TEXT).replace(b'{"from": "250788000001",', message))


@pytest.mark.parametrize(
    "broken", [b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf4\x90\x80\x80"]
)
def test_broken_utf8_is_left_wherever_it_stands(broken: bytes) -> None:
    for place in (b"hello", b"wamid.1"):
        assert not read_alike_or_refused(messages_of(TEXT).replace(place, broken))
    assert not read_alike_or_refused(
        messages_of({**TEXT, "new": "skipped"}).replace(b"skipped", broken)
    )


def read_alike_or_refused(body: bytes) -> bool:
    """What the reference refuses, the core has left to it."""
    with pytest.raises(CallerError):
        events(body, MOST)
    return read_alike(body)


@pytest.mark.parametrize(
    "number",
    ["0", "-1", "1.5", "01", "-", "1.", ".5", "1e5", "1" * 15, "1" * 400, "-0", "0.0", "+1", "NaN"],
)
def test_numbers_are_read_alike(number: str) -> None:
    read_alike(messages_of({**TEXT, "new": "NUMBER"}).replace(b'"NUMBER"', number.encode()))


@pytest.mark.parametrize(
    "moment",
    [
        '"1764748799"', "1764748799", '"0"', "0", '""', '"007"', "4294967295", "4294967296",
        '"4294967295"', '"4294967296"', '"9999999999"', '"10000000000"', '"1764748799000"', "-1",
        '"-1"', "1.5", '"1.5"', '" 1"', '"1 "', '"\u0661"', '"\\u0031"', "null", "true", "[]", "{}",
    ],
)  # fmt: skip
def test_times_are_read_alike_and_by_the_core(moment: str) -> None:
    timed = messages_of({**TEXT, "timestamp": "MOMENT"}).replace(b'"MOMENT"', moment.encode())
    status = {"id": "1", "status": "read", "recipient_id": "25078", "timestamp": "MOMENT"}
    receipt = body_of({"field": "messages", "value": {"statuses": [status]}})
    assert read_alike(timed)
    assert read_alike(receipt.replace(b'"MOMENT"', moment.encode()))


LONGEST = "a" * MAX_IDENTIFIER


@pytest.mark.parametrize("name", ["wamid.0", "", None, LONGEST, LONGEST + "a", "é", "\U0001f600"])
def test_what_a_message_answers_and_its_group_are_read_alike_and_by_the_core(name: Any) -> None:
    for more in (
        {"context": {"id": name, "from": "250788"}},
        {"type": "reaction", "reaction": {"message_id": name}, "context": {"id": "wamid.7"}},
        {"type": "revoke", "revoke": {"original_message_id": name}, "context": {"id": "wamid.7"}},
        {"type": "revoke", "revoke": None},
        {"type": "text", "revoke": {"original_message_id": name}},
        {"group_id": name},
    ):
        assert read_alike(messages_of({**TEXT, **more}))
        value = {"message_echoes": [{**TEXT, **more}]}
        assert read_alike(body_of({"field": "smb_message_echoes", "value": value}))
    for more in ({"context": {"id": 7}}, {"group_id": [7]}, {"type": "revoke", "revoke": "7"}):
        assert not read_alike(messages_of({**TEXT, **more}))


def test_a_body_at_its_bound_is_read_and_one_above_is_left() -> None:
    assert read_alike(messages_of(*[TEXT] * MOST))
    assert not core().Reader(MOST)(messages_of(*[TEXT] * (MOST + 1)))
    people = [{"wa_id": "250788000001", "user_id": "RW.1a"}]
    assert read_alike(messages_of(TEXT, people=people * MOST))
    assert not core().Reader(MOST)(messages_of(TEXT, people=people * (MOST + 1)))


@pytest.mark.parametrize("length", [639, 640, 641])
def test_identifiers_at_their_bound_are_read_alike(length: int) -> None:
    for key in ("id", "type", "from_user_id"):
        read_alike(messages_of({**TEXT, key: "a" * length}))


def test_deep_nesting_is_left_to_the_reference() -> None:
    for depth in (60, 70, 5_000):
        deep = b"[" * depth + b"]" * depth
        read_alike(messages_of({**TEXT, "new": "DEEP"}).replace(b'"DEEP"', deep))


def test_people_are_told_apart_as_the_reference_does() -> None:
    known, unknown = {"wa_id": "250788000001", "user_id": "RW.1a"}, {"wa_id": "250788000001"}
    status = {"id": "wamid.9", "status": "read", "recipient_id": "250788000001"}
    for people in ([known], [unknown], [known, unknown], [{**known, "user_id": "RW.2b"}], []):
        for message in (TEXT, {**TEXT, "from_user_id": None}, {**TEXT, "from": None}):
            read_alike(messages_of(message, people=people))
            value = {"statuses": [status], "contacts": people}
            own = {"field": "messages", "value": {"messages": [message], "contacts": people}}
            read_alike(body_of(own, {"field": "messages", "value": value}))
    for number in ("250788000001", "+250 788 000 001", "", "٢٥٠"):
        metadata = {"display_phone_number": number, "phone_number_id": "1065"}
        change = {"field": "messages", "value": {"metadata": metadata, "messages": [TEXT]}}
        read_alike(body_of(change))
        read_alike(messages_of(TEXT, metadata=metadata))


@given(st.binary(max_size=200))
def test_anything_may_come(body: bytes) -> None:
    read_alike(body)


@pytest.mark.parametrize("members", [
    *({"pricing": written} for written, _ in PRICING),
    *({"status": "failed", "errors": written} for written, _ in CODES),
])  # fmt: skip
def test_both_engines_read_receipts_alike(members: dict[str, Json]) -> None:
    status = {"id": "wamid.2", "status": "sent", "recipient_id": "250788123456", **members}
    read_alike(body_of({"field": "messages", "value": {"statuses": [status]}}))
