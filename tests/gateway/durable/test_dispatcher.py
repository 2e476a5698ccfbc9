"""Attempts, from memory to their outcome: real handlers, no PostgreSQL."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio

from hookshift.domain.delivery.breaker import BreakerPolicy
from hookshift.domain.delivery.delivery import LEASE_SPARE, Delivery, Policy
from hookshift.domain.events import Event, EventKind
from hookshift.domain.routing.records import LogRow  # noqa: TC001
from hookshift.domain.routing.routing import (
    Decision,
    Reason,
    Route,
    RouteTable,
    Side,
    Snapshot,
    part_of,
)
from hookshift.gateway.durable.attempt import Edges
from hookshift.gateway.durable.claims import FinishedDelivery
from hookshift.gateway.durable.database_clock import DatabaseClock
from hookshift.gateway.durable.dispatcher import Dispatcher, DispatcherSettings
from hookshift.gateway.durable.handler_queue import HandlerQueueSettings, PrefetchedDelivery
from hookshift.gateway.durable.lease import LocalLease
from hookshift.gateway.ids import IdSource
from hookshift.gateway.record.attempts import Attempts
from hookshift.gateway.record.rows import RowWriter, masked
from hookshift.gateway.upstream.pool import Upstream, UpstreamSettings
from hookshift.store.deliveries import Burial, Retry
from tests.gateway.plain_handler import PATIENCE, PlainHandler, plain_handler
from tests.gateway.relay.test_pipeline import NO_PLACE, Counts

TABLE = RouteTable((), {"jobs": Route("jobs", "jobs", "unified", protected=False)})
OWNER = 5
SECONDS = 0.5
SETTINGS = DispatcherSettings(
    queue=HandlerQueueSettings(in_flight=2, prefetch=4, prefetch_bytes=100),
    policy=Policy(initial_backoff=1.0, max_backoff=8.0, max_attempts=3, max_age=100.0),
    breaker=BreakerPolicy(failures=2, open_for=30.0, max_open_for=60.0),
    falls_back=True,
    reroutes=True,
)


class Work:
    """A dispatcher, its handlers, and what it tells."""

    def __init__(self) -> None:
        self.now = 0.0
        self.handlers: dict[str, Upstream] = {}
        self.jobs = PlainHandler()
        self.unified = PlainHandler()
        self.rows: list[LogRow] = []
        self.counts = Counts()
        self.ended: list[FinishedDelivery] = []
        self.arrived = asyncio.Semaphore(0)
        self.recovered: list[str] = []
        self.dispatcher: Dispatcher

    def begin(self, settings: DispatcherSettings = SETTINGS, lease_seconds: float = 60.0) -> None:
        """A new dispatcher, whose lease holds for so long."""
        attempts = Attempts(RowWriter(IdSource(), masked), self.rows.append, self.counts, time.time)
        lease = LocalLease(lambda: self.now)
        lease.begin(OWNER, self.now + lease_seconds)
        edges = Edges(
            self.handlers, attempts, lambda: self.now, lambda: self.now + 1_000.0, lambda: 0.5
        )
        self.dispatcher = Dispatcher(
            settings,
            TABLE,
            edges,
            lease,
            DatabaseClock(edges.monotonic, edges.wall),
            on_end=self._on_end,
            on_recovery=self.recovered.append,
        )

    def _on_end(self, ended: FinishedDelivery) -> None:
        self.ended.append(ended)
        self.dispatcher.release(ended.queue, ended.size)
        self.arrived.release()

    def deliver(self, number: int, handler: str = "jobs", *, failures: int = 0) -> None:
        """One more delivery, for which there must be room."""
        side = Side.UNIFIED if handler == "unified" else Side.LEGACY
        event = Event(EventKind.MESSAGE, "text", f"m{number}", "1", "1", "", (), None, (), ())
        decision = Decision("jobs", handler, side, Reason.IN_SHARE, None, 500)
        part = part_of([event], [decision])
        delivery = Delivery(
            number, "wa", 1_000.0, None, failures, failures, part, [], b"%d" % number, 1, "c", "k"
        )
        assert self.dispatcher.reserve(handler, len(delivery.body))
        self.dispatcher.deliver(handler, PrefetchedDelivery(OWNER, delivery))

    async def outcome(self) -> FinishedDelivery:
        """The next delivery that ends."""
        async with asyncio.timeout(PATIENCE):
            await self.arrived.acquire()
        return self.ended[-1]

    def noted(self) -> list[tuple[str, str, int, bool]]:
        """Handler, status, attempt and whether it was the last, of the log's rows."""
        return [(row.webhook_name, row.status, row.attempt, row.final) for row in self.rows]


