"""What one host decided holds at another one, as soon as that follows it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from hookshift.app.conversations import ConversationMemory
from hookshift.app.loops import LoopWatch
from hookshift.domain.conversation.records import MissingKeys
from hookshift.domain.conversation.terms import Terms
from hookshift.domain.events import Event, EventKind
from hookshift.domain.person import hasher
from hookshift.domain.routing.classify import Rule, contains
from hookshift.domain.routing.routing import (
    Decision,
    DomainBy,
    Reason,
    Route,
    RouteTable,
    Snapshot,
    decide,
)
from hookshift.gateway.conversation import lookup
from hookshift.gateway.conversation.conversations import Conversations
from hookshift.store.database import Connection
from tests.domain.samples import event
from tests.looking import seen

ROUTES = {each: Route(each, f"old-{each}", "new", protected=False) for each in ("jobs", "rent")}
TABLE = RouteTable(tuple(Rule(each, each, (contains([each]),)) for each in ROUTES), ROUTES)
NOBODY = Snapshot(1, enabled=True, threshold=0, domains=frozenset(ROUTES), salt=b"salt")
TERMS = Terms(86_400, 1_800, 14_400, frozenset({"menu"}))
PHONE = "250788000001"
PERSON = hasher(b"key")(PHONE)
IDS = count()
WRITTEN = "SELECT count(*) FROM hookshift.conversation_messages"


class Host:
    """One worker, alone on its host."""

    def __init__(self, made: ConversationMemory, now: int) -> None:
        self.now = now
        self.made = made
        self.is_current = True
        self.conversations = Conversations(
            "whatsapp", made.memory, TABLE, TERMS, hasher(b"key"), wall=lambda: self.now,
            is_current=lambda: self.is_current,
        )  # fmt: skip

    async def one(self, what: Event, snapshot: Snapshot = NOBODY) -> Decision:
        rules = [decide(what, TABLE, "default", snapshot)]
        found = self.conversations.decide([what], rules, snapshot)
        if not isinstance(found, list):
            await found
            found = self.conversations.decided_now([what], rules, snapshot)
        return found[0]


class Hosts:
    """Two of them, and what PostgreSQL has."""

    def __init__(self, first: Host, second: Host, connection: Connection) -> None:
        self.first, self.second = first, second
        self._connection = connection

    async def written(self, messages: int) -> None:
        """Returns once PostgreSQL has so many messages, which are written last.

        The other host knows their person then, whom it takes for new until it has.
        """

        async def are_there() -> bool:
            return bool(await self._connection.fetchval(WRITTEN) >= messages)

        await seen(are_there)
        await seen(self._have_heard)

    async def _have_heard(self) -> bool:
        return not self.second.made.memory.is_nobody(PERSON)

    def later(self, seconds: int) -> int:
        for host in (self.first, self.second):
            host.now += seconds
        return self.first.now


@pytest_asyncio.fixture
async def hosts(
    database_url: str,
    connection: Connection,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Hosts]:
    # What is found, and not how soon, is what these tests are about.
    monkeypatch.setattr(lookup, "LOOK_UP_SECONDS", 60.0)
    now = int(await connection.fetchval("SELECT extract(epoch FROM now())::bigint"))
    async with AsyncExitStack() as stack:
        found = []
        for name in ("one", "other"):
            made = ConversationMemory(
                database_url, tmp_path / f"{name}.table", size=1 << 20, key_tag=7, domains=ROUTES
            )
            await made.start(LoopWatch("w", name), stack)
            await seen(lambda: made.memory.look_up(MissingKeys((), (1,), ())))  # noqa: B023
            found.append(Host(made, now))
        yield Hosts(found[0], found[1], connection)


def said(text: str, at: int, **values: Any) -> Event:
    values.setdefault("event_id", f"wamid.{next(IDS)}")
    return event(text=text, sender=PHONE, phone=PHONE, at=at, **values)


def receipt(of: str, at: int) -> Event:
    return said("", at, event_id=of, answers=of, kind=EventKind.STATUS, type="read")


async def test_a_redelivery_goes_where_it_went_the_first_time(hosts: Hosts) -> None:
    now = hosts.first.now
    await hosts.first.one(said("jobs", now))
    again = said("2", now + 1)
    assert (await hosts.first.one(again)).domain == "jobs"
    await hosts.first.one(said("rent", now + 2))
    await hosts.written(3)
    decision = await hosts.second.one(again)
    assert (decision.domain, decision.domain_by) == ("jobs", DomainBy.REDELIVERY)
    assert (await hosts.second.one(said("3", now + 3))).domain == "rent"


async def test_what_began_while_a_host_may_have_been_behind_is_in_no_draw(hosts: Hosts) -> None:
    """At no host: of those who go on, a rise that it did not know of leaves some alone behind."""
    now = hosts.first.now
    everybody = NOBODY._replace(version=2, threshold=10_000, since=now - 10)
    hosts.first.is_current = False
    assert (await hosts.first.one(said("jobs", now), everybody)).reason is Reason.IN_SHARE
    await hosts.written(1)
    assert (await hosts.second.one(said("2", now + 1), everybody)).reason is Reason.CONTINUING


async def test_what_went_to_the_default_handler_goes_there_again(hosts: Hosts) -> None:
    now = hosts.first.now
    again = said("2", now)
    assert (await hosts.first.one(again)).domain == "unknown"
    await hosts.first.one(said("rent", now + 1))
    await hosts.written(2)
    decision = await hosts.second.one(again)
    assert (decision.domain, decision.domain_by) == ("unknown", DomainBy.REDELIVERY)


async def test_a_reply_goes_where_the_message_went_that_it_answers(hosts: Hosts) -> None:
    now = hosts.first.now
    await hosts.first.one(said("jobs", now, event_id="wamid.in"))
    await hosts.first.one(receipt("wamid.out", now))
    await hosts.first.one(said("rent", now + 5))
    await hosts.written(3)
    for answers in ("wamid.in", "wamid.out"):
        decision = await hosts.second.one(said("yes", now + 6, answers=answers))
        assert (decision.domain, decision.domain_by) == ("jobs", DomainBy.REPLY)


async def test_a_receipt_without_a_conversation_goes_where_its_message_came_from(
    hosts: Hosts,
) -> None:
    now = hosts.first.now
    await hosts.first.one(said("jobs", now))
    await hosts.first.one(receipt("wamid.sent", now))
    now = hosts.later(5)
    await hosts.first.one(said("menu", now))
    await hosts.written(3)
    decision = await hosts.second.one(receipt("wamid.sent", now + 1))
    assert (decision.domain, decision.domain_by) == ("jobs", DomainBy.RECEIPT)


async def test_what_is_later_than_the_last_turn_is_not_looked_up(hosts: Hosts) -> None:
    now = hosts.first.now
    await hosts.first.one(said("jobs", now))
    asked = hosts.first.made.gauges()["conversation_lookups"]
    await hosts.first.one(said("2", now + 1))
    await hosts.first.one(receipt("wamid.new", now + 2))
    assert hosts.first.made.gauges()["conversation_lookups"] == asked
