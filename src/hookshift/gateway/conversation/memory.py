"""What hookshift remembers of conversations, as the pipeline asks and tells it.

Questions are answered from the shared table and never wait. What is noted is in the table at once,
so that the next webhook knows it, whichever worker of this host it comes to; PostgreSQL has it a
moment later (`writer.py`), and other hosts from there (`follower.py`). What the table lacks is
looked up (`lookup.py`), which waits for some milliseconds at most.

Of two records of a conversation the one with the later turn counts, and of two persons that an
alias may belong to the older one: here and in PostgreSQL alike.
"""

import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import partial
from typing import Protocol

from hookshift.core.choice import Slots
from hookshift.domain.conversation.records import (
    Absent,
    ConversationRecord,
    MessageRecord,
    MissingKeys,
    PersonRecord,
)
from hookshift.gateway.conversation.records import (
    CONVERSATION,
    MESSAGE,
    PERSON,
    Packer,
    absence,
    is_absence,
    turned,
)
from hookshift.gateway.conversation.shared_table import SharedTable
from hookshift.store.conversations import Known, Turn


class Writes(Protocol):
    """Who brings what is noted to PostgreSQL; `ConversationWriter` is the real one."""

    def person(self, alias: int, record: PersonRecord) -> None:
        """An alias belongs to this person."""

    def turn(self, key: int, turn: Turn) -> None:
        """A conversation took this turn."""

    def message(self, key: int, record: MessageRecord) -> None:
        """A message was about this."""

    def wake(self) -> None:
        """What is noted is to be written at once."""


class Remembers(Protocol):
    """What decisions ask and tell: `Memory`, or the `Draft` of a commit."""

    def person(self, alias: int) -> PersonRecord | Absent | None:
        """See `Memory.person`."""

    def conversation(self, key: int, person: int) -> ConversationRecord | Absent | None:
        """See `Memory.conversation`."""

    def message(self, key: int) -> MessageRecord | Absent | None:
        """See `Memory.message`."""

    def is_nobody(self, alias: int) -> bool:
        """See `Memory.is_nobody`."""

    def note_person(self, alias: int, record: PersonRecord) -> None:
        """See `Memory.note_person`."""

    def note_conversation(self, key: int, record: ConversationRecord, source: str) -> bool:
        """See `Memory.note_conversation`."""

    def refresh_conversation(self, key: int, record: ConversationRecord, source: str) -> bool:
        """See `Memory.refresh_conversation`."""

    def note_message(self, key: int, record: MessageRecord) -> None:
        """See `Memory.note_message`."""

    def look_up(self, wanted: MissingKeys, within: float | None = None) -> Awaitable[bool]:
        """See `Memory.look_up`."""


Waiting = tuple[dict[int, Turn], dict[int, MessageRecord], int, type[Turn]]
"""Turns and messages that wait to be written, and below how many of them more may be added."""
LookUp = Callable[[MissingKeys, float | None], Awaitable[bool]]


