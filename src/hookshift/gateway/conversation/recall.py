"""What memory holds of an event: whom it is with, their conversation, the messages it is about.

A person may be known under several names, and two people may turn out to be one: then the eldest
counts, and of their conversations the one of the latest turn.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from hookshift.domain.conversation.circumstances import Circumstances
from hookshift.domain.conversation.records import (
    ABSENT,
    Absent,
    ConversationRecord,
    MessageRecord,
    MissingKeys,
    PersonRecord,
)
from hookshift.domain.events import Event, EventKind
from hookshift.domain.person import PersonHash
from hookshift.domain.routing.assignment import place, salt_tag
from hookshift.domain.routing.routing import Decision, Reason, Snapshot
from hookshift.gateway.conversation.memory import Remembers
from hookshift.gateway.conversation.names import EventNames, conversation_keys, names

MOST_JOINED: Final = 8
"""How many people, each joined to the one before, are followed to the first."""
LOOKS: Final = 3
"""Questions about one webhook: a person must be known before their conversation is asked for."""
UNTOUCHED: Final = frozenset({Reason.DROPPED, Reason.MALFORMED})
"""Reasons of events of which nothing is recalled or noted."""
_NOTHING: Final = MissingKeys()


class Recalled(NamedTuple):
    """What memory holds of one event."""

    named: EventNames
    aliases: Sequence[PersonRecord | Absent | None]
    """Whom each of its names belongs to."""
    person: PersonRecord | None
    """Whom it is with; new if memory knows none of their names."""
    joined: Sequence[PersonRecord]
    """Others that turn out to be the same person."""
    keys: Sequence[int]
    """The keys of the person's conversation, and of those of the people who were joined to it."""
    conversations: Sequence[ConversationRecord | Absent | None]
    """Under each of these."""
    conversation: ConversationRecord | None
    """The one of the latest turn."""
    itself: MessageRecord | None
    about: MessageRecord | None
    asks: Sequence[int]
    """The message that it is about, under each key by which memory may yet know it."""
    asks_itself: Sequence[int]
    """The event itself, which may have been delivered before."""
    shown: Sequence[PersonRecord | Absent | None] = ()
    """Whom each of the names belongs to that a group's message shows of its sender."""


class Recall:
    """Asks memory about the events of one source."""

    def __init__(
        self,
        source: str,
        memory: Remembers,
        hash_of: PersonHash,
        *,
        groups_are_one: bool,
        former: Sequence[PersonHash] = (),
        asks_for_newcomers: bool = False,
    ) -> None:
        """`former` hash by former keys, under which people and messages may still be known.

        `asks_for_newcomers`: PostgreSQL is asked also for aliases that this host has never seen,
        since another one may have seen them a moment ago.
        """
        self._asks_for_newcomers = asks_for_newcomers
        self._former = former
        self._source = source
        self._memory = memory
        self._hash_of = hash_of
        self._groups_are_one = groups_are_one
        self._key = conversation_keys(source)

    def named(self, events: Sequence[Event]) -> list[EventNames | None]:
        """The numbers by which each event is remembered; None for one that names nobody."""
        are_one, former = self._groups_are_one, self._former
        return [
            names(event, self._source, self._hash_of, groups_are_one=are_one, former=former)
            for event in events
        ]

    def event(self, event: Event, named: EventNames, given: Circumstances) -> Recalled:
        """What memory holds of `event`."""
        memory = self._memory
        found = [self._person(alias) for alias in named.aliases]
        by_age = _people(found)
        person = by_age[0] if by_age else _newcomer(named, given)
        itself, asks_itself = self._message(named.itself, [own for own, _ in named.former])
        about, asks = self._message(named.about, [other for _, other in named.former])
        people = [each.person for each in by_age]
        if not people and person is not None:
            people.append(person.person)
        keys = [self._key(each, event.phone_number_id) for each in people]
        conversations = [
            memory.conversation(key, each) for key, each in zip(keys, people, strict=True)
        ]
        if not by_age and conversations == [None] and self._is_nobody(named.aliases[0]):
            conversations = [ABSENT]
        return Recalled(
            named,
            found,
            None if person is None else _by_salt(person, named, given.snapshot),
            by_age[1:],
            tuple(keys),
            conversations,
            _latest(conversations),
            itself,
            about,
            asks,
            asks_itself,
            [self._person(alias) for alias in named.shown],
        )

    def _message(
        self, key: int | None, former: Sequence[int | None]
    ) -> tuple[MessageRecord | None, Sequence[int]]:
        """What memory holds of a message, else the keys that it has to be asked for."""
        if key is None:
            return None, ()
        found = self._memory.message(key)
        if isinstance(found, MessageRecord):
            return found, ()
        asks = [key] if found is None else []
        for each in former:
            older = None if each is None else self._memory.message(each)
            if isinstance(older, MessageRecord):
                return older, ()
            if older is None and each is not None:
                asks.append(each)
        return None, asks

    def _is_nobody(self, alias: int) -> bool:
        return not self._asks_for_newcomers and self._memory.is_nobody(alias)

    def _person(self, alias: int) -> PersonRecord | Absent | None:
        """Whom an alias belongs to: the first of all who were joined."""
        memory = self._memory
        found = memory.person(alias)
        if found is None and self._is_nobody(alias):
            return ABSENT
        for _ in range(MOST_JOINED):
            if not isinstance(found, PersonRecord) or found.person == alias:
                break
            alias = found.person
            first = memory.person(alias)
            if not isinstance(first, PersonRecord):
                break
            found = first
        return found


