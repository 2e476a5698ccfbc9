"""The conversations of a source: people under any of their names, in order, over all workers."""

import asyncio
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from hookshift.core.choice import PYTHON
from hookshift.domain.conversation.records import MissingKeys, PersonRecord
from hookshift.domain.conversation.terms import Terms
from hookshift.domain.events import Event, EventKind
from hookshift.domain.person import hasher
from hookshift.domain.routing.assignment import bucket
from hookshift.domain.routing.classify import Rule, contains
from hookshift.domain.routing.routing import (
    Decision,
    DomainBy,
    Reason,
    Route,
    RouteTable,
    Side,
    Snapshot,
    decide,
)
from hookshift.gateway.conversation.alias_filter import BLOCK
from hookshift.gateway.conversation.conversations import Conversations
from hookshift.gateway.conversation.lookup import LOOK_UP_SECONDS
from hookshift.gateway.conversation.memory import Memory
from hookshift.gateway.conversation.records import Packer
from hookshift.gateway.conversation.table_file import open_table
from hookshift.gateway.headers import Trace
from hookshift.gateway.record.rows import Origin
from hookshift.gateway.relay.decide import UnknownYet, after_look_up, in_conversation
from hookshift.gateway.relay.webhook import DecidedWebhook, Source, Webhook
from hookshift.providers.generic import Generic
from hookshift.store.conversations import Known
from tests.domain.samples import event

NOW = 1_800_000_000.0
SALT = b"salt"
ROUTES = {
    "jobs": Route("jobs", "old-jobs", "new", protected=False),
    "property": Route("property", "old-property", "new", protected=False),
}
TABLE = RouteTable(tuple(Rule(f"{d}-rule", d, (contains([d]),)) for d in ROUTES), ROUTES)
NOBODY = Snapshot(1, enabled=True, threshold=0, domains=frozenset(ROUTES), salt=SALT)
HALF = NOBODY._replace(version=2, threshold=5_000, lowest_lately=0)
TERMS = Terms(86_400, 1_800, 14_400, frozenset({"menu"}))


IDS = count()


class Worker:
    """One of the workers of a host: rules, then conversations."""

    def __init__(
        self,
        path: Path,
        terms: Terms = TERMS,
        *,
        size: int = 1 << 20,
        remembering: type[Memory] = Memory,
        **values: Any,
    ) -> None:
        self.now = NOW
        self.memory = remembering(
            open_table(path, size, 7, clock=lambda: self.now, filter_bytes=4 * BLOCK),
            Packer(ROUTES),
            lambda: self.now,
        )
        self.conversations = Conversations(
            "whatsapp", self.memory, TABLE, terms, hasher(b"key"), wall=lambda: self.now, **values
        )

    async def say(self, *events: Event, snapshot: Snapshot | None = NOBODY) -> list[Decision]:
        first = [decide(each, TABLE, "default", snapshot) for each in events]
        found = self.conversations.decide(events, first, snapshot)
        if isinstance(found, list):
            return found
        await found
        return self.conversations.decided_now(events, first, snapshot)

    async def one(self, what: Event, snapshot: Snapshot | None = NOBODY) -> Decision:
        (decision,) = await self.say(what, snapshot=snapshot)
        return decision


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "conversations.table"


@pytest.fixture
def worker(path: Path) -> Worker:
    return Worker(path)


def numbers(*, moved: bool, after: int = 250_788_000_000) -> Iterator[str]:
    """Telephone numbers of people who go to unified at 50 %, or stay."""
    for number in range(after + 1, 250_789_000_000):
        if (bucket(SALT, str(number)) < 5_000) is moved:
            yield str(number)


MOVED, OTHER = next(numbers(moved=True)), next(numbers(moved=False))


def said(text: str, phone: str = MOVED, **values: Any) -> Event:
    number = next(IDS)
    values.setdefault("event_id", f"wamid.{number}")
    values.setdefault("at", int(NOW) + number)
    return event(text=text, sender=values.pop("sender", phone), phone=phone, **values)


