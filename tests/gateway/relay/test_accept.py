"""A durable source's webhook through the pipeline: answered when it is written down."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager

import pytest

from hookshift.app.engine import engine
from hookshift.domain.errors import BadPayload
from hookshift.domain.events import Event
from hookshift.domain.http import Request, Response
from hookshift.domain.routing.classify import Rule, contains
from hookshift.domain.routing.records import LogRow  # noqa: TC001
from hookshift.domain.routing.routing import Route, RouteTable, Snapshot
from hookshift.gateway.callers import TrustedCallers
from hookshift.gateway.durable.encryption import PayloadCipher
from hookshift.gateway.durable.intake import Intake, IntakeSettings
from hookshift.gateway.ids import IdSource
from hookshift.gateway.record.attempts import Attempts
from hookshift.gateway.record.rows import RowWriter, masked
from hookshift.gateway.relay.accept import DurableDelivery
from hookshift.gateway.relay.pipeline import Pipeline
from hookshift.gateway.relay.webhook import Source
from hookshift.providers.whatsapp import WhatsApp
from hookshift.store.database import Connection
from hookshift.store.inbox import InboxWriter
from tests.gateway.durable.test_intake import NO_POSTGRESQL, Room
from tests.gateway.relay.asking import ask
from tests.gateway.relay.test_pipeline import Counts
from tests.providers.strategies import messages_of

SECRET = b"secret"
PROVIDER = WhatsApp([SECRET], b"token", engine=engine())
TABLE = RouteTable(
    (
        Rule("spam", "", (contains(["spam"]),), drops=True),
        Rule("jobs", "jobs", (contains(["job"]),)),
    ),
    {"jobs": Route("jobs", "jobs", "unified", protected=False)},
)
EVERYBODY = Snapshot(1, enabled=True, threshold=10_000, domains=frozenset({"jobs"}), salt=b"s")
WRITTEN = "SELECT handler, events FROM hookshift.deliveries ORDER BY handler"


class DurableSource:
    """A pipeline with one durable source whose deliveries nobody makes."""

    def __init__(self, intake: Intake, provider: WhatsApp = PROVIDER) -> None:
        self.rows: list[LogRow] = []
        ids, counts = IdSource(), Counts()
        deliver = DurableDelivery(intake, None)
        self.pipeline = Pipeline(
            sources={b"/wa": (Source("wa", provider, "default"), deliver)},
            table=TABLE,
            attempts=Attempts(RowWriter(ids, masked), self.rows.append, counts, time.time),
            counts=counts,
            callers=TrustedCallers([]),
            ids=ids,
            monotonic=time.monotonic,
            engine=engine(),
        )
        self.pipeline.snapshot = EVERYBODY

    async def send(self, *texts: str) -> Response:
        """One webhook with these messages."""
        return await ask(self.pipeline, self.request(*texts))

    @staticmethod
    def request(*texts: str) -> Request:
        """The same before it is sent."""
        body = messages_of(
            *(
                {"from": f"{i}", "id": f"m{i}", "type": "text", "text": {"body": text}}
                for i, text in enumerate(texts)
            )
        )
        headers = PROVIDER.sign(body, SECRET)
        return Request(b"POST", b"/wa", b"", headers, body, "1.2.3.4")


@asynccontextmanager
async def durable_source(
    url: str, *, provider: WhatsApp = PROVIDER, waiting: int = 100
) -> AsyncIterator[DurableSource]:
    inbox = InboxWriter(url)
    groups = {"jobs": "jobs", "unified": "jobs", "default": "default"}
    intake = Intake(IntakeSettings(waiting, 10), inbox, Room(), groups, PayloadCipher())
    await intake.start()
    try:
        yield DurableSource(intake, provider)
    finally:
        await intake.stop()
        await inbox.close()


async def test_it_is_acknowledged_once_its_deliveries_are_written(
    database_url: str, connection: Connection
) -> None:
    async with durable_source(database_url) as source:
        answer = await source.send("a job", "hello", "another job")
        assert (answer.status, answer.body) == (200, b'{"success":true}')
        rows = [tuple(row) for row in await connection.fetch(WRITTEN)]
        assert rows == [("default", 1), ("unified", 1), ("unified", 1)]
        assert not source.rows, "no attempt has been made yet"


async def test_what_a_rule_drops_is_noted_and_not_written(
    database_url: str, connection: Connection
) -> None:
    async with durable_source(database_url) as source:
        assert (await source.send("a job", "spam")).status == 200
        assert [tuple(row) for row in await connection.fetch(WRITTEN)] == [("unified", 1)]
        assert [row.status for row in source.rows] == ["dropped"]


@pytest.mark.parametrize("texts", [("a job",), ("a job", "hello")])
async def test_what_cannot_be_written_is_to_be_sent_again(texts: tuple[str, ...]) -> None:
    async with durable_source(NO_POSTGRESQL) as source:
        answer = await source.send(*texts)
        assert answer.status == 503
        assert b'"error":"inbox_unavailable"' in answer.body
        assert (b"retry-after", b"1") in answer.headers
        assert not source.rows


async def test_no_task_waits_for_a_commit(database_url: str, connection: Connection) -> None:
    async with durable_source(database_url) as source:
        before = asyncio.all_tasks()
        answered: asyncio.Future[Response] = asyncio.get_running_loop().create_future()
        assert source.pipeline.begin(source.request("a job"), answered.set_result) is None
        assert asyncio.all_tasks() == before
        assert (await answered).status == 200
        assert [tuple(row) for row in await connection.fetch(WRITTEN)] == [("unified", 1)]


async def test_with_as_many_waiting_as_may_the_next_is_to_be_sent_again(database_url: str) -> None:
    async with durable_source(database_url, waiting=0) as source:
        answer = await source.send("a job")
        assert (answer.status, b'"error":"inbox_unavailable"' in answer.body) == (503, True)


class Indivisible(WhatsApp):
    """Its bodies can be read and not divided."""

    def split(self, body: bytes, groups: Sequence[Sequence[Event]]) -> Iterator[bytes]:
        """Never."""
        raise BadPayload("$.entry: cannot be divided")


async def test_a_body_that_cannot_be_divided_is_refused_as_bad(
    database_url: str, connection: Connection
) -> None:
    async with durable_source(database_url, provider=Indivisible([SECRET], b"token")) as source:
        answer = await source.send("a job", "hello")
        assert (answer.status, b'"error":"bad_payload"' in answer.body) == (400, True)
        assert not await connection.fetch(WRITTEN)
        assert (await source.send("a job")).status == 200