class Memory:
    """The memory of one worker; what the other workers of the host tell theirs is in it.

    Without `attach` it is the shared table's alone.
    """

    def __init__(
        self, table: SharedTable, packer: Packer, clock: Callable[[], float] = time.time
    ) -> None:
        self._table = table
        self._packer = packer
        self._clock = clock
        self.aliases = table.aliases
        """All aliases that PostgreSQL knows, for whoever follows other hosts."""
        self._writer: Writes | None = None
        self._look_up: LookUp | None = None
        self.waiting: Waiting | None = None
        self.host = table.identity
        self.misses = 0

    @property
    def slots(self) -> Slots | None:
        """The compiled core's way to what is remembered on this host; None if there is none."""
        return self._table.slots

    @property
    def domains(self) -> Mapping[int, str]:
        """The domains by the tags that records hold."""
        return self._packer.names

    def tell_person(self, alias: int, record: PersonRecord) -> None:
        """The compiled core has noted this of an alias; it is to be written to PostgreSQL."""
        if self._writer is not None:
            self._writer.person(alias, record)

    def tell_turn(self, key: int, record: ConversationRecord, source: str) -> None:
        """The compiled core has noted this turn on this host; it is to be written to PostgreSQL."""
        if self._writer is not None:
            self._writer.turn(key, Turn(record, source))

    def tell_message(self, key: int, record: MessageRecord) -> None:
        """The compiled core has noted a message on this host; it is to be written to PostgreSQL."""
        if self._writer is not None:
            self._writer.message(key, record)

    def attach(self, writer: Writes, look_up: LookUp, waiting: Waiting | None = None) -> None:
        """From now on PostgreSQL gets what is noted, and is asked for what is not known.

        `waiting` are the writer's rows, to which the compiled core adds without a call.
        """
        self._writer, self._look_up, self.waiting = writer, look_up, waiting

    def person(self, alias: int) -> PersonRecord | Absent | None:
        """Who an alias belongs to; None if it is not in memory."""
        payload = self._table.get(alias ^ PERSON)
        return None if payload is None else self._packer.person_from(payload, self._clock())

    def conversation(self, key: int, person: int) -> ConversationRecord | Absent | None:
        """What is remembered of a person's conversation; None if it is not in memory.

        `key` was made of `person` (`names.conversation_keys`).
        """
        payload = self._table.get(key ^ CONVERSATION)
        if payload is None:
            return None
        return self._packer.conversation_from(payload, self._clock(), person)

    def message(self, key: int) -> MessageRecord | Absent | None:
        """What is remembered of a message; None if it is not in memory."""
        payload = self._table.get(key ^ MESSAGE)
        return None if payload is None else self._packer.message_from(payload, self._clock())

    def is_nobody(self, alias: int) -> bool:
        """Whether PostgreSQL knows nobody by this alias, without asking; False if it must be."""
        return self.aliases.lacks(alias)

    def note_person(self, alias: int, record: PersonRecord) -> None:
        """An alias belongs to this person."""
        self.aliases.add(alias)
        self._table.put(alias ^ PERSON, self._packer.person(record))
        if self._writer is not None:
            self._writer.person(alias, record)

    def note_conversation(self, key: int, record: ConversationRecord, source: str) -> bool:
        """A conversation took this turn; False, and nothing is written, if a later one is known."""
        if not self._remember_turn(key, record):
            return False
        if self._writer is not None:
            self._writer.turn(key, Turn(record, source))
        return True

    def refresh_conversation(self, key: int, record: ConversationRecord, source: str) -> bool:
        """As `note_conversation`, for this host only: PostgreSQL knows of it well enough."""
        del source
        return self._remember_turn(key, record)

    def keep_conversation(self, key: int, record: ConversationRecord) -> None:
        """PostgreSQL has this of a conversation; it is kept unless a later turn is known."""
        self._remember_turn(key, record)

    def replace_conversation(
        self, key: int, seen: ConversationRecord | None, record: ConversationRecord, source: str
    ) -> bool:
        """Writes the record unless the conversation has changed since it was `seen`."""

        def is_as_seen(known: bytes | None) -> bool:
            found: ConversationRecord | Absent | None = None
            if known is not None:
                whose = record.person if seen is None else seen.person
                found = self._packer.conversation_from(known, self._clock(), whose)
            return (found if isinstance(found, ConversationRecord) else None) == seen

        payload = self._packer.conversation(record)
        if not self._table.put_if(key ^ CONVERSATION, payload, is_as_seen):
            return False
        if self._writer is not None:
            self._writer.turn(key, Turn(record, source))
            # A durable source's next commit reads it there.
            self._writer.wake()
        return True

    def note_message(self, key: int, record: MessageRecord) -> None:
        """A message was about this, and its side is this."""
        self._table.put(key ^ MESSAGE, self._packer.message(record))
        if self._writer is not None:
            self._writer.message(key, record)

    async def look_up(self, wanted: MissingKeys, within: float | None = None) -> bool:
        """Fills memory with what PostgreSQL knows of `wanted`; False if it did not answer.

        `within` so many seconds; None: as long as a relayed webhook may wait.
        """
        self.misses += 1
        return False if self._look_up is None else await self._look_up(wanted, within)

    def learn(self, wanted: MissingKeys, found: Known) -> None:
        """PostgreSQL was asked for `wanted`, and knows this; the rest it does not know."""
        self.follow_people(found.people)
        for key, record in found.conversations.items():
            # What is noted here and now may not have been written yet.
            self._remember_turn(key, record, unless_as_late=True)
        for key, message in found.messages.items():
            self._remember_unless_known(key ^ MESSAGE, self._packer.message(message))
        nothing = absence(self._clock())
        for keys, kind, known in (
            (wanted.aliases, PERSON, found.people.keys()),
            (wanted.conversations, CONVERSATION, found.conversations.keys()),
            (wanted.messages, MESSAGE, found.messages.keys()),
        ):
            for key in keys:
                if key not in known:
                    self._remember_unless_known(key ^ kind, nothing)

    def follow(self, wanted: MissingKeys, found: Known) -> None:
        """Others have changed `wanted`, and `found` is what there is now; the rest was removed."""
        self.follow_people(found.people)
        for key, record in found.conversations.items():
            # Who they are may never have been written.
            self.aliases.add(record.person)
            self._remember_turn(key, record)
        for alias in wanted.aliases:
            if alias not in found.people:
                self._table.forget(alias ^ PERSON)
        for key in wanted.conversations:
            if key not in found.conversations:
                self._table.forget(key ^ CONVERSATION)

    def known(self, aliases: Iterable[int]) -> None:
        """PostgreSQL knows these; the filter may have been emptied since they were noted."""
        for alias in aliases:
            self.aliases.add(alias)

    def follow_people(self, people: Mapping[int, PersonRecord]) -> None:
        """PostgreSQL says who these aliases belong to, unless an older person is known here."""
        for alias, record in people.items():
            self.aliases.add(alias)
            self._table.put_if(
                alias ^ PERSON, self._packer.person(record), partial(self._is_no_older, record)
            )

    def forget_all(self) -> Iterable[None]:
        """Forgets everything, a part at each step."""
        return self._table.clear()

    def note(self, text: bytes) -> None:
        """Keeps a text for whoever follows other hosts next."""
        self._table.note(text)

    def noted(self) -> bytes:
        """What was kept; empty if nothing was."""
        return self._table.noted()

    def _remember_turn(
        self, key: int, record: ConversationRecord, *, unless_as_late: bool = False
    ) -> bool:
        bound = record.turned - unless_as_late
        payload = self._packer.conversation(record)
        return self._table.put_if(
            key ^ CONVERSATION, payload, lambda known: known is None or turned(known) <= bound
        )

    def _remember_unless_known(self, mixed: int, payload: bytes) -> None:
        self._table.put_if(mixed, payload, lambda known: known is None or is_absence(known))

    def _is_no_older(self, record: PersonRecord, known: bytes | None) -> bool:
        """Whether what is known may make way for `record`."""
        found = None if known is None else self._packer.person_from(known, self._clock())
        if not isinstance(found, PersonRecord):
            return True
        return (found.since, found.person) >= (record.since, record.person)
