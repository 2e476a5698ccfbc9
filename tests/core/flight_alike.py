"""Usual webhooks by the core's relay and by the gateway's own functions: the same bytes."""

from collections.abc import Sequence
from typing import Any, cast

from hookshift.app.flights import header_terms, source_terms
from hookshift.core.choice import Flight
from hookshift.core.relaying import HandlerTerms, RecordTerms, RelayTerms
from hookshift.domain.delivery.delivery import succeeded
from hookshift.domain.evidence.tally import tally
from hookshift.domain.http import Headers, Request, Response
from hookshift.domain.routing.records import LogRow
from hookshift.domain.routing.routing import Reason, RouteTable, Snapshot, decide, plan
from hookshift.gateway.callers import TrustedCallers
from hookshift.gateway.headers import Trace, to_handler, with_domains
from hookshift.gateway.http.head import END, parse_head
from hookshift.gateway.http.limits import ServerLimits
from hookshift.gateway.http.responses import encode
from hookshift.gateway.ids import IdSource
from hookshift.gateway.metrics.counters import BUCKETS
from hookshift.gateway.record.rows import Attempt, RowWriter, masked
from hookshift.gateway.relay.answer import answer
from hookshift.gateway.relay.decide import decided_as
from hookshift.gateway.relay.webhook import Source, Webhook
from hookshift.gateway.upstream.answer import AnswerProgress, AnswerReader
from hookshift.gateway.upstream.target import UpstreamSettings, target
from hookshift.providers.whatsapp import WhatsApp
from hookshift.store.log_columns import BOUNDS, KINDS
from tests.core.copied import copied_alike
from tests.core.differential import MOST, core

SECRET = b"secret"
LIMITS = ServerLimits(4_000, 20, 100_000, 10, 10, 10, 1 << 20, 4)
PROVIDER = WhatsApp([b"former", SECRET], b"token", MOST)
SOURCE = Source("wa", PROVIDER, "default")
NOBODY = TrustedCallers([])
PEER = "2001:db8::1"
DATE = b"date: Sat, 28 Nov 2026 10:00:00 GMT\r\n"
ANSWER = b"HTTP/1.1 201 Created\r\nx-a: 1\r\ncontent-length: 2\r\n\r\n{}"
MOST_ANSWER = 300
SETTINGS = UpstreamSettings(
    "http://h/in?own=1", 1.0, 1.0, 1.0, 1.0, 1, 1, MOST_ANSWER, 1.0, ((b"x-a", b"own"),)
)
HEAD = (
    b"POST /wa?q=1 HTTP/1.1\r\nHost: h\r\nX-A: 1\r\nAccept: */*\r\nX-Hub-Signature-256: %b\r\n"
    b"Content-Length: %d\r\n\r\n"
)


