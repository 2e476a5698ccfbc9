import json
from contextlib import suppress

import pytest
from hypothesis import given

from hookshift.domain.errors import BadPayload, BadSignature, OperatorError
from hookshift.domain.events import Event, EventKind
from hookshift.domain.http import Request
from hookshift.gateway.durable.grouping import keys_of
from hookshift.providers.bodies import MAX_IDENTIFIER
from hookshift.providers.generic import Generic
from tests.providers.strategies import Json, anything


def post(body: bytes, *headers: tuple[bytes, bytes]) -> Request:
    return Request(b"POST", b"/webhook", b"", list(headers), body, "127.0.0.1")


def event(body: Json) -> Event:
    (found,) = Generic().events(json.dumps(body).encode())
    return found


def test_the_runbooks_message() -> None:
    body = {"from": "+250 788 123456", "message": {"id": "m1", "text": {"body": "a job"}}}
    assert event(body) == Event(
        EventKind.MESSAGE, "text", "m1", "250788123456", "250788123456", "a job", (), None, (), ()
    )


@pytest.mark.parametrize("sender", ["user-42", "RW.77ab", "amina@example.com"])
def test_a_sender_that_is_no_phone_number_is_kept_whole(sender: str) -> None:
    assert event({"from": sender})[3:5] == (sender, None)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"from": None, "message": None},
        {"from": ""},
        {"message": {}, "other": [1.10]},
        {"message": {"id": None, "text": None}},
    ],
)
def test_everything_may_be_absent(body: Json) -> None:
    assert event(body) == Event(EventKind.MESSAGE, "unknown", *(None,) * 3, "", (), None, (), ())


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"x", "$: not JSON"),
        (b"[]", "$: expected object, got array"),
        (b'{"from":25078', "$: not JSON: it ends too early"),
        (b'{"from":25078}', "$.from: expected str, got int"),
        (b'{"skipped":"\xff"}', "$: not UTF-8"),
        (b'{"skipped":' + b"[" * 100_000, "$: nested too deeply"),
    ],
)
def test_bad_payloads(body: bytes, text: str) -> None:
    with pytest.raises(BadPayload) as caught:
        Generic().events(body)
    assert text in str(caught.value)


@pytest.mark.parametrize(
    ("body", "left"),
    [
        (b'{"from":25078,"message":{"id":"m"}}', ("m", "25078", "25078", "")),
        (b'{"from":"25078","message":"hi"}', (None, "25078", "25078", "")),
        (b'{"message":{"id":1,"text":{"body":"a job"}}}', ("1", None, None, "a job")),
        (b'{"from":"1","message":{"id":"m","text":{"body":[]}}}', ("m", "1", "1", "")),
        (b'{"from":"a\\u0000","message":{"id":"m"}}', ("m", None, None, "")),
        (b'{"from":"%s"}' % (b"a" * (MAX_IDENTIFIER + 1)), (None, None, None, "")),
    ],
)
def test_what_is_not_of_the_form_is_one_event_for_the_default_handler(
    body: bytes, left: tuple[str | None, str | None, str | None, str]
) -> None:
    (found,) = Generic().events(body)
    assert (*found[2:6],) == left
    assert found.malformed


def test_a_mended_message_is_another_event_than_the_malformed_one() -> None:
    odd, good = (
        Generic().events(b'{"message":{"id":"m","text":%b}}' % text) for text in (b"7", b"{}")
    )
    assert len({*keys_of("router", odd), *keys_of("router", good)}) == 2


def test_half_a_surrogate_pair_is_taken() -> None:
    (found,) = Generic().events(rb'{"name":"\ud83d","from":"250","message":{"id":"m"}}')
    assert (found.event_id, found.sender, found.malformed) == ("m", "250", False)


@given(anything)
def test_any_json_is_one_event_or_refused(value: Json) -> None:
    for body in (value, {"from": value}, {"message": value}, {"message": {"text": value}}):
        with suppress(BadPayload):
            event(body)


def test_without_secrets_anyone_may_send() -> None:
    assert Generic().verify(post(b"{}")) is None


def test_with_secrets_the_named_header_must_match() -> None:
    generic = Generic([b"old", b"new"], b"X-My-Signature")
    ((name, value),) = generic.sign(b"{}", b"new")
    assert name == b"x-my-signature"
    assert generic.verify(post(b"{}", (name, value))) == b"new"
    assert generic.verify(post(b"{}", (name, value.removeprefix(b"sha256=")))) == b"new"
    with pytest.raises(BadSignature, match="X-My-Signature is missing"):
        generic.verify(post(b"{}", (b"x-signature-256", value)))
    with pytest.raises(BadSignature, match="does not match"):
        generic.verify(post(b"{} ", (name, value)))


def test_an_empty_secret_is_refused() -> None:
    with pytest.raises(OperatorError):
        Generic([b""])


def test_one_event_is_never_divided_and_statuses_pass_unchanged() -> None:
    generic, body = Generic(), b'{ "from" : "1" }'
    assert generic.split(body, [generic.events(body)]) == [body]
    assert [generic.accepted(status) for status in (201, 204, 404)] == [201, 204, 404]
    assert generic.handshake(Request(b"GET", b"/", b"", [], b"", "::1")) is None
    assert generic.methods == {b"POST"}
