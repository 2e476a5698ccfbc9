"""What tells one event of a WhatsApp body from every other, and is the same at each redelivery.

Messages, statuses and calls have ids. Where an id does not suffice (a placeholder that the message
itself may follow, a receipt of a group that does not say whose it is, what becomes of a payment, an
element that is not of the documented form), the element as written belongs to the identity. A
change about the account is known by what it says and when; without a time it has no identity,
since it may well recur.
"""

from hashlib import blake2b
from typing import Final

from hookshift.providers.as_written import NULL
from hookshift.providers.whatsapp_wire import WireChange, WireEntry

EVENT_LISTS: Final = ("messages", "statuses", "calls", "message_echoes")
"""The lists of a `value` that hold events, in the order in which their events are given."""
PLACEHOLDERS: Final = frozenset({"unsupported", "unknown"})
"""Types of messages whose content was not there, or not yet."""


Place4 = tuple[int, int, str, int]
"""Index of an entry, index of a change in it, name of a list of events, index of one of them."""


def joined(identity: str | None, *more: str | None) -> str | None:
    """An id with what it does not tell apart; None without an id."""
    return ":".join([identity, *filter(None, more)]) if identity else None


class Changes:
    """Identities of changes that name none themselves, of one body."""

    __slots__ = ("_seen",)

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def identity(self, entry: WireEntry, change: WireChange) -> tuple[str | None, str]:
        """A hash of all that the change says, None if it does not say when; and a fingerprint.

        The fingerprint is of the second and further changes of one body that say the same. An
        entry without changes says nothing that could be lost.
        """
        value = bytes(change.value)
        if entry.changes and entry.time == NULL and b'"timestamp"' not in value:
            return None, ""
        # NUL cannot occur in any of the four as written, so the joint is unambiguous.
        parts = ((entry.id or "").encode(), bytes(entry.time), (change.field or "").encode(), value)
        found = blake2b(b"\0".join(parts), digest_size=16).hexdigest()
        # Twice in one body are two events; the second is known by its number.
        times = self._seen[found] = self._seen.get(found, 0) + 1
        return found, "" if times == 1 else str(times)
