"""What is remembered of people, conversations and messages.

Keys are 64-bit keyed hashes; no number, id or text is in here. Times are whole seconds since 1970.
"""

from enum import Enum
from typing import Final, Literal, NamedTuple

from hookshift.domain.routing.routing import Side


class PersonRecord(NamedTuple):
    """Who an alias (a number or an id, hashed) belongs to."""

    person: int
    """The hash of the alias that was known first."""
    bucket: int
    """The bucket that the person was given first, 0 to 9,999."""
    salt_tag: int
    """Which salt the bucket was drawn with, 0 to 2**32 - 1; under another one it means nothing."""
    since: int


class ConversationRecord(NamedTuple):
    """What a person or a group talks about with one business number, and with which side."""

    person: int
    """The hash of the person or the group."""
    domain: str
    side: Side
    began: int
    last: int
    """When its person last wrote, by this host's clock."""
    turned: int
    """When its last turn was sent, by the provider's clock; what is older changes nothing."""
    ended: bool = False
    uncertain: bool = False
    """Whether it began while its person, or a change of the percentage, may not have been known."""


class MessageRecord(NamedTuple):
    """What a message was about and which side it belongs to."""

    domain: str
    side: Side
    at: int


class Absence(Enum):
    """PostgreSQL was asked and knows nothing: it need not be asked again."""

    ABSENT = "absent"


Absent = Literal[Absence.ABSENT]
ABSENT: Final = Absence.ABSENT


class MissingKeys(NamedTuple):
    """Keys that memory does not hold, by kind."""

    aliases: tuple[int, ...] = ()
    conversations: tuple[int, ...] = ()
    messages: tuple[int, ...] = ()
