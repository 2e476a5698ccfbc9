"""What hookshift remembers of conversations, as the pipeline asks and tells it.

Questions are answered from the shared table and never wait. What is told is in the table at once,
so that the next webhook knows it, whichever worker of this host it comes to.
"""

import time
from collections.abc import Callable

from hookshift.domain.conversation.records import (
    ABSENT,
    Absent,
    ConversationRecord,
    MessageRecord,
    PersonRecord,
    Wanted,
)
from hookshift.gateway.conversation.records import CONVERSATION, MESSAGE, PERSON, Packer
from hookshift.gateway.conversation.shared_table import SharedTable

EXCHANGES = 4
"""How often a conversation is tried to be written that other workers keep changing."""


class Memory:
    """The memory of one worker; what the other workers of the host tell theirs is in it."""

    def __init__(
        self, table: SharedTable, packer: Packer, clock: Callable[[], float] = time.time
    ) -> None:
        self._table = table
        self._packer = packer
        self._clock = clock

    def person(self, alias: int) -> PersonRecord | Absent | None:
        """Who an alias belongs to; None if it is not in memory."""
        payload = self._table.get(alias ^ PERSON)
        return None if payload is None else self._packer.person_from(payload, self._clock())

    def conversation(self, key: int) -> ConversationRecord | Absent | None:
        """What is remembered of a conversation; None if it is not in memory."""
        payload = self._table.get(key ^ CONVERSATION)
        return None if payload is None else self._packer.conversation_from(payload, self._clock())

    def message(self, key: int) -> MessageRecord | Absent | None:
        """What is remembered of a message; None if it is not in memory."""
        payload = self._table.get(key ^ MESSAGE)
        return None if payload is None else self._packer.message_from(payload, self._clock())

    def note_person(self, alias: int, record: PersonRecord) -> None:
        """An alias belongs to this person."""
        self._table.put(alias ^ PERSON, self._packer.person(record))

    def note_conversation(self, key: int, record: ConversationRecord, source: str) -> bool:
        """A conversation took this turn; False, and nothing is written, if a later one is known."""
        del source
        mixed, payload = key ^ CONVERSATION, self._packer.conversation(record)
        for _ in range(EXCHANGES):
            known = self._table.get(mixed)
            if known is not None:
                found = self._packer.conversation_from(known, self._clock())
                if found is not None and found is not ABSENT and found.turned > record.turned:
                    return False
            if self._table.exchange(mixed, known, payload):
                break
        else:
            self._table.put(mixed, payload)
        return True

    def note_message(self, key: int, record: MessageRecord) -> None:
        """A message was about this, and its side is this."""
        self._table.put(key ^ MESSAGE, self._packer.message(record))

    async def look_up(self, wanted: Wanted) -> bool:
        """Fills memory with what PostgreSQL knows of `wanted`; False if it could not be asked."""
        del wanted
        return False
