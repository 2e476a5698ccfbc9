"""The relay in process: a real pipeline between a signed body and real handlers."""

import asyncio
import gzip
import json
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from ipaddress import ip_network
from typing import Any

import pytest_asyncio

from hookshift.app.engine import engine
from hookshift.config.patterns import compile_pattern
from hookshift.domain.delivery.judgement import Criteria
from hookshift.domain.http import Request, Response
from hookshift.domain.routing.classify import Rule, contains, has_headers
from hookshift.domain.routing.records import LogRow  # noqa: TC001
from hookshift.domain.routing.routing import Route, RouteTable, Snapshot
from hookshift.gateway.callers import TrustedCallers
from hookshift.gateway.http.limits import Load, ServerLimits
from hookshift.gateway.ids import IdSource
from hookshift.gateway.record.attempts import Attempts
from hookshift.gateway.record.rows import RowWriter, masked
from hookshift.gateway.relay.bulkhead import Bulkheads
from hookshift.gateway.relay.dedup import RelayDedup
from hookshift.gateway.relay.deliver import Handlers, RelayDelivery
from hookshift.gateway.relay.one_budget import AT_ONCE
from hookshift.gateway.relay.pipeline import Pipeline
from hookshift.gateway.relay.webhook import Source
from hookshift.gateway.unsigned import Unsigned
from hookshift.gateway.upstream.client import HandlerClient  # noqa: TC001
from hookshift.gateway.upstream.judged_handler import JudgedHandler
from hookshift.gateway.upstream.pool import Upstream, UpstreamSettings
from hookshift.providers.whatsapp import WhatsApp
from hookshift.store.database import Connection
from hookshift.store.event_keys import EventKeys
from tests.gateway.plain_handler import PlainHandler, plain_handler
from tests.gateway.relay.asking import ask
from tests.providers.strategies import messages_of
from tests.store.patient_keys import PatientKeys

SECRET = b"secret"
PROVIDER = WhatsApp([SECRET], b"token", engine=engine())
TABLE = RouteTable(
    (
        Rule("spam", "", (contains(["spam"]),), drops=True),
        Rule("jobs", "jobs", (contains(["job"]),)),
        Rule("rooms", "rooms", (contains(["rent"]),)),
    ),
    {
        "jobs": Route("jobs", "jobs", "unified", protected=False),
        "rooms": Route("rooms", "rooms", "unified", protected=False),
    },
)
NOBODY = Snapshot(1, enabled=True, threshold=0, domains=frozenset({"jobs", "rooms"}), salt=b"salt")
EVERYBODY = NOBODY._replace(version=2, threshold=10_000)
HANDLERS = ("jobs", "rooms", "unified", "default")
LIMITS = ServerLimits(
    header_bytes=10_000, header_count=50, body_bytes=10_000_000, connections=100,
    connections_per_address=100, in_flight=100,
    buffered_bytes=10_000_000, pipelined=10,
)  # fmt: skip
NO_PLACE = "http://127.0.0.1:1/"
"""Nothing listens there."""


class Counts:
    """What was counted."""

    def __init__(self) -> None:
        self.deliveries: Counter[tuple[str, str]] = Counter()
        self.dropped_events: Counter[tuple[str, str]] = Counter()

    def webhook(self, source: str, outcome: str) -> None:
        """Not looked at."""

    def delivery(self, handler: str, side: str, domain: str, outcome: str, seconds: float) -> None:
        """By handler and outcome."""
        self.deliveries[handler, outcome] += 1

    def dropped(self, source: str, rule: str) -> None:
        """By source and rule."""
        self.dropped_events[source, rule] += 1


