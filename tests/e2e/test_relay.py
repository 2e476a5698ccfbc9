"""A signed webhook reaches the right handler, and PostgreSQL knows why."""

import hashlib
import hmac
import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hookshift.domain.assignment import bucket
from tests.e2e.harness import (
    SECRET,
    TOKEN,
    Gateway,
    Handlers,
    body,
    eventually,
    message,
    running_gateway,
    running_handlers,
    signed,
)


@pytest.fixture
def handlers() -> Iterator[Handlers]:
    with running_handlers() as state:
        yield state


@pytest.fixture
def gateway(tmp_path: Path, database_url: str, handlers: Handlers) -> Iterator[Gateway]:
    with running_gateway(tmp_path, database_url, handlers.port) as running:
        yield running


def signature_holds(content: bytes, given: str) -> bool:
    return given == "sha256=" + hmac.new(SECRET, content, hashlib.sha256).hexdigest()


def test_one_message_goes_byte_for_byte_to_its_handler_and_is_explained(
    gateway: Gateway, handlers: Handlers
) -> None:
    handlers.answers["wa-webhook-jobs"] = (201, b'{"queued": 7}')
    content = body(message("I want to APPLY for a job \u00e9"))
    answer = gateway.webhook(content, **{"X-Forwarded-Proto": "https", "X-Correlation-ID": "abc"})
    assert answer.status == 200  # 2xx becomes what Meta wants to hear
    assert answer.body == b'{"queued": 7}'
    (arrival,) = handlers.arrivals
    assert arrival.handler == "wa-webhook-jobs"
    assert arrival.body == content
    assert signature_holds(content, arrival.headers["x-hub-signature-256"])
    assert arrival.headers["x-webhook-domain"] == "jobs"
    assert arrival.headers["x-routed-from"] == "traffic-router"
    assert arrival.headers["x-forwarded-proto"] == "https"
    assert arrival.headers["x-correlation-id"] == answer.headers["x-correlation-id"] == "abc"
    assert arrival.headers["traceparent"].startswith("00-")
    (row,) = gateway.logged(1)
    assert row["webhook_name"] == "wa-webhook-jobs"
    assert (row["domain"], row["routed_to"], row["status"]) == ("jobs", "legacy", "success")
    assert (row["rule"], row["reason"]) == ("jobs-keywords", "out_of_share")
    assert row["from_number"] == "250*******01"
    assert (row["handler_status"], row["attempt"], row["correlation_id"]) == (201, 1, "abc")
    assert "APPLY" not in repr(row)


def test_a_change_in_psql_is_followed_within_a_second_and_is_sticky(
    gateway: Gateway, handlers: Handlers
) -> None:
    salt = gateway.sql("SELECT salt FROM webhook_routing_config")[0]["salt"].encode()
    senders = [f"25078{n:07d}" for n in range(60)]
    expected = {sender: bucket(salt, sender) < 3_500 for sender in senders}
    gateway.sql("SELECT update_routing_percentage(35.00)")
    changed = time.monotonic()
    one = next(sender for sender, moved in expected.items() if moved)
    number = iter(range(1_000_000))

    def moved() -> bool:
        gateway.webhook(body(message("a job", one, next(number))))
        return handlers.arrivals[-1].handler == "wa-webhook-unified"

    eventually(moved)
    assert time.monotonic() - changed < 1.0
    gateway.followed()
    handlers.arrivals.clear()
    for sender in senders:
        assert gateway.webhook(body(message("a job", sender))).status == 200
    sides = [arrival.handler == "wa-webhook-unified" for arrival in handlers.arrivals]
    assert sides == list(expected.values())
    assert 0 < sum(sides) < len(sides)


def test_protected_and_unclaimed_messages_never_move(gateway: Gateway, handlers: Handlers) -> None:
    gateway.set_percentage(100)
    gateway.webhook(body(message("I need a taxi")))
    gateway.webhook(body(message("yes")))
    gateway.webhook(body({"field": "account_update", "value": {"event": "X"}}))
    assert [arrival.handler for arrival in handlers.arrivals] == [
        "wa-webhook-mobility",
        "wa-webhook-default",
        "wa-webhook-default",
    ]
    assert [row["reason"] for row in gateway.logged(3)] == ["protected", "no_rule", "no_rule"]