async def test_what_says_little_goes_where_the_conversation_is(worker: Worker) -> None:
    assert (await worker.one(said("jobs"))).domain_by is DomainBy.RULE
    decision = await worker.one(said("2"))
    assert (decision.domain, decision.handler, decision.rule) == ("jobs", "old-jobs", None)
    assert (decision.domain_by, decision.reason) == (DomainBy.CONTEXT, Reason.CONTINUING)
    assert decision.bucket == bucket(SALT, MOVED)


async def test_another_person_another_number_another_source_are_other_conversations(
    worker: Worker, path: Path
) -> None:
    await worker.one(said("jobs"))
    for other in (said("2", OTHER), said("2", phone_number_id="107")):
        assert (await worker.one(other)).domain_by is DomainBy.DEFAULT
    elsewhere = Worker(path)
    elsewhere.conversations = Conversations(
        "other", elsewhere.memory, TABLE, TERMS, hasher(b"key"), wall=lambda: NOW
    )
    assert (await elsewhere.one(said("2"))).domain_by is DomainBy.DEFAULT


async def test_workers_of_a_host_agree_at_once(path: Path) -> None:
    first, second = Worker(path), Worker(path)
    await first.one(said("property"))
    assert (await second.one(said("2"))).domain == "property"
    await second.one(said("jobs"))
    assert (await first.one(said("3"))).domain == "jobs"


async def test_events_of_a_body_see_the_one_before(worker: Worker) -> None:
    found = await worker.say(said("2"), said("jobs"), said("3"), said("property"), said("4"))
    assert [each.domain for each in found] == ["unknown", "jobs", "jobs", "property", "property"]


async def test_a_rise_holds_who_is_in_the_middle_of_a_conversation(worker: Worker) -> None:
    await worker.one(said("jobs"))
    worker.now += 60
    held = await worker.one(said("2"), HALF)
    assert (held.handler, held.reason) == ("old-jobs", Reason.AFFINITY)
    worker.now += 1_800
    moved = await worker.one(said("3"), HALF)
    assert (moved.handler, moved.reason) == ("new", Reason.IN_SHARE)
    assert moved.domain_by is DomainBy.CONTEXT


async def test_a_fall_moves_everybody_at_once(worker: Worker) -> None:
    half = HALF._replace(lowest_lately=None)
    assert (await worker.one(said("jobs"), half)).handler == "new"
    assert (await worker.one(said("2"), NOBODY)).handler == "old-jobs"


async def test_a_redelivery_goes_where_it_went_the_first_time(worker: Worker) -> None:
    await worker.one(said("jobs"))
    again = said("2", event_id="wamid.again")
    await worker.one(again)
    await worker.one(said("property"))
    decision = await worker.one(again)
    assert (decision.domain, decision.domain_by) == ("jobs", DomainBy.REDELIVERY)
    assert (await worker.one(said("3"))).domain == "property"


async def test_what_stood_in_for_a_message_is_not_that_message(worker: Worker) -> None:
    await worker.one(said("jobs"))
    placeholder = said("", event_id="wamid.late", type="unsupported", fingerprint="f" * 32)
    assert (await worker.one(placeholder)).domain_by is DomainBy.CONTEXT
    assert (await worker.one(placeholder)).domain_by is DomainBy.REDELIVERY
    real = await worker.one(said("property", event_id="wamid.late"))
    assert (real.domain, real.domain_by) == ("property", DomainBy.RULE)
    answer = await worker.one(said("yes", answers="wamid.late"))
    assert (answer.domain, answer.domain_by) == ("property", DomainBy.REPLY)


async def test_an_echo_is_known_again_too(worker: Worker) -> None:
    await worker.one(said("jobs"))
    echo = said("", event_id="wamid.echo", kind=EventKind.ECHO)
    assert (await worker.one(echo)).domain == "jobs"
    await worker.one(said("property"))
    again = await worker.one(echo)
    assert (again.domain, again.domain_by) == ("jobs", DomainBy.REDELIVERY)
    answer = await worker.one(said("yes", answers="wamid.echo"))
    assert (answer.domain, answer.domain_by) == ("jobs", DomainBy.REPLY)


