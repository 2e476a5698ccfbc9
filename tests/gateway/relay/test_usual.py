"""The usual way without a task, and the general one: the same bytes, rows, counts and answers."""

import asyncio
import gc
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from random import Random
from typing import Any, NamedTuple

import pytest
import pytest_asyncio

from hookshift.config.patterns import compile_pattern
from hookshift.domain.delivery.judgement import Criteria
from hookshift.domain.http import Request, Response
from hookshift.domain.routing.records import LogRow
from hookshift.gateway.callers import TrustedCallers
from hookshift.gateway.http.limits import Load
from hookshift.gateway.ids import IdSource
from hookshift.gateway.record.attempts import Attempts
from hookshift.gateway.record.rows import RowWriter, masked
from hookshift.gateway.relay.bulkhead import Bulkheads
from hookshift.gateway.relay.dedup import RelayDedup
from hookshift.gateway.relay.deliver import Handlers, RelayDelivery
from hookshift.gateway.relay.pipeline import Pipeline
from hookshift.gateway.relay.webhook import Source
from hookshift.gateway.upstream.client import HandlerClient  # noqa: TC001
from hookshift.gateway.upstream.judged_handler import JudgedHandler
from hookshift.gateway.upstream.pool import Upstream  # noqa: TC001
from hookshift.store.database import Connection
from hookshift.store.event_keys import EventKeys
from tests.gateway.plain_handler import PATIENCE, PlainHandler, plain_handler
from tests.gateway.relay.test_pipeline import (
    EVERYBODY,
    HANDLERS,
    LIMITS,
    PROVIDER,
    SECRET,
    TABLE,
    batch,
    upstream,
)
from tests.providers.strategies import PAYLOADS
from tests.store.patient_keys import PatientKeys

HEADERS = [
    (b"content-type", b"application/json"),
    (b"user-agent", b"facebookexternalua"),
    (b"x-hub-signature", b"sha1=0"),
    (b"x_hub_signature_256", b"sha256=0"),
    (b"connection", b"keep-alive, x-hop"),
    (b"x-hop", b"1"),
    (b"x-forwarded-for", b"198.51.100.7"),
    (b"x-correlation-id", b"given"),
]


class Outcome(NamedTuple):
    """All that one webhook leaves."""

    answer: Response
    got: list[tuple[str, list[tuple[str, str]], bytes, str]]
    rows: list[tuple[Any, ...]]
    webhooks: Counter[tuple[str, ...]]
    deliveries: Counter[tuple[str, ...]]


class Counted:
    """What was counted of a webhook."""

    def __init__(self) -> None:
        self.webhooks: Counter[tuple[str, ...]] = Counter()
        self.deliveries: Counter[tuple[str, ...]] = Counter()

    def webhook(self, source: str, outcome: str) -> None:
        """By source and outcome."""
        self.webhooks[source, outcome] += 1

    def delivery(self, handler: str, side: str, domain: str, outcome: str, seconds: float) -> None:
        """By all but the time."""
        assert 0 <= seconds < PATIENCE
        self.deliveries[handler, side, domain, outcome] += 1

    def dropped(self, source: str, rule: str) -> None:
        """By source and rule."""
        self.webhooks[source, rule] += 1


