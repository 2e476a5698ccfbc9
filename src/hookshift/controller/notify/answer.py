"""How long an attempt to tell somebody may take, what came of it, and what follows. Pure."""

from typing import NamedTuple

INITIAL_BACKOFF = 5.0
GROWTH = 3.0
MAX_BACKOFF = 1_800.0
LONGEST_REST = 900.0
"""A receiver that asks for more is tried again after this: news must not sleep through a night."""
MOST_ATTEMPTS = 12


class Patience(NamedTuple):
    """Seconds."""

    connect: float = 5.0
    read: float = 10.0
    """For each piece of an answer."""
    whole: float = 30.0
    """For an attempt; it ends then, whatever the receiver does."""


class Answer(NamedTuple):
    """What a notifier said, or what went wrong; never with a URL or a secret in it."""

    good: bool
    text: str
    gone: bool = False
    """Whether it wants no more of this message."""
    retry_after: float | None = None
    """Seconds for which it asks to get no further message."""


class Follow(NamedTuple):
    """What follows a failed attempt."""

    wait: float | None
    """Seconds until the next one; None if there is none."""
    rest: float | None = None
    """Seconds for which nothing at all is sent to this notifier."""


def follow(
    answer: Answer, attempt: int, chance: float, initial_backoff: float = INITIAL_BACKOFF
) -> Follow:
    """After the failed attempt number `attempt` (from 1); `chance` is from 0 to 1.

    Waits grow from `initial_backoff` by GROWTH, up to MAX_BACKOFF, each shortened or lengthened by
    up to half: notifiers that failed together do not come back together.
    """
    rest = None if answer.retry_after is None else min(max(answer.retry_after, 0), LONGEST_REST)
    if answer.gone or attempt >= MOST_ATTEMPTS:
        return Follow(None, rest)
    wait = min(initial_backoff * GROWTH ** (attempt - 1), MAX_BACKOFF) * (0.5 + chance)
    return Follow(max(wait, rest or 0.0), rest)
