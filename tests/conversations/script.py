"""What scripted people do, as data, and where each event belongs.

A script is what one person, or the members of a group, do in the acts of a rollout. Between two
acts the share changes; within one, steps follow each other without a pause unless they say so.
"""

from enum import StrEnum
from typing import Any, Final, NamedTuple


class Act(NamedTuple):
    """What lies between two changes of the share."""

    share: float
    """In percent."""
    drains: bool = False
    """Whether the share fell by a drain."""


Plan = tuple[Act, ...]
ROLLOUT: Final[Plan] = (Act(0), Act(25), Act(60), Act(100), Act(0))
"""Three stages and a rollback."""
DRAIN: Final[Plan] = (Act(0), Act(100), Act(30, drains=True), Act(60), Act(0))
"""A fall that lets conversations finish, and a rise that ends it."""
NUMBER: Final = "106540352242922"
"""The business number that is written to where nothing else is said."""


class Kind(StrEnum):
    """What kind of event a step is."""

    TEXT = "text"
    CHOICE = "choice"
    LOCATION = "location"
    PHOTO = "photo"
    REACTION = "reaction"
    REVOKE = "revoke"
    RECEIPT = "receipt"
    ECHO = "echo"
    STANDBY = "standby"
    CHANGE = "change"
    """The system message about another number and another id."""


OWN: Final = frozenset({Kind.TEXT, Kind.CHOICE, Kind.LOCATION, Kind.PHOTO})
"""What a person says, and what may start, extend or switch a conversation."""


class Where(StrEnum):
    """On which side an event belongs, in the words of the script."""

    STAYS = "stays"
    """Where the conversation has been."""
    SHARE = "by the share"
    """Where somebody goes whose conversation begins now."""
    LEGACY = "legacy"


class Gap(StrEnum):
    """A pause, as long as it takes to be beyond a bound."""

    AFFINITY = "affinity"
    CONTEXT = "context"


class Step(NamedTuple):
    """One event."""

    kind: Kind
    text: str
    domain: str | None
    """Where it belongs; None: nowhere, so the default handler gets it."""
    where: Where
    shows: str = "phone id"
    """What of the person the body shows: phone, +phone, id, parent; later phone2 and id2."""
    id: str = ""
    """Of the message, for steps that name it; otherwise any."""
    answers: str = ""
    """The id of the message that it answers, reacts to or revokes."""
    by: str = ""
    """Which member of a group; otherwise the person."""
    in_group: bool = False
    number: str = NUMBER
    after: Gap | None = None
    again: bool = False
    """The former body with this id comes once more, byte for byte."""
    earlier: int = 0
    """Seconds by which the provider's time is before that of the step before."""
    with_former: bool = False
    """In one body with the step before."""
    soon: bool = False
    """Five milliseconds after the answer to the step before, on another connection."""


class Script(NamedTuple):
    """What somebody does, by act. A bucket is that of the name by which they are first known."""

    name: str
    bucket: int
    """In percent: below it is unified's share once it is greater."""
    acts: tuple[tuple[Step, ...], ...]
    first: str = "id"
    """Which of their names is shown first; the others have buckets at the other end."""


def says(text: str, domain: str | None, where: Where, **more: Any) -> Step:
    """A text message."""
    return step(Kind.TEXT, text, domain, where, **more)


def does(kind: Kind, domain: str | None, where: Where, **more: Any) -> Step:
    """Anything without a text."""
    return step(kind, "", domain, where, **more)


def step(kind: Kind, text: str, domain: str | None, where: Where, **more: Any) -> Step:
    """Any event."""
    return Step(kind, text, domain, where)._replace(**more)