class Relay:
    """A pipeline before real handlers, each with an idle connection."""

    def __init__(self, keys: EventKeys) -> None:
        self.keys = keys
        self.handlers: dict[str, PlainHandler] = {}
        self.upstreams: dict[str, Upstream] = {}
        self.criteria: dict[str, Criteria] = {}
        self.rows: list[LogRow] = []
        self.counted = Counted()
        self.load = Load(in_flight=1)
        self.pipeline: Pipeline

    async def begin(self, seed: int = 1) -> None:
        """A new pipeline that draws the ids of `seed`, before handlers that are connected."""
        for name, each in self.upstreams.items():
            if not each.idle:
                await each.send([], b"warm")
            self.handlers[name].got.clear()
        self.rows, self.counted = [], Counted()
        ids = IdSource(Random(seed).randbytes)
        attempts = Attempts(RowWriter(ids, masked), self._record, self.counted, lambda: 1_000.0)
        targets: dict[str, HandlerClient] = {
            name: JudgedHandler(each, self.criteria[name]) if name in self.criteria else each
            for name, each in self.upstreams.items()
        }
        bulkheads = Bulkheads(LIMITS, self.load)
        self.pipeline = Pipeline(
            sources={
                b"/wa": (
                    Source("wa", PROVIDER, "default"),
                    RelayDelivery(
                        TABLE,
                        Handlers(targets, bulkheads, {}),
                        attempts,
                        RelayDedup(self.keys),
                        lambda: 5.0,
                    ),
                )
            },
            table=TABLE,
            attempts=attempts,
            counts=self.counted,
            callers=TrustedCallers([]),
            ids=ids,
            monotonic=lambda: 5.0,
        )
        self.pipeline.snapshot = EVERYBODY

    def _record(self, row: LogRow) -> None:
        self.rows.append(row)

    def outcome(self, answer: Response) -> Outcome:
        """What there is to see once a webhook was answered."""
        got = [
            (name, list(each.headers.items()), each.body, each.target)
            for name, handler in self.handlers.items()
            for each in handler.got
        ]
        return Outcome(
            answer,
            sorted(got, key=repr),
            sorted((tuple(row) for row in self.rows), key=repr),
            self.counted.webhooks,
            self.counted.deliveries,
        )


def request(body: bytes) -> Request:
    return Request(
        b"POST", b"/wa", b"q=1", [*HEADERS, *PROVIDER.sign(body, SECRET)], body, "203.0.113.9"
    )


@pytest_asyncio.fixture
async def relay(database_url: str, connection: Connection) -> AsyncIterator[Relay]:
    made = Relay(PatientKeys(database_url))
    async with AsyncExitStack() as stack:
        stack.push_async_callback(made.keys.close)
        for name in HANDLERS:
            made.handlers[name] = await stack.enter_async_context(plain_handler())
            made.upstreams[name] = upstream(name, made.handlers[name].url)
        yield made
        for each in made.upstreams.values():
            await each.close()


async def both_ways(relay: Relay, body: bytes) -> bool:
    """Asserts that both ways leave the same; returns whether there was a task in neither."""
    await relay.begin()
    asked = request(body)
    usual = asyncio.get_running_loop().create_future()
    rest = relay.pipeline.begin(asked, usual.set_result)
    needed_none = rest is None
    if rest is None:
        answer = await usual
    else:
        answer = rest if isinstance(rest, Response) else await rest
    first = relay.outcome(answer)
    await relay.begin()
    pipeline = relay.pipeline
    second = relay.outcome(await pipeline.handle(asked, pipeline.trace(asked)))
    for one, other in zip(first, second, strict=True):
        assert one == other
    return needed_none


async def test_golden_bodies_leave_the_same_both_ways(relay: Relay) -> None:
    needed_none = [await both_ways(relay, path.read_bytes()) for path in PAYLOADS]
    assert sum(needed_none) > len(PAYLOADS) * 0.8


@pytest.mark.parametrize("status", [201, 204, 404, 500])
async def test_answers_are_passed_on_the_same_both_ways(relay: Relay, status: int) -> None:
    relay.handlers["unified"].status = status
    relay.handlers["unified"].headers = [("x-a", "1"), ("set-cookie", "b"), ("date", "c")]
    relay.handlers["unified"].body = b"" if status == 204 else b"mine"
    assert await both_ways(relay, batch(("1", "a job")))


async def test_an_answer_that_settings_judge_is_judged_both_ways(relay: Relay) -> None:
    relay.criteria["unified"] = Criteria(failed_body=(compile_pattern("failed"),))
    relay.handlers["unified"].body = b"it has failed"
    assert await both_ways(relay, batch(("1", "a job"), ("1", "another job")))
    assert {row.status for row in relay.rows} == {"error"}


