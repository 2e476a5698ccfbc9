"""What follows from an attempt to deliver: done, again later, or never.

Pure: the clock and chance are arguments. Times are seconds.
"""

from email.utils import parsedate_to_datetime
from typing import Final, NamedTuple

from hookshift.domain.delivery.transient import ROAD
from hookshift.domain.errors import (
    GatewayError,
    HandlerCutOff,
    HandlerError,
    HandlerSaturated,
    HandlerTimeout,
    HandlerUnreachable,
)
from hookshift.domain.http import Headers, Response, header
from hookshift.domain.routing.routing import Part

Outcome = Response | HandlerError | GatewayError

GONE: Final = 410
"""The handler says that it wants no more of this."""
NEVER_SENT: Final = (HandlerUnreachable, HandlerSaturated)
"""After these the handler has seen nothing, so another one may have the event."""
_NO_ANSWER: Final = (*NEVER_SENT, HandlerTimeout, HandlerCutOff)
"""These say nothing about the event. What was answered and cannot be used does."""
RENEWED_AFTER: Final = 0.25
"""Of a lease: whoever holds it renews it then, so at least the rest is always left."""
LEASE_SPARE: Final = 1.0
"""Seconds between the end of the longest attempt and that of the lease."""
_JITTER: Final = 0.2
LONGEST_JITTER: Final = 1 + _JITTER
"""Times `max_backoff`: nothing waits longer."""
_MOST_DOUBLINGS: Final = 40


class Policy(NamedTuple):
    """How long to go on; names as in `[delivery]` of hookshift.toml."""

    initial_backoff: float = 1.0
    max_backoff: float = 600.0
    max_attempts: int = 20
    """That count: those that the handler answered with what may be about the event."""
    max_age: float = 259_200.0
    """Since the event was received."""
    non_retryable_statuses: frozenset[int] = frozenset({400, 413, 415, 422})
    """Answers after which another attempt would be answered the same."""


class Delivery(NamedTuple):
    """What is to be handed over: events of one body, one sender, one domain, for one handler."""

    id: int
    source: str
    received_at: float
    """Seconds since 1970, by PostgreSQL's clock."""
    expires_at: float | None
    attempts: int
    """That have ended."""
    failures: int
    """Of these, those that count."""
    part: Part
    headers: Headers
    body: bytes
    version: int | None
    """Of the configuration that it was decided by."""
    correlation_id: str
    key: str
    """The same in each attempt, and at each redelivery by the provider."""
    query: bytes = b""
    """Of the URL that it was received at."""


class Done(NamedTuple):
    """The handler has it."""


class Again(NamedTuple):
    """Another attempt is due after `wait`."""

    wait: float
    counts: bool
    """Whether this attempt counts towards the bound."""


class Dead(NamedTuple):
    """There will be no further attempt."""

    reason: str


FollowUp = Done | Again | Dead


class Clock(NamedTuple):
    """Now, in seconds since 1970, and a number from 0 to 1 that nobody can foretell."""

    now: float
    chance: float


def follow_up(delivery: Delivery, outcome: Outcome, policy: Policy, clock: Clock) -> FollowUp:
    """What an attempt's outcome means for `delivery`."""
    if succeeded(outcome):
        return Done()
    if isinstance(outcome, Response) and outcome.status == GONE:
        return Dead("gone")
    if isinstance(outcome, Response) and outcome.status in policy.non_retryable_statuses:
        return Dead("permanent")
    counts = not _says_nothing(outcome)
    failures = delivery.failures + counts
    if failures >= policy.max_attempts:
        return Dead("attempts")
    wait = max(
        backoff(policy, delivery.attempts, clock.chance), retry_after(outcome, policy, clock.now)
    )
    over = ended(delivery, policy, clock.now + wait)
    return Again(wait, counts) if over is None else Dead(over)


def ended(delivery: Delivery, policy: Policy, at: float) -> str | None:
    """Why an attempt at the time `at` would come too late; None if it would not."""
    if delivery.expires_at is not None and at >= delivery.expires_at:
        return "expired"
    return "age" if at >= delivery.received_at + policy.max_age else None


def backoff(policy: Policy, attempts: int, chance: float) -> float:
    """How long to wait after `attempts` earlier ones and the one that has just failed."""
    wait: float = policy.initial_backoff * 2 ** min(attempts, _MOST_DOUBLINGS)
    return min(wait, policy.max_backoff) * (1 + _JITTER * (2 * chance - 1))


def retry_after(outcome: Outcome, policy: Policy, now: float) -> float:
    """What the handler asks for (RFC 9110, 10.2.3), at most `max_backoff`; 0 if nothing."""
    if not isinstance(outcome, Response):
        return 0.0
    value = header(outcome.headers, b"retry-after")
    if value is None:
        return 0.0
    return min(max(_seconds(value.decode("latin-1").strip(), now), 0.0), policy.max_backoff)


def _seconds(value: str, now: float) -> float:
    if value.isdecimal() and value.isascii():
        return float(value[:12])
    try:
        return parsedate_to_datetime(value).timestamp() - now
    except (TypeError, ValueError, OverflowError):
        return 0.0


def succeeded(outcome: Outcome) -> bool:
    """Whether the handler took it."""
    if not isinstance(outcome, Response):
        return False
    if outcome.judgement is not None:
        return outcome.judgement.ok
    return 200 <= outcome.status < 300


def _says_nothing(outcome: Outcome) -> bool:
    if isinstance(outcome, Response):
        return outcome.status in ROAD
    return isinstance(outcome, _NO_ANSWER)


def is_down(outcome: Outcome) -> bool:
    """Whether the handler, rather than one event, is what is wrong: this opens the breaker."""
    if succeeded(outcome):
        return False
    if isinstance(outcome, Response):
        return outcome.status >= 500 or outcome.status in ROAD
    return not isinstance(outcome, HandlerSaturated)


def word(outcome: Outcome) -> str:
    """What a failure is called in metrics: a status class, a setting or the error's code."""
    if not isinstance(outcome, Response):
        return outcome.code
    return outcome.judgement.setting if outcome.judgement else f"{outcome.status // 100}xx"
