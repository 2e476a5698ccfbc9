"""The numbers by which people, conversations and messages are remembered.

They are keyed hashes, so that what is remembered names nobody: without the key they cannot be had
by trying all telephone numbers.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Final, NamedTuple

from hookshift.domain.events import Event, EventKind
from hookshift.domain.person import PersonHash

_BITS: Final = 2**64
_SIGNED: Final = 2**63
_ODD: Final = 0x9E37_79B9_7F4A_7C15
"""Multiplying by an odd number loses nothing, and spreads what differs in few bits."""


_MESSAGES: Final = frozenset({EventKind.MESSAGE, EventKind.ECHO})
"""Kinds whose id is the message's own. A standby copy has that of what it is a copy of."""


class EventNames(NamedTuple):
    """The numbers of one event; None where it has none."""

    identity: str
    """Whose bucket counts: the person's sticky key, or the group's."""
    aliases: tuple[int, ...]
    """Hashes of all names of the person, that of the sticky key first; then those by former keys.
    """
    itself: int | None
    """Hash of the event's own id, where its redelivery is to be known again."""
    about: int | None
    """Hash of the id of the message that it answers or is the receipt of."""
    own: int
    """How many of `aliases` were made by the key of now: only those are written."""
    former: tuple[tuple[int | None, int | None], ...] = ()
    """`itself` and `about` by each of the former keys."""
    shown: tuple[int, ...] = ()
    """Hashes of the names that a group's message shows of its sender, if there are several; none
    while there are former keys, by which they may be known."""


def names(
    event: Event,
    source: str,
    hash_of: PersonHash,
    *,
    groups_are_one: bool,
    former: Sequence[PersonHash] = (),
) -> EventNames | None:
    """The numbers of `event`; None if it names nobody. `former` are hashes by former keys."""
    group = event.group if groups_are_one else None
    identity = group or event.sender
    if identity is None:
        return None
    known = [identity] if group is not None else _own_names(event, identity)
    shown: list[str] = []
    if group is not None and event.sender is not None and not former:
        shown = _own_names(event, event.sender)
    aliases = [hash_of(name) for name in known]
    of = message_key(source, event.phone_number_id, "")
    is_message = event.kind in _MESSAGES and event.event_id is not None
    # What stands in for a message has its id, and is distinguished from it by a fingerprint.
    itself = f"{of}{event.event_id}{event.fingerprint}" if is_message else None
    about = None if event.answers is None else f"{of}{event.answers}"
    found = EventNames(
        identity,
        tuple(aliases),
        None if itself is None else hash_of(itself),
        None if about is None else hash_of(about),
        len(aliases),
        shown=tuple(hash_of(name) for name in shown) if len(shown) > 1 else (),
    )
    if not former:
        return found
    return found._replace(
        aliases=(*aliases, *(each(name) for each in former for name in known)),
        former=tuple(
            (None if itself is None else each(itself), None if about is None else each(about))
            for each in former
        ),
    )


def _own_names(event: Event, identity: str) -> list[str]:
    names = [identity]
    if event.phone is not None and event.phone != identity:
        names.append(event.phone)
    return [*names, *event.aliases]


def message_key(source: str, number: str | None, message: str) -> str:
    """What is hashed of a message's id.

    Ids of messages are unique at one business number, and not everywhere beyond it.
    """
    return f"message {source} {number} {message}"


def place_of(source: str) -> Callable[[str | None], int]:
    """A business number's part of the keys of conversations."""

    @lru_cache(maxsize=1_024)
    def place(number: str | None) -> int:
        text = f"{source}\0{number or ''}".encode("utf-8", "surrogatepass")
        return int.from_bytes(blake2b(text, digest_size=8).digest(), "big")

    return place


def conversation_keys(source: str) -> Callable[[int, str | None], int]:
    """For a person (or a group) and a business number, the key of their conversation."""
    place = place_of(source)

    def key(person: int, number: str | None) -> int:
        return ((person ^ place(number)) * _ODD + _SIGNED) % _BITS - _SIGNED

    return key
