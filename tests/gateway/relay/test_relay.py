"""A webhook through the pipeline: verified, decided, divided, delivered, recorded, answered."""

import asyncio
import hashlib
import hmac
import json
import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from hookshift.domain.http import Response
from tests.e2e.harness import SECRET, TOKEN, Handlers, body, message, running_handlers, signed
from tests.gateway.relay.world import EVERYBODY, NOBODY, ROUTER, STRANGER, WHATSAPP, Relay, relaying

JOBS, PROPERTY, UNIFIED = "wa-webhook-jobs", "wa-webhook-property", "wa-webhook-unified"
SLOW = (
    ("connect_timeout = 3.0", "connect_timeout = 0.2"),
    ("first_byte_timeout = 15.0", "first_byte_timeout = 0.2"),
    ("total_timeout = 20.0", "total_timeout = 0.4"),
)
TWO = (message("a job"), message("rent", "250780000002"))


@pytest.fixture
def handlers() -> Iterator[Handlers]:
    with running_handlers() as state:
        yield state


@pytest_asyncio.fixture
async def relay(tmp_path: Path, database_url: str, handlers: Handlers) -> AsyncIterator[Relay]:
    async with relaying(tmp_path, database_url, handlers) as running:
        yield running


@pytest_asyncio.fixture
async def unreachable(
    tmp_path: Path, database_url: str, handlers: Handlers
) -> AsyncIterator[Relay]:
    """Everybody is in the share, and unified refuses every connection."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # bound but not listening: refused
        path = f"/functions/v1/{UNIFIED}"
        change = (
            f"http://127.0.0.1:{handlers.port}{path}",
            f"http://127.0.0.1:{closed.getsockname()[1]}{path}",
        )
        async with relaying(tmp_path, database_url, handlers, change) as running:
            running.pipeline.snapshot = EVERYBODY
            yield running


def signature_holds(content: bytes, given: str) -> bool:
    return given == "sha256=" + hmac.new(SECRET, content, hashlib.sha256).hexdigest()


def texts(content: bytes) -> list[str]:
    return [
        one["text"]["body"]
        for entry in json.loads(content)["entry"]
        for change in entry["changes"]
        for one in change["value"]["messages"]
    ]


async def test_one_message_goes_byte_for_byte_to_its_handler(relay: Relay) -> None:
    relay.handlers.answers[JOBS] = (201, b'{"queued": 7}')
    content = body(message("I want to APPLY for a job \u00e9"))
    answer = await relay.webhook(content, **{"X-Forwarded-Proto": "https"})
    # 2xx becomes what Meta wants to hear.
    assert (answer.status, answer.response.body) == (200, b'{"queued": 7}')
    (arrival,) = relay.handlers.arrivals
    assert (arrival.handler, arrival.body) == (JOBS, content)
    assert signature_holds(content, arrival.headers["x-hub-signature-256"])
    assert arrival.headers["x-webhook-domain"] == "jobs"
    assert arrival.headers["x-routed-from"] == "traffic-router"
    assert arrival.headers["x-forwarded-proto"] == "https"
    assert arrival.headers["x-correlation-id"] == answer.correlation_id
    (row,) = relay.rows
    assert (row.webhook_name, row.domain, row.routed_to, row.status) == (
        JOBS, "jobs", "legacy", "success",
    )  # fmt: skip
    assert (row.rule, row.reason) == ("jobs-keywords", "out_of_share")
    assert (row.from_number, row.config_version) == ("250*******01", NOBODY.version)
    assert (row.handler_status, row.attempt, row.final) == (201, 1, True)
    assert row.correlation_id == answer.correlation_id
    assert "APPLY" not in repr(row)
    assert relay.counted.webhooks == {("whatsapp", "2xx"): 1}
    assert relay.counted.deliveries == {(JOBS, "legacy", "jobs", "success"): 1}


@pytest.mark.parametrize(("peer", "kept"), [("127.0.0.1", True), (STRANGER, False)])
async def test_the_correlation_id_of_a_trusted_caller_is_kept(
    relay: Relay, peer: str, kept: bool
) -> None:
    content = body(message("a job"))
    answer = await relay.send(content, {**signed(content), "X-Correlation-ID": "abc"}, peer=peer)
    assert (answer.correlation_id == "abc") is kept
    assert relay.handlers.arrivals[0].headers["x-correlation-id"] == answer.correlation_id
    assert relay.rows[0].correlation_id == answer.correlation_id


async def test_in_the_share_it_goes_to_unified(relay: Relay) -> None:
    relay.pipeline.snapshot = EVERYBODY
    content = body(*TWO)
    assert (await relay.webhook(content)).status == 200
    # One handler gets it all: whole, and not signed again.
    assert relay.handler(UNIFIED) == [content]
    assert relay.handlers.arrivals[0].headers["x-webhook-domain"] == "jobs, property"
    assert {(row.domain, row.routed_to, row.reason) for row in relay.rows} == {
        ("jobs", "unified", "in_share"), ("property", "unified", "in_share"),
    }  # fmt: skip


async def test_before_the_first_configuration_everything_is_legacys(relay: Relay) -> None:
    relay.pipeline.snapshot = None
    assert (await relay.webhook(body(message("a job")))).status == 200
    assert len(relay.handler(JOBS)) == 1
    assert [(row.routed_to, row.config_version) for row in relay.rows] == [("legacy", None)]


async def test_protected_and_unclaimed_messages_never_move(relay: Relay) -> None:
    relay.pipeline.snapshot = EVERYBODY
    await relay.webhook(body(message("I need a taxi")))
    await relay.webhook(body(message("yes")))
    await relay.webhook(body({"field": "account_update", "value": {"event": "X"}}))
    assert [arrival.handler for arrival in relay.handlers.arrivals] == [
        "wa-webhook-mobility",
        "wa-webhook-default",
        "wa-webhook-default",
    ]
    assert [row.reason for row in relay.rows] == ["protected", "no_rule", "no_rule"]


async def test_a_body_for_several_handlers_is_split_and_signed_again(relay: Relay) -> None:
    changes = (*TWO, message("hiring?", "250780000003"))
    answer = await relay.webhook(body(*changes))
    assert answer.status == 200
    assert answer.json == {"success": True, "parts": 2}
    parts = {arrival.handler: arrival for arrival in relay.handlers.arrivals}
    for arrival in parts.values():
        assert signature_holds(arrival.body, arrival.headers["x-hub-signature-256"])
    assert {name: texts(arrival.body) for name, arrival in parts.items()} == {
        JOBS: ["a job", "hiring?"],
        PROPERTY: ["rent"],
    }
    assert len(relay.rows) == 3


async def test_the_parts_of_a_body_are_delivered_at_the_same_time(relay: Relay) -> None:
    relay.handlers.hold.clear()
    asking = asyncio.create_task(relay.webhook(body(*TWO)))
    await relay.handlers.arrived.until(lambda: len(relay.handlers.arrivals) == 2, 10)
    assert not asking.done()
    relay.handlers.hold.set()
    assert (await asking).status == 200


async def test_one_failing_part_fails_the_whole_with_its_status_and_body(relay: Relay) -> None:
    relay.handlers.answers[PROPERTY] = (503, b'{"why": "busy with 250780000002"}')
    answer = await relay.webhook(body(*TWO))
    assert answer.status == 503
    assert answer.json == {"why": "busy with 250780000002"}
    rows = {row.domain: row for row in relay.rows}
    assert rows["jobs"].status == "success"
    assert rows["property"].status == "error"
    assert rows["property"].error_message == 'HTTP 503: {"why": "busy with #"}'
    assert relay.counted.webhooks == {("whatsapp", "5xx"): 1}


@pytest.mark.parametrize(
    ("own", "sent", "received"),
    [
        ("", "", ""),
        ("", "?tenant=7&a=%20b", "tenant=7&a=%20b"),
        ("?key=1", "", "key=1"),
        ("?key=1", "?tenant=7", "key=1&tenant=7"),
    ],
)
async def test_the_webhooks_query_is_joined_to_the_handlers_own(
    tmp_path: Path, database_url: str, handlers: Handlers, own: str, sent: str, received: str
) -> None:
    change = (f'/functions/v1/{JOBS}"', f'/functions/v1/{JOBS}{own}"')
    async with relaying(tmp_path, database_url, handlers, change) as running:
        assert (await running.webhook(body(*TWO), WHATSAPP + sent)).status == 200
    (arrival,) = handlers.of(JOBS)
    assert arrival.query == received
    (other,) = handlers.of(PROPERTY)
    assert other.query == sent.removeprefix("?")


async def test_a_handler_that_surprises_us_spoils_no_other_part(relay: Relay) -> None:
    class Surprising:
        async def send(self, headers: Any, body: bytes, query: bytes) -> Response:
            raise RuntimeError("that no code foresaw")

    relay.reached[PROPERTY] = Surprising()
    answer = await relay.webhook(body(*TWO))
    assert answer.status == 502
    assert answer.json["correlation_id"] == answer.correlation_id
    assert len(relay.handler(JOBS)) == 1
    assert {row.domain: row.status for row in relay.rows} == {
        "jobs": "success",
        "property": "error",
    }


async def test_unified_that_cannot_be_reached_hands_over_to_legacy_at_once(
    unreachable: Relay,
) -> None:
    assert (await unreachable.webhook(body(*TWO))).status == 200
    assert sorted(arrival.handler for arrival in unreachable.handlers.arrivals) == [JOBS, PROPERTY]
    for arrival in unreachable.handlers.arrivals:
        assert signature_holds(arrival.body, arrival.headers["x-hub-signature-256"])
    seen = sorted(
        (row.attempt, row.webhook_name, row.status, row.reason, row.final)
        for row in unreachable.rows
    )
    assert seen == [
        (1, UNIFIED, "error", "in_share", False),
        (1, UNIFIED, "error", "in_share", False),
        (2, JOBS, "success", "unified_unreachable", True),
        (2, PROPERTY, "success", "unified_unreachable", True),
    ]


async def test_what_unified_may_have_begun_is_not_given_to_legacy(relay: Relay) -> None:
    relay.pipeline.snapshot = EVERYBODY
    relay.handlers.answers[UNIFIED] = (500, b"half done")
    assert (await relay.webhook(body(message("a job")))).status == 500
    assert [arrival.handler for arrival in relay.handlers.arrivals] == [UNIFIED]


async def test_a_handler_that_is_too_slow_is_504_with_the_correlation_id(
    tmp_path: Path, database_url: str, handlers: Handlers
) -> None:
    async with relaying(tmp_path, database_url, handlers, *SLOW) as relay:
        handlers.hold.clear()
        answer = await relay.webhook(body(message("a job")))
        handlers.hold.set()
    assert answer.status == 504
    assert answer.json["error"] == "handler_timeout"
    assert answer.json["correlation_id"] == answer.correlation_id
    assert [(row.status, row.handler_status) for row in relay.rows] == [("error", None)]


async def test_the_handshake_is_answered(relay: Relay) -> None:
    good = f"{WHATSAPP}?hub.mode=subscribe&hub.challenge=1234&hub.verify_token={TOKEN}"
    answer = await relay.send(b"", {}, good.replace(" ", "%20"), "GET")
    assert (answer.status, answer.response.body) == (200, b"1234")
    answer = await relay.send(b"", {}, f"{WHATSAPP}?hub.mode=subscribe", "GET")
    assert answer.status == 403
    assert relay.handlers.arrivals == []
    assert relay.rows == []


async def test_the_runbooks_flat_format_is_routed_too(relay: Relay) -> None:
    content = b'{"from": "250780000001", "message": {"id": "m1", "text": {"body": "Rent!"}}}'
    assert (await relay.send(content, {}, ROUTER)).status == 200
    assert relay.handler(PROPERTY) == [content]
    (row,) = relay.rows
    assert (row.source, row.message_id) == ("router", "m1")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Hub-Signature-256": "sha256=zz"},
        signed(b"other"),
        signed(b"{}", b"wrong secret"),
    ],
)
async def test_nothing_is_forwarded_without_a_good_signature(
    relay: Relay, headers: dict[str, str]
) -> None:
    answer = await relay.send(body(message("a job")), headers)
    assert answer.status == 401
    assert answer.json["error"] == "bad_signature"
    assert answer.json["correlation_id"] == answer.correlation_id
    assert relay.handlers.arrivals == []
    assert relay.rows == []
    assert relay.counted.webhooks == {("whatsapp", "bad_signature"): 1}


BAD_BODIES = {
    "not JSON": b"{",
    "another shape": b"[]",
    "another object": b'{"object": "page", "entry": [{}]}',
    "invalid UTF-8": body(message("x")).replace(b'"x"', b'"\xff"'),
    "NUL": body(message("x")).replace(b'"x"', b'"\0"'),
    "deep nesting": b'{"object": "whatsapp_business_account", "entry": ' + b"[" * 50_000,
    "empty": b"",
}


@pytest.mark.parametrize("what", BAD_BODIES)
async def test_bad_bodies_are_refused_clearly_and_nothing_is_forwarded(
    relay: Relay, what: str
) -> None:
    answer = await relay.webhook(BAD_BODIES[what])
    assert answer.status == 400
    assert answer.json["error"] == "bad_payload"
    assert answer.json["message"]
    assert relay.handlers.arrivals == []
    assert (await relay.webhook(body(message("a job")))).status == 200  # it lives


async def test_an_odd_element_goes_to_the_default_handler_as_written(relay: Relay) -> None:
    odd = body(message("a job")).replace(b'"wamid.250780000001.1"', b"5")
    assert (await relay.webhook(odd)).status == 200
    (arrival,) = relay.handlers.arrivals
    assert (arrival.handler, arrival.body) == ("wa-webhook-default", odd)


async def test_a_thousand_events_in_a_body(relay: Relay) -> None:
    words = ("a job", "rent", "buy", "yes")
    changes = [message(words[n % 4], f"25078{n:07d}", n) for n in range(1_000)]
    assert (await relay.webhook(body(*changes))).status == 200
    assert len(relay.handlers.arrivals) == 4
    assert len({row.message_id for row in relay.rows}) == len(relay.rows) == 1_000


async def test_what_was_delivered_of_a_body_is_not_delivered_again(relay: Relay) -> None:
    relay.handlers.answers[PROPERTY] = (500, b"no")
    content = body(*TWO)
    assert (await relay.webhook(content)).status == 500
    relay.handlers.answers.clear()
    answer = await relay.webhook(content)
    assert (answer.status, answer.json) == (200, {"success": True})
    assert len(relay.handler(JOBS)) == 1
    last = relay.handlers.of(PROPERTY)[-1]
    assert signature_holds(last.body, last.headers["x-hub-signature-256"])
    assert texts(last.body) == ["rent"]
