"""When an event happened, which message it answers and in which group; odd ones spoil nothing."""

from typing import Any

import pytest

from hookshift.domain.events import Event
from hookshift.providers.bodies import MAX_IDENTIFIER
from hookshift.providers.whatsapp_events import events
from tests.providers.strategies import Json, body_of, messages_of

PERSON: Json = {"from": "250788123456", "from_user_id": "RW.1a"}
ODD: Json = {"text": {"body": 7}}
"""Makes a text message one that is not of the documented form."""
TOO_LONG = "a" * (MAX_IDENTIFIER + 1)


def message(**members: Any) -> Event:
    (event,) = events(messages_of({**PERSON, "id": "wamid.2", "type": "text", **members}))
    return event


def receipt(**members: Any) -> Event:
    status = {"id": "wamid.2", "status": "read", "recipient_id": "250788123456", **members}
    (event,) = events(body_of({"field": "messages", "value": {"statuses": [status]}}))
    return event


def call(**members: Any) -> Event:
    value = {"calls": [{"id": "wacid.2", "event": "connect", "from": "250788123456", **members}]}
    (event,) = events(body_of({"field": "calls", "value": value}))
    return event


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("1764748799", 1764748799),
        (1764748799, 1764748799),
        ("0", 0),
        (2**32 - 1, 2**32 - 1),
        (str(2**32 - 1), 2**32 - 1),
        (2**32, 0),
        ("1764748799000", 0),
        (-1, 0),
        ("-1", 0),
        (1.5, 0),
        ("soon", 0),
        ("", 0),
        ("١٢٣", 0),
        (None, 0),
        (True, 0),
        ([1764748799], 0),
        ({}, 0),
    ],
)
def test_the_time_is_in_seconds_or_unknown(written: Json, at: int) -> None:
    for event in (message(timestamp=written), receipt(timestamp=written), call(timestamp=written)):
        assert (event.at, event.malformed) == (at, False)
    odd = (
        message(timestamp=written, **ODD),
        receipt(timestamp=written, errors={}, recipient_id=[]),
    )
    for event in (*odd, call(timestamp=written, to=[])):
        assert (event.at, event.malformed) == (at, True)


def test_without_a_time_it_is_unknown() -> None:
    assert (message().at, receipt().at, call().at) == (0, 0, 0)


ANSWERS: list[tuple[Json, str | None]] = [
    ({}, None),
    ({"context": {"from": "250788000111", "id": "wamid.1"}}, "wamid.1"),
    ({"type": "button", "button": {"text": "yes"}, "context": {"id": "wamid.1"}}, "wamid.1"),
    ({"type": "interactive", "context": {"id": "wamid.1"}}, "wamid.1"),
    ({"type": "reaction", "reaction": {"message_id": "wamid.1", "emoji": "+"}}, "wamid.1"),
    ({"type": "reaction", "reaction": {"message_id": "wamid.1"}}, "wamid.1"),
    ({"type": "reaction", "reaction": {}, "context": {"id": "wamid.1"}}, "wamid.1"),
    ({"type": "edit", "edit": {"original_message_id": "wamid.1"}}, "wamid.1"),
    ({"type": "revoke", "revoke": {"original_message_id": "wamid.1"}}, "wamid.1"),
    (
        {
            "type": "edit",
            "edit": {
                "original_message_id": "wamid.1",
                "message": {"type": "text", "context": {"id": "wamid.0"}},
            },
        },
        "wamid.1",
    ),
    ({"type": "text", "reaction": {"message_id": "wamid.0"}}, None),
    ({"context": {"forwarded": True}}, None),
    ({"context": {"id": ""}}, None),
    ({"context": {"id": None}}, None),
    ({"context": {"id": 77}}, "77"),
    ({"context": {"id": {"a": "wamid.1"}}}, None),
    ({"context": {"id": "a" * MAX_IDENTIFIER}}, "a" * MAX_IDENTIFIER),
    ({"context": {"id": TOO_LONG}}, None),
    ({"context": {"id": "wamid\0"}}, None),
    ({"type": "reaction", "reaction": {"message_id": []}}, None),
    ({"type": "revoke", "revoke": "wamid.1"}, None),
    ({"type": "revoke", "revoke": {"original_message_id": TOO_LONG}}, None),
]


@pytest.mark.parametrize(("members", "answers"), ANSWERS)
def test_which_message_it_answers(members: Json, answers: str | None) -> None:
    event = message(**members)
    assert (event.answers, event.malformed) == (answers, False)
    odd = message(**{**members, "referral": [], "image": 7})
    assert (odd.answers, odd.malformed) == (answers, True)


def test_a_receipt_is_about_its_message_and_a_call_answers_nothing() -> None:
    assert receipt(context={"id": "wamid.1"}, id="wamid.3").answers == "wamid.3"
    assert receipt(id=TOO_LONG).answers is None
    assert call(context={"id": "wamid.1"}).answers is None


@pytest.mark.parametrize(
    ("written", "group"),
    [("120363@g.us", "120363@g.us"), (None, None), ("", None), (TOO_LONG, None), ([], None)],
)
def test_the_group_of_a_message(written: Json, group: str | None) -> None:
    found = message(group_id=written)
    assert (found.group, found.aliases) == (group, ())
    assert not message(group_id=written).malformed
    assert message(group_id=written, **ODD).group == group


