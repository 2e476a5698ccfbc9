"""The conversations of one source: its events are decided in the light of what is remembered.

Most webhooks find all they need in memory and never wait. What memory does not hold is looked up
in PostgreSQL, for at most LOOK_UP_SECONDS, or as long as the source allows. Then the events of a
body are decided in order, each seeing the one before, and what they change is noted before any of
them is delivered: whichever worker of this host gets the person's next message knows of it. A
fallback or a replay never comes here, so neither moves a conversation.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from itertools import chain
from typing import Final, NamedTuple

from hookshift.core.choice import Recalls
from hookshift.domain.conversation.circumstances import Circumstances, Remembered
from hookshift.domain.conversation.continuation import by_rules, continued, is_refresh
from hookshift.domain.conversation.records import (
    ConversationRecord,
    MessageRecord,
    MissingKeys,
    PersonRecord,
)
from hookshift.domain.conversation.terms import Terms
from hookshift.domain.events import Event, EventKind
from hookshift.domain.person import PersonHash
from hookshift.domain.routing.routing import (
    UNKNOWN_DOMAIN,
    Decision,
    RouteTable,
    Snapshot,
)
from hookshift.gateway.conversation import lookup
from hookshift.gateway.conversation.memory import Remembers
from hookshift.gateway.conversation.names import EventNames
from hookshift.gateway.conversation.recall import (
    LOOKS,
    UNTOUCHED,
    Recall,
    Recalled,
    lacking,
    shown_person,
)


class _Body(NamedTuple):
    """The events of one body, each with its names and what the rules say of it."""

    events: Sequence[Event]
    named: Sequence[EventNames | None]
    decisions: Sequence[Decision]
    given: Circumstances


class Conversations:
    """Decides the events of one source in the light of what is remembered of people.

    `observes`: nothing goes anywhere else, but decisions say where it would have gone.
    """

    in_commit: Final = False

    def __init__(
        self,
        source: str,
        memory: Remembers,
        table: RouteTable,
        terms: Terms,
        hash_of: PersonHash,
        *,
        former: Sequence[PersonHash] = (),
        observes: bool = False,
        patience: float | None = None,
        asks_for_newcomers: bool = False,
        is_current: Callable[[], bool] = lambda: True,
        wall: Callable[[], float] = time.time,
        usual: Recalls | None = None,
    ) -> None:
        """`usual` decides usual events as this does, and leaves the others to it.

        `is_current`: see `Circumstances`; asked each time.
        `patience` is how many seconds a webhook waits for what is looked up; None: LOOK_UP_SECONDS.
        `asks_for_newcomers`: see `Recall`.
        """
        self._source = source
        self._memory = memory
        self._routes = table.routes
        self._terms = terms
        self._recall = Recall(
            source,
            memory,
            hash_of,
            groups_are_one=terms.groups_are_one,
            former=former,
            asks_for_newcomers=asks_for_newcomers,
        )
        self._observes = observes
        self._patience = patience
        self._is_current = is_current
        self.wall = wall
        self.usual = usual

    def decide(
        self, events: Sequence[Event], decisions: Sequence[Decision], snapshot: Snapshot | None
    ) -> list[Decision] | Coroutine[None, None, None]:
        """`decisions`, made without memory, as the conversations want them.

        If something must be looked up first it is a coroutine that does so, within its bound;
        `decided_now` comes afterwards.
        """
        found = self._as_usual(events, decisions, snapshot)
        if found is not None:
            return found
        body = self._body(events, decisions, snapshot)
        known = self._recalled(body)
        missing = _missing(body, known)
        if missing is not None:
            return self._look_up(missing, body)
        return self._continued(body, known, is_complete=True)

    def decided_now(
        self, events: Sequence[Event], decisions: Sequence[Decision], snapshot: Snapshot | None
    ) -> list[Decision]:
        """Decisions by what memory holds now, whatever it lacks."""
        found = self._as_usual(events, decisions, snapshot)
        if found is not None:
            return found
        body = self._body(events, decisions, snapshot)
        return self._continued(body, self._recalled(body), is_complete=False)

    def look_up(
        self, events: Sequence[Event], decisions: Sequence[Decision], snapshot: Snapshot | None
    ) -> Coroutine[None, None, None] | None:
        """Looks up what memory lacks, as `decide`; None if that is nothing."""
        body = self._body(events, decisions, snapshot)
        missing = _missing(body, self._recalled(body))
        return None if missing is None else self._look_up(missing, body)

    def _as_usual(
        self, events: Sequence[Event], decisions: Sequence[Decision], snapshot: Snapshot | None
    ) -> list[Decision] | None:
        """By the compiled core, which needs all of it to be in memory; None: not so."""
        if self.usual is None:
            return None
        found = self.usual(events, decisions, snapshot, int(self.wall()))
        if found is not None and (done := len(found)) < len(events):
            found += self.decided_now(events[done:], decisions[done:], snapshot)
        return found

    def _body(
        self, events: Sequence[Event], decisions: Sequence[Decision], snapshot: Snapshot | None
    ) -> _Body:
        now = int(self.wall())
        given = Circumstances(self._terms, self._routes, snapshot, now, self._is_current())
        return _Body(events, self._recall.named(events), decisions, given)

    async def _look_up(self, wanted: MissingKeys | None, body: _Body) -> None:
        """Fills memory, as far as that can be done in time."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._patience or lookup.LOOK_UP_SECONDS):
                for _ in range(LOOKS):
                    if wanted is None or not await self._memory.look_up(wanted, self._patience):
                        return
                    wanted = _missing(body, self._recalled(body))

    def _recalled(self, body: _Body) -> list[Recalled | None]:
        """What memory holds of each event."""
        return [
            None if each is None else self._recall.event(event, each, body.given)
            for event, each in zip(body.events, body.named, strict=True)
        ]

    def _continued(
        self, body: _Body, recalled: Sequence[Recalled | None], *, is_complete: bool
    ) -> list[Decision]:
        found: list[Decision] = []
        for event, named, decision, known in zip(*body[:3], recalled, strict=True):
            if named is None or known is None:
                found.append(by_rules(decision))
                continue
            # The events before it may have changed what is remembered.
            now = self._recall.event(event, named, body.given) if found else known
            # What another event of the body lacks says nothing of this one.
            knows_all = is_complete or not any(lacking(event, decision, now, body.given.snapshot))
            found.append(self._one(event, decision, body.given, now, is_complete=knows_all))
        return found

    def _one(
        self,
        event: Event,
        decision: Decision,
        given: Circumstances,
        known: Recalled,
        *,
        is_complete: bool,
    ) -> Decision:
        remembered = Remembered(
            known.person, known.conversation, known.itself, known.about, is_complete
        )
        decided, after = continued(event, decision, remembered, given)
        if decided.reason not in UNTOUCHED:
            self._note_person(event, known)
            if known.shown:
                self._note_shown(event, known, given)
            self._note_conversation(known, after)
            self._note_messages(event, known, decided, given.now)
        return _observed(decision, decided) if self._observes else decided

    def _note_person(self, event: Event, known: Recalled) -> None:
        """Their own message, or whatever shows two names of theirs, makes people known."""
        person, named = known.person, known.named
        if person is None or not (event.kind is EventKind.MESSAGE or len(named.aliases) > 1):
            return
        for number, alias in enumerate(named.aliases):
            found = known.aliases[number]
            if number >= named.own and not isinstance(found, PersonRecord):
                # By a former key nobody is written anew.
                continue
            if not isinstance(found, PersonRecord) or found[:3] != person[:3]:
                self._memory.note_person(alias, person)
                # Whoever was joined before is found through the first name.
                first = person.person if not isinstance(found, PersonRecord) else found.person
                if first not in named.aliases:
                    self._memory.note_person(first, person)

    def _note_shown(self, event: Event, known: Recalled, given: Circumstances) -> None:
        """What a group's message shows of its sender's names holds for their own conversation."""
        person = shown_person(event, known, given)
        if person is None:
            return
        for alias, found in zip(known.named.shown, known.shown, strict=True):
            if not isinstance(found, PersonRecord):
                self._memory.note_person(alias, person)

    def _note_conversation(self, known: Recalled, after: ConversationRecord | None) -> None:
        if after is None and known.joined:
            # It was perhaps that of the younger of two people who are one.
            after = known.conversation
        if after is None or known.person is None:
            return
        own = after._replace(person=known.person.person)
        if known.conversation is not None and is_refresh(known.conversation, own, self._terms):
            self._memory.refresh_conversation(known.keys[0], own, self._source)
        else:
            self._memory.note_conversation(known.keys[0], own, self._source)

    def _note_messages(self, event: Event, known: Recalled, decided: Decision, now: int) -> None:
        if decided.domain not in self._routes and decided.domain != UNKNOWN_DOMAIN:
            return
        named, record = known.named, MessageRecord(decided.domain, decided.side, now)
        if named.itself is not None and known.itself is None:
            self._memory.note_message(named.itself, record)
        if decided.domain == UNKNOWN_DOMAIN:
            return
        if event.kind is EventKind.STATUS and named.about is not None and known.about is None:
            self._memory.note_message(named.about, record)


def _missing(body: _Body, recalled: Sequence[Recalled | None]) -> MissingKeys | None:
    """What must be looked up before these events are decided; None if nothing must."""
    wanted = [
        found
        for event, _, decision, known in zip(*body[:3], recalled, strict=True)
        if known is not None and any(found := lacking(event, decision, known, body.given.snapshot))
    ]
    if not wanted:
        return None
    return MissingKeys(
        *(tuple(dict.fromkeys(chain.from_iterable(keys))) for keys in zip(*wanted, strict=True))
    )


def _observed(decision: Decision, decided: Decision) -> Decision:
    """`decision` as it was, with where the event would have gone."""
    goes, would = (decision.domain, decision.side), (decided.domain, decided.side)
    observed = None if goes == would else f"{decided.domain}/{decided.side}"
    return decision._replace(domain_by=decided.domain_by, observed=observed)
