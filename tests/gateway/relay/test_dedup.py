"""Partly delivered bodies: what was delivered is not delivered again, and nothing is ever lost."""

import asyncio
from collections.abc import AsyncIterator, Collection

import pytest
import pytest_asyncio

from hookshift.domain.errors import HandlerBroken, OperatorError
from hookshift.domain.events import Event, EventKind
from hookshift.domain.http import Response
from hookshift.domain.routing.routing import Decision, Part, Reason, Side
from hookshift.gateway.relay.dedup import PAUSE_SECONDS, RelayDedup
from hookshift.store.database import Connection
from hookshift.store.event_keys import EventKeys
from tests.store.door import door
from tests.store.patient_keys import PATIENT, PatientKeys

GOOD, BAD = Response(200, [], b""), HandlerBroken("broke off")


def event(number: int | None) -> Event:
    name = None if number is None else f"wamid.{number}"
    return Event(EventKind.MESSAGE, "text", name, "1", "1", "", (), None, (), ())


def part(handler: str, *numbers: int | None) -> Part:
    decision = Decision(handler, handler, Side.LEGACY, Reason.OUT_OF_SHARE, None, None)
    return Part(handler, Side.LEGACY, tuple(map(event, numbers)), (decision,) * len(numbers))


JOBS, PROPERTY = part("jobs", 1, 2), part("property", 3)
EVENTS = [event(1), event(2), event(3)]
KEY = bytes(16)


@pytest_asyncio.fixture
async def keys(database_url: str, connection: Connection) -> AsyncIterator[EventKeys]:
    made = PatientKeys(database_url)
    yield made
    await made.close()


async def test_nothing_is_known_at_first(keys: EventKeys) -> None:
    assert await RelayDedup(keys).known("s", EVENTS) == [False] * 3


async def test_what_was_delivered_is_known_to_every_worker(
    keys: EventKeys, database_url: str
) -> None:
    await RelayDedup(keys).remember("s", [JOBS, PROPERTY], [GOOD, BAD], whole=True)
    other = PatientKeys(database_url)
    dedup = RelayDedup(other)
    assert await dedup.known("s", EVENTS) == [True, True, False]
    assert await dedup.known("another source", EVENTS) == [False] * 3
    await other.close()


@pytest.mark.parametrize(
    ("outcomes", "whole", "known"),
    [
        ([GOOD, GOOD], True, [False, False, False]),
        ([BAD, BAD], True, [False, False, False]),
        ([GOOD, GOOD], False, [True, True, True]),
    ],
)
async def test_keys_are_kept_only_where_they_are_needed(
    keys: EventKeys, outcomes: list[Response | HandlerBroken], whole: bool, known: list[bool]
) -> None:
    dedup = RelayDedup(keys)
    await dedup.remember("s", [JOBS, PROPERTY], outcomes, whole=whole)
    assert await dedup.known("s", EVENTS) == known


async def test_events_without_identity_are_never_known(keys: EventKeys) -> None:
    dedup = RelayDedup(keys)
    nameless = part("jobs", None)
    await dedup.remember("s", [nameless, PROPERTY], [GOOD, BAD], whole=True)
    assert await dedup.known("s", [event(None)]) == [False]


async def test_many_ask_at_once(keys: EventKeys) -> None:
    dedup = RelayDedup(keys)
    await dedup.remember("s", [JOBS, PROPERTY], [GOOD, BAD], whole=True)
    found = await asyncio.gather(*(dedup.known("s", EVENTS) for _ in range(20)))
    assert found == [[True, True, False]] * 20


async def test_without_postgresql_nothing_is_known_and_nobody_waits(database_url: str) -> None:
    now = 0.0
    async with door(database_url) as way_in:
        keys = PatientKeys(way_in.url)
        dedup = RelayDedup(keys, lambda: now)
        await dedup.remember("s", [JOBS, PROPERTY], [GOOD, BAD], whole=True)
        keys.patience = 0.0
        way_in.freeze()
        assert await dedup.known("s", EVENTS) == [False] * 3
        way_in.thaw()
        keys.patience = PATIENT
        # Not asked: it may still be away.
        assert await dedup.known("s", EVENTS) == [False] * 3
        now += PAUSE_SECONDS
        assert await dedup.known("s", EVENTS) == [True, True, False]
        await keys.close()


async def test_a_postgresql_that_is_slow_to_let_in_is_asked_once_it_has(database_url: str) -> None:
    """Whoever came first could not wait for the connection; it is there for those who follow."""
    async with door(database_url) as way_in:
        way_in.freeze()
        keys = EventKeys(way_in.url)
        with pytest.raises(OperatorError):
            await keys.known([KEY], 0.05)
        with pytest.raises(OperatorError):
            await keys.known([KEY], 0.05)
        assert way_in.entered == 1
        way_in.thaw()
        assert await keys.known([KEY], PATIENT) == frozenset()
        assert way_in.entered == 1
        await keys.close()


async def test_a_connection_that_is_being_opened_ends_with_the_rest(database_url: str) -> None:
    async with door(database_url) as way_in:
        way_in.freeze()
        keys = EventKeys(way_in.url)
        with pytest.raises(OperatorError):
            await keys.known([KEY], 0.05)
        await keys.close()
        assert not any("ReconnectingConnection" in repr(task) for task in asyncio.all_tasks())
        way_in.thaw()
        with pytest.raises(OperatorError, match="is being stopped"):
            await keys.known([KEY], PATIENT)
        assert way_in.entered == 1


class Silent:
    """Keys of a PostgreSQL that never answers in time; counts who asks."""

    def __init__(self) -> None:
        self.asked = 0

    async def known(self, keys: Collection[bytes], seconds: float) -> frozenset[bytes]:
        """Never."""
        self.asked += 1
        raise OperatorError("PostgreSQL is away")

    async def add(self, keys: Collection[bytes], seconds: float) -> None:
        """Never."""
        self.asked += 1
        raise OperatorError("PostgreSQL is away")


async def test_while_it_is_away_it_is_asked_now_and_then() -> None:
    now, silent = 0.0, Silent()
    dedup = RelayDedup(silent, lambda: now)
    for _ in range(10):
        await dedup.known("s", EVENTS)
        await dedup.remember("s", [JOBS, PROPERTY], [GOOD, BAD], whole=True)
    assert silent.asked == 1
    now += PAUSE_SECONDS
    await dedup.remember("s", [JOBS, PROPERTY], [GOOD, BAD], whole=True)
    assert silent.asked == 2
