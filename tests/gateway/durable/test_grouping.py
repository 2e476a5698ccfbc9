"""How a webhook is divided: nothing is lost, nothing is mixed, and only what must be is divided."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain.delivery.ordering import handler_groups
from hookshift.domain.delivery.requests import event_limits
from hookshift.domain.events import Event, EventKind
from hookshift.domain.routing.routing import Decision, Reason, Route, Side
from hookshift.gateway.durable import content
from hookshift.gateway.durable.claims import accepted
from hookshift.gateway.durable.encryption import PayloadCipher
from hookshift.gateway.durable.grouping import (
    Arrival,
    PendingDelivery,
    group_deliveries,
    keys_of,
    only_delivery,
)
from hookshift.gateway.durable.intake import _row
from hookshift.gateway.headers import Trace
from hookshift.gateway.record.rows import Origin
from hookshift.gateway.relay.accept import _arrival
from hookshift.gateway.relay.webhook import DecidedWebhook, Source, Webhook
from hookshift.providers.whatsapp import WhatsApp
from hookshift.store.taking_in import Placed
from tests.providers.strategies import bodies

SECRET = b"secret"
PROVIDER = WhatsApp([SECRET], b"token")
HANDLERS = ("jobs", "property", "unified", "mobility")
ROUTES = [
    Route("jobs", "jobs", "unified", protected=False),
    Route("property", "property", "unified", protected=False),
]
HANDLER_GROUPS = handler_groups(ROUTES, HANDLERS)
DECISIONS = st.sampled_from(
    [
        Decision("jobs", "jobs", Side.LEGACY, Reason.OUT_OF_SHARE, None, 9_000),
        Decision("jobs", "unified", Side.UNIFIED, Reason.IN_SHARE, None, 10),
        Decision("property", "unified", Side.UNIFIED, Reason.IN_SHARE, None, 10),
        Decision("mobility", "mobility", Side.LEGACY, Reason.PROTECTED, None, None),
    ]
)
HEADERS = [(b"x-hub-signature-256", b"sha256=of the whole"), (b"user-agent", b"meta")]


@st.composite
def arrivals(draw: st.DrawFn) -> Arrival:
    body = draw(bodies())
    events = PROVIDER.events(body)
    decisions = [draw(DECISIONS) for _ in events]
    return Arrival(
        "whatsapp",
        PROVIDER,
        SECRET,
        HEADERS,
        body,
        events,
        decisions,
        7,
        "correlation",
        None,
        keys_of("whatsapp", events),
        query=b"tenant=7",
    )


def divided(arrival: Arrival, fresh: list[bool] | None = None) -> list[PendingDelivery]:
    return group_deliveries(arrival, fresh or [True] * len(arrival.events), HANDLER_GROUPS)


@given(arrivals(), st.data())
def test_each_new_event_is_in_one_lot_and_no_other_is(
    arrival: Arrival, data: st.DataObject
) -> None:
    fresh = [data.draw(st.booleans()) for _ in arrival.events]
    found = group_deliveries(arrival, fresh, HANDLER_GROUPS)
    delivered = [event.locator for pending in found for event in pending.part.events]
    new = [event.locator for event, is_new in zip(arrival.events, fresh, strict=True) if is_new]
    assert sorted(delivered, key=repr) == sorted(new, key=repr)
    for pending in found:
        # The body holds these events and nothing else.
        ids = [(event.kind, event.type, event.event_id) for event in pending.part.events]
        inside = PROVIDER.events(pending.body)
        assert sorted(ids, key=repr) == sorted(
            [(event.kind, event.type, event.event_id) for event in inside], key=repr
        )


@given(st.sampled_from([None, "m1"]), st.sampled_from([None, "250"]), DECISIONS, st.booleans())
def test_a_single_event_is_the_delivery_that_dividing_makes_of_it(
    event_id: str | None, sender: str | None, decision: Decision, new: bool
) -> None:
    event = Event(EventKind.MESSAGE, "text", event_id, sender, sender, "", (), "7", (), (0, 0))
    keys = keys_of("whatsapp", [event])
    arrival = Arrival(
        "whatsapp", PROVIDER, SECRET, HEADERS, b"{}", [event], [decision], 7, "correlation", 60.0,
        keys, query=b"tenant=7",
    )  # fmt: skip
    only = only_delivery(arrival, [new], HANDLER_GROUPS)
    assert ([] if only is None else [only]) == divided(arrival, [new])
    assert only_delivery(arrival._replace(dropped=[event]), [True], HANDLER_GROUPS) is None


def test_what_an_event_has_beyond_the_former_version_is_stored_only_if_it_says_something() -> None:
    """A worker of the former version reads rows of this one while both run."""
    body = b'{"object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages",'
    body += b'"value":{"messages":[{"id":"1"},{"id":"1","type":"text","text":7}]}}]}]}'
    good, odd = (event._replace(fingerprint="") for event in PROVIDER.events(body))
    asked = [event._replace(headers=((b"x-tenant", b"7"),)) for event in (good, odd)]
    stored = content.encode(content.Content([], asked, [], None, "c", "k"))
    assert [len(event) for event in msgspec.msgpack.decode(stored)[1]] == [10, 12]
    assert content.decode(stored).events == [good, odd]


@given(arrivals())
def test_what_is_in_a_lot_belongs_together(arrival: Arrival) -> None:
    for pending in divided(arrival):
        assert len({decision.handler for decision in pending.part.decisions}) == 1
        assert len({decision.domain for decision in pending.part.decisions}) == 1
        senders = {event.sender for event in pending.part.events}
        assert len(senders) == 1
        assert (pending.ordering_key is None) == (senders == {None})


@given(arrivals())
def test_a_sender_has_one_lane_on_handlers_that_a_rollout_connects(arrival: Arrival) -> None:
    by_sender: dict[tuple[str | None, str], set[int | None]] = {}
    for pending in divided(arrival):
        group = HANDLER_GROUPS[pending.part.handler]
        by_sender.setdefault((pending.part.events[0].sender, group), set()).add(
            pending.ordering_key
        )
    assert all(len(found) == 1 for found in by_sender.values())


@given(arrivals(), st.data())
def test_what_a_rule_drops_is_in_no_lot(arrival: Arrival, data: st.DataObject) -> None:
    gone = [data.draw(st.booleans()) for _ in arrival.events]
    events = list(zip(arrival.events, arrival.decisions, arrival.keys, gone, strict=True))
    left = arrival._replace(
        events=[event for event, _, _, drop in events if not drop],
        decisions=[decision for _, decision, _, drop in events if not drop],
        keys=[key for _, _, key, drop in events if not drop],
        dropped=[event for event, _, _, drop in events if drop],
    )
    found = group_deliveries(left, [True] * len(left.events), HANDLER_GROUPS)
    delivered = [event for pending in found for event in pending.part.events]
    assert sorted(delivered, key=repr) == sorted(left.events, key=repr)
    assert sum(len(PROVIDER.events(pending.body)) for pending in found) == len(left.events)


@given(arrivals(), st.integers(1, 3), st.integers(1, 3))
def test_a_lot_holds_no_more_events_than_its_handlers_take(
    arrival: Arrival, jobs: int, unified: int
) -> None:
    limits = event_limits(ROUTES, {"jobs": jobs, "unified": unified})
    found = group_deliveries(arrival, [True] * len(arrival.events), HANDLER_GROUPS, limits)
    for pending in found:
        most = {
            ("jobs", "jobs"): jobs,
            ("jobs", "unified"): min(jobs, unified),
            ("property", "unified"): unified,
        }.get((pending.part.decisions[0].domain, pending.part.handler), len(arrival.events))
        assert len(PROVIDER.events(pending.body)) == len(pending.part.events) <= most
    # The events of each ordering key keep the order in which they came.
    for whole in divided(arrival):
        parts = [pending for pending in found if set(pending.part.events) <= set(whole.part.events)]
        assert [event for pending in parts for event in pending.part.events] == list(
            whole.part.events
        )
        assert {pending.ordering_key for pending in parts} == {whole.ordering_key}


@given(arrivals())
def test_what_need_not_be_divided_is_passed_on_as_it_came(arrival: Arrival) -> None:
    found = divided(arrival)
    if len(found) == 1:
        assert found[0].body is arrival.body
        assert HEADERS[0] in found[0].content.headers
    else:
        for pending in found:
            headers = dict(pending.content.headers)
            assert headers[b"x-hub-signature-256"] == PROVIDER.sign(pending.body, SECRET)[0][1]


@given(arrivals())
def test_what_is_made_of_a_delivery_has_all_its_fields(arrival: Arrival) -> None:
    webhook = Webhook(
        Source("whatsapp", PROVIDER, "old"), Trace("correlation", b""), HEADERS, SECRET,
        arrival.body, b"tenant=7", arrival.events, 0.0,
    )  # fmt: skip
    origin = Origin("whatsapp", 7, "correlation")
    decided = DecidedWebhook(webhook, arrival.events, arrival.decisions, origin)
    assert _arrival(decided, None) == arrival
    for pending in divided(arrival):
        part, stored = pending.part, content.encode(pending.content)
        row = _row((arrival, pending, True), PayloadCipher([]))
        assert row._asdict() == {
            "source": "whatsapp", "handler": part.handler, "side": part.side,
            "domain": part.decisions[0].domain, "ordering_key": pending.ordering_key,
            "bucket": part.decisions[0].bucket, "events": len(part.events), "expires": None,
            "held": True, "key_id": None, "content": stored, "body": pending.body,
        }  # fmt: skip
        delivery = accepted(pending, Placed(3, True, 1_000.0), "whatsapp", 60.0)
        assert delivery._asdict() == {
            "id": 3, "source": "whatsapp", "received_at": 1_000.0, "expires_at": 1_060.0,
            "attempts": 0, "failures": 0, "part": part, "headers": pending.content.headers,
            "body": pending.body, "version": 7, "correlation_id": "correlation",
            "key": pending.content.key, "query": b"tenant=7",
        }  # fmt: skip


@given(arrivals())
def test_what_is_stored_comes_back_without_texts(arrival: Arrival) -> None:
    for pending in divided(arrival):
        stored = content.decode(content.encode(pending.content))
        assert stored.decisions == list(pending.part.decisions)
        assert stored.headers == pending.content.headers
        assert stored.query == b"tenant=7"
        for event, kept in zip(pending.part.events, stored.events, strict=True):
            without_place = event._replace(answers=None, aliases=(), callback_data=())
            assert kept == without_place._replace(text="", choices=(), referral=())


@given(arrivals())
def test_what_an_earlier_version_stored_has_no_query(arrival: Arrival) -> None:
    for pending in divided(arrival):
        values = msgspec.msgpack.decode(content.encode(pending.content))
        stored = content.decode(msgspec.msgpack.encode(values[:6]))
        assert (stored.query, stored.key) == (b"", pending.content.key)


@given(arrivals())
def test_lots_are_told_apart_and_known_again(arrival: Arrival) -> None:
    first, again = divided(arrival), divided(arrival._replace(correlation_id="another"))
    for one, other in zip(first, again, strict=True):
        if all(event.event_id for event in one.part.events):
            assert one.content.key == other.content.key
    events = [tuple(event.event_id for event in pending.part.events) for pending in first]
    keys = [pending.content.key for pending in first]
    for i, key in enumerate(keys):
        if keys.count(key) > 1:
            # Only what the provider itself calls the same.
            assert events.count(events[i]) > 1
