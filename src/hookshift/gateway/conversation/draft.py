"""The conversations of one commit: what its events read of them, and what they change.

Durable sources decide while they commit. Until that has succeeded, nobody else may see what an
event changes, and an attempt that is repeated begins with nothing. Afterwards memory gets it,
so that the next webhook knows, whichever worker of this host it comes to.
"""

from collections.abc import Awaitable, Mapping

from hookshift.domain.conversation.records import (
    ABSENT,
    Absent,
    ConversationRecord,
    MessageRecord,
    MissingKeys,
    PersonRecord,
)
from hookshift.gateway.conversation.memory import Memory
from hookshift.store.conversations import Turn


class Draft:
    """In the place of `memory` for one commit at a time; as `store.inbox.CommitConversations`."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self.host = memory.host
        self._locked: Mapping[int, ConversationRecord | None] = {}
        self._read: dict[int, ConversationRecord | None] = {}
        self._turns: dict[int, Turn] = {}
        self._people: dict[int, PersonRecord] = {}
        self._messages: dict[int, MessageRecord] = {}

    def begin(self, locked: Mapping[int, ConversationRecord | None]) -> None:
        """Forgets the former attempt; `locked` are conversations as PostgreSQL has them now."""
        self._locked = locked
        for each in (self._read, self._turns, self._people, self._messages):
            each.clear()

    def read(self) -> Mapping[int, ConversationRecord | None]:
        """What was read of conversations, as it was before any change of this attempt."""
        return self._read

    def turns(self) -> Mapping[int, Turn]:
        """What the attempt changes of conversations."""
        return self._turns

    def committed(self) -> None:
        """The attempt has succeeded: all of this host may know of it."""
        for key, record in self._locked.items():
            own = self._read.get(key, record)
            if own is not None and key not in self._turns:
                self._memory.keep_conversation(key, own)
        for alias, person in self._people.items():
            self._memory.note_person(alias, person)
        for key, turn in self._turns.items():
            self._memory.keep_conversation(key, turn.record)
        for key, message in self._messages.items():
            self._memory.note_message(key, message)
        self.begin({})

    def person(self, alias: int) -> PersonRecord | Absent | None:
        """As `Memory.person`."""
        return self._people.get(alias) or self._memory.person(alias)

    def conversation(self, key: int, person: int) -> ConversationRecord | Absent | None:
        """As `Memory.conversation`; what memory lacks is not there, which the commit verifies."""
        turn = self._turns.get(key)
        if turn is not None:
            return turn.record
        if key not in self._read:
            self._read[key] = self._before(key, person)
        return self._read[key] or ABSENT

    def message(self, key: int) -> MessageRecord | Absent | None:
        """As `Memory.message`."""
        return self._messages.get(key) or self._memory.message(key)

    def is_nobody(self, alias: int) -> bool:
        """As `Memory.is_nobody`."""
        return alias not in self._people and self._memory.is_nobody(alias)

    def note_person(self, alias: int, record: PersonRecord) -> None:
        """As `Memory.note_person`, after the commit."""
        self._people[alias] = record

    def note_conversation(self, key: int, record: ConversationRecord, source: str) -> bool:
        """As `Memory.note_conversation`, by the commit."""
        self._turns[key] = Turn(record, source)
        return True

    def refresh_conversation(self, key: int, record: ConversationRecord, source: str) -> bool:
        """Refreshes a conversation in the commit, too: one more write among several."""
        return self.note_conversation(key, record, source)

    def note_message(self, key: int, record: MessageRecord) -> None:
        """As `Memory.note_message`, after the commit."""
        self._messages[key] = record

    def look_up(self, wanted: MissingKeys, within: float | None = None) -> Awaitable[bool]:
        """As `Memory.look_up`."""
        return self._memory.look_up(wanted, within)

    def _before(self, key: int, person: int) -> ConversationRecord | None:
        if key in self._locked:
            return self._locked[key]
        found = self._memory.conversation(key, person)
        return found if isinstance(found, ConversationRecord) else None
