"""The sample handlers: careful ones, and broken ones when they are asked to be."""

import asyncio
import hashlib
import hmac
from collections import Counter

import msgspec
import pytest

from hookshift.demo import handlers
from hookshift.demo.handlers import PREFIX, Breakage, EventCounts, Reply, SampleHandlers
from hookshift.demo.traffic import WebhookTraffic
from hookshift.domain.events import EventKind
from hookshift.domain.http import Request, Response
from hookshift.providers.whatsapp_events import events

SECRET = b"secret"
MANY = 300


@pytest.fixture(autouse=True)
def no_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """They only pretend to work, and need not here."""
    monkeypatch.setattr(handlers, "SHORTEST", 0.0)
    monkeypatch.setattr(handlers, "LONGEST", 0.0)


def request(path: bytes, body: bytes = b"", signature: bytes | None = None) -> Request:
    headers = [] if signature is None else [(b"x-hub-signature-256", b"sha256=" + signature)]
    return Request(b"POST", path, b"", headers, body, "127.0.0.1")


async def sent(app: SampleHandlers, name: bytes, body: bytes) -> int:
    """The status that handler `name` answers a webhook with."""
    signature = hmac.new(SECRET, body, hashlib.sha256).hexdigest().encode()
    response = await app.handle(request(PREFIX + name, body, signature))
    return response.status


async def counted(app: SampleHandlers) -> EventCounts:
    response = await app.handle(request(b"/counts"))
    return msgspec.json.decode(response.body, type=EventCounts)


async def broken(app: SampleHandlers, breakage: Breakage) -> None:
    response = await app.handle(request(b"/break", msgspec.json.encode(breakage)))
    assert response.status == 200


async def test_each_event_counts() -> None:
    app, traffic = SampleHandlers(SECRET), WebhookTraffic(1)
    webhooks = [traffic.next() for _ in range(MANY)]

    assert {await sent(app, b"wa-webhook-jobs", each.body) for each in webhooks} == {200}
    events = sum(each.events for each in webhooks)
    assert await counted(app) == EventCounts(events, events)


async def test_a_changed_byte_is_refused_and_does_not_count() -> None:
    app = SampleHandlers(SECRET)
    signature = hmac.new(SECRET, b"{}", hashlib.sha256).hexdigest().encode()

    response = await app.handle(request(PREFIX + b"wa-webhook-jobs", b"{ }", signature))
    assert response.status == 401
    assert await counted(app) == EventCounts()


async def test_a_broken_handler_fails_as_often_as_it_was_told() -> None:
    app, traffic = SampleHandlers(SECRET), WebhookTraffic(1)
    await broken(app, Breakage(("wa-webhook-unified",), fails=0.5))

    statuses = Counter(
        [await sent(app, b"wa-webhook-unified", traffic.next().body) for _ in range(MANY)]
    )
    assert statuses.keys() == {200, 500}
    assert abs(statuses[500] - MANY / 2) < 5 * (MANY / 4) ** 0.5
    assert {await sent(app, b"wa-webhook-jobs", traffic.next().body) for _ in range(50)} == {200}


async def test_what_failed_has_come_and_was_not_taken() -> None:
    app = SampleHandlers(SECRET)
    await broken(app, Breakage(("wa-webhook-unified",), fails=1.0))

    webhook = WebhookTraffic(1).next()
    assert await sent(app, b"wa-webhook-unified", webhook.body) == 500
    assert await counted(app) == EventCounts(came=webhook.events, taken=0)


async def test_a_late_handler_takes_so_much_longer() -> None:
    app, loop = SampleHandlers(SECRET), asyncio.get_running_loop()
    await broken(app, Breakage(("wa-webhook-unified",), late=1.0, seconds=0.05))

    began = loop.time()
    assert await sent(app, b"wa-webhook-unified", WebhookTraffic(1).next().body) == 200
    assert loop.time() - began >= 0.05


async def test_who_is_not_late_does_not_wait() -> None:
    app = SampleHandlers(SECRET)
    await broken(app, Breakage(("wa-webhook-unified",), late=0.0, seconds=3_600.0))
    assert await sent(app, b"wa-webhook-unified", WebhookTraffic(1).next().body) == 200

    await broken(app, Breakage(("wa-webhook-unified",), late=1.0, seconds=3_600.0))
    assert await sent(app, b"wa-webhook-jobs", WebhookTraffic(1).next().body) == 200


async def replies(app: SampleHandlers) -> list[Reply]:
    response = await app.handle(request(b"/sent"))
    return msgspec.json.decode(response.body, type=list[Reply])


async def test_who_writes_is_replied_to_and_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handlers, "AT_ONCE_SECONDS", 0.0)
    app, traffic = SampleHandlers(SECRET), WebhookTraffic(1)
    webhooks = [traffic.next() for _ in range(MANY)]
    for each in webhooks:
        await sent(app, b"wa-webhook-jobs", each.body)
    wrote = [
        event for each in webhooks for event in events(each.body) if event.kind is EventKind.MESSAGE
    ]
    found = await replies(app)
    assert [(each.person, each.phone) for each in found] == [
        (event.sender, event.phone) for event in wrote
    ]
    assert {each.handler for each in found} == {"wa-webhook-jobs"}
    assert await replies(app) == []


async def test_what_somebody_writes_at_once_is_replied_to_once() -> None:
    app, traffic = SampleHandlers(SECRET), WebhookTraffic(1)
    bodies = [traffic.next().body for _ in range(MANY)]
    for body in bodies:
        await sent(app, b"wa-webhook-jobs", body)
    messages = [
        event for body in bodies for event in events(body) if event.kind is EventKind.MESSAGE
    ]
    wrote = {event.sender: event.phone for event in reversed(messages)}
    assert len(wrote) < len(messages)
    found = await replies(app)
    assert {each.person: each.phone for each in found} == wrote
    assert len(found) == len(wrote)
    for body in bodies:
        await sent(app, b"wa-webhook-unified", body)
    assert len(await replies(app)) == len(wrote)


async def test_a_silent_handler_takes_everything_and_replies_to_nobody() -> None:
    app, traffic = SampleHandlers(SECRET), WebhookTraffic(1)
    await broken(app, Breakage(("wa-webhook-unified",), silent=True))
    for _ in range(50):
        assert await sent(app, b"wa-webhook-unified", traffic.next().body) == 200
    assert await replies(app) == []
    await sent(app, b"wa-webhook-jobs", WebhookTraffic(1).next().body)
    assert len(await replies(app)) > 0


async def test_nobody_asking_for_replies_costs_a_bounded_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(handlers, "MOST_REPLIES", 10)
    app, traffic = SampleHandlers(SECRET), WebhookTraffic(1)
    for _ in range(50):
        await sent(app, b"wa-webhook-jobs", traffic.next().body)
    assert len(await replies(app)) == 10


@pytest.mark.parametrize("path", [b"/counts", b"/sent", b"/break", PREFIX + b"wa-webhook-jobs"])
def test_what_they_know(path: bytes) -> None:
    assert isinstance(SampleHandlers(SECRET).admit(b"POST", path, []), int)


@pytest.mark.parametrize("path", [b"/", PREFIX + b"none", b"/wa-webhook-jobs"])
def test_what_they_do_not_know(path: bytes) -> None:
    refusal = SampleHandlers(SECRET).admit(b"POST", path, [])
    assert isinstance(refusal, Response)
    assert refusal.status == 404
