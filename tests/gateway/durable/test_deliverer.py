"""Deliveries, from what was accepted to what is written down: real PostgreSQL, real handlers."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, suppress
from inspect import isawaitable
from typing import Any

import pytest
import pytest_asyncio

from hookshift.domain.delivery.breaker import BreakerPolicy
from hookshift.domain.delivery.delivery import LEASE_SPARE, Policy
from hookshift.domain.delivery.ordering import handler_groups
from hookshift.domain.errors import BadPayload
from hookshift.domain.events import Event, EventKind
from hookshift.domain.routing.records import LogRow
from hookshift.domain.routing.routing import Decision, Reason, Route, RouteTable, Side, Snapshot
from hookshift.gateway.durable import claim_cursor
from hookshift.gateway.durable.attempt import Edges
from hookshift.gateway.durable.deliverer import Deliverer, DelivererSettings
from hookshift.gateway.durable.dispatcher import DispatcherSettings
from hookshift.gateway.durable.encryption import PayloadCipher
from hookshift.gateway.durable.grouping import (
    Arrival,
    PendingDelivery,
    group_deliveries,
    keys_of,
)
from hookshift.gateway.durable.handler_queue import HandlerQueueSettings
from hookshift.gateway.durable.intake import InboxUnavailable, Intake, IntakeSettings
from hookshift.gateway.durable.maintenance import CLOCK_SECONDS
from hookshift.gateway.ids import IdSource
from hookshift.gateway.record.attempts import Attempts
from hookshift.gateway.record.rows import RowWriter, masked
from hookshift.gateway.upstream.pool import Upstream, UpstreamSettings
from hookshift.providers.generic import Generic
from hookshift.providers.whatsapp import WhatsApp
from hookshift.store import deliveries as store
from hookshift.store.database import Connection
from hookshift.store.inbox import InboxWriter
from hookshift.store.taking_in import Placed
from tests.collector import as_in_a_worker
from tests.conftest import OpenConnection
from tests.gateway.plain_handler import PATIENCE, PlainHandler, plain_handler
from tests.providers.strategies import messages_of

TABLE = RouteTable((), {"jobs": Route("jobs", "jobs", "unified", protected=False)})
EVERYBODY = Snapshot(1, enabled=True, threshold=10_000, domains=frozenset({"jobs"}), salt=b"salt")
NOBODY = EVERYBODY._replace(version=2, threshold=0)


def bounds(in_flight: int, prefetch: int) -> HandlerQueueSettings:
    """Of one handler, with memory enough."""
    return HandlerQueueSettings(in_flight, prefetch, 33_554_432)


QUICK = DispatcherSettings(
    queue=bounds(8, 50),
    policy=Policy(initial_backoff=0.05, max_backoff=0.2, max_attempts=4),
    breaker=BreakerPolicy(failures=3, open_for=0.1, max_open_for=0.2),
    falls_back=True,
    reroutes=True,
)
UNTOLD = 0.02
"""Seconds between looks for what gives no signal: what the deliverer itself knows."""
TELLS_OF_THE_LEDGER = """
CREATE FUNCTION public.tell_of_the_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN NOTIFY ledger; RETURN NULL; END $$;
CREATE TRIGGER tells AFTER INSERT OR UPDATE ON hookshift.ledger
FOR EACH STATEMENT EXECUTE FUNCTION public.tell_of_the_ledger()"""
LEDGER = """SELECT coalesce(sum(accepted), 0)::int, coalesce(sum(delivered), 0)::int,
coalesce(sum(dead), 0)::int FROM hookshift.ledger"""


BLOCKED = """SELECT count(*) > 0 FROM pg_stat_activity
WHERE wait_event_type = 'Lock' AND datname = current_database()"""


class Counts:
    """Counts nothing."""

    def delivery(self, handler: str, side: str, domain: str, outcome: str, seconds: float) -> None:
        """As it says."""

    def dropped(self, source: str, rule: str) -> None:
        """As it says."""


class World:
    """A worker's half of durable delivery, and two handlers."""

    def __init__(self, url: str, connection: Connection) -> None:
        self.url = url
        self.connection = connection
        self.now = 0.0
        """Added to the worker's monotonic clock."""
        self.wrong = 0.0
        """Added to its wall clock."""
        self.jobs = PlainHandler()
        self.unified = PlainHandler()
        self.rows: list[LogRow] = []
        self.moved = asyncio.Event()
        """Set by an arrival, a row of the log, and a change of the ledger."""
        self.handlers: dict[str, Upstream] = {}
        self.stack = AsyncExitStack()
        self.cipher = PayloadCipher()
        self.deliverer: Deliverer
        self.intake: Intake

    async def begin(
        self,
        settings: DispatcherSettings = QUICK,
        lease: float = 60.0,
        predecessors: Sequence[str] = (),
    ) -> None:
        """Another worker, with the handlers that are there."""
        edges = Edges(
            handlers=self.handlers,
            attempts=Attempts(
                RowWriter(IdSource(), masked),
                self._record,
                Counts(),
                lambda: time.time() + self.wrong,
            ),
            monotonic=lambda: time.monotonic() + self.now,
            wall=lambda: time.time() + self.wrong,
            random=lambda: 0.5,
        )
        self.deliverer = Deliverer(
            DelivererSettings(lease, 0.02, settings, 30.0), self.url, "tests", TABLE,
            edges=edges, cipher=self.cipher, predecessors=predecessors,
        )  # fmt: skip
        inbox = InboxWriter(self.url)
        self.stack.push_async_callback(inbox.close)
        self.intake = Intake(
            IntakeSettings(waiting=100, batch=10),
            inbox,
            self.deliverer,
            handler_groups(TABLE.routes.values(), self.handlers),
            self.cipher,
        )
        self.deliverer.follow(EVERYBODY)
        await self.deliverer.start()
        self.stack.push_async_callback(self.deliverer.stop)
        await self.intake.start()
        self.stack.push_async_callback(self.intake.stop)
        await self.until(lambda: self.deliverer.owner is not None)

    def connect(self, seconds: float = 5.0) -> None:
        """Handlers have so long to answer: more than a machine that is busy keeps one waiting."""
        for name, handler in (("jobs", self.jobs), ("unified", self.unified)):
            handler.moved = self.moved
            self.handlers[name] = upstream(name, handler.url, seconds)
            self.stack.push_async_callback(self.handlers[name].close)

    async def send(
        self,
        *texts: str,
        side: Side = Side.LEGACY,
        sender: str = "1",
        expires: float | None = None,
        query: bytes = b"",
        **more: Any,
    ) -> None:
        """Webhooks, one after the other; `more` is what their events say besides."""
        handler = "unified" if side is Side.UNIFIED else "jobs"
        reason = Reason.IN_SHARE if side is Side.UNIFIED else Reason.OUT_OF_SHARE
        for text in texts:
            event = Event(
                EventKind.MESSAGE, "text", f"{sender}.{text}", sender, sender, text, (), None,
                (), (),
            )._replace(**more)  # fmt: skip
            decision = Decision("jobs", handler, side, reason, None, 500)
            await self.intake.accept(
                Arrival(
                    "router", Generic(), None, [(b"x-a", b"1")], text.encode(), [event],
                    [decision], 1, "correlation", expires, keys_of("router", [event]), query=query,
                )
            )  # fmt: skip

    async def until(self, probe: Callable[[], Any]) -> None:
        """Looks whenever something has moved; fails when patience is over."""
        async with asyncio.timeout(PATIENCE):
            while not (found := probe()) or (isawaitable(found) and not await found):
                with suppress(TimeoutError):
                    async with asyncio.timeout(UNTOLD):
                        await self.moved.wait()
                self.moved.clear()

    def _record(self, row: LogRow) -> None:
        self.rows.append(row)
        self.moved.set()

    async def listen(self) -> None:
        """From now on a change of the ledger, too, is a signal."""
        await self.connection.execute(TELLS_OF_THE_LEDGER)
        await self.connection.add_listener("ledger", lambda *_: self.moved.set())

    async def ledger(self) -> tuple[int, ...]:
        """Accepted, delivered, dead."""
        row = await self.connection.fetchrow(LEDGER)
        assert row is not None
        return tuple(row)

    async def ends(self, delivered: int, dead: int = 0) -> None:
        """Until so many are delivered and dead."""

        async def ended() -> bool:
            return (await self.ledger())[1:] == (delivered, dead)

        await self.until(ended)

    def noted(self) -> list[tuple[str, str, int, bool]]:
        """Handler, status, attempt and whether it was the last, of the log's rows."""
        return [(row.webhook_name, row.status, row.attempt, row.final) for row in self.rows]


