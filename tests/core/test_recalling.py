"""The compiled core continues conversations as the reference does, or leaves them to it."""

import asyncio
import gc
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, cast

import pytest
from hypothesis import event as noted
from hypothesis import given
from hypothesis import strategies as st

from hookshift.core.choice import choose
from hookshift.core.loading import EngineName, Unusable, native
from hookshift.domain.conversation.records import MessageRecord, MissingKeys, PersonRecord
from hookshift.domain.conversation.terms import Terms
from hookshift.domain.events import Event, EventKind
from hookshift.domain.person import derived, hasher
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
from hookshift.gateway.conversation.alias_filter import BLOCK
from hookshift.gateway.conversation.conversations import Conversations
from hookshift.gateway.conversation.memory import Memory
from hookshift.gateway.conversation.names import place_of
from hookshift.gateway.conversation.records import Packer
from hookshift.gateway.conversation.shared_table import HEADER
from hookshift.gateway.conversation.table_file import open_table
from hookshift.store.conversations import Known, Turn

try:
    CORE: Any = native()
except Unusable as error:
    pytest.skip(str(error), allow_module_level=True)

NOW = 1_800_000_000
KEY = b"a key"
ROUTES = {
    "jobs": Route("jobs", "old-jobs", "new", protected=False),
    "rent": Route("rent", "old-rent", "new", protected=False),
    "news": Route("news", "old-news", None, protected=False),
    "taxi": Route("taxi", "old-taxi", "new", protected=True),
    "bank": Route("bank", "old-bank", None, protected=True),
}
RULES = tuple(Rule(each, each, (contains([each]),)) for each in ROUTES)
TABLE = RouteTable((*RULES, Rule("spam", "", (contains(["spam"]),), drops=True)), ROUTES)
TERMS = Terms(7_200, 1_800, 5_400, frozenset({"menu", "détour"}), frozenset({"bank"}))
STAGES = tuple(
    Snapshot(
        number,
        enabled=number != 4,
        threshold=threshold,
        domains=frozenset({"jobs", "rent", "taxi"} if number != 5 else {"jobs"}),
        salt=b"salt" if number != 6 else b"other",
        rolled_back_here=number == 4,
        lowest_lately=lowest,
        since=NOW + 1_000 * number,
        draining_below=drained,
    )
    for number, threshold, lowest, drained in (
        (0, 0, None, None), (1, 2_500, 0, None), (2, 10_000, 0, None), (3, 0, None, None),
        (4, 5_000, 0, 9_000), (5, 5_000, 5_000, 10_000), (6, 5_000, None, None),
        (7, 0, 0, 10_000), (8, 2_500, 0, 5_000),
    )
)  # fmt: skip
NAMES = (("RW.a", "250780000001"), ("RW.b", "250780000002"), ("250780000003", "250780000003"))
TEXTS = ("jobs", "rent", "taxi", "bank", "news", "2", "yes", "", "Menu ", "DÉTOUR", "né", "spam")


class Step(NamedTuple):
    """A pause, perhaps another snapshot, then a body."""

    pause: int
    stage: int
    events: tuple[Event, ...]
    is_current: bool = True
    """Whether the worker has read the snapshot a moment ago."""


@st.composite
def bodies(draw: st.DrawFn, number: int, clock: int) -> tuple[Event, ...]:
    return tuple(
        draw(_events(f"{number}.{i}", clock))
        for i in range(draw(st.sampled_from([1, 1, 1, 1, 2, 4])))
    )