class World:
    """A pipeline and its handlers."""

    def __init__(self, keys: EventKeys) -> None:
        self.keys = keys
        self.handlers: dict[str, PlainHandler] = {}
        self.upstreams: dict[str, Upstream] = {}
        self.handlers_by_name: dict[str, HandlerClient] = {}
        self.rows: list[LogRow] = []
        self.counts = Counts()
        self.pipeline: Pipeline
        self.unsigned: Unsigned | None = None

    def begin(
        self, snapshot: Snapshot = NOBODY, table: RouteTable = TABLE, **events_per_request: int
    ) -> None:
        """The pipeline, with these limits by handler."""
        self.handlers_by_name = dict(self.upstreams)
        ids = IdSource()
        attempts = Attempts(RowWriter(ids, masked), self.rows.append, self.counts, time.time)
        relay = RelayDelivery(
            table,
            Handlers(
                self.handlers_by_name, Bulkheads(LIMITS, Load(in_flight=1)), events_per_request
            ),
            attempts,
            RelayDedup(self.keys),
            time.monotonic,
        )
        source = Source("wa", PROVIDER, "default", self.unsigned)
        self.pipeline = Pipeline(
            sources={b"/wa": (source, relay)},
            table=table,
            attempts=attempts,
            counts=self.counts,
            callers=TrustedCallers([ip_network("127.0.0.0/8")]),
            ids=ids,
            monotonic=time.monotonic,
            engine=engine(),
        )
        self.pipeline.snapshot = snapshot

    async def send_unsigned(self, body: bytes, peer: str, *headers: tuple[bytes, bytes]) -> int:
        """The status of the answer to a webhook with these headers alone."""
        request = Request(b"POST", b"/wa", b"", list(headers), body, peer)
        return (await ask(self.pipeline, request)).status

    async def send(self, body: bytes, *more: tuple[bytes, bytes]) -> Response:
        """A signed webhook, with `more` headers."""
        headers = [*PROVIDER.sign(body, SECRET), (b"content-type", b"application/json"), *more]
        request = Request(b"POST", b"/wa", b"", headers, body, "127.0.0.1")
        return await ask(self.pipeline, request)

    def got(self, handler: str) -> list[list[str]]:
        """The texts in each of its requests; each must be signed as Meta would."""
        for request in self.handlers[handler].got:
            sent = request.headers["x-hub-signature-256"].encode()
            assert PROVIDER.sign(request.body, SECRET) == [(b"x-hub-signature-256", sent)]
        return [texts(request.body) for request in self.handlers[handler].got]


@pytest_asyncio.fixture
async def world(database_url: str, connection: Connection) -> AsyncIterator[World]:
    made = World(PatientKeys(database_url))
    async with AsyncExitStack() as stack:
        stack.push_async_callback(made.keys.close)
        for name in HANDLERS:
            made.handlers[name] = await stack.enter_async_context(plain_handler())
            made.upstreams[name] = upstream(name, made.handlers[name].url)
            stack.push_async_callback(made.upstreams[name].close)
        yield made


def upstream(name: str, url: str, seconds: float = 5.0) -> Upstream:
    settings = UpstreamSettings(url, seconds, seconds, seconds, 4.0, 64, 64, 10_000, 60.0)
    return Upstream(name, settings, engine=engine())


def texts(body: bytes) -> list[str]:
    changes = [change for entry in json.loads(body)["entry"] for change in entry["changes"]]
    return [message["text"]["body"] for each in changes for message in each["value"]["messages"]]


def batch(*said: tuple[str, str], prefix: str = "wamid") -> bytes:
    """One change with these messages, each a sender and a text."""
    return messages_of(
        *(
            {"from": sender, "id": f"{prefix}.{i}", "timestamp": "1", "type": "text",
             "text": {"body": text}}
            for i, (sender, text) in enumerate(said)
        ),
        metadata={"phone_number_id": "1"},
    )  # fmt: skip


BATCH = batch(("1", "job a"), ("2", "job b"), ("1", "job c"), ("1", "job d"))


async def test_without_a_limit_a_batch_goes_on_byte_for_byte(world: World) -> None:
    world.begin(default=1)
    assert (await world.send(BATCH)).status == 200
    assert [got.body for got in world.handlers["jobs"].got] == [BATCH]


async def test_each_event_is_a_request_of_its_own_in_its_senders_order(world: World) -> None:
    world.begin(jobs=1)
    answer = await world.send(BATCH)
    assert (answer.status, json.loads(answer.body)["parts"]) == (200, 4)
    got = world.got("jobs")
    assert sorted(got) == [["job a"], ["job b"], ["job c"], ["job d"]]
    assert [text for (text,) in got if text != "job b"] == ["job a", "job c", "job d"]
    assert [(row.status, row.attempt) for row in world.rows] == [("success", 1)] * 4


