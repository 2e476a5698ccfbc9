"""A gateway between connections without sockets, with or without the compiled core's relay.

Two of them get the same bytes from a provider and from handlers; whatever leaves one of them must
be what leaves the other.
"""

import asyncio
import json
from collections.abc import Callable, Sequence
from ipaddress import ip_network
from math import inf
from random import Random
from typing import Any, NamedTuple

import pytest

from hookshift.app.engine import engine
from hookshift.app.flights import header_terms, recalls, source_terms
from hookshift.core.connections import are_native
from hookshift.core.relaying import HandlerTerms, RecordTerms, RelayTerms
from hookshift.domain.http import Headers
from hookshift.domain.routing.records import LogRow
from hookshift.domain.routing.routing import RouteTable
from hookshift.gateway.callers import TrustedCallers
from hookshift.gateway.conversation.conversations import Conversations
from hookshift.gateway.http.connection import InboundConnection
from hookshift.gateway.http.limits import Load
from hookshift.gateway.http.server import HttpServer
from hookshift.gateway.ids import IdSource
from hookshift.gateway.metrics.counters import BUCKETS, Metrics
from hookshift.gateway.record.attempts import Attempts
from hookshift.gateway.record.row_queue import RowList
from hookshift.gateway.record.rows import RowWriter, masked
from hookshift.gateway.relay.accept import Acceptor, DurableDelivery
from hookshift.gateway.relay.bulkhead import Bulkheads
from hookshift.gateway.relay.dedup import RelayDedup
from hookshift.gateway.relay.deliver import Handlers, RelayDelivery
from hookshift.gateway.relay.flights import Flights
from hookshift.gateway.relay.front import Endpoint, Front
from hookshift.gateway.relay.pipeline import Pipeline
from hookshift.gateway.relay.webhook import Source
from hookshift.gateway.upstream.connection import UpstreamConnection
from hookshift.gateway.upstream.pool import Upstream, UpstreamSettings
from hookshift.store.event_keys import EventKeys
from tests.core.differential import core
from tests.gateway.relay.test_pipeline import EVERYBODY, HANDLERS, LIMITS, PROVIDER, SECRET, TABLE
from tests.gateway.wire import PATIENCE, TIMEOUTS, MemoryTransport

ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nserver: handler\r\nX-Own: 1\r\n"
    b"date: Sat, 28 Nov 2026 10:00:00 GMT\r\ncontent-length: 16\r\n\r\n"
    b'{"success":true}'
)
MANY = 1 << 30
"""Rows that nobody is notified of."""
TURNS = 40
"""Turns of the loop after which nothing happens any more, but for what waits for the outside."""


class HandlerTransport(asyncio.Transport):
    """A handler's end of a kept-alive connection; it answers when the test says so."""

    def __init__(self, protocol: UpstreamConnection) -> None:
        super().__init__()
        self.protocol = protocol
        self.got = b""
        self.unsent = 0
        self.is_closed = False
        protocol.connection_made(self)

    def write(self, data: bytes | bytearray | memoryview) -> None:
        assert not self.is_closed
        self.got += data

    def get_write_buffer_size(self) -> int:
        return self.unsent

    def abort(self) -> None:
        if not self.is_closed:
            self.is_closed = True
            asyncio.get_running_loop().call_soon(self.protocol.connection_lost, None)

    def close(self) -> None:
        self.abort()


class Holding(NamedTuple):
    """What a server holds."""

    connections: int
    in_flight: int
    buffered_bytes: int
    accepted_total: int
    refused: dict[str, int]


class Observed(NamedTuple):
    """All that a gateway has let out, and holds."""

    answers: bytes
    client_is_open: bool
    got: list[tuple[str, bytes]]
    rows: list[tuple[Any, ...]]
    counters: dict[str, Any]
    seconds: dict[str, Any]
    recent: Any
    load: Holding
    in_progress: int
    idle: dict[str, int]