@st.composite
def _events(draw: st.DrawFn, name: str, clock: int) -> Event:
    kind = draw(
        st.sampled_from([EventKind.MESSAGE] * 4 + [EventKind.STATUS] * 4 + [EventKind.ECHO])
    )
    sender, phone = draw(st.sampled_from(NAMES))
    shown = draw(st.sampled_from([phone, phone, phone, None, "250780000009"]))
    is_own = kind is EventKind.MESSAGE
    if not is_own and draw(st.booleans()):
        sender = phone
    answers = draw(st.none() | st.sampled_from([f"m{i}.0" for i in range(6)]))
    identity = f"m{name}"
    if draw(st.integers(0, 12)) == 0:
        identity = draw(st.sampled_from(["m0.0", "m1.0", "m2.0"]))
    if kind is EventKind.STATUS:
        answers = identity = draw(st.sampled_from(["out.1", "out.2", "out.3", f"out.{name}"]))
    return Event(
        kind,
        "text",
        identity,
        draw(st.sampled_from([sender] * 9 + [None])),
        shown,
        draw(st.sampled_from(TEXTS)) if kind is not EventKind.STATUS else "",
        (),
        draw(st.sampled_from(["1065"] * 5 + ["1066", None])),
        (),
        (0, 0),
        at=draw(st.sampled_from([clock, clock, clock, clock - 1, clock - 500, 0])),
        answers=answers,
        group=draw(st.sampled_from([None] * 9 + ["1203630"])),
        aliases=draw(st.sampled_from([()] * 9 + [("RW.ENT.a",)])),
        fingerprint=draw(st.sampled_from([""] * 9 + ["f" * 32])),
    )


@st.composite
def stories(draw: st.DrawFn) -> list[Step]:
    steps, clock, stage = list[Step](), NOW, 0
    for number in range(draw(st.integers(2, 25))):
        pause = draw(st.sampled_from([0, 0, 1, 5, 14, 30, 599, 601, 1_799, 1_801, 7_201]))
        clock += pause
        if draw(st.integers(0, 4)) == 0:
            stage = draw(st.integers(0, len(STAGES) - 1))
        is_current = draw(st.sampled_from([True, True, False]))
        steps.append(Step(pause, stage, draw(bodies(number, clock)), is_current))
    return steps


class Written:
    """What is to be written to PostgreSQL, in order."""

    def __init__(self) -> None:
        self.rows: list[object] = []

    def person(self, alias: int, record: object) -> None:
        self.rows.append((alias, record))

    def turn(self, key: int, turn: Turn) -> None:
        self.rows.append((key, turn))

    def message(self, key: int, record: object) -> None:
        self.rows.append((key, record))

    def wake(self) -> None:
        self.rows.append("wake")


class Side:
    """One of both, alone with its table."""

    def __init__(
        self, folder: Path, *, is_native: bool, size: int = 1 << 16, follows: bool = False
    ) -> None:
        """`follows`: others are followed all the time, so newcomers are known to be such."""
        self.now = NOW
        self.is_current = True
        self.follows = follows
        slots = CORE.Slots if is_native else None
        self.table = open_table(
            folder / str(is_native), size, 7, filter_bytes=4 * BLOCK, clock=lambda: self.now,
            slots=slots,
        )  # fmt: skip
        self.table.aliases.completed()
        self.memory = Memory(self.table, Packer(ROUTES), lambda: self.now)
        self.written = Written()
        self.memory.attach(self.written, self._look_up)
        self.usual: Any = None
        self.native = self.looked_up = 0
        counted: Any = self._counted if is_native else None
        if is_native:
            self.usual = CORE.Recalling(
                slots=self.memory.slots, source="s", key=derived(KEY), names=self.memory.domains,
                routes=ROUTES, terms=TERMS, place_of=place_of("s"),
                is_current=lambda: self.is_current,
            )  # fmt: skip
            self.usual.attach(
                self.memory.tell_person, self.memory.tell_turn, self.memory.tell_message
            )
        self.conversations = Conversations(
            "s",
            self.memory,
            TABLE,
            TERMS,
            hasher(KEY),
            is_current=lambda: self.is_current,
            wall=lambda: self.now,
            usual=counted,
        )

    async def _look_up(self, wanted: MissingKeys, _within: float | None = None) -> bool:
        self.looked_up += 1
        self.memory.learn(wanted, Known({}, {}, {}))
        return True

    def _counted(self, *arguments: Any) -> Any:
        found = self.usual(*arguments)
        self.native += len(found or ())
        return found

    async def say(self, step: Step) -> list[Decision]:
        self.now += step.pause
        self.is_current = step.is_current
        if self.follows:
            self.table.aliases.followed()
        snapshot = STAGES[step.stage]
        rules = [decide(each, TABLE, "default", snapshot) for each in step.events]
        found = self.conversations.decide(step.events, rules, snapshot)
        if isinstance(found, list):
            return found
        await found
        return self.conversations.decided_now(step.events, rules, snapshot)

    def content(self) -> bytes:
        return bytes(self.table._mapping[HEADER:])


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