class FlightAlike:
    """One relay by one route table."""

    def __init__(self, table: RouteTable) -> None:
        self._table = table
        self._rows: list[LogRow] = []
        self._queue = core().RowQueue(MOST, MOST, int)
        names = {"default", *(each.legacy for each in table.routes.values())}
        names |= {each.unified for each in table.routes.values() if each.unified}
        self._targets = {name: target(name, SETTINGS) for name in names}
        terms = {
            name: HandlerTerms(
                each.target,
                each.prefix,
                frozenset({b"x-a"}),
                each.replaced,
                MOST - 1,
                MOST_ANSWER,
                [0],
                1.0,
                1.0,
                name,
            )
            for name, each in self._targets.items()
        }
        record = RecordTerms(
            bytes,
            lambda: 2.0,
            lambda: 1_000.5,
            masked,
            len,
            self._rows.append,
            self._queue,
            2.0,
            BUCKETS,
        )
        sources = {b"/wa": source_terms(SOURCE, LIMITS, continues=False)}
        self._relay = core().Relay(RelayTerms(table, sources, terms, header_terms(LIMITS), record))

    def of_body(self, body: bytes, snapshot: Snapshot | None) -> bool:
        """Whether the core relayed this body; then the gateway relays it alike."""
        return self.of_request(HEAD % (_signature(body), len(body)) + body, snapshot)

    def of_head(self, data: bytes, snapshot: Snapshot | None) -> bool:
        """As `of_body`, of a request whose signature is put right."""
        self.of_request(data, snapshot)
        if END not in data:
            return False
        head, body = data.split(END, 1)
        signed = head + b"\r\nX-Hub-Signature-256: " + _signature(body) + END + body
        return self.of_request(signed, snapshot)

    def is_taken_of_trusted(self, data: bytes) -> bool:
        """Whether the core takes this of a caller who may name its webhooks; signed rightly."""
        head, body = data.split(END, 1)
        signed = head + b"\r\nX-Hub-Signature-256: " + _signature(body) + END + body
        return self._relay.take(signed, b"", True, None) is not None

    def of_request(self, data: bytes, snapshot: Snapshot | None) -> bool:
        """As `of_body`, of any bytes."""
        flight = self._relay.take(data, b"x-forwarded-for: %b\r\n" % PEER.encode(), False, snapshot)
        if flight is None:
            return False
        webhook, decisions = self._same(cast("Flight", flight), data, snapshot)
        if flight.out:
            self._ended(cast("Flight", flight), webhook, decisions, ANSWER)
        return bool(flight.out)

    def of_answer(self, data: bytes, body: bytes) -> bool:
        """Whether the core passed on this answer to `body`; then the gateway does so alike."""
        request = HEAD % (_signature(body), len(body)) + body
        flight = self._relay.take(request, b"x-forwarded-for: ::1\r\n", False, None)
        assert flight is not None
        request_read = _request(request)
        webhook = _webhook(request_read, flight)
        return self._ended(flight, webhook, flight.decisions, data)

    def _same(
        self, flight: Flight, data: bytes, snapshot: Snapshot | None
    ) -> tuple[Webhook, list[Any]]:
        request = _request(data)
        events = PROVIDER.events(request.body)
        decisions = [decide(each, self._table, "default", snapshot) for each in events]
        assert PROVIDER.verify(request) == flight.secret
        assert (flight.events, flight.decisions) == (events, decisions)
        assert not any(each.reason is Reason.DROPPED for each in decisions)
        parts = plan(events, decisions)
        webhook = _webhook(request, flight)
        if flight.out:
            (part,) = parts
            assert flight.handler == part.handler
            assert len(events) < MOST
            headers = with_domains(webhook.headers, part.domains)
            head = self._targets[part.handler].head(headers, len(request.body), request.query)
            assert flight.out == head + request.body
            assert flight.head_bytes == len(head)
        else:
            assert len(parts) > 1 or len(events) >= MOST
        return webhook, decisions

    def _ended(self, flight: Flight, webhook: Webhook, decisions: list[Any], data: bytes) -> bool:
        self._rows.clear()
        found = self._relay.answer(flight, data, DATE)
        if found is None:
            assert not self._rows
            assert not len(self._queue)
            return False
        reader = AnswerReader(MOST_ANSWER)
        assert reader.feed(data) is AnswerProgress.REUSABLE
        response = reader.response()
        assert succeeded(response)
        expected = encode(answer(webhook, (response,)), DATE, b"", with_body=True)
        assert found == expected
        self._recorded(webhook, decisions, response, flight.snapshot)
        return True

    def _recorded(
        self, webhook: Webhook, decisions: list[Any], response: Response, by: Snapshot | None
    ) -> None:
        (part,) = plan(webhook.events, decisions)
        origin = decided_as(webhook, decisions, by).origin
        writer = RowWriter(IdSource(bytes), masked, len)
        rows = writer.rows(Attempt(part, response, 1, 0), origin, 1_000.5, ok=True)
        copied_alike(rows)
        batch = self._queue.take()
        if self._rows:
            # Not usual: they were recorded as they are.
            assert (self._rows, len(batch)) == (rows, 0)
            assert _types(self._rows) == _types(rows)
            return
        assert core().copied_rows(batch, KINDS, BOUNDS) == core().copied_rows(rows, KINDS, BOUNDS)
        assert tally(batch, 10, 2_000, core().gathered) == tally(rows, 10, 2_000)
        assert core().people_of(batch) == {row.person for row in rows} - {None}
        assert [*batch] == [batch[number] for number in range(len(batch))] == rows


def _types(rows: Sequence[LogRow]) -> list[list[type]]:
    return [list(map(type, row)) for row in rows]


def _signature(body: bytes) -> bytes:
    headers: Headers = PROVIDER.sign(body, SECRET)
    return headers[0][1]


def _request(data: bytes) -> Request:
    end = data.index(END) + len(END)
    head = parse_head(data[:end], LIMITS.header_count)
    assert head.length == len(data) - end
    assert (head.http10, head.keep_alive, head.expects_continue) == (False, True, False)
    return Request(head.method, head.path, head.query, head.headers, data[end:], PEER)


def _webhook(request: Request, flight: Flight) -> Webhook:
    names = Trace(flight.correlation_id, flight.traceparent)
    return Webhook(
        SOURCE, names, to_handler(request, names, NOBODY), flight.secret, request.body,
        request.query, flight.events, flight.started,
    )  # fmt: skip