async def test_what_first_went_to_the_default_handler_goes_there_again(worker: Worker) -> None:
    first = said("2", event_id="wamid.early")
    assert (await worker.one(first)).domain == "unknown"
    await worker.one(said("jobs"))
    again = await worker.one(first)
    assert (again.handler, again.domain_by) == ("default", DomainBy.REDELIVERY)
    # An answer to it says nothing of a domain.
    assert (await worker.one(said("3", answers="wamid.early"))).domain == "jobs"


async def test_a_message_that_only_says_what_it_answers_goes_where_that_went(
    worker: Worker,
) -> None:
    await worker.one(said("jobs", event_id="wamid.jobs"))
    await worker.one(said("property"))
    decision = await worker.one(said("yes", answers="wamid.jobs"))
    assert (decision.domain, decision.domain_by) == ("jobs", DomainBy.REPLY)
    assert (await worker.one(said("2"))).domain == "jobs"


class TestPeople:
    """A person is one under all names that were ever seen together."""

    async def test_a_phone_that_disappears_changes_nothing(self, worker: Worker) -> None:
        await worker.one(said("jobs"))
        await worker.one(said("2", sender="RW.1"))
        decision = await worker.one(said("3", phone=None, sender="RW.1"))  # type: ignore[arg-type]
        assert decision.domain == "jobs"
        assert decision.bucket == bucket(SALT, MOVED)

    async def test_a_changed_number_changes_nothing(self, worker: Worker) -> None:
        await worker.one(said("jobs"))
        changed = said("", sender=MOVED, aliases=(OTHER,), type="system")
        await worker.one(changed)
        decision = await worker.one(said("2", OTHER))
        assert decision.domain == "jobs"
        assert decision.bucket == bucket(SALT, MOVED)

    async def test_of_two_who_are_one_the_elder_counts(self, worker: Worker) -> None:
        await worker.one(said("jobs"))
        worker.now += 100
        await worker.one(said("property", OTHER))
        worker.now += 100
        both = await worker.one(said("2", OTHER, sender=MOVED))
        assert both.bucket == bucket(SALT, MOVED)
        for phone in (MOVED, OTHER):
            decision = await worker.one(said("3", phone))
            assert decision.bucket == bucket(SALT, MOVED)
            # What they spoke of last, under whichever name.
            assert decision.domain == "property"

    async def test_a_third_name_of_the_younger_one_belongs_to_the_elder(
        self, worker: Worker
    ) -> None:
        await worker.one(said("jobs"))
        worker.now += 100
        await worker.one(said("property", OTHER, sender="RW.2"))
        worker.now += 100
        await worker.one(said("2", OTHER, sender=MOVED))
        third = await worker.one(said("3", phone=None, sender="RW.2"))  # type: ignore[arg-type]
        assert third.bucket == bucket(SALT, MOVED)

    async def test_another_salt_draws_anew(self, worker: Worker) -> None:
        await worker.one(said("jobs"))
        again = NOBODY._replace(salt=b"another")
        assert (await worker.one(said("jobs"), again)).bucket == bucket(b"another", MOVED)

    async def test_a_group_is_one_conversation(self, worker: Worker) -> None:
        await worker.one(said("jobs", group="G1"))
        assert (await worker.one(said("2", OTHER, group="G1"))).domain == "jobs"
        assert (await worker.one(said("2", OTHER))).domain_by is DomainBy.DEFAULT

    async def test_what_its_messages_show_of_their_senders_is_learned(self, path: Path) -> None:
        """By whom one of their names is known, they are known by the other too."""
        by_id: Any = {"phone": None, "sender": "RW.2"}
        for number, first in enumerate((by_id, {"phone": MOVED, "sender": MOVED}, None)):
            worker = Worker(path.with_name(f"{number}"))
            worker.memory.aliases.completed()
            worker.memory.aliases.followed(int(NOW))
            if first is not None:
                await worker.one(said("jobs", **first))
            await worker.one(said("2", MOVED, sender="RW.2", group="G1"))
            one = worker.memory.person(hasher(b"key")(MOVED))
            assert isinstance(one, PersonRecord)
            assert worker.memory.person(hasher(b"key")("RW.2")) == one
            if first is None:
                await worker.one(said("jobs", MOVED, sender="RW.2"))
            again = await worker.one(said("2", MOVED, sender=MOVED))
            assert (again.domain, again.bucket) == ("jobs", one.bucket)

    async def test_it_joins_nobody_and_looks_nobody_up(self, worker: Worker) -> None:
        """A conversation that goes on under one of both would be lost."""
        await worker.one(said("jobs", phone=None, sender="RW.2"))  # type: ignore[arg-type]
        await worker.one(said("property", OTHER, sender=OTHER))
        both = [worker.memory.person(hasher(b"key")(name)) for name in ("RW.2", OTHER)]
        await worker.one(said("2", OTHER, sender="RW.2", group="G1"))
        await worker.one(said("2", MOVED, sender="RW.2", group="G1"))
        assert [worker.memory.person(hasher(b"key")(name)) for name in ("RW.2", OTHER)] == both
        assert worker.memory.person(hasher(b"key")(MOVED)) is None

    async def test_or_each_member_has_one(self, path: Path) -> None:
        worker = Worker(path, TERMS._replace(groups_are_one=False))
        await worker.one(said("jobs", group="G1"))
        assert (await worker.one(said("2", OTHER, group="G1"))).domain_by is DomainBy.DEFAULT
        assert (await worker.one(said("2", group="G1"))).domain == "jobs"

    async def test_what_names_nobody_is_left_alone(self, worker: Worker) -> None:
        nobody = event(sender=None, phone=None, text="jobs")
        decision = await worker.one(nobody)
        assert (decision.domain_by, decision.reason) == (DomainBy.RULE, Reason.NO_SENDER)