def shown_person(event: Event, known: Recalled, given: Circumstances) -> PersonRecord | None:
    """Whose all names are that a group's message shows of its sender; None if that is not known.

    Nobody is looked up for it, and nobody joined: a conversation that goes on would be lost.
    """
    if None in known.shown or not known.shown or event.sender is None:
        return None
    people = _people(known.shown)
    if not people and given.snapshot is not None:
        salt = given.snapshot.salt
        return PersonRecord(
            known.named.shown[0], place(salt, event.sender)[0], salt_tag(salt), given.now
        )
    return people[0] if len(people) == 1 else None


def lacking(
    event: Event, decision: Decision, known: Recalled, snapshot: Snapshot | None
) -> MissingKeys:
    """What memory lacks of one event, and could change where it goes."""
    if not _needs_people(event, decision):
        return _NOTHING
    aliases: tuple[int, ...] = ()
    if None in known.aliases:
        pairs = zip(known.named.aliases, known.aliases, strict=True)
        aliases = tuple(alias for alias, found in pairs if found is None)
    needs_all = _needs_all(event, decision, snapshot)
    if not needs_all and not aliases:
        return _NOTHING
    # Whoever is asked about is asked about as a whole: a key more in the same question.
    conversations: tuple[int, ...] = ()
    if None in known.conversations:
        under = zip(known.keys, known.conversations, strict=True)
        conversations = tuple(key for key, found in under if found is None)
    messages = tuple(_messages(event, known)) if needs_all else ()
    if not (aliases or conversations or messages):
        return _NOTHING
    return MissingKeys(aliases, conversations, messages)


def _messages(event: Event, known: Recalled) -> Iterator[int]:
    """The messages that could change where an event goes, and that memory does not hold."""
    talk = known.conversation
    if known.asks:
        # A receipt follows the conversation, so its message is worth a question only without one.
        follows = talk is not None and not talk.ended
        if event.kind is not EventKind.STATUS or not follows:
            yield from known.asks
    # Delivered before or not, what is no earlier than the last turn goes where that went.
    is_early = talk is not None and (not event.at or event.at < talk.turned + talk.ended)
    if known.asks_itself and is_early:
        yield from known.asks_itself


def _needs_people(event: Event, decision: Decision) -> bool:
    """Whether it matters whom the event is with: to continue a conversation, or to begin one."""
    if decision.reason in UNTOUCHED:
        return False
    return decision.rule is None or event.kind is EventKind.MESSAGE


def _needs_all(event: Event, decision: Decision, snapshot: Snapshot | None) -> bool:
    """Whether the conversation, or a message, could change where the event goes."""
    if decision.rule is None or event.answers is not None:
        return True
    # Whom a rule places may be held after a rise. Everybody is looked up then, not only those whom
    # it moved: else just those of whom nothing can be known would be missing from the draw.
    if decision.bucket is None or snapshot is None:
        return False
    return snapshot.has_risen(decision.domain) or snapshot.drains(decision.domain)


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


def _newcomer(named: EventNames, given: Circumstances) -> PersonRecord | None:
    """Somebody whom memory does not know; None while there is no salt for their bucket."""
    snapshot = given.snapshot
    if snapshot is None:
        return None
    return PersonRecord(
        named.aliases[0],
        place(snapshot.salt, named.identity)[0],
        salt_tag(snapshot.salt),
        given.now,
    )


def _by_salt(person: PersonRecord, named: EventNames, snapshot: Snapshot | None) -> PersonRecord:
    """The person with the bucket that they were given first under the salt of now."""
    if snapshot is None or person.salt_tag == salt_tag(snapshot.salt):
        return person
    number, _ = place(snapshot.salt, named.identity)
    return person._replace(bucket=number, salt_tag=salt_tag(snapshot.salt))


def _since(person: PersonRecord) -> tuple[int, int]:
    return person.since, person.person