def test_a_body_for_several_handlers_is_split_and_signed_again(
    gateway: Gateway, handlers: Handlers
) -> None:
    content = body(
        message("a job", "250780000001"),
        message("rent a house", "250780000002"),
        message("hiring?", "250780000003"),
    )
    answer = gateway.webhook(content)
    assert answer.status == 200
    assert answer.json == {"success": True, "parts": 2}
    parts = {arrival.handler: arrival for arrival in handlers.arrivals}
    assert set(parts) == {"wa-webhook-jobs", "wa-webhook-property"}
    texts = {}
    for name, arrival in parts.items():
        assert signature_holds(arrival.body, arrival.headers["x-hub-signature-256"])
        texts[name] = [
            m["text"]["body"]
            for entry in json.loads(arrival.body)["entry"]
            for change in entry["changes"]
            for m in change["value"]["messages"]
        ]
    assert texts == {
        "wa-webhook-jobs": ["a job", "hiring?"],
        "wa-webhook-property": ["rent a house"],
    }
    assert len(gateway.logged(3)) == 3


def test_one_failing_part_fails_the_whole_with_its_status_and_body(
    gateway: Gateway, handlers: Handlers
) -> None:
    handlers.answers["wa-webhook-property"] = (503, b'{"why": "busy with 250780000002"}')
    answer = gateway.webhook(body(message("a job"), message("rent", "250780000002")))
    assert answer.status == 503
    assert answer.json == {"why": "busy with 250780000002"}
    rows = {row["domain"]: row for row in gateway.logged(2)}
    assert rows["jobs"]["status"] == "success"
    assert rows["property"]["status"] == "error"
    assert rows["property"]["error_message"] == 'HTTP 503: {"why": "busy with #"}'


def test_unified_that_cannot_be_reached_hands_over_to_legacy_at_once(
    tmp_path: Path, database_url: str, handlers: Handlers
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # bound but not listening: refused
        port = closed.getsockname()[1]
        unified = "/functions/v1/wa-webhook-unified"
        change = (
            f"http://127.0.0.1:{handlers.port}{unified}",
            f"http://127.0.0.1:{port}{unified}",
        )
        with running_gateway(tmp_path, database_url, handlers.port, change) as gateway:
            gateway.set_percentage(100)
            content = body(message("a job"), message("rent", "250780000002"))
            assert gateway.webhook(content).status == 200
            rows = gateway.logged(4)
    assert sorted(arrival.handler for arrival in handlers.arrivals) == [
        "wa-webhook-jobs",
        "wa-webhook-property",
    ]
    for arrival in handlers.arrivals:
        assert signature_holds(arrival.body, arrival.headers["x-hub-signature-256"])
    seen = sorted(
        (row["attempt"], row["webhook_name"], row["status"], row["reason"]) for row in rows
    )
    assert seen == [
        (1, "wa-webhook-unified", "error", "in_share"),
        (1, "wa-webhook-unified", "error", "in_share"),
        (2, "wa-webhook-jobs", "success", "unified_unreachable"),
        (2, "wa-webhook-property", "success", "unified_unreachable"),
    ]


def test_a_handler_that_is_too_slow_is_504_with_the_correlation_id(
    tmp_path: Path, database_url: str, handlers: Handlers
) -> None:
    changes = (
        ("connect_timeout = 3.0", "connect_timeout = 0.2"),
        ("first_byte_timeout = 15.0", "first_byte_timeout = 0.2"),
        ("total_timeout = 20.0", "total_timeout = 0.4"),
    )
    with running_gateway(tmp_path, database_url, handlers.port, *changes) as gateway:
        handlers.hold.clear()
        answer = gateway.webhook(body(message("a job")))
        handlers.hold.set()
    assert answer.status == 504
    assert answer.json["error"] == "handler_timeout"
    assert answer.json["correlation_id"] == answer.headers["x-correlation-id"]


def test_the_handshake_is_answered(gateway: Gateway, handlers: Handlers) -> None:
    good = f"/webhook/whatsapp?hub.mode=subscribe&hub.challenge=1234&hub.verify_token={TOKEN}"
    answer = gateway.send(b"", path=good.replace(" ", "%20"), method="GET")
    assert (answer.status, answer.body) == (200, b"1234")
    answer = gateway.send(b"", path="/webhook/whatsapp?hub.mode=subscribe", method="GET")
    assert answer.status == 403
    assert handlers.arrivals == []


def test_the_runbooks_flat_format_is_routed_too(gateway: Gateway, handlers: Handlers) -> None:
    content = b'{"from": "250780000001", "message": {"id": "m1", "text": {"body": "Rent!"}}}'
    assert gateway.send(content, path="/webhook").status == 200
    assert handlers.arrivals[0].handler == "wa-webhook-property"
    assert handlers.arrivals[0].body == content
    (row,) = gateway.logged(1)
    assert (row["source"], row["message_id"]) == ("router", "m1")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"X-Hub-Signature-256": "sha256=zz"}, 401),
        (signed(b"other"), 401),
        (signed(b"{}", b"wrong secret"), 401),
    ],
)
def test_nothing_is_forwarded_without_a_good_signature(
    gateway: Gateway, handlers: Handlers, headers: dict[str, str], status: int
) -> None:
    answer = gateway.send(body(message("a job")), headers)
    assert answer.status == status
    assert answer.json["error"] == "bad_signature"
    assert answer.json["correlation_id"]
    assert handlers.arrivals == []