async def test_only_observed_nothing_goes_elsewhere(path: Path) -> None:
    worker = Worker(path, observes=True)
    await worker.one(said("jobs"))
    decision = await worker.one(said("2"))
    assert (decision.handler, decision.reason) == ("default", Reason.NO_RULE)
    assert (decision.domain_by, decision.observed) == (DomainBy.CONTEXT, "jobs/legacy")
    assert (await worker.one(said("property"))).observed is None


class Hanging(Memory):
    """PostgreSQL does not answer."""

    async def look_up(self, wanted: MissingKeys, within: float | None = None) -> bool:
        await asyncio.Event().wait()
        return True


async def test_what_cannot_be_looked_up_is_waited_for_no_longer_than_that(
    worker: Worker, tmp_path: Path
) -> None:
    worker.conversations = Conversations(
        "whatsapp",
        Hanging(open_table(tmp_path / "other.table", 1 << 20, 7), Packer(ROUTES)),
        TABLE,
        TERMS,
        hasher(b"key"),
    )
    loop = asyncio.get_running_loop()
    began = loop.time()
    decision = await worker.one(said("2"))
    assert (decision.handler, decision.reason) == ("default", Reason.CONTEXT_UNKNOWN)
    assert loop.time() - began >= LOOK_UP_SECONDS


async def test_whom_a_rise_may_have_moved_stays_while_that_cannot_be_known(worker: Worker) -> None:
    for number in (MOVED, OTHER):
        decision = await worker.one(said("jobs", number), HALF)
        assert (decision.handler, decision.reason) == ("old-jobs", Reason.CONTEXT_UNKNOWN)


async def test_who_is_unknown_makes_nobody_else_of_the_body_unknown(worker: Worker) -> None:
    half = HALF._replace(since=int(NOW) - 9_000)
    await worker.one(said("jobs"))
    worker.now += 9_000
    unknown = next(numbers(moved=True, after=int(MOVED)))
    known, other = await worker.say(said("jobs"), said("jobs", unknown), snapshot=half)
    assert (known.handler, known.reason) == ("new", Reason.IN_SHARE)
    assert (other.handler, other.reason) == ("old-jobs", Reason.CONTEXT_UNKNOWN)