async def test_what_is_not_usual_has_a_task(relay: Relay) -> None:
    assert not await both_ways(relay, batch(("1", "a job"), ("2", "hello")))
    assert not await both_ways(relay, batch(("1", "a job"), ("2", "spam")))
    assert not await both_ways(relay, batch(("1", "spam")))


async def begun(relay: Relay, body: bytes) -> "asyncio.Future[Response]":
    """A usual webhook that is under way."""
    await relay.begin()
    answered = asyncio.get_running_loop().create_future()
    assert relay.pipeline.begin(request(body), answered.set_result) is None
    return answered


async def test_a_connection_that_dies_before_the_answer_is_replaced(relay: Relay) -> None:
    unified = relay.handlers["unified"]
    fails = [True]

    def answer(_body: bytes) -> int:
        if fails and fails.pop():
            raise ConnectionResetError
        return 200

    await relay.begin()
    unified.answer = answer
    answered = await begun(relay, batch(("1", "a job")))
    async with asyncio.timeout(PATIENCE):
        assert (await answered).status == 200
    assert len(unified.got) == 2
    assert [(row.status, row.attempt) for row in relay.rows] == [("success", 1)]
    assert relay.load.in_flight == 1


async def test_what_cannot_be_sent_again_is_noted_and_never_said_to_be_unsent(
    relay: Relay,
) -> None:
    unified = relay.handlers["unified"]

    def answer(_body: bytes) -> int:
        raise ConnectionResetError

    await relay.begin()
    unified.answer = answer
    answered = await begun(relay, batch(("1", "a job")))
    async with asyncio.timeout(PATIENCE):
        assert (await answered).status == 502
    assert not relay.handlers["jobs"].got, "unified may have done the work"
    assert [(row.status, row.final) for row in relay.rows] == [("error", True)]


async def test_a_handler_that_hangs_is_given_up_in_time(relay: Relay) -> None:
    unified = relay.handlers["unified"]
    await relay.upstreams["unified"].close()
    relay.upstreams["unified"] = upstream("unified", unified.url, seconds=0.2)
    await relay.begin()
    unified.open.clear()
    answered = await begun(relay, batch(("1", "a job")))
    async with asyncio.timeout(PATIENCE):
        assert (await answered).status == 504
    unified.open.set()
    assert [row.status for row in relay.rows] == ["error"]
    assert relay.counted.webhooks == {("wa", "5xx"): 1}


async def test_a_full_bulkhead_is_left_to_the_general_way(relay: Relay) -> None:
    await relay.begin()
    relay.handlers["unified"].open.clear()
    relay.load.in_flight = LIMITS.in_flight
    answered = asyncio.get_running_loop().create_future()
    assert relay.pipeline.begin(request(batch(("1", "job a"))), answered.set_result) is None
    second = relay.pipeline.begin(request(batch(("2", "job b"))), answered.set_result)
    assert second is not None
    assert not isinstance(second, Response)
    # It is full for unified; legacy gets it at once.
    assert (await second).status == 200
    assert [got.body for got in relay.handlers["jobs"].got] == [batch(("2", "job b"))]
    relay.handlers["unified"].open.set()
    async with asyncio.timeout(PATIENCE):
        assert (await answered).status == 200
    relay.load.in_flight = 1


async def test_a_usual_webhook_leaves_nothing_for_the_garbage_collector(relay: Relay) -> None:
    await relay.begin()
    gc.collect()
    gc.disable()
    try:
        for _ in range(5):
            answered = asyncio.get_running_loop().create_future()
            assert relay.pipeline.begin(request(batch(("1", "a job"))), answered.set_result) is None
            assert (await answered).status == 200
        left = Counter(type(each).__name__ for each in gc.get_objects())
    finally:
        gc.enable()
    assert not {"Exchange", "CallbackAnswer", "UsualRequest", "DecidedWebhook"} & set(left)