BAD_BODIES = {
    "not JSON": b"{",
    "another shape": b"[]",
    "another object": b'{"object": "page", "entry": [{}]}',
    "a number for a text": body(message("x")).replace(b'"wamid.250780000001.1"', b"5"),
    "invalid UTF-8": body(message("x")).replace(b'"x"', b'"\xff"'),
    "NUL": body(message("x")).replace(b'"x"', b'"\0"'),
    "deep nesting": b'{"object": "whatsapp_business_account", "entry": ' + b"[" * 50_000,
    "empty": b"",
}


def test_bad_bodies_are_refused_clearly_and_nothing_is_forwarded(
    gateway: Gateway, handlers: Handlers
) -> None:
    for what, content in BAD_BODIES.items():
        answer = gateway.webhook(content)
        assert answer.status == 400, what
        assert answer.json["error"] == "bad_payload", what
        assert answer.json["message"], what
    assert handlers.arrivals == []
    assert gateway.webhook(body(message("a job"))).status == 200  # it lives


def test_a_thousand_events_in_a_body(gateway: Gateway, handlers: Handlers) -> None:
    texts = ("a job", "rent", "buy", "yes")
    changes = [message(texts[n % 4], f"25078{n:07d}", n) for n in range(1_000)]
    assert gateway.webhook(body(*changes)).status == 200
    assert len(handlers.arrivals) == 4
    assert len(gateway.logged(1_000)) == 1_000


def test_paths_methods_and_size(gateway: Gateway, handlers: Handlers) -> None:
    assert gateway.send(b"{}", path="/nowhere").status == 404
    answer = gateway.send(b"{}", method="PUT")
    assert (answer.status, answer.headers["allow"]) == (405, "GET, POST")
    assert gateway.send(b"x" * 3_145_729).status == 413
    assert handlers.arrivals == []


def test_health_readiness_and_metrics_of_all_workers(gateway: Gateway) -> None:
    assert gateway.send(b"", path="/readyz", method="GET").json == {"status": "ready"}
    for number in range(8):  # connections spread over both workers
        gateway.webhook(body(message("a job", number=number)))
    gateway.send(b"x")

    def page() -> bool:
        text = gateway.send(b"", path="/metrics", method="GET").body.decode()
        assert "25078" not in text
        return (
            'hookshift_webhooks_total{outcome="2xx",source="whatsapp"} 8.0' in text
            and 'hookshift_webhooks_total{outcome="bad_signature",source="whatsapp"} 1.0' in text
            and 'le="2.0"' in text
            and 'hookshift_config_version{worker="1"}' in text
        )

    eventually(page)


def test_what_was_delivered_of_a_body_is_not_delivered_again(
    gateway: Gateway, handlers: Handlers
) -> None:
    handlers.answers["wa-webhook-property"] = (500, b"no")
    content = body(message("a job"), message("rent", "250780000002", 2), message("hi", "3", 3))
    assert gateway.webhook(content).status == 500
    assert gateway.webhook(content).status == 500
    assert len(handlers.of("wa-webhook-jobs")) == 1
    assert len(handlers.of("wa-webhook-property")) == 2
    handlers.answers.clear()
    answer = gateway.webhook(content)
    assert (answer.status, answer.json) == (200, {"success": True})
    last = handlers.of("wa-webhook-property")[-1]
    assert signature_holds(last.body, last.headers["x-hub-signature-256"])
    (entry,) = json.loads(last.body)["entry"]
    assert [m["text"]["body"] for m in entry["changes"][0]["value"]["messages"]] == ["rent"]
    assert gateway.webhook(content).status == 200
    assert len(handlers.of("wa-webhook-jobs")) == 1
    assert len(handlers.of("wa-webhook-default")) == 1
    assert len(handlers.of("wa-webhook-property")) == 3