def upstream(name: str, url: str, seconds: float = 5.0) -> Upstream:
    settings = UpstreamSettings(url, seconds, seconds, seconds, 4.0, 16, 16, 10_000, 60.0)
    return Upstream(name, settings)


@pytest_asyncio.fixture
async def world(database_url: str, connection: Connection) -> AsyncIterator[World]:
    made = World(database_url, connection)
    async with made.stack:
        await made.listen()
        made.jobs = await made.stack.enter_async_context(plain_handler())
        made.unified = await made.stack.enter_async_context(plain_handler())
        made.connect()
        yield made


class Indivisible(Generic):
    """A provider whose bodies can be read and not divided."""

    def split(self, body: bytes, groups: Sequence[Sequence[Event]]) -> list[bytes]:
        """Never."""
        raise BadPayload("$.entry: cannot be divided")


def bodies(handler: PlainHandler) -> list[str]:
    return [got.body.decode() for got in handler.got]


async def test_from_memory(world: World) -> None:
    await world.begin()
    await world.send("a", "b", sender="1")
    await world.send("c", sender="2")
    await world.ends(3)
    assert sorted(bodies(world.jobs)) == ["a", "b", "c"]
    assert bodies(world.jobs).index("a") < bodies(world.jobs).index("b")
    assert world.noted() == [("jobs", "success", 1, True)] * 3
    got = world.jobs.got[0].headers
    assert (got["x-a"], got["x-webhook-domain"], got["x-delivery-attempt"]) == ("1", "jobs", "1")
    await world.until(lambda: world.deliverer.held == 0)


