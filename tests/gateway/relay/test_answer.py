"""What the provider gets: the worst of all outcomes, and success only if all parts succeeded."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain.delivery.delivery import Outcome, succeeded
from hookshift.domain.errors import (
    HandlerBroken,
    HandlerSaturated,
    HandlerTimeout,
    HandlerUnreachable,
)
from hookshift.domain.http import Judgement, Response, header
from hookshift.gateway.durable.intake import InboxUnavailable
from hookshift.gateway.headers import Trace
from hookshift.gateway.relay.answer import answer
from hookshift.gateway.relay.webhook import Source, Webhook
from hookshift.providers.generic import Generic
from hookshift.providers.whatsapp import WhatsApp

ERRORS = (HandlerBroken, HandlerSaturated, HandlerTimeout, HandlerUnreachable, InboxUnavailable)
SECRET_REASON = "at 10.1.2.3: no route to host"

outcomes: st.SearchStrategy[Outcome] = st.one_of(
    st.builds(
        Response,
        st.integers(100, 599),
        st.just([(b"x-a", b"1")]),
        st.just(b"body"),
        st.none() | st.builds(Judgement, st.booleans(), st.just("failed_body")),
    ),
    st.sampled_from(ERRORS).map(lambda error: error(SECRET_REASON)),
)


def webhook(provider: WhatsApp | Generic) -> Webhook:
    names = Trace("correlation", b"00-1-1-01")
    return Webhook(Source("s", provider, "default"), names, [], None, b"", b"", (), 0.0)


WHATSAPP = webhook(WhatsApp([b"secret"], b"token"))


@given(st.lists(outcomes, min_size=1, max_size=4))
def test_success_is_told_only_if_every_part_succeeded(found: list[Outcome]) -> None:
    response = answer(WHATSAPP, found)
    assert (response.status == 200) is all(succeeded(outcome) for outcome in found)
    assert header(response.headers, b"x-correlation-id") == b"correlation"
    assert SECRET_REASON.encode() not in response.body


@given(st.lists(outcomes, min_size=1, max_size=4))
def test_the_order_of_parts_does_not_change_the_status(found: list[Outcome]) -> None:
    assert answer(WHATSAPP, found).status == answer(WHATSAPP, found[::-1]).status


@pytest.mark.parametrize("error", ERRORS)
def test_an_error_names_its_code_and_how_to_find_it_again(error: type[HandlerBroken]) -> None:
    response = answer(WHATSAPP, [error(SECRET_REASON)])
    body = json.loads(response.body)
    assert (body["error"], body["correlation_id"]) == (error.code, "correlation")
    assert "send" in body["message"]
    wants_a_pause = header(response.headers, b"retry-after") is not None
    assert wants_a_pause is (response.status == 503)


def test_one_handlers_answer_is_passed_on_and_several_are_summed_up() -> None:
    created = Response(201, [(b"content-length", b"4"), (b"x-a", b"1")], b"mine")
    assert answer(webhook(Generic()), [created]) == Response(
        201, [(b"x-a", b"1"), (b"x-correlation-id", b"correlation")], b"mine"
    )
    assert answer(WHATSAPP, [created]).status == 200, "Meta takes nothing else"
    assert json.loads(answer(WHATSAPP, [created, created]).body) == {"success": True, "parts": 2}