async def test_a_body_with_few_enough_events_is_not_divided(world: World) -> None:
    world.begin(jobs=4)
    assert (await world.send(BATCH)).status == 200
    assert [got.body for got in world.handlers["jobs"].got] == [BATCH]
    one = batch(("1", "job"), prefix="one")
    world.begin(jobs=1)
    assert (await world.send(one)).status == 200
    assert world.handlers["jobs"].got[-1].body == one


async def test_a_senders_next_event_waits_until_the_former_has_been_answered(world: World) -> None:
    world.begin(jobs=1)
    jobs = world.handlers["jobs"]
    jobs.open.clear()
    long = asyncio.create_task(world.send(batch(*[("1", f"job {i}") for i in range(20)])))
    await jobs.arrived.acquire()
    other = asyncio.create_task(world.send(batch(("2", "job of another"), prefix="other")))
    await jobs.arrived.acquire()
    assert world.got("jobs") == [["job 0"], ["job of another"]]
    jobs.open.set()
    assert ((await long).status, (await other).status) == (200, 200)
    assert world.got("jobs")[2:] == [[f"job {i}"] for i in range(1, 20)]


async def test_many_senders_are_served_at_once_within_a_bound(world: World) -> None:
    world.begin(jobs=1)
    jobs = world.handlers["jobs"]
    jobs.open.clear()
    sending = asyncio.create_task(world.send(batch(*[(str(i), "job") for i in range(100)])))
    for _ in range(AT_ONCE):
        await jobs.arrived.acquire()
    jobs.open.set()
    assert (await sending).status == 200
    assert jobs.most_at_once == AT_ONCE
    assert len(jobs.got) == 100


async def test_the_answer_is_the_worst_and_the_others_are_delivered_once(world: World) -> None:
    world.begin(jobs=1)
    world.handlers["jobs"].answer = lambda body: 500 if b"job a" in body else 200
    assert (await world.send(BATCH)).status == 500
    assert sorted(world.got("jobs")) == [["job a"], ["job b"], ["job c"], ["job d"]]
    assert Counter(row.status for row in world.rows) == {"success": 3, "error": 1}
    # The provider sends it again: only what failed is delivered again.
    world.handlers["jobs"].answer = None
    assert (await world.send(BATCH)).status == 200
    assert world.got("jobs")[4:] == [["job a"]]
    assert (await world.send(BATCH)).status == 200
    assert len(world.got("jobs")) == 5


async def test_all_requests_of_a_body_share_one_total_timeout(world: World) -> None:
    await world.upstreams["jobs"].close()
    world.upstreams["jobs"] = upstream("jobs", world.handlers["jobs"].url, seconds=0.3)
    world.begin(jobs=1)
    world.handlers["jobs"].open.clear()
    assert (await world.send(BATCH)).status == 504
    # With a timeout each, the next ones of the same sender would have been sent, too.
    assert len(world.handlers["jobs"].got) == 2
    assert sorted(row.status for row in world.rows) == ["error"] * 4
    unsent = [row for row in world.rows if "this one was not sent" in (row.error_message or "")]
    assert len(unsent) == 2
    world.handlers["jobs"].open.set()
    await world.upstreams["jobs"].close()


async def test_others_of_the_same_body_are_not_held_up(world: World) -> None:
    world.begin(jobs=1)
    body = batch(("1", "job a"), ("1", "hello"), ("2", "job b"), ("2", "bye"))
    assert (await world.send(body)).status == 200
    assert sorted(world.got("jobs")) == [["job a"], ["job b"]]
    assert world.got("default") == [["hello", "bye"]]


async def test_what_unified_cannot_be_given_is_divided_for_legacy(world: World) -> None:
    await world.upstreams["unified"].close()
    world.upstreams["unified"] = upstream("unified", NO_PLACE)
    world.begin(EVERYBODY, jobs=1)
    assert (await world.send(BATCH)).status == 200
    assert sorted(world.got("jobs")) == [["job a"], ["job b"], ["job c"], ["job d"]]
    assert world.counts.deliveries == {
        ("unified", "handler_unreachable"): 4,
        ("jobs", "success"): 4,
    }
    await world.upstreams["unified"].close()


