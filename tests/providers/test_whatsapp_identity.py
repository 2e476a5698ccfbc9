"""Of each type of event: which two different ones could share a key?

Each row is an event and another that differs from it in one thing. Their keys differ, or there is
none (then both are delivered: at least once is the promise). The same bytes have the same key.
"""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.gateway.durable.grouping import keys_of
from hookshift.providers.whatsapp_events import events
from tests.providers.strategies import Json, bodies, body_of

NUMBER = {"phone_number_id": "106", "display_phone_number": "250788000111"}


def value(**members: Json) -> Json:
    return {"field": "messages", "value": {"metadata": NUMBER, **members}}


def message(**members: Json) -> Json:
    default = {"from": "250788", "id": "wamid.1", "type": "text", "text": {"body": "a"}}
    return value(messages=[{**default, **members}])


def echo(**members: Json) -> Json:
    return value(message_echoes=[{"to": "250788", "id": "wamid.1", "type": "text", **members}])


def status(**members: Json) -> Json:
    default = {"id": "wamid.1", "status": "delivered", "recipient_id": "250788"}
    return value(statuses=[{**default, **members}])


def of_group(**members: Json) -> Json:
    default = {"recipient_type": "group", "recipient_id": "Y2Fw", "timestamp": "1"}
    return status(**{**default, **members})


def paid(transaction: Json, what: str = "captured") -> Json:
    """Both attempts and refunds of one order bear the id of the message that asked for it."""
    payment = {"reference_id": "order-1", "transaction": transaction}
    return status(status=what, type="payment", payment=payment)


def call(**members: Json) -> Json:
    return value(calls=[{"id": "wacid.1", "event": "connect", "from": "250788", **members}])


def standby(**members: Json) -> Json:
    return {"field": "standby", "value": {"metadata": NUMBER, "standby": members}}


def account(field: str, **members: Json) -> Json:
    return {"field": field, "value": members}


UNSUPPORTED = {"type": "unsupported", "errors": [{"code": 131060}]}
OTHER_NUMBER = {**message(), "value": {**message()["value"], "metadata": {"phone_number_id": "7"}}}