class Gateway:
    """One gateway; `native` says whether usual webhooks are relayed by the core."""

    def __init__(
        self,
        keys: EventKeys,
        *,
        native: bool,
        table: RouteTable = TABLE,
        draw: Callable[[int], bytes] | None = None,
        fixed: Sequence[tuple[bytes, bytes]] = (),
        trusted: Sequence[str] = (),
        most_events: int | None = None,
        remembers: Callable[[], Conversations] | None = None,
        durable: Callable[[], Acceptor] | None = None,
    ) -> None:
        """`durable`: who takes in what is then not relayed."""
        self.time = 5.0
        self.draw = draw or bytes
        """Zeros: all webhooks and rows have the same names, in whichever order they are drawn."""
        self._rows: list[LogRow] = []
        self.queue = (core().RowQueue if native else RowList)(1_000, MANY, lambda: None)
        self.metrics = Metrics(dict, wall=lambda: 1_000.0)
        self.load = Load()
        limited = {"jobs": most_events} if most_events else {}
        self.upstreams = {name: _upstream(name, fixed) for name in HANDLERS}
        ids = IdSource(self.draw)
        callers = TrustedCallers([ip_network(each) for each in trusted])
        attempts = Attempts(
            RowWriter(ids, masked), self.queue.append, self.metrics, lambda: 1_000.25
        )
        bulkheads = Bulkheads(LIMITS, self.load)
        shared = Handlers(dict(self.upstreams), bulkheads, limited)
        relay = RelayDelivery(table, shared, attempts, RelayDedup(keys), lambda: self.time)
        self.acceptor = durable() if durable else None
        delivery = DurableDelivery(self.acceptor, 60.0) if self.acceptor else relay
        self.pipeline = Pipeline(
            sources={b"/wa": (Source("wa", PROVIDER, "default"), delivery)}, table=table,
            attempts=attempts, counts=self.metrics, callers=callers, ids=ids,
            monotonic=lambda: self.time, engine=engine(),
            conversations={} if remembers is None else {"wa": remembers()},
        )  # fmt: skip
        self.pipeline.snapshot = EVERYBODY
        front = Front(
            self.pipeline, {b"/wa": Endpoint(PROVIDER.methods, 1 << 20)}, callers,
            lambda: None, lambda: b"",
        )  # fmt: skip
        if native and not are_native():
            pytest.skip("connections are Python's here: the compiled core is off, or not built")
        self.flights = self._flights(table, bulkheads, callers, limited) if native else None
        server = HttpServer(
            front, LIMITS, TIMEOUTS, self.metrics.refused, load=self.load, engine=engine(),
            usual=self.flights,
        )  # fmt: skip
        self.shared = server.attach(asyncio.get_running_loop())
        self.shared.date = b"date: Sat, 28 Nov 2026 10:00:00 GMT\r\n"
        self.handlers = {name: [self._connected(each)] for name, each in self.upstreams.items()}
        self.client = self.connect()
        self.others: list[MemoryTransport] = []
        """Further providers' connections."""

    def _flights(
        self, table: RouteTable, bulkheads: Bulkheads, callers: TrustedCallers,
        limited: dict[str, int],
    ) -> Flights:  # fmt: skip
        source, _ = self.pipeline.sources[b"/wa"]
        handlers: dict[str, HandlerTerms] = {
            name: each.terms(limited.get(name, 1_000)) for name, each in self.upstreams.items()
        }
        record = RecordTerms(
            self.draw, lambda: self.time, lambda: 1_000.25, masked, None, self.queue.append,
            self.queue, 2.0, BUCKETS,
        )  # fmt: skip
        relay = self.relay = core().Relay(
            RelayTerms(
                table,
                {
                    b"/wa": source_terms(
                        source,
                        LIMITS,
                        continues=bool(self.pipeline.conversations or self.acceptor),
                    )
                },
                handlers,
                header_terms(LIMITS),
                record,
            )
        )
        self.metrics.follow(relay.take_counts)
        return Flights(
            relay,
            core().Frame,
            core().usual_head,
            self.pipeline,
            idle=TIMEOUTS.idle,
            bulkheads=bulkheads,
            callers=callers,
            limits=LIMITS,
            recalls=recalls(self.pipeline.conversations),
        )

    @property
    def rows(self) -> list[LogRow]:
        """All rows that were recorded."""
        while self.queue:
            self._rows += self.queue.take()
        return self._rows

    @property
    def taken(self) -> int:
        """Webhooks that the core took."""
        return int(self.relay.taken)

    def _connected(self, upstream: Upstream) -> HandlerTransport:
        made = UpstreamConnection(upstream, 10_000, engine().answer)
        transport = HandlerTransport(made)
        made.adopted, made.due, made.retires_at, made.used = True, inf, inf, True
        upstream._connections.add(made)
        upstream._idle.append(made)
        upstream._slots_taken += 1
        return transport

    def connect(self, peer: str = "192.0.2.1") -> MemoryTransport:
        """Another provider's connection."""
        return MemoryTransport(InboundConnection(self.shared), peer=peer)

    async def settle(self) -> None:
        """Until nothing happens any more."""
        for _ in range(TURNS):
            await asyncio.sleep(0)

    async def until_asked(self) -> None:
        """Until a handler got something, though PostgreSQL or a connection is waited for."""
        await self._until(lambda: self.got != self.got_before)

    async def until_answered(self) -> None:
        """Until the provider got something."""
        await self._until(lambda: bool(self.client.written))

    async def until_no_task(self) -> None:
        """Until no request has a task any more."""
        await self._until(lambda: not self.shared.tasks)

    async def _until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not holds():  # noqa: ASYNC110, nobody tells of it
                await asyncio.sleep(0.001)

    async def send(self, *pieces: bytes) -> None:
        """These bytes from the provider, one read each, as long as it is read."""
        for piece in pieces:
            if not self.client.lost and self.client.reading:
                self.client.deliver(piece)
            await self.settle()

    async def answer(self, *pieces: bytes) -> None:
        """These bytes from each handler that was asked, one read each."""
        asked = [each for way in self.handlers.values() for each in way if each.got]
        self._keep_got()
        for piece in pieces:
            for each in asked:
                if not each.is_closed:
                    each.protocol.data_received(piece)
            await self.settle()

    def _keep_got(self) -> None:
        self.got_before = [*self.got]
        for way in self.handlers.values():
            for each in way:
                each.got = b""

    got_before: list[tuple[str, bytes]] = []  # noqa: RUF012, replaced and never changed

    @property
    def got(self) -> list[tuple[str, bytes]]:
        """What handlers got, in the order in which they were answered."""
        now = [(name, each.got) for name, way in self.handlers.items() for each in way if each.got]
        return self.got_before + now

    def observed(self) -> Observed:
        """What there is to see."""
        snapshot = self.metrics.snapshot()
        return Observed(
            bytes(self.client.written),
            not self.client.lost and not self.client.shut,
            self.got,
            [tuple(row) for row in self.rows],
            snapshot.counters,
            {
                name: {key: (each.counts, each.total) for key, each in series.items()}
                for name, series in snapshot.histograms.items()
            },
            snapshot.recent,
            self.holding(),
            self.shared.in_progress,
            {name: each.idle for name, each in self.upstreams.items()},
        )

    def holding(self) -> Holding:
        """What its server holds."""
        load = self.load
        return Holding(
            load.connections,
            load.in_flight,
            load.buffered_bytes,
            load.accepted_total,
            dict(load.refused),
        )

    async def end(self) -> None:
        """Closes what is open."""
        self.client.lose()
        for each in self.upstreams.values():
            await each.close()
        await self.settle()