async def test_a_part_for_unified_is_divided_again_for_two_old_handlers(world: World) -> None:
    await world.upstreams["unified"].close()
    world.upstreams["unified"] = upstream("unified", NO_PLACE)
    world.begin(EVERYBODY)
    body = batch(("1", "job a"), ("2", "hello"), ("3", "rent b"), ("1", "job c"))
    assert (await world.send(body)).status == 200
    assert world.got("default") == [["hello"]]
    assert world.got("jobs") == [["job a", "job c"]]
    assert world.got("rooms") == [["rent b"]]
    fallen = [row for row in world.rows if row.reason == "unified_unreachable"]
    assert sorted((row.webhook_name, row.attempt) for row in fallen) == [
        ("jobs", 2),
        ("jobs", 2),
        ("rooms", 2),
    ]
    await world.upstreams["unified"].close()


BY_HEADER = TABLE._replace(
    rules=(Rule("tenant", "jobs", (has_headers({"Host": compile_pattern(r"^jobs\.")}),)),),
    headers=frozenset({b"host"}),
)


async def test_a_rule_asks_for_a_header_of_the_request(world: World) -> None:
    world.begin(table=BY_HEADER)
    assert (
        await world.send(batch(("1", "a"), ("2", "b")), (b"host", b"jobs.example"))
    ).status == 200
    assert (await world.send(batch(("1", "c")), (b"host", b"example"))).status == 200
    assert (await world.send(batch(("1", "d")))).status == 200
    assert world.got("jobs") == [["a", "b"]]
    assert world.got("default") == [["c"], ["d"]]


async def test_what_a_header_decided_stays_decided_where_legacy_takes_over(world: World) -> None:
    await world.upstreams["unified"].close()
    world.upstreams["unified"] = upstream("unified", NO_PLACE)
    # Each event is a request of its own for unified, so that legacy gets parts of the body.
    world.begin(EVERYBODY, BY_HEADER, unified=1)
    body = batch(("1", "a"), ("2", "b"))
    assert (await world.send(body, (b"host", b"jobs.example"))).status == 200
    assert sorted(world.got("jobs")) == [["a"], ["b"]]
    assert world.got("default") == []
    assert {row.rule for row in world.rows} == {"tenant"}
    await world.upstreams["unified"].close()


def judge(world: World, **criteria: Any) -> None:
    """From now on the handler `jobs` is judged by these."""
    judged = JudgedHandler(world.upstreams["jobs"], Criteria(**criteria))
    world.handlers_by_name["jobs"] = judged


async def test_success_that_the_settings_call_a_failure_is_never_acknowledged(
    world: World,
) -> None:
    world.handlers["jobs"].body = b'{"success": false,\n "code": "no_room"}'
    world.begin()
    judge(world, failed_body=(compile_pattern(r'"success":\s*false'),))
    answer = await world.send(BATCH)
    assert (answer.status, answer.body) == (502, world.handlers["jobs"].body)
    assert {(row.status, row.handler_status) for row in world.rows} == {("error", 200)}
    assert world.rows[0].error_message == (
        'HTTP 200 (failed_body): {"success": false, "code": "no_room"}'
    )
    assert world.counts.deliveries == {("jobs", "failed_body"): 4}


async def test_an_error_that_the_settings_call_a_success_is_acknowledged(world: World) -> None:
    world.handlers["jobs"].status = 409
    world.begin()
    judge(world, also_ok=frozenset({409}))
    assert (await world.send(BATCH)).status == 200
    assert {(row.status, row.handler_status) for row in world.rows} == {("success", 409)}


async def test_a_compressed_answer_is_judged_by_what_it_says(world: World) -> None:
    world.handlers["jobs"].body = gzip.compress(b"x" * 4_000 + b" failed")
    world.handlers["jobs"].headers = [("content-encoding", "gzip")]
    world.begin()
    judge(world, failed_body=(compile_pattern("failed"),))
    assert (await world.send(BATCH)).status == 502
    world.handlers["jobs"].body = gzip.compress(b"x" * 4_096 + b" failed")
    assert (await world.send(BATCH)).status == 200, "only the first 4 KB are read"