async def test_the_webhooks_query_is_in_every_attempt(world: World) -> None:
    """From memory and, after a failure, from PostgreSQL."""
    await world.begin()
    world.jobs.statuses = [500]
    await world.send("a", query=b"tenant=7")
    await world.send("b", sender="2")
    await world.ends(2)
    assert [got.target for got in world.jobs.got if got.body == b"a"] == ["/?tenant=7"] * 2
    assert [got.target for got in world.jobs.got if got.body == b"b"] == ["/"]


async def test_again_until_it_works_and_others_do_not_wait(world: World) -> None:
    await world.begin()
    world.jobs.statuses = [500, 500]
    await world.send("poison", "after", sender="1")
    await world.send("other", sender="2")
    await world.ends(3)
    mine = [body for body in bodies(world.jobs) if body != "other"]
    assert mine[-1] == "after"
    assert mine.count("after") == 1 or world.noted().count(("jobs", "error", 1, False)) == 2
    first = [got.headers["x-event-id"] for got in world.jobs.got if got.body == b"poison"]
    assert len(set(first)) == 1


async def test_what_is_refused_for_good_is_a_dead_letter_and_the_next_goes_on(world: World) -> None:
    await world.begin()
    world.jobs.statuses = [422]
    await world.send("poison", "after")
    await world.ends(1, 1)
    (dead,) = await world.connection.fetch("SELECT * FROM hookshift.dead_letters")
    assert (dead["reason"], dead["body"], dead["attempts"]) == ("permanent", b"poison", 1)
    assert world.noted() == [("jobs", "error", 1, True), ("jobs", "success", 1, True)]


