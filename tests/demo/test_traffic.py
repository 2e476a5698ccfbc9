"""The demo's traffic: reproducible, and such as the provider understands."""

from collections import Counter
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hookshift.config.compile import route_table
from hookshift.config.load import load
from hookshift.demo.traffic import TEXTS, SampleWebhook, WebhookTraffic, bsuid, phone
from hookshift.domain.events import Event, EventKind
from hookshift.domain.routing.classify import classify
from hookshift.providers.whatsapp import WhatsApp

SHIPPED = Path(__file__).parents[2] / "hookshift.toml"
ENVIRON = {"WHATSAPP_APP_SECRET": "s", "WHATSAPP_VERIFY_TOKEN": "t", "HOOKSHIFT_HASH_KEY": "k"}
PROVIDER = WhatsApp([b"secret"], b"token")
MANY = 2_000

seeds = st.integers(0, 2**32)


def webhooks(seed: int, count: int, population: int = 1_000) -> list[SampleWebhook]:
    return list(islice(WebhookTraffic(seed, population), count))


@pytest.fixture(scope="module")
def events() -> list[Event]:
    """The events of a good amount of traffic."""
    return [event for webhook in webhooks(1, MANY) for event in PROVIDER.events(webhook.body)]


@given(seeds)
@settings(max_examples=20, deadline=None)
def test_a_seed_makes_the_same_traffic(seed: int) -> None:
    assert webhooks(seed, 50) == webhooks(seed, 50)


def test_another_seed_makes_other_traffic() -> None:
    assert webhooks(1, 50) != webhooks(2, 50)


@given(seeds)
@settings(max_examples=50, deadline=None)
def test_each_body_holds_the_events_it_claims(seed: int) -> None:
    for webhook in webhooks(seed, 50):
        assert len(PROVIDER.events(webhook.body)) == webhook.events


def test_no_event_comes_twice(events: list[Event]) -> None:
    ids = [event.event_id for event in events if event.kind is not EventKind.ACCOUNT]

    assert len(ids) == len(set(ids)) > MANY / 2


def test_there_is_something_of_each_kind(events: list[Event]) -> None:
    kinds = Counter(event.kind for event in events)

    assert kinds.keys() == {EventKind.MESSAGE, EventKind.STATUS, EventKind.ACCOUNT}
    assert {event.type for event in events} >= {"text", "interactive", "read"}
    assert any(webhook.events > 1 for webhook in webhooks(1, 200))


def test_people_are_known_by_one_key_with_and_without_a_number(events: list[Event]) -> None:
    messages = [event for event in events if event.kind is EventKind.MESSAGE]

    assert {bool(event.phone) for event in messages} == {True, False}
    assert all((event.sender or "").startswith("RW.") for event in messages)
    assert len({event.sender for event in messages}) > 500


@given(st.integers(0, 9_999_998))
def test_people_differ(person: int) -> None:
    assert bsuid(person) != bsuid(person + 1)
    assert phone(person) != phone(person + 1)
    assert len(phone(person)) == 12


@pytest.mark.parametrize("domain", sorted(TEXTS))
def test_the_shipped_rules_read_the_texts_as_meant(domain: str, events: list[Event]) -> None:
    rules = route_table(load(SHIPPED, ENVIRON)).rules
    message = next(event for event in events if event.type == "text")

    for text in TEXTS[domain]:
        rule = classify(message._replace(text=text), rules)
        assert (rule.domain if rule else "unknown") == domain, text


def follow_ups(found: list[SampleWebhook]) -> list[Event]:
    """Messages whose id says which domain they belong to."""
    events = [event for webhook in found for event in PROVIDER.events(webhook.body)]
    return [
        event for event in events if event.kind is EventKind.MESSAGE
        and (event.event_id or "").count(".") == 2
    ]  # fmt: skip


def test_nobody_goes_on_before_they_were_heard() -> None:
    traffic = WebhookTraffic(1)
    silent = [traffic.next() for _ in range(3 * MANY)]
    assert follow_ups(silent) == []
    received = next(webhook for webhook in silent if webhook.talks)
    traffic.answered(received)
    (output,) = follow_ups([traffic.next() for _ in range(2 * MANY)])
    assert output.sender == bsuid(received.talks[0].person)
    assert str(output.event_id).endswith(f".{received.talks[0].domain}")


def test_most_messages_have_no_keyword() -> None:
    found = webhooks(1, 4 * MANY, 20_000)
    messages = [
        event for webhook in found for event in PROVIDER.events(webhook.body)
        if event.kind is EventKind.MESSAGE
    ]  # fmt: skip
    assert len(follow_ups(found)) > len(messages) / 2


def test_receipts_are_read_as_what_was_sent_to_those_people_now() -> None:
    traffic = WebhookTraffic(1, clock=lambda: 1_764_750_123.9)
    webhook = traffic.receipts([("RW.000000000007", None), ("RW.000000000008", "250780000008")])
    found = PROVIDER.events(webhook.body)
    assert webhook.events == len(found) == 2
    assert [(each.type, each.sender, each.phone) for each in found] == [
        ("sent", "RW.000000000007", None),
        ("sent", "RW.000000000008", "250780000008"),
    ]
    assert {(each.at, each.pricing) for each in found} == {(1_764_750_123, "service")}
    assert len({each.event_id for each in found}) == 2
