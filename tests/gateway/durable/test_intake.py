"""Webhooks of durable sources on their way in: acknowledged once they are written down."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from hookshift.domain.events import Event, EventKind
from hookshift.domain.routing.routing import Decision, Reason, Side
from hookshift.gateway.durable.encryption import PayloadCipher
from hookshift.gateway.durable.grouping import Arrival, PendingDelivery, keys_of
from hookshift.gateway.durable.intake import (
    InboxUnavailable,
    Intake,
    IntakeSettings,
)
from hookshift.providers.generic import Generic
from hookshift.store.database import Connection
from hookshift.store.deliveries import register
from hookshift.store.inbox import InboxWriter
from hookshift.store.taking_in import Placed

WRITTEN = "SELECT count(*) FROM hookshift.deliveries"
COMMITS = "SELECT count(DISTINCT xmin::text) FROM hookshift.deliveries"
NO_POSTGRESQL = "postgresql://nobody@127.0.0.1:1/none"


class Room:
    """A deliverer that has room for so many and delivers nothing: what it holds is counted."""

    owner: int | None = None

    def __init__(self, room: int = 0) -> None:
        self._room = room
        self.held: Counter[str] = Counter()
        self.most = 0
        self.renounced = 0

    def reserve(self, handler: str, size: int) -> bool:
        """Room, as long as there is some."""
        if self.held.total() >= self._room:
            return False
        self.held[handler] += 1
        self.most = max(self.most, self.held.total())
        return True

    def release(self, handler: str, size: int) -> None:
        """What was held is free again."""
        assert self.held[handler] > 0
        self.held[handler] -= 1

    def committed_after(self, seconds: float) -> None:
        """Not looked at."""

    def renounce(self) -> None:
        """Counted."""
        self.renounced += 1

    def deliver_reserved(
        self,
        owner: int,
        pending: PendingDelivery,
        placed: Placed,
        source: str,
        expires: float | None,
    ) -> None:
        """It has said that it is nobody."""
        raise AssertionError(owner)


def arrival(number: int) -> Arrival:
    event = Event(EventKind.MESSAGE, "text", f"m{number}", "1", "1", "a job", (), None, (), ())
    decision = Decision("jobs", "jobs", Side.LEGACY, Reason.OUT_OF_SHARE, None, 500)
    return Arrival(
        "router", Generic(), None, [], b"{}", [event], [decision], 1, "correlation", None,
        keys_of("router", [event]),
    )  # fmt: skip


@asynccontextmanager
async def taking_in(url: str, room: Room, **bounds: int) -> AsyncIterator[Intake]:
    """An intake that has not been started; it is stopped at the end."""
    inbox = InboxWriter(url)
    made = Intake(
        IntakeSettings(**{"waiting": 100, "batch": 500, **bounds}),
        inbox,
        room,
        {"jobs": "jobs"},
        PayloadCipher(),
    )
    try:
        yield made
    finally:
        await made.stop()
        await inbox.close()


async def in_line(intake: Intake, *numbers: int) -> list[asyncio.Task[None]]:
    """Webhooks that wait to be written down."""
    before = intake.waiting
    tasks = [asyncio.create_task(intake.accept(arrival(number))) for number in numbers]
    while intake.waiting < before + len(numbers):  # noqa: ASYNC110, each takes a turn of the loop
        await asyncio.sleep(0)
    return tasks


async def test_it_is_acknowledged_when_it_is_written_down(
    database_url: str, connection: Connection
) -> None:
    async with taking_in(database_url, Room()) as intake:
        (waiting,) = await in_line(intake, 1)
        assert not waiting.done()
        assert await connection.fetchval(WRITTEN) == 0
        await intake.start()
        await waiting
        assert await connection.fetchval(WRITTEN) == 1
        # The provider sends it again: acknowledged, and not delivered twice.
        await intake.accept(arrival(1))
        assert await connection.fetchval(WRITTEN) == 1


async def test_at_its_bound_it_refuses_at_once_and_loses_nothing_that_waits(
    database_url: str, connection: Connection
) -> None:
    async with taking_in(database_url, Room(), waiting=3) as intake:
        waiting = await in_line(intake, 1, 2, 3)
        with pytest.raises(InboxUnavailable, match="too many webhooks wait"):
            await intake.accept(arrival(4))
        await intake.start()
        await asyncio.gather(*waiting)
        assert await connection.fetchval(WRITTEN) == 3
        await intake.accept(arrival(4))
        assert await connection.fetchval(WRITTEN) == 4


async def test_more_than_one_commit_takes_are_taken_by_several(
    database_url: str, connection: Connection
) -> None:
    async with taking_in(database_url, Room(), batch=2) as intake:
        waiting = await in_line(intake, *range(7))
        await intake.start()
        await asyncio.gather(*waiting)
    assert await connection.fetchval(WRITTEN) == 7
    assert await connection.fetchval(COMMITS) == 4


async def test_who_has_hung_up_is_not_waited_for(database_url: str, connection: Connection) -> None:
    async with taking_in(database_url, Room()) as intake:
        gone, waiting = await in_line(intake, 1, 2)
        gone.cancel()
        await asyncio.wait([gone])
        await intake.start()
        await waiting
        assert await connection.fetchval(WRITTEN) == 1


async def test_what_waits_when_it_stops_is_written_and_what_comes_then_is_refused(
    database_url: str, connection: Connection
) -> None:
    async with taking_in(database_url, Room()) as intake:
        waiting = await in_line(intake, 1, 2)
        await intake.start()
        await intake.stop()
        await asyncio.gather(*waiting)
        assert await connection.fetchval(WRITTEN) == 2
        with pytest.raises(InboxUnavailable):
            await intake.accept(arrival(3))


async def test_without_postgresql_everybody_is_refused_with_the_reason() -> None:
    async with taking_in(NO_POSTGRESQL, Room()) as intake:
        waiting = await in_line(intake, 1, 2)
        await intake.start()
        answers = await asyncio.gather(*waiting, return_exceptions=True)
        assert [type(answer) for answer in answers] == [InboxUnavailable] * 2
        assert "Check that PostgreSQL runs" in str(intake.error)


async def test_what_cannot_be_written_takes_no_room(
    database_url: str, connection: Connection
) -> None:
    room = Room(10)
    room.owner = await register(connection, "tests", 600.0)
    async with taking_in(database_url, room) as intake:
        await connection.execute("ALTER TABLE hookshift.deliveries RENAME TO elsewhere")
        waiting = await in_line(intake, 1, 2)
        await intake.start()
        answers = await asyncio.gather(*waiting, return_exceptions=True)
        assert [type(answer) for answer in answers] == [InboxUnavailable] * 2
        assert room.most == 2
        assert room.held.total() == 0
        # It may have been written down all the same, for all that is known here.
        assert room.renounced > 0
        await connection.execute("ALTER TABLE hookshift.elsewhere RENAME TO deliveries")
        room.owner = None
        await intake.accept(arrival(1))
        assert intake.error is None
        assert await connection.fetchval(WRITTEN) == 1