async def test_too_many_failures_end_it(world: World) -> None:
    await world.begin(QUICK._replace(breaker=BreakerPolicy(failures=100)))
    world.jobs.status = 500
    await world.send("poison")
    await world.ends(0, 1)
    assert [attempt for _, _, attempt, _ in world.noted()] == [1, 2, 3, 4]
    assert [final for _, _, _, final in world.noted()] == [False, False, False, True]


@pytest.mark.parametrize("failure", [521, 546, ConnectionResetError])
async def test_failures_of_the_road_use_up_no_attempts(
    world: World, failure: int | type[OSError]
) -> None:
    await world.begin(QUICK._replace(breaker=BreakerPolicy(failures=100)))
    failures = iter([failure] * (2 * QUICK.policy.max_attempts))

    def answer(_body: bytes) -> int:
        what = next(failures, 200)
        if isinstance(what, int):
            return what
        raise what

    world.jobs.answer = answer
    await world.send("event")
    await world.ends(1)
    assert len(world.jobs.got) == 2 * QUICK.policy.max_attempts + 1


async def test_a_handler_that_is_down_opens_its_circuit_and_then_gets_everything(
    world: World,
) -> None:
    await world.begin()
    world.jobs.status = 503
    for number in range(30):
        await world.send("x", sender=str(number))
    await world.until(lambda: world.deliverer.open_circuits() == ["jobs"])
    world.jobs.status = 200
    await world.ends(30)
    assert world.deliverer.open_circuits() == []
    # Far fewer than if each had been tried again and again.
    assert len(world.jobs.got) < 90


async def test_what_unified_cannot_be_given_goes_to_legacy_and_the_failure_is_unifieds(
    world: World,
) -> None:
    world.handlers["unified"] = upstream("unified", "http://127.0.0.1:1/")
    await world.begin()
    await world.send("a", side=Side.UNIFIED)
    await world.ends(1)
    assert world.noted() == [("unified", "error", 1, False), ("jobs", "success", 2, True)]
    assert [row.reason for row in world.rows] == ["in_share", "unified_unreachable"]


async def test_with_unifieds_breaker_open_legacy_gets_it_each_marked(world: World) -> None:
    # Open for good: on a slow machine one that opens again could let the last of them probe it
    # with each of its attempts.
    breaker = BreakerPolicy(failures=3, open_for=600.0, max_open_for=600.0)
    policy = QUICK.policy._replace(max_attempts=100)
    await world.begin(QUICK._replace(policy=policy, breaker=breaker))
    world.unified.status = 500
    for number in range(20):
        await world.send("x", side=Side.UNIFIED, sender=str(number))
    await world.ends(20)
    assert len(world.jobs.got) > 10
    fallen = [row for row in world.rows if row.webhook_name == "jobs"]
    assert {row.reason for row in fallen} == {"unified_unreachable"}
    # Each one's first attempt is unified's, and a failure.
    firsts = [row for row in world.rows if row.attempt == 1]
    assert len(firsts) == 20
    assert {(row.webhook_name, row.status) for row in firsts} == {("unified", "error")}


async def test_without_fallback_it_waits_for_unified(world: World) -> None:
    await world.begin(QUICK._replace(falls_back=False))
    world.unified.status = 503
    await world.send("a", "b", side=Side.UNIFIED)
    await world.until(lambda: len(world.unified.got) >= 2)
    assert bodies(world.jobs) == []
    world.unified.status = 200
    await world.ends(2)


