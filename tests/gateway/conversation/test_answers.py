"""What handlers' answers say of conversations is heeded, or is not and says why."""

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from hookshift.domain.conversation.handover import Unheeded
from hookshift.domain.conversation.records import (
    ConversationRecord,
    MessageRecord,
    MissingKeys,
)
from hookshift.domain.delivery.fallback import to_legacy
from hookshift.domain.events import Event, EventKind
from hookshift.domain.http import Headers, Response
from hookshift.domain.person import hasher
from hookshift.domain.routing.routing import Decision, DomainBy, Side, part_of
from hookshift.gateway.conversation.answers import (
    MOST_LOOKED_UP,
    TAKEN,
    ConversationAnswers,
    HandoverRules,
)
from hookshift.gateway.conversation.memory import Memory
from hookshift.gateway.conversation.names import conversation_keys, message_key
from hookshift.store.conversations import Known
from tests.gateway.conversation.test_conversations import (
    HALF,
    NOBODY,
    OTHER,
    ROUTES,
    TABLE,
    TERMS,
    Worker,
    said,
)

PASSERS = {"property": frozenset({"old-jobs", "default"})}
RELEASE, PASS = b"release", b"pass; domain=property"


class Counted(Counter[tuple[str, str, str]]):
    """What was counted."""

    def conversation_header(self, handler: str, header: str, outcome: str, times: int = 1) -> None:
        """As `counters.Metrics`."""
        self[handler, header, outcome] += times


class Host(Worker):
    """A worker whose handlers answer."""

    def __init__(self, path: Path, **values: Any) -> None:
        super().__init__(path, **values)
        self.counted = Counted()
        self.monotonic = 0.0
        self.answers = ConversationAnswers(
            ["whatsapp"],
            self.memory,
            HandoverRules(TERMS, ROUTES, PASSERS),
            hasher(b"key"),
            self.counted,
            wall=lambda: self.now,
            monotonic=lambda: self.monotonic,
        )
        self.answers.snapshot = NOBODY

    def answer(
        self,
        events: list[Event],
        decisions: list[Decision],
        headers: Headers,
        *,
        seconds: float = 0.0,
        status: int = 200,
        source: str = "whatsapp",
    ) -> None:
        answer = Response(status, headers, b"")
        self.answers.on_answer(part_of(events, decisions), answer, source, seconds)

    async def hand_over(self, what: Event, value: bytes, **given: Any) -> None:
        """A message is decided, and its handler answers at once."""
        self.answer([what], [await self.one(what)], [(b"x-conversation", value)], **given)

    def outcomes(self) -> list[str]:
        return [outcome for (_, _, outcome), times in self.counted.items() for _ in range(times)]


@pytest.fixture
def host(tmp_path: Path) -> Host:
    return Host(tmp_path / "conversations.table")


async def test_a_released_conversation_is_over_at_every_worker(host: Host, tmp_path: Path) -> None:
    await host.one(said("jobs"))
    await host.hand_over(said("2"), RELEASE)
    assert host.outcomes() == [TAKEN]
    other = Host(tmp_path / "conversations.table")
    assert (await other.one(said("3"))).domain_by is DomainBy.DEFAULT
    assert (await host.one(said("jobs"))).domain_by is DomainBy.RULE
    assert (await host.one(said("4"))).domain == "jobs"


async def test_a_release_frees_who_was_held(host: Host) -> None:
    await host.one(said("jobs"))
    host.now += 60
    host.answers.snapshot = HALF
    held = await host.one(said("2"), HALF)
    assert held.side is Side.LEGACY
    host.answer([said("2")], [held], [(b"x-conversation", RELEASE)])
    host.now += 1
    assert (await host.one(said("jobs"), HALF)).side is Side.UNIFIED


async def test_a_passed_conversation_goes_on_with_the_other_domain(host: Host) -> None:
    await host.one(said("jobs"))
    await host.hand_over(said("2"), PASS)
    decision = await host.one(said("3"))
    assert (decision.domain, decision.handler) == ("property", "old-property")
    assert decision.domain_by is DomainBy.CONTEXT


async def test_a_passed_conversation_goes_to_the_side_of_the_bucket(host: Host) -> None:
    await host.one(said("jobs"))
    host.now += 60
    host.answers.snapshot = HALF
    held = await host.one(said("2"), HALF)
    host.answer([said("2")], [held], [(b"x-conversation", PASS)])
    decision = await host.one(said("3"), HALF)
    assert (decision.domain, decision.side) == ("property", Side.UNIFIED)


