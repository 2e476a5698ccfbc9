"""How the conversations of a source go on: what the settings file says of them."""

from typing import NamedTuple

from hookshift.domain.events import Event
from hookshift.domain.routing.text import SEARCHED, folded

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
        """How old the time of the last message may be before it is written anew."""
        return min(_MOST_REFRESH, self.affinity // _REFRESHES)

    def resets(self, event: Event) -> bool:
        """Whether the whole message is a reset word."""
        text = event.text
        return bool(text) and len(text) <= SEARCHED and folded(text.strip()) in self.reset_words
