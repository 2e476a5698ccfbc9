"""The conversations of one source: its events are decided in the light of what is remembered.

Most webhooks find all they need in memory and never wait. What memory does not hold is looked up
in PostgreSQL, for at most LOOK_UP_SECONDS. Then the events of a body are decided in order, each
seeing the one before, and what they change is noted before any of them is delivered: whichever
worker of this host gets the person's next message knows of it. A fallback or a replay never comes
here, so neither moves a conversation.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from typing import Final, NamedTuple
from zlib import crc32

from hookshift.domain.conversation.continuation import Circumstances, Remembered, continued
from hookshift.domain.conversation.records import (
    Absent,
    ConversationRecord,
    MessageRecord,
    MissingKeys,
    PersonRecord,
)
from hookshift.domain.conversation.terms import Terms
from hookshift.domain.events import Event, EventKind
from hookshift.domain.person import PersonHash
from hookshift.domain.routing.assignment import place
from hookshift.domain.routing.routing import Decision, DomainBy, Reason, RouteTable, Snapshot
from hookshift.gateway.conversation.memory import Memory
from hookshift.gateway.conversation.names import EventNames, conversation_keys, names

LOOK_UP_SECONDS: Final = 0.02
"""How long a webhook waits for what is remembered of it."""
LOOKS: Final = 3
"""Questions of one webhook: a person must be known before their conversation can be asked for."""
MOST_JOINED: Final = 8
"""How many people, each joined to the one before, are followed to the first."""
_UNTOUCHED: Final = frozenset({Reason.DROPPED, Reason.MALFORMED})


class _Known(NamedTuple):
    """What memory holds of one event."""

    person: PersonRecord | None
    """Whom it is with; new if memory knows none of their names."""
    joined: tuple[PersonRecord, ...]
    """Others that turn out to be the same person."""
    key: int | None
    """The conversation's."""
    conversation: ConversationRecord | None
    itself: MessageRecord | None
    about: MessageRecord | None
    missing: MissingKeys
    """What memory does not hold, and PostgreSQL may."""


