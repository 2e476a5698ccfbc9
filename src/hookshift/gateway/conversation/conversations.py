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
from itertools import chain
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
from hookshift.domain.routing.routing import (
    UNKNOWN_DOMAIN,
    Decision,
    DomainBy,
    Reason,
    RouteTable,
    Snapshot,
)
from hookshift.gateway.conversation.memory import Memory
from hookshift.gateway.conversation.names import EventNames, conversation_keys, names

LOOK_UP_SECONDS: Final = 0.02
"""How long a webhook waits for what is remembered of it."""
LOOKS: Final = 3
"""Questions of one webhook: a person must be known before their conversation can be asked for."""
MOST_JOINED: Final = 8
"""How many people, each joined to the one before, are followed to the first."""
_UNTOUCHED: Final = frozenset({Reason.DROPPED, Reason.MALFORMED})


class _Body(NamedTuple):
    """The events of one body, each with its names and what the rules say of it."""

    events: Sequence[Event]
    named: Sequence[EventNames | None]
    decisions: Sequence[Decision]
    given: Circumstances


class _Known(NamedTuple):
    """What memory holds of one event."""

    named: EventNames
    aliases: Sequence[PersonRecord | Absent | None]
    """Whom each of its names belongs to."""
    person: PersonRecord | None
    """Whom it is with; new if memory knows none of their names."""
    joined: Sequence[PersonRecord]
    """Others that turn out to be the same person."""
    keys: Sequence[int]
    """Of the person's conversation, and of those of whoever was joined."""
    conversations: Sequence[ConversationRecord | Absent | None]
    """Under each of these."""
    conversation: ConversationRecord | None
    """The one of the latest turn."""
    itself: MessageRecord | None
    about: MessageRecord | None
    asks: bool
    """Whether memory does not hold the message that it is about."""


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
        body = _Body(events, self._named(events), decisions, given)
        known = self._recalled(body)
        if _missing(body, known) is None:
            return self._continued(body, known, is_complete=True)
        return self._after_look_up(body, known)

    async def _after_look_up(self, body: _Body, known: Sequence[_Known | None]) -> list[Decision]:
        is_complete = await self._look_up(_missing(body, known), body)
        return self._continued(body, self._recalled(body), is_complete=is_complete)

    async def _look_up(self, wanted: MissingKeys | None, body: _Body) -> bool:
        """Fills memory; False if it could not be done in time."""
        try:
            async with asyncio.timeout(LOOK_UP_SECONDS):
                for _ in range(LOOKS):
                    if wanted is None:
                        return True
                    if not await self._memory.look_up(wanted):
                        return False
                    wanted = _missing(body, self._recalled(body))
        except TimeoutError:
            return False
        return True

    def _named(self, events: Sequence[Event]) -> list[EventNames | None]:
        hash_of, are_one = self._hash_of, self._terms.groups_are_one
        return [names(event, self._source, hash_of, groups_are_one=are_one) for event in events]

    def _recalled(self, body: _Body) -> list[_Known | None]:
        """What memory holds of each event."""
        return [
            None if each is None else self._known(event, each, body.given)
            for event, each in zip(body.events, body.named, strict=True)
        ]

    def _continued(
        self, body: _Body, recalled: Sequence[_Known | None], *, is_complete: bool
    ) -> list[Decision]:
        found: list[Decision] = []
        for event, named, decision, known in zip(*body[:3], recalled, strict=True):
            if named is None or known is None:
                found.append(_nobodys(decision))
                continue
            # The events before it may have changed what is remembered.
            now = self._known(event, named, body.given) if found else known
            # What another event of the body lacks says nothing of this one.
            knows_all = is_complete or not any(_lacking(event, decision, now, body.given.snapshot))
            found.append(self._one(event, decision, body.given, now, is_complete=knows_all))
        return found

    def _one(
        self,
        event: Event,
        decision: Decision,
        given: Circumstances,
        known: _Known,
        *,
        is_complete: bool,
    ) -> Decision:
        remembered = Remembered(
            known.person, known.conversation, known.itself, known.about, is_complete
        )
        decided, after = continued(event, decision, remembered, given)
        if decided.reason not in _UNTOUCHED:
            self._note_person(event, known)
            self._note_conversation(known, after)
            self._note_messages(event, known, decided, given.now)
        return _observed(decision, decided) if self._observes else decided

    def _known(self, event: Event, named: EventNames, given: Circumstances) -> _Known:
        memory = self._memory
        found = [self._person(alias) for alias in named.aliases]
        by_age = _people(found)
        person = by_age[0] if by_age else _newcomer(named, given)
        itself = None if named.itself is None else memory.message(named.itself)
        about = None if named.about is None else memory.message(named.about)
        keys = [self._key(each.person, event.phone_number_id) for each in by_age]
        if not keys and person is not None:
            keys.append(self._key(person.person, event.phone_number_id))
        conversations = [memory.conversation(key) for key in keys]
        return _Known(
            named,
            found,
            None if person is None else _by_salt(person, named, given.snapshot),
            by_age[1:],
            tuple(keys),
            conversations,
            _latest(conversations),
            _there(itself),
            _there(about),
            about is None and named.about is not None,
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

    def _note_person(self, event: Event, known: _Known) -> None:
        """Their own message, or whatever shows two names of theirs, makes people known."""
        person, named = known.person, known.named
        if person is None or not (event.kind is EventKind.MESSAGE or len(named.aliases) > 1):
            return
        for alias, found in zip(named.aliases, known.aliases, strict=True):
            if not isinstance(found, PersonRecord) or found[:3] != person[:3]:
                self._memory.note_person(alias, person)
                # Whoever was joined before is found through the first name.
                first = person.person if not isinstance(found, PersonRecord) else found.person
                if first not in named.aliases:
                    self._memory.note_person(first, person)

    def _note_conversation(self, known: _Known, after: ConversationRecord | None) -> None:
        if after is None and known.joined:
            # It was perhaps that of the younger of two people who are one.
            after = known.conversation
        if after is not None and known.person is not None:
            own = after._replace(person=known.person.person)
            self._memory.note_conversation(known.keys[0], own, self._source)

    def _note_messages(self, event: Event, known: _Known, decided: Decision, now: int) -> None:
        if decided.domain not in self._routes and decided.domain != UNKNOWN_DOMAIN:
            return
        named, record = known.named, MessageRecord(decided.domain, decided.side, now)
        if named.itself is not None and known.itself is None:
            self._memory.note_message(named.itself, record)
        if decided.domain == UNKNOWN_DOMAIN:
            return
        if event.kind is EventKind.STATUS and named.about is not None and known.about is None:
            self._memory.note_message(named.about, record)


def _missing(body: _Body, recalled: Sequence[_Known | None]) -> MissingKeys | None:
    """What must be looked up before these events are decided; None if nothing must."""
    lacking = [
        found
        for event, _, decision, known in zip(*body[:3], recalled, strict=True)
        if known is not None and any(found := _lacking(event, decision, known, body.given.snapshot))
    ]
    if not lacking:
        return None
    return MissingKeys(
        *(tuple(dict.fromkeys(chain.from_iterable(keys))) for keys in zip(*lacking, strict=True))
    )


_NOTHING: Final = MissingKeys()


def _lacking(
    event: Event, decision: Decision, known: _Known, snapshot: Snapshot | None
) -> MissingKeys:
    """What memory lacks of one event, and could change where it goes."""
    if not _needs_people(event, decision):
        return _NOTHING
    aliases: tuple[int, ...] = ()
    if None in known.aliases:
        pairs = zip(known.named.aliases, known.aliases, strict=True)
        aliases = tuple(alias for alias, found in pairs if found is None)
    if not _needs_all(event, decision, snapshot):
        return MissingKeys(aliases) if aliases else _NOTHING
    conversations: tuple[int, ...] = ()
    if None in known.conversations:
        under = zip(known.keys, known.conversations, strict=True)
        conversations = tuple(key for key, found in under if found is None)
    # A receipt follows the conversation, so its message is worth a question only without one.
    follows = event.kind is EventKind.STATUS and known.conversation is not None
    about = known.named.about
    messages = (about,) if known.asks and about is not None and not follows else ()
    if not (aliases or conversations or messages):
        return _NOTHING
    return MissingKeys(aliases, conversations, messages)


def _people(found: Sequence[PersonRecord | Absent | None]) -> Sequence[PersonRecord]:
    """The people among `found`, each once, the eldest first."""
    if len(found) == 1:
        only = found[0]
        return (only,) if isinstance(only, PersonRecord) else ()
    people = {each.person: each for each in found if isinstance(each, PersonRecord)}
    return sorted(people.values(), key=_since)


def _latest(
    found: Sequence[ConversationRecord | Absent | None],
) -> ConversationRecord | None:
    if len(found) == 1:
        only = found[0]
        return only if isinstance(only, ConversationRecord) else None
    talks = [each for each in found if isinstance(each, ConversationRecord)]
    return max(talks, key=lambda each: each.turned, default=None)


def _needs_people(event: Event, decision: Decision) -> bool:
    """Whether it matters whom the event is with: to continue a conversation, or to begin one."""
    if decision.reason in _UNTOUCHED:
        return False
    return decision.rule is None or event.kind is EventKind.MESSAGE


def _needs_all(event: Event, decision: Decision, snapshot: Snapshot | None) -> bool:
    """Whether the conversation, or a message, could change where the event goes."""
    if decision.rule is None or event.answers is not None:
        return True
    # Whom a rule places may be held after a rise. Everybody is looked up then, not only those whom
    # it moved: else just those of whom nothing can be known would be missing from the draw.
    return (
        decision.bucket is not None
        and snapshot is not None
        and (snapshot.has_risen(decision.domain))
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
