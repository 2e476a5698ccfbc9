"""What is known when an event's conversation is looked at: what is remembered, and the terms."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from hookshift.domain.conversation.records import (
    ConversationRecord,
    MessageRecord,
    PersonRecord,
)
from hookshift.domain.conversation.terms import Terms
from hookshift.domain.routing.routing import Route, Snapshot

FOLLOWED_WITHIN: Final = 2
"""Seconds, rounded up, after which every gateway follows a change that one of them has seen.

Whoever cannot say that it does marks the conversations that it begins as uncertain."""


class Remembered(NamedTuple):
    """What is known about one event. None is what nobody remembers."""

    person: PersonRecord | None
    """Whom it is with; new if they were never met."""
    conversation: ConversationRecord | None
    itself: MessageRecord | None = None
    """What is remembered of this very event, if it was delivered before."""
    about: MessageRecord | None = None
    """The message that it answers, or that it is the receipt of."""
    is_complete: bool = True
    """Whether everything that is remembered is here; else it could not be looked up in time."""


class Circumstances(NamedTuple):
    """What is the same for all events of a body."""

    terms: Terms
    routes: Mapping[str, Route]
    snapshot: Snapshot | None
    now: int
    """Seconds since 1970."""
    is_current: bool = True
    """Whether no gateway can have followed something newer than `snapshot` for FOLLOWED_WITHIN."""


def has_context(conversation: ConversationRecord, given: Circumstances) -> bool:
    """Whether events that no rule claims continue it."""
    return not conversation.ended and given.now - conversation.last < given.terms.context