@pytest_asyncio.fixture
async def work() -> AsyncIterator[Work]:
    made = Work()
    async with AsyncExitStack() as stack:
        made.jobs = await stack.enter_async_context(plain_handler())
        made.unified = await stack.enter_async_context(plain_handler())
        for name, url in (("jobs", made.jobs.url), ("unified", made.unified.url)):
            made.handlers[name] = Upstream(name, settings(url))
        made.begin()
        yield made
        await made.dispatcher.stop(1.0)
        for handler in made.handlers.values():
            await handler.close()


def settings(url: str) -> UpstreamSettings:
    return UpstreamSettings(url, SECONDS, SECONDS, SECONDS, 4.0, 16, 16, 10_000, 60.0)


async def test_what_was_delivered_is_done_and_noted_once(work: Work) -> None:
    work.deliver(1)
    assert (await work.outcome()).after == 1
    assert work.noted() == [("jobs", "success", 1, True)]
    assert work.counts.deliveries == {("jobs", "success"): 1}
    (got,) = work.jobs.got
    assert (got.headers["x-event-id"], got.headers["x-delivery-attempt"]) == ("k", "1")


async def test_what_failed_is_tried_again_until_it_is_given_up(work: Work) -> None:
    work.jobs.status = 500
    work.deliver(1)
    after = (await work.outcome()).after
    assert isinstance(after, Retry)
    assert (after.tried, after.wait) == (1, 1.0)
    work.deliver(2, failures=2)
    last = (await work.outcome()).after
    assert isinstance(last, Burial)
    assert last.reason == "attempts"
    assert work.noted() == [("jobs", "error", 1, False), ("jobs", "error", 3, True)]


async def test_no_more_are_under_way_at_once_than_may_be(work: Work) -> None:
    work.jobs.open.clear()
    for number in range(4):
        work.deliver(number)
    async with asyncio.timeout(PATIENCE):
        await work.jobs.arrived.acquire()
        await work.jobs.arrived.acquire()
    assert work.dispatcher.running == 2
    assert not work.dispatcher.reserve("jobs", 1), "four are held: prefetch"
    work.jobs.open.set()
    for _ in range(4):
        await work.outcome()
    assert work.jobs.most_at_once == 2
    assert work.dispatcher.held == 0


async def test_room_ends_with_the_bytes_too(work: Work) -> None:
    assert work.dispatcher.reserve("jobs", 99)
    assert not work.dispatcher.reserve("jobs", 2)
    assert work.dispatcher.reserve("jobs", 1)
    work.dispatcher.release("jobs", 99)
    assert work.dispatcher.reserve("jobs", 99)


async def test_what_unified_never_saw_goes_to_legacy_in_the_same_attempt(work: Work) -> None:
    await work.handlers["unified"].close()
    work.handlers["unified"] = Upstream("unified", settings(NO_PLACE))
    work.begin()
    work.deliver(1, "unified")
    assert (await work.outcome()).after == 1
    assert work.noted() == [("unified", "error", 1, False), ("jobs", "success", 2, True)]
    assert [got.body for got in work.jobs.got] == [b"1"]


async def test_nothing_begins_that_the_lease_does_not_cover(work: Work) -> None:
    work.begin(lease_seconds=2 * SECONDS + LEASE_SPARE)
    work.deliver(1)
    after = (await work.outcome()).after
    assert isinstance(after, Retry)
    assert (after.tried, after.wait) == (0, 0.0)
    assert not work.jobs.got
    work.begin(lease_seconds=2 * SECONDS + LEASE_SPARE + 0.1)
    work.deliver(2)
    assert (await work.outcome()).after == 2