async def test_after_a_rollback_what_waits_goes_to_legacy_in_order(world: World) -> None:
    await world.begin(QUICK._replace(falls_back=False))
    world.unified.status = 503
    await world.send("a", "b", "c", side=Side.UNIFIED)
    await world.until(lambda: len(world.unified.got) >= 1)
    world.deliverer.follow(NOBODY)
    await world.send("d")
    await world.ends(4)
    assert bodies(world.jobs) == ["a", "b", "c", "d"]


async def test_unless_it_is_to_stay(world: World) -> None:
    await world.begin(QUICK._replace(falls_back=False, reroutes=False))
    world.unified.status = 503
    await world.send("a", side=Side.UNIFIED)
    world.deliverer.follow(NOBODY)
    await world.until(lambda: len(world.unified.got) >= 3)
    world.unified.status = 200
    await world.ends(1)
    assert bodies(world.jobs) == []


async def test_an_event_that_is_too_old_is_not_sent(world: World) -> None:
    await world.begin()
    await world.send("late", expires=0.0)
    await world.ends(0, 1)
    assert await world.connection.fetchval("SELECT reason FROM hookshift.dead_letters") == "expired"
    assert bodies(world.jobs) == []


async def test_a_body_that_cannot_be_divided_is_its_senders_fault_alone(world: World) -> None:
    await world.begin()
    number = world.deliverer.owner
    events = [
        Event(EventKind.MESSAGE, "text", sender, sender, sender, "a", (), None, (), ())
        for sender in "12"
    ]
    decision = Decision("jobs", "jobs", Side.LEGACY, Reason.OUT_OF_SHARE, None, 500)
    whole = Arrival(
        "router", Indivisible(), None, [], b"{}", events, [decision] * 2, 1, "correlation", None,
        keys_of("router", events),
    )  # fmt: skip
    # In one batch with others: the intake has not begun with the first when the last is in line.
    answers = await asyncio.gather(
        world.send("before", sender="3"),
        world.intake.accept(whole),
        world.send("after", sender="4"),
        return_exceptions=True,
    )
    assert [type(answer) for answer in answers] == [type(None), BadPayload, type(None)]
    await world.ends(2)
    assert world.deliverer.owner == number


async def test_at_its_bound_memory_takes_no_more_and_nothing_is_lost(world: World) -> None:
    await world.begin(QUICK._replace(queue=bounds(2, 3)))
    world.jobs.open.clear()
    for number in range(12):
        await world.send("x", sender=str(number))
        assert world.deliverer.held <= 3
        assert world.deliverer.running <= 2
    world.jobs.open.set()
    await world.ends(12)