class Empty(Memory):
    """PostgreSQL knows nothing either."""

    async def look_up(self, wanted: MissingKeys, within: float | None = None) -> bool:
        self.learn(wanted, Known({}, {}, {}))
        return True


async def test_the_default_handler_passes_whom_nobody_has(tmp_path: Path) -> None:
    host = Host(tmp_path / "conversations.table", remembering=Empty)
    await host.hand_over(said("hello"), PASS)
    assert (await host.one(said("2"))).domain == "property"


async def test_a_reset_word_that_came_meanwhile_wins(host: Host) -> None:
    first = said("jobs")
    decision = await host.one(first)
    host.now += 1
    await host.one(said("menu"))
    host.answer([first], [decision], [(b"x-conversation", PASS)], seconds=1)
    assert host.outcomes() == [Unheeded.NOT_OWNER]
    assert (await host.one(said("2"))).domain_by is DomainBy.DEFAULT


async def test_another_domain_that_came_meanwhile_wins(host: Host) -> None:
    first = said("jobs")
    decision = await host.one(first)
    await host.one(said("property"))
    host.answer([first], [decision], [(b"x-conversation", RELEASE)])
    assert host.outcomes() == [Unheeded.NOT_OWNER]
    assert (await host.one(said("2"))).domain == "property"


async def test_who_only_stood_in_hands_nothing_over(host: Host) -> None:
    first = said("jobs", OTHER)
    everybody = HALF._replace(threshold=10_000)
    decision = await host.one(first, everybody._replace(lowest_lately=None))
    assert decision.side is Side.UNIFIED
    host.answer([first], [to_legacy(decision, TABLE)], [(b"x-conversation", RELEASE)])
    assert host.outcomes() == [Unheeded.NOT_OWNER]


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (b"pass; domain=jobs", Unheeded.NOT_ALLOWED),
        (b"pass; domain=wallet", Unheeded.UNKNOWN_DOMAIN),
        (b"pass; handler=old-property", Unheeded.MALFORMED),
        (b"take", Unheeded.MALFORMED),
    ],
)
async def test_what_is_not_allowed_or_not_understood_changes_nothing(
    host: Host, value: bytes, why: Unheeded, caplog: pytest.LogCaptureFixture
) -> None:
    await host.one(said("property"))
    before = await host.one(said("1"))
    for _ in range(3):
        await host.hand_over(said("2"), value)
    assert host.outcomes() == [why] * 3
    assert (await host.one(said("3")))[:3] == before[:3]
    assert len(caplog.messages) == 1
    assert "old-property" in caplog.text
    host.monotonic += 60
    await host.hand_over(said("2"), value)
    assert len(caplog.messages) == 2


async def test_only_a_success_is_heeded_and_only_where_there_are_conversations(host: Host) -> None:
    await host.one(said("jobs"))
    await host.hand_over(said("2"), RELEASE, status=302)
    await host.hand_over(said("2"), RELEASE, source="elsewhere")
    assert not host.counted
    assert (await host.one(said("2"))).domain == "jobs"


async def test_a_request_about_several_people_hands_nothing_over(host: Host) -> None:
    events = [said("jobs"), said("jobs", OTHER)]
    host.answer(events, await host.say(*events), [(b"x-conversation", RELEASE)])
    assert host.outcomes() == [Unheeded.SEVERAL]
    one = [said("jobs"), said("2")]
    host.answer(one, await host.say(*one), [(b"x-conversation", RELEASE)])
    assert host.outcomes() == [Unheeded.SEVERAL, TAKEN]


async def test_what_names_nobody_has_no_conversation(host: Host) -> None:
    nobody = said("jobs")._replace(sender=None, phone=None)
    await host.hand_over(nobody, RELEASE)
    assert host.outcomes() == [Unheeded.NOT_OWNER]


def receipt(message: str) -> Event:
    return said("", OTHER, kind=EventKind.STATUS, type="sent", answers=message, event_id=None)


async def test_messages_are_known_before_their_first_receipt(host: Host) -> None:
    first = said("jobs")
    decision = await host.one(first)
    host.answer([first], [decision], [(b"x-message-ids", b"wamid.A, wamid.B")])
    assert host.counted == {("old-jobs", "x-message-ids", TAKEN): 2}
    await host.one(said("property"))
    reply = await host.one(said("yes", answers="wamid.B"))
    assert (reply.domain, reply.domain_by) == ("jobs", DomainBy.REPLY)
    about = await host.one(receipt("wamid.A"))
    assert (about.domain, about.domain_by) == ("jobs", DomainBy.RECEIPT)
    assert (await host.one(receipt("wamid.C"))).domain_by is DomainBy.DEFAULT