ROWS = {
    "message, id": (message(), message(id="wamid.2")),
    "message, business number": (message(), OTHER_NUMBER),
    "message, type": (message(), message(type="image", image={})),
    "message without id": (message(id=None), message(id=None)),
    "message and echo": (message(), echo()),
    "message and status": (message(), status()),
    "message and call": (message(), call(id="wamid.1")),
    "placeholder, then the message": (message(**UNSUPPORTED), message()),
    "placeholder, then given up": (
        message(**UNSUPPORTED),
        message(type="unsupported", errors=[{"code": 131051}]),
    ),
    "type not known, then known": (message(type="unknown"), message()),
    "type not given, then given": (message(type=None), message()),
    "malformed, then mended": (message(text=7), message()),
    "malformed, another way": (message(text=7), message(text=8)),
    "null twice": (value(messages=[None]), value(messages=[None])),
    "edit, id": (message(type="edit"), message(type="edit", id="wamid.2")),
    "revoke, id": (message(type="revoke"), message(type="revoke", id="wamid.2")),
    "reaction, id": (message(type="reaction"), message(type="reaction", id="wamid.2")),
    "system, id": (message(type="system"), message(type="system", id="wamid.2")),
    "echo, id": (echo(), echo(id="wamid.2")),
    "echo, placeholder": (echo(**UNSUPPORTED), echo()),
    "echo, malformed": (echo(text=7), echo()),
    "status, id": (status(), status(id="wamid.2")),
    "status, what": (status(), status(status="read")),
    "status, not known": (status(status=None), status(status=None, recipient_id="250789")),
    "status, malformed": (status(recipient_id={}), status()),
    "group status, member": (
        of_group(recipient_participant_id="1"),
        of_group(recipient_participant_id="2"),
    ),
    "group status, member by the other name": (
        of_group(participant_recipient_id="1"),
        of_group(participant_recipient_id="2"),
    ),
    "group status, member by user id": (
        of_group(participant_recipient_user_id="RW.1"),
        of_group(participant_recipient_user_id="RW.2"),
    ),
    "group status, member not named": (of_group(), of_group(timestamp="2")),
    "group status, errors of it": (of_group(status="failed"), of_group(status="failed", errors=[])),
    "group status, what": (
        of_group(recipient_participant_id="1"),
        of_group(recipient_participant_id="1", status="read"),
    ),
    "payment captured, then refunded": (paid({"refunds": None}), paid({"refunds": [{"id": "r1"}]})),
    "payment failed, then again": (paid({"id": "1"}, "failed"), paid({"id": "2"}, "failed")),
    "payment, then without a transaction": (paid({"id": "1"}), paid(None)),
    "call, id": (call(), call(id="wacid.2")),
    "call, what": (call(), call(event="terminate")),
    "call, what is not given": (call(event=None), call(event=None, timestamp="2")),
    "call, malformed": (call(event={}), call()),
    "call and its status": (call(event="read"), status(id="wacid.1", status="read")),
    "standby copy and message": (standby(messages=[{"id": "1", "type": "text"}]), message(id="1")),
    "standby message and echo": (
        standby(messages=[{"id": "1", "type": "text"}]),
        standby(message_echoes=[{"id": "1", "type": "text"}]),
    ),
    "standby statuses": (
        standby(statuses=[{"id": "1", "status": "read"}]),
        standby(statuses=[{"id": "1", "status": "delivered"}]),
    ),
    "standby placeholder": (
        standby(messages=[{"id": "1", **UNSUPPORTED}]),
        standby(messages=[{"id": "1", "type": "text"}]),
    ),
    "errors without a time": (value(errors=[{"code": 1}]), value(errors=[{"code": 1}])),
    "account, field": (account("a", timestamp=1), account("b", timestamp=1)),
    "account, value": (account("a", timestamp=1), account("a", timestamp=2)),
    "account, no time": (account("a", decision="X"), account("a", decision="X")),
    "handover": (
        account("messaging_handovers", timestamp="1", type="control_passed"),
        account("messaging_handovers", timestamp="2", type="control_passed"),
    ),
    "no value at all": ({"field": "messages"}, {"field": "messages"}),
    "value that is none": ({"field": "messages", "value": 7}, {"field": "messages", "value": 8}),
}


def body(change: Json, **entry: Json) -> bytes:
    whole = {"id": "1", "changes": [change], **entry}
    return json.dumps({"object": "whatsapp_business_account", "entry": [whole]}).encode()


def key(of: bytes) -> bytes | None:
    (found,) = keys_of("whatsapp", events(of))
    return found


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS.keys())
def test_two_different_events_share_no_key(row: tuple[Json, Json]) -> None:
    one, other = key(body(row[0])), key(body(row[1]))
    assert one is None or one != other
    assert key(body(row[0])) == one


def test_only_what_cannot_be_told_from_another_has_no_key() -> None:
    assert {name for name, (one, _) in ROWS.items() if key(body(one)) is None} == {
        "message without id",
        "null twice",
        "errors without a time",
        "account, no time",
        "no value at all",
        "value that is none",
    }


def test_the_time_of_an_entry_gives_a_change_its_identity() -> None:
    errors = value(errors=[{"code": 1}])
    assert None is not key(body(errors, time=1)) == key(body(errors, time=1))
    assert key(body(errors, time=1)) != key(body(errors, time=2))


def test_the_same_change_twice_in_one_body_is_two_events() -> None:
    twice = body_of(account("a", timestamp=1), account("a", timestamp=1))
    first = keys_of("whatsapp", events(twice))
    assert len(set(first)) == 2
    assert keys_of("whatsapp", events(twice)) == first


@given(bodies())
def test_a_redelivery_has_the_same_keys(whole: bytes) -> None:
    assert keys_of("whatsapp", events(whole)) == keys_of("whatsapp", events(whole))


@given(st.sampled_from(sorted(ROWS)))
def test_keys_of_two_sources_differ(name: str) -> None:
    found = events(body(ROWS[name][0]))
    one, other = keys_of("a", found), keys_of("b", found)
    assert one == [None] or set(one).isdisjoint(other)