async def test_what_a_rule_drops_reaches_nobody_and_is_told(world: World) -> None:
    world.begin()
    body = batch(("1", "job a"), ("2", "spam"), ("1", "job b"))
    assert (await world.send(body)).status == 200
    assert world.got("jobs") == [["job a", "job b"]]
    assert world.counts.dropped_events == {("wa", "spam"): 1}
    (row,) = [row for row in world.rows if row.reason == "dropped"]
    assert (row.status, row.rule, row.domain, row.webhook_name) == (
        "dropped",
        "spam",
        "dropped",
        "dropped",
    )
    assert (row.message_id, row.attempt, row.handler_status) == ("wamid.1", 0, None)


async def test_a_body_of_which_all_is_dropped_is_acknowledged_at_once(world: World) -> None:
    world.begin()
    answer = await world.send(batch(("1", "spam"), ("2", "more spam")))
    assert (answer.status, answer.body) == (200, b'{"success":true}')
    assert not any(handler.got for handler in world.handlers.values())
    assert world.counts.dropped_events == {("wa", "spam"): 2}


async def test_what_is_dropped_takes_nothing_from_what_failed_beside_it(world: World) -> None:
    world.begin(jobs=1)
    world.handlers["jobs"].answer = lambda body: 500 if b"job b" in body else 200
    body = batch(("1", "job a"), ("2", "spam"), ("3", "job b"))
    assert (await world.send(body)).status == 500
    world.handlers["jobs"].answer = None
    assert (await world.send(body)).status == 200
    assert sorted(world.got("jobs")) == [["job a"], ["job b"], ["job b"]]


TOKEN = (b"x-hookshift-token", b"let me in")
INSIDE, OUTSIDE = "10.1.2.3", "203.0.113.9"


async def test_trusted_internal_callers_need_no_signature(world: World) -> None:
    world.unsigned = Unsigned([ip_network("10.0.0.0/8")], b"let me in")
    world.begin()
    body = messages_of({"id": "1", "from": "1", "type": "text", "text": {"body": "a job"}})
    wrong = PROVIDER.sign(body, b"another secret")
    assert await world.send_unsigned(body, INSIDE) == 200
    assert await world.send_unsigned(body, OUTSIDE, TOKEN) == 200
    for headers in ([], [(TOKEN[0], b"let me")], [TOKEN, TOKEN], [(TOKEN[0], b"")]):
        assert await world.send_unsigned(body, OUTSIDE, *headers) == 401
    # A signature that is there must be right.
    assert await world.send_unsigned(body, INSIDE, *wrong) == 401
    assert await world.send_unsigned(body, OUTSIDE, TOKEN, *wrong) == 401
    assert len(world.handlers["jobs"].got) == 2
    for request in world.handlers["jobs"].got:
        assert "x-hookshift-token" not in request.headers


async def test_parts_of_an_unsigned_body_are_not_signed(world: World) -> None:
    world.unsigned = Unsigned([ip_network("10.0.0.0/8")])
    world.begin()
    body = messages_of(
        {"id": "1", "from": "1", "type": "text", "text": {"body": "a job"}},
        {"id": "2", "from": "2", "type": "text", "text": {"body": "hello"}},
    )
    assert await world.send_unsigned(body, INSIDE, (b"content-md5", b"x")) == 200
    for name in ("jobs", "default"):
        (request,) = world.handlers[name].got
        assert not {"x-hub-signature-256", "content-md5"} & set(request.headers)


async def test_nobody_is_trusted_unless_the_source_says_so(world: World) -> None:
    world.begin()
    assert await world.send_unsigned(messages_of({"id": "1"}), INSIDE, TOKEN) == 401
    world.unsigned = Unsigned()
    world.begin()
    assert await world.send_unsigned(messages_of({"id": "1"}), INSIDE, (TOKEN[0], b"")) == 401