async def test_what_is_being_claimed_has_its_room_already(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes in until the claim is answered must not take it, too."""
    answered = asyncio.Event()
    claim = store.claim

    async def slowly(*arguments: Any) -> list[store.Claimed]:
        found = await claim(*arguments)
        if found and not answered.is_set():
            world.jobs.open.clear()
            for number in range(3):
                await world.send("meanwhile", sender=f"1{number}")
            answered.set()
        return found

    await world.begin(QUICK._replace(queue=bounds(2, 3)))
    world.jobs.open.clear()
    for number in range(6):
        await world.send("before", sender=str(number))
    monkeypatch.setattr(store, "claim", slowly)
    world.jobs.open.set()
    await answered.wait()
    await world.until(lambda: world.deliverer.running == 2)
    assert world.deliverer.held <= 3
    world.jobs.open.set()
    await world.ends(9)


async def test_what_was_long_in_being_written_down_does_not_wait_for_a_look_from_the_beginning(
    world: World, monkeypatch: pytest.MonkeyPatch, open_connection: OpenConnection
) -> None:
    """It is due since its transaction began, and others that are due later were seen before."""
    monkeypatch.setattr(claim_cursor, "WHOLE_SECONDS", 3_600.0)
    often = QUICK.policy._replace(max_attempts=1_000)
    patient = BreakerPolicy(failures=1_000, open_for=0.1, max_open_for=0.2)
    queue = bounds(1, 1)
    await world.begin(QUICK._replace(queue=queue, policy=often, breaker=patient))
    world.jobs.open.clear()
    await world.send("first", sender="1")
    await world.jobs.arrived.acquire()
    other = await open_connection(world.url)
    async with other.transaction():
        await other.execute("LOCK TABLE hookshift.event_keys IN SHARE MODE")
        late = asyncio.create_task(world.send("late", sender="2"))
        await world.until(lambda: world.connection.fetchval(BLOCKED))
        world.jobs.status = 503
        world.jobs.open.set()
        # More than a second, as each waits twice as long as the one before, up to 0.2 s.
        await world.until(lambda: len(world.jobs.got) > 9)
    await late
    world.jobs.status = 200
    await world.ends(2)


async def test_near_the_end_of_its_lease_it_begins_nothing(world: World) -> None:
    """Somebody else may have it soon; what was in line goes back to those that wait."""
    await world.begin(QUICK._replace(queue=bounds(1, 50)))
    world.jobs.open.clear()
    await world.send("a", sender="1")
    await world.send("b", sender="2")
    await world.until(lambda: len(world.jobs.got) == 1)
    world.now = 58.0
    await world.until(lambda: world.deliverer.owner is not None)
    world.jobs.open.set()
    await world.ends(2)
    assert bodies(world.jobs) == ["a", "b"]


async def test_a_stopped_worker_gives_back_what_it_held(world: World) -> None:
    await world.begin(QUICK._replace(queue=bounds(1, 50)))
    world.jobs.open.clear()
    for number in range(5):
        await world.send("x", sender=str(number))
    await world.until(lambda: len(world.jobs.got) == 1)
    stopping = asyncio.create_task(world.deliverer.stop())
    world.jobs.open.set()
    await stopping
    owners = await world.connection.fetch("SELECT owner FROM hookshift.deliveries")
    assert len(owners) == 4
    assert {row["owner"] for row in owners} == {None}
    await world.begin()
    await world.ends(5)


async def test_whoever_takes_over_logs_what_only_the_provider_knows(world: World) -> None:
    """Gate `replies` judges by it, so that a restart leaves nobody out."""
    await world.begin(QUICK._replace(queue=bounds(1, 50)))
    world.jobs.open.clear()
    await world.send("held")
    await world.until(lambda: len(world.jobs.got) == 1)
    await world.send("asked", sender="2", at=1_790_000_007)
    await world.send("sold", sender="3", at=1_790_000_009, pricing="marketing", error_code=131_047)
    stopping = asyncio.create_task(world.deliverer.stop())
    world.jobs.open.set()
    await stopping
    world.rows.clear()
    await world.begin()
    await world.ends(3)
    found = {row.message_id: (row.provider_time, row.pricing, row.error_code) for row in world.rows}
    assert found == {
        "2.asked": (1_790_000_007, None, None),
        "3.sold": (1_790_000_009, "marketing", 131_047),
    }


@pytest.mark.parametrize("purpose", ["inbox", "deliverer"])
async def test_cut_connections_lose_nothing(world: World, purpose: str) -> None:
    world.connect(seconds=0.5)  # else so short a lease would let no attempt begin
    await world.begin(lease=4.0)
    for number in range(40):
        if number % 4 == 0:
            await world.connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE application_name = $1 AND datname = current_database()",
                f"hookshift {purpose}",
            )
        # As a provider does: again until it is taken. On a slow machine that may not be at once.
        async with asyncio.timeout(PATIENCE):
            while True:
                with suppress(InboxUnavailable):
                    await world.send(str(number), sender=str(number % 7))
                    break
    await world.ends(40)
    assert set(bodies(world.jobs)) == {str(number) for number in range(40)}


async def test_bodies_are_encrypted_and_wait_for_a_key_that_is_missing(world: World) -> None:
    world.cipher = PayloadCipher([b"k" * 32])
    await world.begin()
    world.jobs.status = 503
    await world.send("I want a job")
    await world.until(lambda: len(world.jobs.got) >= 1)
    await world.deliverer.stop()
    stored = await world.connection.fetchrow("SELECT * FROM hookshift.payloads")
    assert stored is not None
    assert b"job" not in stored["body"] + stored["content"]
    world.jobs.status = 200
    world.cipher = PayloadCipher()
    await world.begin()
    error = "SELECT last_error LIKE 'unreadable%' FROM hookshift.deliveries"
    await world.until(lambda: world.connection.fetchval(error))
    await world.deliverer.stop()
    await world.connection.execute("UPDATE hookshift.deliveries SET next_at = now()")
    world.cipher = PayloadCipher([b"n" * 32, b"k" * 32])
    await world.begin()
    await world.ends(1)
    assert bodies(world.jobs)[-1] == "I want a job"


@pytest.mark.parametrize("days", [-10, 10])
async def test_a_worker_whose_clock_is_wrong_gives_nothing_up(world: World, days: int) -> None:
    world.wrong = days * 86_400.0
    world.jobs.statuses = [500]
    await world.begin()
    await world.send("a", "b", expires=60.0)
    await world.ends(2)
    world.wrong = -world.wrong
    await world.send("c", expires=60.0)
    await world.ends(3)
    assert bodies(world.jobs).count("c") == 1


async def test_a_worker_whose_clock_is_wrong_gives_up_what_has_expired(world: World) -> None:
    world.wrong = -10 * 86_400.0
    world.jobs.status = 503
    await world.begin()
    await world.send("a", expires=0.2)
    await world.ends(0, 1)


async def test_what_a_clock_set_back_has_put_off_is_brought_forward(world: World) -> None:
    """A retry was to be in a second; then PostgreSQL's clock was set back by two hours."""
    world.jobs.statuses = [503]
    slow = QUICK._replace(policy=Policy(initial_backoff=3_000.0, max_backoff=3_000.0))
    await world.begin(slow)
    await world.send("a", "b")
    await world.until(lambda: world.jobs.got)
    await world.until(lambda: world.deliverer.held == 0)
    await world.connection.execute(
        "UPDATE hookshift.deliveries SET next_at = next_at + interval '2 hours'"
        " WHERE next_at IS NOT NULL"
    )
    world.now += CLOCK_SECONDS
    await world.ends(2)
    assert bodies(world.jobs) == ["a", "a", "b"]


async def test_the_lease_of_a_dead_predecessor_ends_when_its_last_attempts_must_have(
    world: World,
) -> None:
    await store.register(world.connection, "dead", 3_600.0)
    await store.register(world.connection, "almost over", 0.5)
    await store.register(world.connection, "alive", 3_600.0)
    await world.begin(predecessors=["dead", "almost over"])
    rows = await world.connection.fetch(
        "SELECT gateway, extract(epoch FROM expires_at - now())::float8 AS left"
        " FROM hookshift.deliverers"
    )
    left = {row["gateway"]: row["left"] for row in rows}
    longest = max(handler.total_timeout for handler in world.handlers.values()) + LEASE_SPARE
    assert longest - 30 < left["dead"] <= longest
    assert left["almost over"] <= 0.5
    assert left["alive"] > 3_500


class Forgetful:
    """Takes nothing of what is written down as `owner`'s, as if the answer had never come."""

    def __init__(self, owner: int | None) -> None:
        self.owner = owner

    def reserve(self, handler: str, size: int) -> bool:
        return True

    def release(self, handler: str, size: int) -> None:
        """Nothing was held."""

    def committed_after(self, seconds: float) -> None:
        """It is not counted."""

    def renounce(self) -> None:
        """It does not."""

    def deliver_reserved(
        self,
        owner: int,
        pending: PendingDelivery,
        placed: Placed,
        source: str,
        expires: float | None,
    ) -> None:
        """Never came."""


async def test_what_was_written_down_unseen_is_delivered_at_once(world: World) -> None:
    """Its commit was given up and happened all the same, some time after it was asked for."""
    await world.begin()
    former = world.deliverer.owner
    world.deliverer.renounce()
    await world.until(lambda: world.deliverer.owner not in (None, former))
    inbox = InboxWriter(world.url)
    world.stack.push_async_callback(inbox.close)
    everything = handler_groups(TABLE.routes.values(), world.handlers)
    world.intake = Intake(
        IntakeSettings(waiting=100, batch=10), inbox, Forgetful(former), everything, world.cipher
    )
    await world.intake.start()
    world.stack.push_async_callback(world.intake.stop)
    for number in range(3):
        await world.send("unseen", sender=str(number))
    # Long before the lease of a minute is over: `ends` is less patient.
    await world.ends(3)
    assert bodies(world.jobs) == ["unseen"] * 3


async def test_what_is_under_way_under_a_former_number_is_not_begun_again(world: World) -> None:
    slow = UpstreamSettings(world.jobs.url, 9.0, 9.0, 9.0, 4.0, 16, 16, 10_000, 60.0)
    world.handlers["jobs"] = Upstream("jobs", slow)
    world.stack.push_async_callback(world.handlers["jobs"].close)
    await world.begin(QUICK._replace(queue=bounds(1, 50)))
    world.jobs.open.clear()
    # One under way, one in line behind it.
    await world.send("slow", sender="1")
    await world.send("waits", sender="2")
    await world.until(lambda: world.jobs.got)
    former = world.deliverer.owner
    world.deliverer.renounce()
    await world.until(lambda: world.deliverer.owner not in (None, former))
    # When another's end is written down it has been asked what belongs to the former number.
    await world.send("other", side=Side.UNIFIED, sender="3")
    await world.ends(1)
    owners = await world.connection.fetch("SELECT owner FROM hookshift.deliveries")
    assert [row["owner"] for row in owners] == [former] * 2
    world.jobs.open.set()
    await world.ends(3)
    assert bodies(world.jobs) == ["slow", "waits"]


async def test_a_body_of_a_thousand_updates_leaves_the_loop_to_others(world: World) -> None:
    """No stretch of the loop takes half of what it takes to make the deliveries in one go.

    Both are measured in processor time of this thread, so that neither how fast the machine is nor
    how busy it is makes a difference.
    """
    await world.begin()
    provider, headers = WhatsApp([b"secret"], b"token"), [(b"x-hub-signature-256", b"sha256=")]
    body = messages_of(
        *({"id": f"wamid.{i}", "from": str(i + 1), "type": "text"} for i in range(1_000)),
        people=[{"wa_id": str(i + 1), "user_id": f"RW.{i}"} for i in range(1_000)],
    )
    events = provider.events(body)
    decisions = [Decision("jobs", "jobs", Side.LEGACY, Reason.OUT_OF_SHARE, None, 500)] * 1_000
    arrival = Arrival(
        "whatsapp", provider, b"secret", headers, body, events, decisions, 1, "correlation", None,
        keys_of("whatsapp", events),
    )  # fmt: skip
    longest = 0.0

    async def stand_beside() -> None:
        nonlocal longest
        while True:
            before = time.thread_time()
            await asyncio.sleep(0)
            longest = max(longest, time.thread_time() - before)

    with as_in_a_worker():
        before = time.thread_time()
        assert len(group_deliveries(arrival, [True] * 1_000, {"jobs": "jobs"})) == 1_000
        in_one_go = time.thread_time() - before
        beside = asyncio.create_task(stand_beside())
        await world.intake.accept(arrival)
        await world.ends(1_000)
        beside.cancel()
    assert longest < in_one_go / 2