async def test_a_message_that_a_receipt_made_known_stays_as_it_is(host: Host) -> None:
    first = said("jobs")
    decision = await host.one(first)
    key = hasher(b"key")(message_key("whatsapp", first.phone_number_id, "wamid.A"))
    known = MessageRecord("property", Side.UNIFIED, int(host.now))
    host.memory.note_message(key, known)
    host.answer([first], [decision], [(b"x-message-ids", b"wamid.A")])
    assert host.memory.message(key) == known


async def test_bad_ids_are_counted_and_the_others_are_known(
    host: Host, caplog: pytest.LogCaptureFixture
) -> None:
    first = said("jobs")
    decision = await host.one(first)
    for _ in range(2):
        host.answer([first], [decision], [(b"x-message-ids", b"a b, wamid.A")])
    assert sorted(host.outcomes()) == [Unheeded.MALFORMED] * 2 + [TAKEN] * 2
    assert len(caplog.messages) == 1
    assert (await host.one(said("yes", answers="wamid.A"))).domain_by is DomainBy.REPLY


async def test_ids_are_of_no_domain_if_the_request_was_about_several(host: Host) -> None:
    events = [said("jobs"), said("property", OTHER)]
    shared = [each._replace(handler="new") for each in await host.say(*events)]
    host.answer(events, shared, [(b"x-message-ids", b"wamid.A")])
    assert host.outcomes() == [Unheeded.SEVERAL]


async def test_what_the_default_handler_sends_is_about_nothing(host: Host) -> None:
    first = said("hello")
    host.answer([first], [await host.one(first)], [(b"x-message-ids", b"wamid.A")])
    assert (await host.one(receipt("wamid.A"))).domain_by is DomainBy.DEFAULT


class Forgetful(Memory):
    """Has lost what is asked of it, until it is looked up."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.lost = False
        self.asked = 0
        self.answers = asyncio.Event()

    def conversation(self, key: int, person: int) -> Any:
        return None if self.lost else super().conversation(key, person)

    async def look_up(self, wanted: MissingKeys, within: float | None = None) -> bool:
        self.asked += 1
        await self.answers.wait()
        found = self.lost
        self.lost = False
        return found


async def test_what_memory_has_lost_is_looked_up_within_a_bound(tmp_path: Path) -> None:
    host = Host(tmp_path / "conversations.table", remembering=Forgetful)
    memory = host.memory
    assert isinstance(memory, Forgetful)
    first = said("jobs")
    decision = await host.one(first)
    memory.lost, memory.asked = True, 0
    for _ in range(MOST_LOOKED_UP + 1):
        host.answer([first], [decision], [(b"x-conversation", RELEASE)])
    assert host.outcomes() == [Unheeded.UNAVAILABLE]
    memory.answers.set()
    await asyncio.gather(*(asyncio.all_tasks() - {asyncio.current_task()}))
    # The first was answered; it had released the conversation before the others were.
    assert Counter(host.outcomes())[TAKEN] == 1
    assert memory.asked == MOST_LOOKED_UP
    assert (await host.one(said("2"))).domain_by is DomainBy.DEFAULT


class Behind(Memory):
    """PostgreSQL has conversations whose people this host does not know yet."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.stored: dict[int, ConversationRecord] = {}

    async def look_up(self, wanted: MissingKeys, within: float | None = None) -> bool:
        found = {key: self.stored[key] for key in wanted.conversations if key in self.stored}
        self.learn(wanted, Known({}, found, {}))
        return True


async def test_what_another_host_has_just_committed_may_be_released_here(tmp_path: Path) -> None:
    """As a durable source's newcomer, delivered by another host than took them in."""
    one = Host(tmp_path / "one.table")
    other = Host(tmp_path / "other.table", remembering=Behind)
    assert isinstance(other.memory, Behind)
    other.memory.aliases.completed()
    other.memory.aliases.followed()
    first = said("jobs")
    decision = await one.one(first)
    person = hasher(b"key")(first.sender or "")
    assert other.memory.is_nobody(person)
    key = conversation_keys("whatsapp")(person, first.phone_number_id)
    talk = one.memory.conversation(key, person)
    assert isinstance(talk, ConversationRecord)
    other.memory.stored[key] = talk
    other.answer([first], [decision], [(b"x-conversation", RELEASE)])
    await asyncio.gather(*(asyncio.all_tasks() - {asyncio.current_task()}))
    assert other.outcomes() == [TAKEN]
    after = other.memory.conversation(key, person)
    assert isinstance(after, ConversationRecord)
    assert after.ended