class Asked(Memory):
    """PostgreSQL is away; what it was asked for is counted."""

    asked = 0

    async def look_up(self, wanted: MissingKeys, within: float | None = None) -> bool:
        del wanted, within
        self.asked += 1
        return False


async def newcomer(worker: Worker) -> Decision:
    """Of somebody who has never written, after a rise."""
    worker.memory.aliases.completed()
    worker.memory.aliases.followed()
    return await worker.one(said("jobs"), HALF)


async def test_newcomers_are_not_looked_up_while_nobody_else_can_know_them(path: Path) -> None:
    worker = Worker(path, remembering=Asked)
    decision = await newcomer(worker)
    assert (decision.handler, decision.reason) == ("new", Reason.IN_SHARE)
    assert isinstance(worker.memory, Asked)
    assert worker.memory.asked == 0
    # From their first message on they are somebody.
    assert not worker.memory.is_nobody(hasher(b"key")(MOVED))


async def test_a_source_whose_commits_are_in_order_asks_for_newcomers_too(path: Path) -> None:
    worker = Worker(path, remembering=Asked, asks_for_newcomers=True)
    decision = await newcomer(worker)
    assert (decision.handler, decision.reason) == ("old-jobs", Reason.CONTEXT_UNKNOWN)
    assert isinstance(worker.memory, Asked)
    assert worker.memory.asked == 1


async def test_whoever_is_known_is_not_looked_up(worker: Worker) -> None:
    await worker.one(said("jobs"))
    for text in ("jobs", "2", "property"):
        what = [said(text)]
        first = [decide(each, TABLE, "default", HALF) for each in what]
        assert isinstance(worker.conversations.decide(what, first, HALF), list)


async def test_a_receipt_makes_its_message_known(worker: Worker) -> None:
    await worker.one(said("jobs"))
    receipt = event(
        kind=EventKind.STATUS, type="sent", sender=MOVED, phone=MOVED, answers="wamid.out",
        event_id="wamid.out:sent",
    )  # fmt: skip
    assert (await worker.one(receipt)).domain == "jobs"
    await worker.one(said("property"))
    later = receipt._replace(type="read", event_id="wamid.out:read")
    decision = await worker.one(later)
    assert (decision.domain, decision.domain_by) == ("jobs", DomainBy.RECEIPT)
    reply = await worker.one(said("yes", answers="wamid.out"))
    assert (reply.domain, reply.side) == ("jobs", Side.LEGACY)


class Late(Memory):
    """Knows more when it has been asked, and something has happened meanwhile."""

    async def look_up(self, wanted: MissingKeys, within: float | None = None) -> bool:
        """Nothing is known in PostgreSQL."""
        await asyncio.sleep(0)
        self.learn(wanted, Known({}, {}, {}))
        return True


async def test_a_rollback_while_something_is_looked_up_wins(path: Path) -> None:
    worker = Worker(path, remembering=Late)
    what = said("jobs")
    everybody = NOBODY._replace(version=2, threshold=10_000, lowest_lately=0)
    source = Source("whatsapp", Generic(), "default")
    webhook = Webhook(source, Trace("c", b""), [], None, b"", b"", [what], 0.0)
    origin = Origin("whatsapp", 2, "c")
    rules = [decide(what, TABLE, "default", everybody)]
    decided = DecidedWebhook(webhook, [what], rules, origin)
    found = in_conversation(decided, worker.conversations, everybody)
    assert isinstance(found, UnknownYet)
    assert rules[0].side is Side.UNIFIED
    await found.look_up
    after = after_look_up(found, PYTHON.decider(TABLE), NOBODY._replace(version=3))
    assert (after.decisions[0].handler, after.origin.version) == ("old-jobs", 3)
