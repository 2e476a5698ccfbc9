"""How the conversations of a source go on: what the settings file says of them."""

from typing import Final, NamedTuple

from hookshift.domain.events import Event
from hookshift.domain.routing.text import folded

RESET_CHARACTERS: Final = 64
"""A longer message is no reset word, whatever stands around the word."""
_MOST_REFRESH, _REFRESHES = 15, 20


class Terms(NamedTuple):
    """For how long, and by which words. Times are in seconds."""

    context: int
    """Silence after which an event without a rule belongs to no conversation any more."""
    affinity: int
    """Silence after which a person may be moved to the other side."""
    most_affinity: int
    """How long a conversation stays on its side at most, however lively it is."""
    reset_words: frozenset[str] = frozenset()
    """Messages that end a conversation, folded."""
    protected: frozenset[str] = frozenset()
    """Protected domains that continue conversations all the same."""
    groups_are_one: bool = True
    """Whether a group is one conversation, or each of its members has one."""

    @property
    def refresh(self) -> int:
        """How often PostgreSQL is updated while a conversation goes on, at most."""
        return max(1, min(_MOST_REFRESH, self.affinity // _REFRESHES))

    def resets(self, event: Event) -> bool:
        """Whether the whole message is a reset word."""
        text = event.text
        if not text or len(text) > RESET_CHARACTERS:
            return False
        text = text.strip()
        # Nearly all messages: of ASCII only the case is folded.
        return (text.lower() if text.isascii() else folded(text)) in self.reset_words
