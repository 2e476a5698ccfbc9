"""Read and decide are plain functions: a request in, events and decisions out."""

from ipaddress import ip_network

import pytest

from hookshift.app.engine import engine
from hookshift.domain.errors import BadPayload, BadSignature
from hookshift.domain.http import Request, header
from hookshift.domain.routing.classify import Rule, contains
from hookshift.domain.routing.routing import Reason, Route, RouteTable, Snapshot
from hookshift.gateway.callers import TrustedCallers
from hookshift.gateway.headers import Trace
from hookshift.gateway.relay.decide import decide, without_dropped
from hookshift.gateway.relay.read import read
from hookshift.gateway.relay.webhook import Source, Webhook, left_out
from hookshift.gateway.unsigned import Unsigned
from hookshift.providers.whatsapp import WhatsApp
from tests.providers.strategies import messages_of

SECRET = b"secret"
PROVIDER = WhatsApp([b"another", SECRET], b"token", engine=engine())
SOURCE = Source("wa", PROVIDER, "default")
NAMES = Trace("correlation", b"00-1-1-01")
CALLERS = TrustedCallers([])
TABLE = RouteTable(
    (Rule("spam", "", (contains(["spam"]),), drops=True), Rule("j", "jobs", (contains(["job"]),))),
    {"jobs": Route("jobs", "jobs", "unified", protected=False)},
)
EVERYBODY = Snapshot(7, enabled=True, threshold=10_000, domains=frozenset({"jobs"}), salt=b"s")


def said(*texts: str) -> bytes:
    return messages_of(
        *(
            {"from": f"{i}", "id": f"m{i}", "type": "text", "text": {"body": text}}
            for i, text in enumerate(texts)
        )
    )


def request(body: bytes, secret: bytes = SECRET, peer: str = "203.0.113.9") -> Request:
    return Request(b"POST", b"/wa", b"q=1", PROVIDER.sign(body, secret), body, peer)


def read_as(
    request: Request, source: Source, now: float = 0.0, asked_for: frozenset[bytes] = frozenset()
) -> Webhook:
    return read(request, source, NAMES, callers=CALLERS, asked_for=asked_for, now=now)


def signed(body: bytes) -> Webhook:
    return read_as(request(body), SOURCE, 12.5)


def test_a_webhook_holds_all_that_later_phases_need() -> None:
    body = said("a job", "hello")
    webhook = signed(body)
    assert (webhook.body, webhook.query, webhook.started) == (body, b"q=1", 12.5)
    assert webhook.secret == SECRET, "the one of its secrets that matched"
    assert [event.text for event in webhook.events] == ["a job", "hello"]
    assert header(webhook.headers, b"x-correlation-id") == b"correlation"


@pytest.mark.parametrize("body", [said("a job"), b"not JSON"])
def test_the_signature_is_checked_before_the_body_is_read(body: bytes) -> None:
    with pytest.raises(BadSignature):
        read_as(request(body, b"wrong"), SOURCE)


def test_a_signed_body_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(BadPayload):
        signed(b"not JSON")


def test_who_needs_no_signature_signs_no_parts_either() -> None:
    trusted = SOURCE._replace(unsigned=Unsigned([ip_network("10.0.0.0/8")]))
    body = said("a job")
    plain = request(body, peer="10.1.1.1")._replace(headers=[])
    assert read_as(plain, trusted).secret is None


def test_each_event_is_decided_by_the_snapshot_of_that_moment() -> None:
    webhook = signed(said("a job", "hello"))
    decided = decide(webhook, engine().decider(TABLE), EVERYBODY)
    assert [each.handler for each in decided.decisions] == ["unified", "default"]
    assert decided.origin == ("wa", 7, "correlation")
    unknown = decide(webhook, engine().decider(TABLE), None)
    assert [each.reason for each in unknown.decisions] == [
        Reason.NO_CONFIGURATION,
        Reason.NO_RULE,
    ]
    assert unknown.origin.version is None


def test_what_rules_drop_is_told_apart_and_left_out_of_the_body() -> None:
    webhook = signed(said("a job", "spam", "hello", "spam too"))
    left, dropped = without_dropped(decide(webhook, engine().decider(TABLE), EVERYBODY))
    assert [event.text for event in left.events] == ["a job", "hello"]
    assert [each.handler for each in left.decisions] == ["unified", "default"]
    assert [event.text for event in dropped.events] == ["spam", "spam too"]
    assert left_out(webhook.events, left.events) == list(dropped.events)
    assert left_out(webhook.events, webhook.events) == ()


def test_events_bear_the_headers_that_rules_ask_for_and_no_others() -> None:
    asked = request(said("a", "b"))
    asked.headers.append((b"host", b"jobs.example"))
    webhook = read_as(asked, SOURCE, asked_for=frozenset({b"host", b"x-missing"}))
    assert [event.headers for event in webhook.events] == [((b"host", b"jobs.example"),)] * 2