def test_the_group_of_a_receipt_is_its_recipient() -> None:
    whole = receipt(recipient_id="Y2Fw", recipient_type="group")
    assert (whole.group, whole.sender) == ("Y2Fw", None)
    members = receipt(
        recipient_id="Y2Fw", recipient_type="group", participant_recipient_id="250722"
    )
    assert (members.group, members.phone) == ("Y2Fw", "250722")
    assert receipt(recipient_id=7, recipient_type="group").group == "7"
    assert receipt(recipient_id=TOO_LONG, recipient_type="group").group is None
    assert receipt(recipient_type="individual").group is None


def test_a_copy_says_the_same_as_what_it_is_a_copy_of() -> None:
    original = {**PERSON, "id": "wamid.2", "timestamp": "9", "context": {"id": "wamid.1"}}
    inner = {"messages": [{**original, "group_id": "g"}]}
    (copy,) = events(body_of({"field": "standby", "value": {"standby": inner}}))
    assert (copy.kind, copy.at, copy.answers, copy.group) == ("standby", 9, "wamid.1", "g")


def flow(response: Json, **members: Any) -> Event:
    reply = {"type": "nfm_reply", "nfm_reply": {"response_json": response, "body": "Sent"}}
    return message(type="interactive", interactive=reply, **members)


@pytest.mark.parametrize(
    ("response", "token"),
    [
        ('{"flow_token": "jobs:form:A", "years": "3"}', "jobs:form:A"),
        ('{"years": {"flow_token": "homes:"}, "flow_token": "jobs\\u003a1"}', "jobs:1"),
        ('{"flow_token": 77}', "77"),
        ('{"flow_token": ["jobs:"]}', None),
        ('{"flow_token": null}', None),
        ('{"flow_token": ""}', None),
        ('{"years": "3"}', None),
        ('["flow_token"]', None),
        ("no JSON", None),
        ("[" * 100_000, None),
        ("", None),
        (None, None),
        ({"flow_token": "jobs:"}, None),
        (7, None),
    ],
)
def test_the_token_of_a_flow_is_in_its_answer(response: Json, token: str | None) -> None:
    event = flow(response)
    assert event.callback_data == (() if token is None else (("flow_token", token),))
    assert (event.text, event.malformed) == ("Sent", False)
    assert flow(response, referral=[]).callback_data == ()


def test_only_a_flow_has_a_token() -> None:
    reply = {"type": "button_reply", "button_reply": {"id": "a", "title": "b"}}
    assert message(type="interactive", interactive=reply).callback_data == ()
    assert message(type="interactive").callback_data == ()
    assert message().callback_data == ()


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("jobs:offer", "jobs:offer"),
        ('a"\u00e9\\', 'a"\u00e9\\'),
        (77, "77"),
        ("", None),
        (None, None),
        ({"a": "jobs:"}, None),
        (True, None),
    ],
)
def test_what_the_business_gave_comes_back(written: Json, found: str | None) -> None:
    opaque = () if found is None else (("biz_opaque_callback_data", found),)
    payload = () if found is None else (("cta_payload", found),)
    for event in (
        receipt(biz_opaque_callback_data=written),
        receipt(biz_opaque_callback_data=written, recipient_id=[]),
        call(biz_opaque_callback_data=written),
    ):
        assert event.callback_data == opaque
    assert call(cta_payload=written).callback_data == payload
    assert call(cta_payload=written, to=[]).callback_data == payload
    assert call(cta_payload=written, biz_opaque_callback_data="b").callback_data == (
        ("biz_opaque_callback_data", "b"),
        *payload,
    )
    assert not call(cta_payload=written).malformed
    assert not receipt(biz_opaque_callback_data=written).malformed


PRICING: list[tuple[Json, str | None]] = [
    ({"billable": True, "category": "marketing"}, "marketing"),
    ({"category": "service", "type": "free_customer_service"}, "service"),
    ({"category": ""}, None),
    ({"category": None}, None),
    ({"category": ["marketing"]}, None),
    ({"category": "x" * (MAX_IDENTIFIER + 1)}, None),
    ({}, None),
    (None, None),
    ([], None),
    ("marketing", None),
]
CODES: list[tuple[Json, int | None]] = [
    ([{"code": 131047, "title": "Re-engagement message"}], 131047),
    ([{"code": "131026"}], 131026),
    ([{"code": 131047}, {"code": 1}], 131047),
    ([{"title": "no code"}], None),
    ([{"code": 2**31}], None),
    ([{"code": -1}], None),
    ([{"code": 1.5}], None),
    ([{"code": True}], None),
    ([{"code": None}], None),
    ([None], None),
    ([], None),
    ({"code": 1}, None),
    (None, None),
    ("131047", None),
]


@pytest.mark.parametrize(("written", "category"), PRICING)
def test_the_pricing_category_of_what_a_receipt_is_of(written: Json, category: str | None) -> None:
    assert receipt(pricing=written).pricing == category
    assert receipt(pricing=written, **{"recipient_id": 7}).pricing == category
    assert message(pricing=written).pricing is None


@pytest.mark.parametrize(("written", "code"), CODES)
def test_why_a_message_has_failed(written: Json, code: int | None) -> None:
    found = receipt(status="failed", errors=written)
    assert (found.error_code, found.malformed) == (code, False)
    assert receipt(errors=written, **{"recipient_id": 7}).error_code == code