def _upstream(name: str, fixed: Sequence[tuple[bytes, bytes]]) -> Upstream:
    # Nothing listens at port 1.
    settings = UpstreamSettings(
        f"http://127.0.0.1:1/{name}?own=1", 0.5, 5.0, 5.0, 60.0, 64, 64, 10_000, 600.0, tuple(fixed)
    )
    return Upstream(name, settings, engine=engine())


class Pair:
    """Both gateways, which get the same."""

    def __init__(self, keys: EventKeys, **options: Any) -> None:
        self.native = Gateway(keys, native=True, **options)
        self.python = Gateway(keys, native=False, **options)
        self.both = (self.native, self.python)

    async def send(self, *pieces: bytes) -> None:
        """As `Gateway.send`, of both."""
        for each in self.both:
            await each.send(*pieces)

    async def answer(self, *pieces: bytes) -> None:
        """As `Gateway.answer`, of both."""
        for each in self.both:
            await each.answer(*pieces)

    def same(self) -> Observed:
        """Asserts that both have let out the same."""
        native, python = (each.observed() for each in self.both)
        for name, one, other in zip(Observed._fields, native, python, strict=True):
            assert one == other, name
        return native

    async def end(self) -> None:
        """Ends both."""
        for each in self.both:
            await each.end()


def said(*pairs: tuple[str, str]) -> bytes:
    """A body with these messages, each a sender and a text, in Meta's order of keys."""
    messages = [
        {"from": sender, "id": f"wamid.{number}", "timestamp": "1764324000", "type": "text",
         "text": {"body": text}}
        for number, (sender, text) in enumerate(pairs)
    ]  # fmt: skip
    metadata = {"display_phone_number": "15550783881", "phone_number_id": "106540352242922"}
    value = {"messaging_product": "whatsapp", "metadata": metadata, "messages": messages}
    changes = [{"value": value, "field": "messages"}]
    whole = {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": changes}]}
    return json.dumps(whole, separators=(",", ":")).encode()


def head(
    body: bytes, *more: tuple[bytes, bytes], path: bytes = b"/wa", signed: Headers | None = None
) -> bytes:
    """A usual request's head; `signed`: how, if not rightly."""
    lines = [
        (b"Host", b"hooks.example.com"),
        (b"User-Agent", b"facebookexternalua"),
        (b"Content-Type", b"application/json"),
        *(PROVIDER.sign(body, SECRET) if signed is None else signed),
        *more,
        (b"Content-Length", str(len(body)).encode()),
    ]
    made = b"".join(b"%b: %b\r\n" % each for each in lines)
    return b"POST %b HTTP/1.1\r\n%b\r\n" % (path, made)


def webhook(body: bytes, *more: tuple[bytes, bytes], **how: Any) -> bytes:
    """A usual request."""
    return head(body, *more, **how) + body


def random_draw(seed: int) -> Callable[[int], bytes]:
    """Chance that is the same again."""
    return Random(seed).randbytes
