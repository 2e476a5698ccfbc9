"""What follows from an attempt to deliver: done, again later, or never.

Pure: clock and randomness are arguments. Times are seconds.
"""

from email.utils import parsedate_to_datetime
from typing import Final, NamedTuple

from hookshift.domain.delivery.transient import TRANSIENT_STATUSES
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
OUTCOMES: Final = (Response, HandlerError, GatewayError)
"""The kinds of `Outcome`: `isinstance` takes a tenth of the time that it takes with a union, which
is made anew for each question."""

GONE: Final = 410
"""The status by which a handler says that it wants no more of these events."""
NEVER_SENT: Final = (HandlerUnreachable, HandlerSaturated)
"""Errors after which the handler has seen nothing, so another handler may get the event."""
_NO_ANSWER: Final = (*NEVER_SENT, HandlerTimeout, HandlerCutOff)
"""Errors that say nothing about the event, unlike an answer that cannot be used."""
RENEWED_AFTER: Final = 0.25
"""The share of a lease after which its owner renews it: the rest is always left."""
LEASE_SPARE: Final = 1.0
"""Seconds between the end of the longest attempt and that of the lease."""
_JITTER: Final = 0.2
LONGEST_JITTER: Final = 1 + _JITTER
"""`max_backoff` times this is the longest wait."""
_MOST_DOUBLINGS: Final = 40


class Policy(NamedTuple):
    """How often and for how long to retry; names as in `[delivery]` of hookshift.toml."""

    initial_backoff: float = 1.0
    max_backoff: float = 600.0
    max_attempts: int = 20
    """Bound on attempts that count: those whose answer may be about the event."""
    max_age: float = 259_200.0
    """Seconds since the event was received, after which it is given up."""
    non_retryable_statuses: frozenset[int] = frozenset({400, 413, 415, 422})
    """Statuses after which another attempt would be answered the same."""


class Delivery(NamedTuple):
    """Events of one body, one sender and one domain, to be handed to one handler."""

    id: int
    source: str
    received_at: float
    """Seconds since 1970, by PostgreSQL's clock."""
    expires_at: float | None
    attempts: int
    """Attempts that have ended."""
    failures: int
    """How many of `attempts` count towards `max_attempts`."""
    part: Part
    headers: Headers
    body: bytes
    version: int | None
    """Version of the configuration that decided it."""
    correlation_id: str
    key: str
    """Identity of its events: the same in each attempt and at each redelivery by the provider."""
    query: bytes = b""
    """Query of the URL that the webhook was received at."""


class Done(NamedTuple):
    """The handler has taken the delivery."""


class RetryLater(NamedTuple):
    """Another attempt is due after `wait`."""

    wait: float
    counts: bool
    """Whether this attempt counts towards `max_attempts`."""


class Dead(NamedTuple):
    """The delivery is given up: no further attempt."""

    reason: str


FollowUp = Done | RetryLater | Dead


class Clock(NamedTuple):
    """Now, in seconds since 1970, and a random number from 0 to 1."""

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
    return RetryLater(wait, counts) if over is None else Dead(over)


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
    """Whether the handler has taken the event."""
    if not isinstance(outcome, Response):
        return False
    if outcome.judgement is not None:
        return outcome.judgement.ok
    return 200 <= outcome.status < 300


def _says_nothing(outcome: Outcome) -> bool:
    if isinstance(outcome, Response):
        return outcome.status in TRANSIENT_STATUSES
    return isinstance(outcome, _NO_ANSWER)


def is_down(outcome: Outcome) -> bool:
    """Whether the handler, rather than one event, is at fault: such failures open its circuit."""
    if succeeded(outcome):
        return False
    if isinstance(outcome, Response):
        return outcome.status >= 500 or outcome.status in TRANSIENT_STATUSES
    return not isinstance(outcome, HandlerSaturated)


def word(outcome: Outcome) -> str:
    """What a failure is called in metrics: a status class, a setting or the error's code."""
    if not isinstance(outcome, Response):
        return outcome.code
    return outcome.judgement.setting if outcome.judgement else f"{outcome.status // 100}xx"