async def test_an_open_circuit_takes_nothing_until_a_probe_has_worked(work: Work) -> None:
    work.jobs.status = 500
    for number in (1, 2):
        work.deliver(number)
        await work.outcome()
    assert work.dispatcher.open_circuits() == ["jobs"]
    assert not work.dispatcher.reserve("jobs", 1)
    work.now += 40.0
    assert work.dispatcher.room()["jobs"] == 1
    work.jobs.status = 200
    work.dispatcher.enter("jobs", 1)
    event = Event(EventKind.MESSAGE, "text", "m", "1", "1", "", (), None, (), ())
    part = part_of([event], [Decision("jobs", "jobs", Side.LEGACY, Reason.IN_SHARE, None, 1)])
    probe = Delivery(9, "wa", 1_000.0, None, 0, 0, part, [], b"9", 1, "c", "k")
    work.dispatcher.deliver("jobs", PrefetchedDelivery(OWNER, probe))
    assert (await work.outcome()).after == 9
    assert work.recovered == ["jobs"]
    assert work.dispatcher.open_circuits() == []


async def test_who_left_the_share_is_delivered_to_by_legacy(work: Work) -> None:
    work.dispatcher.follow(
        Snapshot(2, enabled=True, threshold=0, domains=frozenset({"jobs"}), salt=b"s")
    )
    work.deliver(1, "unified")
    assert (await work.outcome()).after == 1
    assert not work.unified.got
    assert [(row.webhook_name, row.reason) for row in work.rows] == [("jobs", "rolled_back")]


async def test_a_stop_lets_attempts_end_and_begins_no_other(work: Work) -> None:
    work.jobs.open.clear()
    for number in range(3):
        work.deliver(number)
    async with asyncio.timeout(PATIENCE):
        await work.jobs.arrived.acquire()
        await work.jobs.arrived.acquire()
    stopping = asyncio.create_task(work.dispatcher.stop(PATIENCE))
    await asyncio.sleep(0)
    work.jobs.open.set()
    await stopping
    assert sorted(got.body for got in work.jobs.got) == [b"0", b"1"]
    assert work.dispatcher.ids() == [2], "it waits to be given back"


async def connected(work: Work) -> None:
    """One delivery has been made, so that its connection lies idle."""
    work.deliver(1)
    await work.outcome()
    await work.jobs.arrived.acquire()


async def test_over_an_idle_connection_no_task_is_needed(work: Work) -> None:
    await connected(work)
    before = asyncio.all_tasks()
    work.jobs.open.clear()
    work.deliver(2)
    assert (asyncio.all_tasks(), work.dispatcher.running) == (before, 1)
    assert work.dispatcher.ids() == [2]
    work.jobs.open.set()
    assert (await work.outcome()).after == 2
    assert work.noted() == [("jobs", "success", 1, True)] * 2


@pytest.mark.parametrize(
    ("failure", "waits"), [(500, 1.0), (429, 1.0), (ConnectionResetError, 1.0)]
)
async def test_without_a_task_failures_are_what_they_are_with_one(
    work: Work, failure: int | type[OSError], waits: float
) -> None:
    ended = []
    for prepare in (False, True):
        if prepare:
            work.jobs.answer = None
            await connected(work)
        work.jobs.answer = lambda _body: _raised(failure)
        work.deliver(2)
        ended.append((await work.outcome()).after)
    with_one, without = ended
    assert isinstance(with_one, Retry)
    assert with_one == without
    assert (without.tried, without.wait) == (1, waits)


def _raised(failure: int | type[OSError]) -> int:
    if isinstance(failure, int):
        return failure
    raise failure


async def test_a_connection_that_was_closed_meanwhile_is_replaced_in_the_same_attempt(
    work: Work,
) -> None:
    await connected(work)
    work.jobs.drops = 1
    work.deliver(2)
    assert (await work.outcome()).after == 2
    assert [got.body for got in work.jobs.got] == [b"1", b"2", b"2"]
    assert work.noted() == [("jobs", "success", 1, True)] * 2


async def test_a_stop_gives_up_what_no_task_waits_for(work: Work) -> None:
    """Its answer, should it come all the same, changes nothing any more."""
    await connected(work)
    work.jobs.open.clear()
    work.deliver(2)
    async with asyncio.timeout(PATIENCE):
        await work.jobs.arrived.acquire()
    await work.dispatcher.stop(0.0)
    after = work.ended[-1].after
    assert isinstance(after, Retry)
    assert (after.id, after.tried, after.wait) == (2, 0, 0.0)
    assert work.dispatcher.running == 0
    ended = len(work.ended)
    work.jobs.open.set()
    await work.handlers["jobs"].close()
    assert len(work.ended) == ended
    assert len(work.rows) == 1