async def _alike(story: Sequence[Step], folder: Path, *, follows: bool = False) -> Side:
    with tempfile.TemporaryDirectory(dir=folder) as own:
        core, reference = (
            Side(Path(own), is_native=each, follows=follows) for each in (True, False)
        )
        for step in story:
            assert await core.say(step) == await reference.say(step), step
            assert core.written.rows == reference.written.rows, step
            assert core.content() == reference.content(), step
        for side in (core, reference):
            side.usual = None
            side.table.close()
        return core


@given(story=stories(), follows=st.booleans())
def test_it_continues_as_the_reference_does(
    folder: Path, story: list[Step], *, follows: bool
) -> None:
    core = asyncio.run(_alike(story, folder, follows=follows))
    noted(f"native: {core.native > 0}")


def said(text: str, number: int, kind: EventKind = EventKind.MESSAGE) -> Event:
    name, answers = f"m{number}", None
    if kind is EventKind.STATUS:
        name = answers = f"out.{number // 3}"
    return Event(
        kind, "text", name, "RW.a", "250780000001", text, (), "1065", (), (0,),
        at=NOW + number, answers=answers,
    )  # fmt: skip


async def test_usual_events_are_its_own(folder: Path) -> None:
    """All but the first of a person: words, answers and receipts."""
    story = [Step(0, 0, (said("jobs", 0),))]
    for number in range(1, 40):
        kind = EventKind.STATUS if number % 3 else EventKind.MESSAGE
        story.append(Step(1, number // 14, (said("2" if number % 9 else "jobs", number, kind),)))
    core = await _alike(story, folder)
    assert core.native >= 38


async def test_whoever_comes_back_later_is_its_own(folder: Path) -> None:
    """Their records have not been used for long, and go on as if they were new."""
    story = [Step(0, 0, (said("jobs", 0),))]
    for number in range(1, 8):
        kind = EventKind.STATUS if number % 3 == 1 else EventKind.MESSAGE
        story.append(Step(700, 0, (said("2", number * 700, kind),)))
    core = await _alike(story, folder)
    assert core.native == 8


async def test_whoever_is_new_is_its_own_once_they_were_looked_up(folder: Path) -> None:
    """The first event of each is asked about; nothing of them is Python's afterwards."""
    story = [
        Step(1, 1, (said("jobs", 1),)),
        Step(1, 1, (said("", 2, EventKind.STATUS)._replace(sender="RW.b", phone="25078"),)),
        Step(1, 1, (said("2", 3)._replace(sender="RW.c", phone=None),)),
        Step(1, 1, (said("né " * 9, 4)._replace(sender="25079", phone="25079"),)),
    ]
    core = await _alike(story, folder)
    assert core.native == 4
    assert core.looked_up == 4
    assert len(core.written.rows) == 10


async def test_whoever_is_new_is_its_own_where_nobody_else_can_know_them(folder: Path) -> None:
    """Not even the first event of a person is asked about, but for a receipt's message."""
    story = [
        Step(1, 1, (said("jobs", 1),)),
        Step(1, 1, (said("", 2, EventKind.STATUS)._replace(sender="RW.b", phone="25078"),)),
        Step(1, 1, (said("2", 3)._replace(sender="RW.c", phone=None),)),
        Step(700, 1, (said("né " * 9, 4)._replace(sender="25079", phone="25079"),)),
    ]
    core = await _alike(story, folder, follows=True)
    assert (core.native, core.looked_up) == (4, 1)
    assert len(core.written.rows) == 10


async def test_turns_and_messages_are_noted_where_they_wait(folder: Path) -> None:
    """Up to a bound, from which on `wake` is called, as somebody may sleep."""
    with tempfile.TemporaryDirectory(dir=folder) as own:
        side = Side(Path(own), is_native=True)
        turns, messages = dict[int, Any](), dict[int, Any]()
        memory = side.memory
        side.usual.attach(
            memory.tell_person, memory.tell_turn, memory.tell_message, (turns, messages, 2, Turn)
        )
        for number in range(4):
            await side.say(Step(20, 0, (said("jobs", 20 * number + 1),)))
        rows: list[Any] = side.written.rows
        records = [row for _, row in rows]
        assert [type(row) for row in records[:2]] == [PersonRecord, PersonRecord]
        assert (len(turns), len(messages)) == (1, 2)
        (turn,) = turns.values()
        whose = turn.record.person
        assert turn == Turn(cast("Any", memory.conversation(next(iter(turns)), whose)), "s")
        assert messages == {key: memory.message(key) for key in messages}
        assert [type(row) for row in records[2:]] == [MessageRecord] * 2


async def test_a_drain_lets_conversations_finish(folder: Path) -> None:
    with tempfile.TemporaryDirectory(dir=folder) as own:
        side = Side(Path(own), is_native=True)
        await side.say(Step(0, 2, (said("jobs", 0),)))
        (decision,) = await side.say(Step(5, 7, (said("2", 1),)))
        assert (side.native, decision.reason) == (2, Reason.DRAINING)
        assert decision.handler == "new"


async def test_it_says_why(folder: Path) -> None:
    with tempfile.TemporaryDirectory(dir=folder) as own:
        side = Side(Path(own), is_native=True)
        await side.say(Step(0, 0, (said("jobs", 0),)))
        (decision,) = await side.say(Step(5, 2, (said("2", 1),)))
        assert side.native == 2
        assert (decision.reason, decision.domain_by) == (Reason.AFFINITY, DomainBy.CONTEXT)
        assert decision.handler == "old-jobs"


def test_it_keeps_nothing(folder: Path) -> None:
    with tempfile.TemporaryDirectory(dir=folder) as own:
        side = Side(Path(own), is_native=True)
        asyncio.run(side.say(Step(0, 0, (said("jobs", 0),))))
        bodies = [
            (said("2", number), said("", 3, EventKind.STATUS), said("rent", number + 5_000))
            for number in range(1, 61)
        ]
        rules = [[decide(each, TABLE, "default", STAGES[2]) for each in body] for body in bodies]

        def work() -> None:
            side.written.rows.clear()
            for body, decisions in zip(bodies, rules, strict=True):
                for each, decision in zip(body, decisions, strict=True):
                    side.usual([each], [decision], STAGES[2], NOW)

        work()
        work()
        gc.collect()
        before = sys.getallocatedblocks()
        references = [sys.getrefcount(each) for kind in (Reason, DomainBy) for each in kind]
        for _ in range(20):
            work()
        gc.collect()
        assert sys.getallocatedblocks() - before < 40
        after = [sys.getrefcount(each) for kind in (Reason, DomainBy) for each in kind]
        assert max(b - a for a, b in zip(references, after, strict=True)) < 10


def test_the_engine_has_it() -> None:
    assert choose(EngineName.NATIVE).recalls is CORE.Recalling
    assert choose(EngineName.PYTHON).recalls is None
