"""Usual attempts at durable deliveries: by the compiled core or without, the same comes of them."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from math import inf
from typing import Any, NamedTuple

import pytest

from hookshift.app.flights import header_terms
from hookshift.core.connections import are_native
from hookshift.core.relaying import RecordTerms, RelayTerms
from hookshift.domain.delivery.delivery import Delivery
from hookshift.domain.events import Event, EventKind
from hookshift.domain.routing.records import LogRow
from hookshift.domain.routing.routing import Decision, Part, Reason, Side, Snapshot
from hookshift.gateway.durable.attempt import Edges
from hookshift.gateway.durable.claims import FinishedDelivery
from hookshift.gateway.durable.database_clock import DatabaseClock
from hookshift.gateway.durable.dispatcher import Dispatcher, DispatcherSettings
from hookshift.gateway.durable.handler_queue import PrefetchedDelivery
from hookshift.gateway.durable.lease import LocalLease
from hookshift.gateway.ids import IdSource
from hookshift.gateway.metrics.counters import BUCKETS, Metrics
from hookshift.gateway.record.attempts import Attempts
from hookshift.gateway.record.row_queue import RowList
from hookshift.gateway.record.rows import RowWriter, masked
from hookshift.gateway.upstream.connection import UpstreamConnection
from hookshift.gateway.upstream.pool import Upstream, UpstreamSettings
from tests.core.differential import core
from tests.gateway.durable.test_dispatcher import OWNER, SETTINGS, TABLE
from tests.gateway.relay.flown import ANSWER, MANY, TURNS, HandlerTransport
from tests.gateway.relay.test_flights import ANSWERS
from tests.gateway.relay.test_pipeline import LIMITS

QUEUE = SETTINGS.queue._replace(in_flight=4, prefetch=8, prefetch_bytes=2**20)
ROOM = SETTINGS._replace(queue=QUEUE)
EVENT = Event(EventKind.MESSAGE, "text", "m1", "250788000001", "1", "", (), "7", (), (0, 0))
HEADERS = [
    (b"content-type", b"application/json"),
    (b"x_under", b"1"),
    (b"x-forwarded-for", b"::1"),
    (b"x-correlation-id", b"c"),
    (b"x-webhook-domain", b"jobs"),
]


class Observed(NamedTuple):
    """What a dispatcher has let out, and holds."""

    got: list[tuple[str, bytes]]
    rows: list[LogRow]
    ended: list[FinishedDelivery]
    counters: dict[str, Any]
    seconds: dict[str, Any]
    requests: dict[str, int]
    idle: dict[str, int]
    held: tuple[int, int, list[int]]
    circuits: list[str]
    recovered: list[str]


class Worker:
    """A dispatcher whose handlers are connections in memory."""

    def __init__(
        self, *, native: bool, settings: DispatcherSettings, fixed: Sequence[tuple[bytes, bytes]]
    ) -> None:
        self.now = 5.0
        self._rows: list[LogRow] = []
        self.queue = (core().RowQueue if native else RowList)(1_000, MANY, lambda: None)
        self.ended: list[FinishedDelivery] = []
        self.recovered: list[str] = []
        self.metrics = Metrics(dict, wall=lambda: 1_000.0)
        self.upstreams = {name: _upstream(name, fixed) for name in ("jobs", "unified")}
        attempts = Attempts(
            RowWriter(IdSource(bytes), masked), self.queue.append, self.metrics, lambda: 1_000.25
        )
        lease = LocalLease(lambda: self.now)
        lease.begin(OWNER, inf)
        edges = Edges(
            self.upstreams, attempts, lambda: self.now, lambda: self.now + 1_000, lambda: 0.5
        )
        clock = DatabaseClock(edges.monotonic, edges.wall)
        self.dispatcher = Dispatcher(
            settings, TABLE, edges, lease, clock,
            on_end=self._on_end, on_recovery=self.recovered.append,
        )  # fmt: skip
        self.sent_by_core = 0
        if native:
            self.dispatcher.use(partial(self._attempts, self._relay()))
        self.ways = {name: [self._connected(each)] for name, each in self.upstreams.items()}

    def _relay(self) -> Any:
        record = RecordTerms(
            bytes, lambda: self.now, lambda: 1_000.25, masked, None, self.queue.append, self.queue,
            2.0, BUCKETS,
        )  # fmt: skip
        terms = {name: each.terms(1_000) for name, each in self.upstreams.items()}
        relay = core().Relay(RelayTerms(TABLE, {}, terms, header_terms(LIMITS), record))
        self.metrics.follow(relay.take_counts)
        return relay

    @property
    def rows(self) -> list[LogRow]:
        """All rows that were recorded."""
        while self.queue:
            self._rows += self.queue.take()
        return self._rows

    def _attempts(self, relay: Any, *callbacks: Any) -> Any:
        made = core().UsualAttempts(relay, *callbacks)
        worker = self

        class Counted:
            def begin(self, delivery: Delivery) -> bool:
                sent: bool = made.begin(delivery)
                worker.sent_by_core += sent
                return sent

        return Counted()

    def _connected(self, upstream: Upstream) -> HandlerTransport:
        made = UpstreamConnection(upstream, 10_000)
        way = HandlerTransport(made)
        made.adopted, made.due, made.retires_at, made.used = True, inf, inf, True
        upstream._connections.add(made)
        upstream._idle.append(made)
        upstream._slots_taken += 1
        return way

    def _on_end(self, ended: FinishedDelivery) -> None:
        self.ended.append(ended)
        self.dispatcher.release(ended.queue, ended.size)

    def deliver(self, delivery: Delivery) -> None:
        """There must be room."""
        name = delivery.part.handler
        assert self.dispatcher.reserve(name, len(delivery.body))
        self.dispatcher.deliver(name, PrefetchedDelivery(OWNER, delivery))

    def observed(self) -> Observed:
        """What there is to see."""
        seen = self.metrics.snapshot()
        each = self.upstreams.items()
        return Observed(
            [(name, way.got) for name, ways in self.ways.items() for way in ways],
            self.rows,
            self.ended,
            seen.counters,
            {
                name: {key: (one.counts, one.total) for key, one in series.items()}
                for name, series in seen.histograms.items()
            },
            {name: upstream.requests_total for name, upstream in each},
            {name: upstream.idle for name, upstream in each},
            (self.dispatcher.held, self.dispatcher.running, self.dispatcher.ids()),
            self.dispatcher.open_circuits(),
            self.recovered,
        )


class Pair:
    """Two workers that get the same, one with the core."""

    def __init__(
        self, *, settings: DispatcherSettings = ROOM, fixed: Sequence[tuple[bytes, bytes]] = ()
    ) -> None:
        if not are_native():
            pytest.skip("connections are Python's here: the compiled core is off, or not built")
        self.native = Worker(native=True, settings=settings, fixed=fixed)
        self.python = Worker(native=False, settings=settings, fixed=fixed)
        self.both = (self.native, self.python)

    async def each(self, does: Callable[[Worker], object]) -> None:
        """Does it with both, until nothing happens any more."""
        for worker in self.both:
            does(worker)
            for _ in range(TURNS):
                await asyncio.sleep(0)

    async def deliver(self, *deliveries: Delivery) -> None:
        """As `Worker.deliver`, of both."""
        for delivery in deliveries:
            await self.each(lambda worker, it=delivery: worker.deliver(it))  # type: ignore[misc]

    async def answer(self, *pieces: bytes, seconds: float = 0.125) -> None:
        """Each handler that was asked answers, one read for each piece, after so long."""

        def answered(worker: Worker, piece: bytes) -> None:
            for ways in worker.ways.values():
                for way in ways:
                    if way.got and not way.is_closed:
                        way.protocol.data_received(piece)

        await self.each(lambda worker: setattr(worker, "now", worker.now + seconds))
        for piece in pieces:
            await self.each(partial(answered, piece=piece))

    def same(self) -> Observed:
        """Asserts that both have let out the same."""
        native, python = (each.observed() for each in self.both)
        for name, one, other in zip(Observed._fields, native, python, strict=True):
            assert one == other, name
        return native

    async def end(self) -> None:
        """Ends both, which give up the same."""
        for worker in self.both:
            await worker.dispatcher.stop(0.0)
        self.same()
        for worker in self.both:
            for each in worker.upstreams.values():
                await each.close()


def _upstream(name: str, fixed: Sequence[tuple[bytes, bytes]]) -> Upstream:
    # Nothing listens at port 1.
    url = f"http://127.0.0.1:1/{name}?own=1"
    return Upstream(
        name,
        UpstreamSettings(url, 0.5, 5.0, 5.0, 60.0, 64, 64, 10_000, 600.0, tuple(fixed)),
    )


def delivery(number: int = 1, handler: str = "jobs", **changes: Any) -> Delivery:
    side = Side.UNIFIED if handler == "unified" else Side.LEGACY
    why = Decision("jobs", handler, side, Reason.IN_SHARE, "jobs", 500, 7)
    made = Delivery(
        number, "wa", 1_000.0, None, 0, 0, Part(handler, side, (EVENT,), (why,)), HEADERS,
        b'{"body":%d}' % number, 3, "c", "k",
    )  # fmt: skip
    return made._replace(**changes)


SEVERAL = delivery().part._replace(
    events=(EVENT, EVENT._replace(event_id="m2", type="image")),
    decisions=delivery().part.decisions * 2,
)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"query": b"a=1&b"},
        {"attempts": 4, "failures": 2},
        {"part": SEVERAL},
        {"headers": []},
        {"version": None, "expires_at": 2_000.0},
        {"body": b"a" * 65_536},
    ],
    ids=range(7),
)
async def test_a_success_is_the_same_with_the_core(changes: dict[str, Any]) -> None:
    pair = Pair()
    await pair.deliver(delivery(**changes))
    await pair.answer(ANSWER)
    seen = pair.same()
    assert [each.after for each in seen.ended] == [1]
    assert {row.response_time_ms for row in seen.rows} == {125}
    assert pair.native.sent_by_core == 1
    await pair.end()


async def test_what_is_too_long_to_be_joined_goes_the_general_way() -> None:
    pair = Pair()
    await pair.deliver(delivery(body=b"a" * 65_537))
    await pair.answer(ANSWER)
    assert [each.after for each in pair.same().ended] == [1]
    assert pair.native.sent_by_core == 0
    await pair.end()


@pytest.mark.parametrize(
    "fixed",
    [
        [(b"X-Event-Id", b"mine")],
        [(b"x-delivery-attempt", b"mine"), (b"X-Under", b"2")],
        [(b"authorization", b"secret")],
    ],
    ids=range(3),
)
async def test_fixed_headers_replace_what_they_replace(fixed: list[tuple[bytes, bytes]]) -> None:
    pair = Pair(fixed=fixed)
    await pair.deliver(delivery())
    assert pair.native.sent_by_core == 1
    ((_, got), _) = pair.same().got
    assert got.lower().count(fixed[0][0].lower()) == 1
    await pair.end()


@pytest.mark.parametrize("answer", ANSWERS, ids=range(len(ANSWERS)))
async def test_any_answer_means_the_same(answer: bytes) -> None:
    pair = Pair()
    await pair.deliver(delivery())
    await pair.answer(answer)
    pair.same()
    await pair.deliver(delivery(2))
    await pair.end()


async def test_an_answer_that_is_heeded_is_left_to_the_general_way() -> None:
    pair = Pair()
    heeded = ANSWER.replace(b"X-Own: 1", b"X-Message-Ids: wamid.1")
    assert heeded != ANSWER
    await pair.deliver(delivery())
    await pair.answer(heeded)
    assert [each.after for each in pair.same().ended] == [1]
    await pair.end()


async def test_an_answer_cut_at_any_byte_means_the_same() -> None:
    pair = Pair()
    for at in range(1, len(ANSWER), 3):
        await pair.deliver(delivery(at))
        await pair.answer(ANSWER[:at], ANSWER[at:])
    assert len(pair.same().ended) == pair.native.sent_by_core
    await pair.end()


async def test_one_at_a_time_over_one_connection_and_the_others_as_they_may() -> None:
    pair = Pair(settings=ROOM._replace(queue=QUEUE._replace(in_flight=1)))
    await pair.deliver(*(delivery(number) for number in (1, 2, 3)))
    for ended in (1, 2, 3):
        assert pair.same().held[1] == 1
        await pair.answer(ANSWER)
        assert [each.after for each in pair.same().ended] == [*range(1, ended + 1)]
    assert pair.native.sent_by_core == 3
    await pair.end()


@pytest.mark.parametrize("used", [True, False])
async def test_a_connection_that_dies_means_the_same(used: bool) -> None:
    pair = Pair()

    def age(worker: Worker) -> None:
        worker.ways["jobs"][0].protocol.used = used

    await pair.each(age)
    await pair.deliver(delivery())
    await pair.each(lambda worker: worker.ways["jobs"][0].abort())
    pair.same()
    await pair.end()


async def test_a_silent_handler_is_given_up_alike() -> None:
    pair = Pair()
    await pair.deliver(delivery())
    await pair.each(lambda worker: worker.ways["jobs"][0].protocol.expire())
    seen = pair.same()
    assert [row.status for row in seen.rows] == ["error"]
    assert seen.held[1] == 0
    await pair.end()


async def test_an_answer_before_all_was_sent_is_no_success() -> None:
    pair = Pair()
    await pair.deliver(delivery())

    def slow(worker: Worker) -> None:
        worker.ways["jobs"][0].unsent = 10

    await pair.each(slow)
    await pair.answer(ANSWER)
    assert [row.status for row in pair.same().rows] == ["error"]
    await pair.end()


async def test_what_was_given_up_is_nobodys_when_its_answer_comes() -> None:
    pair = Pair()
    await pair.deliver(delivery())
    for worker in pair.both:
        await worker.dispatcher.stop(0.0)
    await pair.answer(ANSWER)
    seen = pair.same()
    assert not seen.rows
    assert len(seen.ended) == 1
    await pair.end()


async def test_a_success_closes_the_circuit_alike() -> None:
    pair = Pair()
    for number in (1, 2):
        await pair.deliver(delivery(number))
        await pair.answer(ANSWER.replace(b"200 OK", b"500 No"))
    assert pair.same().circuits == ["jobs"]

    def later(worker: Worker) -> None:
        worker.now += 40.0
        worker.dispatcher.enter("jobs", 1)
        worker.dispatcher.deliver("jobs", PrefetchedDelivery(OWNER, delivery(3)))

    await pair.each(later)
    await pair.answer(ANSWER)
    seen = pair.same()
    assert (seen.circuits, seen.recovered) == ([], ["jobs"])
    assert pair.native.sent_by_core == 3
    await pair.end()


async def test_who_left_the_share_is_delivered_to_by_legacy_alike() -> None:
    pair = Pair()
    nobody = Snapshot(2, enabled=True, threshold=0, domains=frozenset({"jobs"}), salt=b"s")
    await pair.each(lambda worker: worker.dispatcher.follow(nobody))
    await pair.deliver(delivery(1, "unified"))
    await pair.answer(ANSWER)
    seen = pair.same()
    assert [(row.webhook_name, row.reason) for row in seen.rows] == [("jobs", "rolled_back")]
    assert pair.native.sent_by_core == 1
    await pair.end()


@pytest.mark.parametrize("changes", [{"expires_at": 1_005.0}, {"received_at": 0.0}])
async def test_what_is_too_late_is_not_sent(changes: dict[str, Any]) -> None:
    pair = Pair()
    await pair.deliver(delivery(**changes))
    seen = pair.same()
    assert pair.native.sent_by_core == 0
    assert len(seen.ended) == 1
    await pair.end()


@pytest.mark.parametrize(
    "changes", [{"headers": [(b"a", None)]}, {"key": "é"}, {"headers": [(b"a",)]}]
)
async def test_what_cannot_be_written_is_met_by_the_general_way(changes: dict[str, Any]) -> None:
    pair = Pair()
    await pair.deliver(delivery(**changes))
    native, python = (worker.observed() for worker in pair.both)
    # The general way has counted what it did not send.
    assert native == python._replace(requests=native.requests)
    assert pair.native.sent_by_core == 0
    assert native.idle == {"jobs": 1, "unified": 1}
    assert len(native.ended) == 1
    for worker in pair.both:
        await worker.dispatcher.stop(0.0)
        await worker.upstreams["jobs"].close()


async def test_nothing_is_kept_of_what_has_ended() -> None:
    pair = Pair()
    await pair.deliver(delivery())
    await pair.answer(ANSWER)
    for worker in pair.both:
        assert worker.ways["jobs"][0].protocol.flight is None
        assert not worker.dispatcher._runner._called_back
    await pair.end()
