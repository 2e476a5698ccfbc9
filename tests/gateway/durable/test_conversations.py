"""Durable sources decide in the commit: the order of commits is the order of contexts."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from itertools import chain, count
from pathlib import Path
from random import Random
from typing import Any

import pytest
import pytest_asyncio

from hookshift.core.choice import PYTHON
from hookshift.domain.conversation.records import PersonRecord
from hookshift.domain.conversation.terms import Terms
from hookshift.domain.events import Event
from hookshift.domain.person import hasher
from hookshift.domain.routing.assignment import salt_tag
from hookshift.domain.routing.classify import Rule, contains
from hookshift.domain.routing.routing import (
    Decision,
    Reason,
    Route,
    RouteTable,
    Side,
    Snapshot,
    decide,
)
from hookshift.gateway.conversation.conversations import Conversations
from hookshift.gateway.conversation.draft import Draft
from hookshift.gateway.conversation.in_commit import ConversationsInCommit
from hookshift.gateway.conversation.memory import Memory
from hookshift.gateway.conversation.names import conversation_keys
from hookshift.gateway.conversation.records import Packer
from hookshift.gateway.conversation.table_file import open_table
from hookshift.gateway.durable import content
from hookshift.gateway.durable.encryption import PayloadCipher
from hookshift.gateway.durable.grouping import Arrival, keys_of
from hookshift.gateway.durable.intake import InboxUnavailable, Intake, IntakeSettings
from hookshift.gateway.headers import Trace
from hookshift.gateway.record.rows import Origin
from hookshift.gateway.relay.decide import InCommit
from hookshift.gateway.relay.webhook import DecidedWebhook, Source, Webhook
from hookshift.providers.generic import Generic
from hookshift.store.database import Connection
from hookshift.store.inbox import InboxWriter
from tests.conftest import OpenConnection
from tests.domain.samples import event
from tests.gateway.durable.test_intake import Room

NOW = 1_800_000_000
DOMAINS = ("jobs", "property", "taxi")
ROUTES = {each: Route(each, f"old-{each}", "new", protected=False) for each in DOMAINS}
TABLE = RouteTable(tuple(Rule(each, each, (contains([each]),)) for each in DOMAINS), ROUTES)
NOBODY = Snapshot(1, enabled=True, threshold=0, domains=frozenset(ROUTES), salt=b"salt")
TERMS = Terms(86_400, 1_800, 14_400, frozenset({"menu"}))
HANDLERS = {each: each for each in ("new", "default", *(f"old-{each}" for each in DOMAINS))}
HASH = hasher(b"key")
IDS = count()
TAKEN = """SELECT p.content, d.id FROM hookshift.deliveries d JOIN hookshift.payloads p USING (id)
  ORDER BY d.id"""
TURNS = "SELECT domain, ended, extract(epoch FROM turned)::bigint FROM hookshift.conversations"


class Host:
    """A worker of a host of its own: its memory, and its intake."""

    def __init__(self, url: str, folder: Path) -> None:
        self.snapshot: Snapshot | None = NOBODY
        self.is_current = True
        self.memory = Memory(open_table(folder / "table", 1 << 18, 7), Packer(ROUTES), lambda: NOW)
        self.draft = Draft(self.memory)
        self.conversations = ConversationsInCommit(self._made(self.memory), self._made(self.draft))
        self.inbox = InboxWriter(url)
        self.intake = Intake(
            IntakeSettings(1_000, 50),
            self.inbox,
            Room(),
            HANDLERS,
            PayloadCipher(),
            conversations=self.draft,
        )

    def _made(self, memory: Memory | Draft) -> Conversations:
        return Conversations(
            "durable", memory, TABLE, TERMS, HASH,
            is_current=lambda: self.is_current, wall=lambda: NOW,
        )  # fmt: skip

    async def close(self) -> None:
        await self.intake.stop()
        await self.inbox.close()

    async def take(self, *events: Event) -> None:
        """One webhook."""
        await self.intake.accept(self.arrival(*events))

    def arrival(self, *events: Event) -> Arrival:
        decisions = [decide(each, TABLE, "default", self.snapshot) for each in events]
        webhook = Webhook(
            Source("durable", Generic(), "default"),
            Trace("c", b""),
            [],
            None,
            b"{}",
            b"",
            events,
            0.0,
        )
        decided = DecidedWebhook(webhook, events, decisions, Origin("durable", 1, "c"))
        in_commit = InCommit(
            decided,
            self.conversations,
            PYTHON.decider(TABLE),
            self.snapshot,
            lambda: self.snapshot,
        )
        return Arrival(
            "durable", Generic(), None, [], b"{}", events, decisions, 1, "c", None,
            keys_of("durable", events), in_commit=in_commit,
        )  # fmt: skip


MakeHost = Callable[[], Awaitable[Host]]


@pytest_asyncio.fixture
async def host(
    database_url: str, connection: Connection, tmp_path: Path
) -> AsyncIterator[MakeHost]:
    made: list[Host] = []

    async def make() -> Host:
        folder = tmp_path / str(len(made))
        folder.mkdir()
        made.append(Host(database_url, folder))
        await made[-1].intake.start()
        return made[-1]

    yield make
    for each in made:
        await each.close()


def said(text: str, phone: str = "250780000001", **values: Any) -> Event:
    values.setdefault("event_id", f"wamid.{next(IDS)}")
    values.setdefault("at", NOW)
    return event(text=text, sender=phone, phone=phone, **values)


def key(phone: str = "250780000001") -> int:
    return conversation_keys("durable")(HASH(phone), event().phone_number_id)


async def taken(connection: Connection) -> list[tuple[Event, Decision]]:
    """All that was taken in, of each conversation in the order of the commits.

    Numbers are drawn while a commit holds its conversations.
    """
    found = []
    for row in await connection.fetch(TAKEN):
        stored = content.decode(row["content"])
        found += list(zip(stored.events, stored.decisions, strict=True))
    return found


async def domains(connection: Connection) -> list[str]:
    return [decision.domain for _, decision in await taken(connection)]


async def test_what_one_host_took_in_is_the_context_at_another_at_once(
    host: MakeHost, connection: Connection
) -> None:
    one, other = await host(), await host()
    await one.take(said("jobs"))
    await other.take(said("2"))
    await other.take(said("property"))
    await one.take(said("3"))
    assert await domains(connection) == ["jobs", "jobs", "property", "property"]


async def test_events_that_share_a_commit_see_the_one_before(
    host: MakeHost, connection: Connection
) -> None:
    one = await host()
    texts = ("2", "jobs", "3", "menu", "4", "property", "5")
    await asyncio.gather(*(one.take(said(text)) for text in texts))
    assert await domains(connection) == [
        "unknown", "jobs", "jobs", "jobs", "unknown", "property", "property",
    ]  # fmt: skip


async def test_what_was_not_committed_has_moved_no_conversation(
    host: MakeHost, connection: Connection
) -> None:
    one = await host()
    await connection.execute("ALTER TABLE hookshift.payloads RENAME TO away")
    with pytest.raises(InboxUnavailable):
        await one.take(said("jobs"))
    await connection.execute("ALTER TABLE hookshift.away RENAME TO payloads")
    assert one.memory.conversation(key(), HASH("250780000001")) is None
    await one.take(said("2"))
    assert await domains(connection) == ["unknown"]


async def test_a_redelivery_moves_no_conversation(host: MakeHost, connection: Connection) -> None:
    one, other = await host(), await host()
    first = said("jobs")
    await one.take(first)
    await one.take(said("property", at=NOW + 1))
    await other.take(first._replace(at=NOW + 2))
    await other.take(said("2", at=NOW + 3))
    assert await domains(connection) == ["jobs", "property", "property"]


async def test_a_rollback_between_arrival_and_commit_wins(
    host: MakeHost, connection: Connection
) -> None:
    one = await host()
    one.snapshot = NOBODY._replace(version=2, threshold=10_000)
    arrival = one.arrival(said("jobs"))
    one.snapshot = NOBODY._replace(version=3)
    await one.intake.accept(arrival)
    ((_, decision),) = await taken(connection)
    assert (decision.handler, decision.side) == ("old-jobs", Side.LEGACY)
    (row,) = await connection.fetch("SELECT content FROM hookshift.payloads")
    assert content.decode(row["content"]).version == 3


async def test_a_conversation_that_somebody_holds_delays_only_its_own(
    host: MakeHost, connection: Connection, database_url: str, open_connection: OpenConnection
) -> None:
    one = await host()
    await one.take(said("jobs"))
    holding = await open_connection(database_url)
    async with holding.transaction():
        await holding.execute("SELECT FROM hookshift.conversations FOR UPDATE")
        results = await asyncio.gather(
            one.take(said("2")),
            *(
                one.take(said("taxi", str(phone)))
                for phone in range(250_780_000_100, 250_780_000_110)
            ),
            return_exceptions=True,
        )
    assert isinstance(results[0], InboxUnavailable)
    assert results[1:] == [None] * 10
    await one.take(said("2"))
    assert (await domains(connection)).count("taxi") == 10


async def test_a_worker_that_is_stopped_gives_its_locks_back(
    host: MakeHost, connection: Connection, database_url: str, open_connection: OpenConnection
) -> None:
    one = await host()
    await one.take(said("jobs"))
    stopped = await open_connection(database_url)
    transaction = stopped.transaction()
    await transaction.start()
    await stopped.fetch("SELECT * FROM hookshift.lock_remembered($1)", [key()])
    assert await stopped.fetchval("SHOW idle_in_transaction_session_timeout") == "2s"
    with pytest.raises(InboxUnavailable):
        await one.take(said("2"))
    # PostgreSQL ends the session within two seconds; whoever waits without a bound waits no longer.
    await connection.execute("SELECT FROM hookshift.conversations FOR UPDATE")
    await one.take(said("2"))
    assert (await domains(connection)) == ["jobs", "jobs"]


async def test_what_begins_uncertain_in_a_commit_is_uncertain_at_another_host(
    host: MakeHost, connection: Connection
) -> None:
    one, other = await host(), await host()
    one.snapshot = other.snapshot = NOBODY._replace(threshold=10_000, since=NOW - 60)
    alias = HASH("250780000001")
    for each in (one, other):
        each.memory.note_person(alias, PersonRecord(alias, 0, salt_tag(NOBODY.salt), NOW))
    one.is_current = False
    await one.take(said("jobs"))
    assert await connection.fetchval("SELECT uncertain FROM hookshift.conversations")
    await other.take(said("2"))
    assert [decision.reason for _, decision in await taken(connection)] == [
        Reason.IN_SHARE, Reason.CONTINUING,
    ]  # fmt: skip
    # It has become so by somebody else's hand, and nothing else of it has changed.
    await connection.execute("UPDATE hookshift.conversations SET uncertain = false")
    await other.take(said("3"))
    assert [decision.reason for _, decision in await taken(connection)][2:] == [Reason.IN_SHARE]


@pytest.mark.parametrize("seed", range(3))
async def test_the_order_of_commits_is_the_order_of_contexts(
    host: MakeHost, connection: Connection, seed: int
) -> None:
    """Three workers, few people, many webhooks at once: as if they had come one by one."""
    random = Random(seed)
    hosts = [await host() for _ in range(3)]
    phones = [str(250_780_000_000 + number) for number in range(4)]

    webhooks: list[list[Event]] = []

    def some() -> Sequence[Event]:
        events = range(random.choice([1, 1, 1, 2, 5]))
        texts = (*DOMAINS, "2", "2", "menu")
        webhooks.append([said(random.choice(texts), random.choice(phones)) for _ in events])
        return webhooks[-1]

    async def worker(one: Host) -> None:
        for _ in range(8):
            await asyncio.gather(*(one.take(*some()) for _ in range(random.randrange(1, 6))))

    await asyncio.gather(*map(worker, hosts))
    found = {each.event_id: decision.domain for each, decision in await taken(connection)}
    numbers = {name: number for number, name in enumerate(found)}
    # A body is divided by handlers; its events were decided in their own order.
    webhooks.sort(key=lambda events: min(numbers[each.event_id] for each in events))
    context: dict[str | None, str] = defaultdict(lambda: "unknown")
    for each in chain.from_iterable(webhooks):
        before = context[each.sender]
        expected = each.text if each.text in ROUTES else before
        assert found[each.event_id] == expected, (each, before)
        context[each.sender] = "unknown" if each.text == "menu" else expected
    for phone in phones:
        row = await connection.fetchrow(f"{TURNS} WHERE key = $1", key(phone))
        if row is not None:
            assert (row["domain"] if not row["ended"] else "unknown") == context[phone]