class Conversations:
    """Decides the events of one source in the light of what is remembered of people.

    `observes`: nothing goes anywhere else, but decisions say where it would have gone.
    """

    def __init__(
        self,
        source: str,
        memory: Memory,
        table: RouteTable,
        terms: Terms,
        hash_of: PersonHash,
        *,
        observes: bool = False,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._source = source
        self._memory = memory
        self._routes = table.routes
        self._terms = terms
        self._hash_of = hash_of
        self._observes = observes
        self._wall = wall
        self._key = conversation_keys(source)

    def decide(
        self, events: Sequence[Event], decisions: Sequence[Decision], snapshot: Snapshot | None
    ) -> list[Decision] | Coroutine[None, None, list[Decision]]:
        """`decisions`, made without memory, as the conversations want them.

        What must be waited for is a coroutine; it waits for LOOK_UP_SECONDS at most.
        """
        given = Circumstances(self._terms, self._routes, snapshot, int(self._wall()))
        named = self._named(events)
        if self._missing(events, named, decisions, given) is None:
            return self._continued(events, named, decisions, given, is_complete=True)
        return self._after_look_up(events, named, decisions, given)

    async def _after_look_up(
        self,
        events: Sequence[Event],
        named: Sequence[EventNames | None],
        decisions: Sequence[Decision],
        given: Circumstances,
    ) -> list[Decision]:
        is_complete = await self._look_up(events, named, decisions, given)
        return self._continued(events, named, decisions, given, is_complete=is_complete)

    async def _look_up(
        self,
        events: Sequence[Event],
        named: Sequence[EventNames | None],
        decisions: Sequence[Decision],
        given: Circumstances,
    ) -> bool:
        """Fills memory; False if it could not be done in time."""
        try:
            async with asyncio.timeout(LOOK_UP_SECONDS):
                for _ in range(LOOKS):
                    wanted = self._missing(events, named, decisions, given)
                    if wanted is None:
                        return True
                    if not await self._memory.look_up(wanted):
                        return False
        except TimeoutError:
            return False
        return True

    def _named(self, events: Sequence[Event]) -> list[EventNames | None]:
        hash_of, are_one = self._hash_of, self._terms.groups_are_one
        return [names(event, self._source, hash_of, groups_are_one=are_one) for event in events]

    def _missing(
        self,
        events: Sequence[Event],
        named: Sequence[EventNames | None],
        decisions: Sequence[Decision],
        given: Circumstances,
    ) -> MissingKeys | None:
        """What must be looked up before these events are decided; None if nothing must."""
        found = [
            missing if _needs_all(event, decision, given.snapshot) else MissingKeys(missing.aliases)
            for event, each, decision in zip(events, named, decisions, strict=True)
            if each is not None
            and _needs_people(event, decision)
            and any(missing := self._known(event, each, given).missing)
        ]
        if not found:
            return None
        wanted = MissingKeys(
            *(tuple(dict.fromkeys(sum(keys, ()))) for keys in zip(*found, strict=True))
        )
        return wanted if any(wanted) else None

    def _continued(
        self,
        events: Sequence[Event],
        named: Sequence[EventNames | None],
        decisions: Sequence[Decision],
        given: Circumstances,
        *,
        is_complete: bool,
    ) -> list[Decision]:
        return [
            _nobodys(decision)
            if each is None
            else self._one(event, each, decision, given, is_complete=is_complete)
            for event, each, decision in zip(events, named, decisions, strict=True)
        ]

    def _one(
        self,
        event: Event,
        named: EventNames,
        decision: Decision,
        given: Circumstances,
        *,
        is_complete: bool,
    ) -> Decision:
        known = self._known(event, named, given)
        remembered = Remembered(
            known.person, known.conversation, known.itself, known.about, is_complete
        )
        decided, after = continued(event, decision, remembered, given)
        if decided.reason not in _UNTOUCHED:
            self._note_person(event, named, known)
            self._note_conversation(known, after)
            self._note_messages(event, named, known, decided, given.now)
        return _observed(decision, decided) if self._observes else decided

    def _known(self, event: Event, named: EventNames, given: Circumstances) -> _Known:
        memory, snapshot = self._memory, given.snapshot
        found = [self._person(alias) for alias in named.aliases]
        aliases = tuple(
            alias for alias, each in zip(named.aliases, found, strict=True) if each is None
        )
        people = {each.person: each for each in found if isinstance(each, PersonRecord)}
        by_age = sorted(people.values(), key=_since)
        person = by_age[0] if by_age else _newcomer(named, given)
        if person is None:
            return _Known(None, (), None, None, None, None, MissingKeys(aliases))
        key, conversation, unknown = None, None, []
        for each in by_age or (person,):
            its_key = self._key(each.person, event.phone_number_id)
            key = its_key if key is None else key
            its_own = memory.conversation(its_key)
            if its_own is None:
                unknown.append(its_key)
            elif isinstance(its_own, ConversationRecord) and (
                conversation is None or its_own.turned > conversation.turned
            ):
                conversation = its_own
        itself = None if named.itself is None else memory.message(named.itself)
        about = None if named.about is None else memory.message(named.about)
        # A receipt follows the conversation, so its message is worth a question only without one.
        asks = named.about is not None and about is None
        asks = asks and not (event.kind is EventKind.STATUS and conversation is not None)
        messages = (named.about,) if asks and named.about is not None else ()
        return _Known(
            _by_salt(person, named, snapshot),
            tuple(by_age[1:]),
            key,
            conversation,
            _there(itself),
            _there(about),
            MissingKeys(aliases, tuple(unknown), messages),
        )

    def _person(self, alias: int) -> PersonRecord | Absent | None:
        """Whom an alias belongs to: the first of all who were joined."""
        memory = self._memory
        found = memory.person(alias)
        for _ in range(MOST_JOINED):
            if not isinstance(found, PersonRecord) or found.person == alias:
                break
            alias = found.person
            first = memory.person(alias)
            if not isinstance(first, PersonRecord):
                break
            found = first
        return found

    def _note_person(self, event: Event, named: EventNames, known: _Known) -> None:
        """Their own message, or whatever shows two names of theirs, makes people known."""
        person = known.person
        if person is None or not (event.kind is EventKind.MESSAGE or len(named.aliases) > 1):
            return
        # The first name too: whoever was joined before is found through it.
        for alias in {person.person, *named.aliases, *(each.person for each in known.joined)}:
            found = self._memory.person(alias)
            if not isinstance(found, PersonRecord) or found[:3] != person[:3]:
                self._memory.note_person(alias, person)

    def _note_conversation(self, known: _Known, after: ConversationRecord | None) -> None:
        if after is None and known.joined:
            # It was perhaps that of the younger of two people who are one.
            after = known.conversation
        if after is not None and known.key is not None and known.person is not None:
            own = after._replace(person=known.person.person)
            self._memory.note_conversation(known.key, own, self._source)

    def _note_messages(
        self, event: Event, named: EventNames, known: _Known, decided: Decision, now: int
    ) -> None:
        if decided.domain not in self._routes:
            return
        record = MessageRecord(decided.domain, decided.side, now)
        if named.itself is not None and known.itself is None:
            self._memory.note_message(named.itself, record)
        if event.kind is EventKind.STATUS and named.about is not None and known.about is None:
            self._memory.note_message(named.about, record)


def _needs_people(event: Event, decision: Decision) -> bool:
    """Whether it matters whom the event is with: to continue a conversation, or to begin one."""
    if decision.reason in _UNTOUCHED:
        return False
    return decision.rule is None or event.kind is EventKind.MESSAGE


def _needs_all(event: Event, decision: Decision, snapshot: Snapshot | None) -> bool:
    """Whether the conversation, or a message, could change where the event goes."""
    if decision.rule is None or event.answers is not None:
        return True
    # Of people whom a rule places, only those may be held whom a rise took along lately.
    number = decision.bucket
    return (
        snapshot is not None and number is not None and snapshot.has_moved(decision.domain, number)
    )


def _newcomer(named: EventNames, given: Circumstances) -> PersonRecord | None:
    """Somebody whom memory does not know; None while there is no salt for their bucket."""
    snapshot = given.snapshot
    if snapshot is None:
        return None
    return PersonRecord(
        named.aliases[0], place(snapshot.salt, named.identity)[0], _tag(snapshot), given.now
    )


def _by_salt(person: PersonRecord, named: EventNames, snapshot: Snapshot | None) -> PersonRecord:
    """The person with the bucket that they were given first under the salt of now."""
    if snapshot is None or person.salt_tag == _tag(snapshot):
        return person
    number, _ = place(snapshot.salt, named.identity)
    return person._replace(bucket=number, salt_tag=_tag(snapshot))


def _tag(snapshot: Snapshot) -> int:
    return crc32(snapshot.salt)


def _since(person: PersonRecord) -> tuple[int, int]:
    return person.since, person.person


def _there(found: MessageRecord | Absent | None) -> MessageRecord | None:
    return found if isinstance(found, MessageRecord) else None


def _nobodys(decision: Decision) -> Decision:
    """Of an event that names nobody, so that there is nothing to continue."""
    by = DomainBy.DEFAULT if decision.rule is None else DomainBy.RULE
    return decision._replace(domain_by=by)


def _observed(decision: Decision, decided: Decision) -> Decision:
    """`decision` as it was, with where the event would have gone."""
    goes, would = (decision.domain, decision.side), (decided.domain, decided.side)
    observed = None if goes == would else f"{decided.domain}/{decided.side}"
    return decision._replace(domain_by=decided.domain_by, observed=observed)
