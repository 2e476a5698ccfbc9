"""The shape of hookshift.toml, continued: how durable sources deliver.

Durations are seconds, or texts with units. What one setting means for another is in `check`.
"""

from typing import Annotated, Literal

from pydantic import Field

from hookshift.config.durations import Between, Span, read_duration
from hookshift.config.section import Section
from hookshift.config.values import EncryptionKey

Status = Annotated[int, Field(ge=400, le=599)]


class BreakerConfig(Section):
    """A handler that fails again and again is left alone, and tried now and then."""

    failures: int = Field(default=10, ge=1, le=10_000)
    """In a row, after which it is left alone."""
    first_rest: Annotated[Span, Between("0.1s", "1h")] = read_duration("1s")
    """For how long at first; twice as long after each attempt that fails."""
    longest_rest: Annotated[Span, Between("0.1s", "1d")] = read_duration("30s")
    """For how long at most."""


class DeliveryConfig(Section):
    """What durable sources have taken in; bounds are per worker and handler."""

    lease: Annotated[Span, Between("2s", "1h")] = read_duration("60s")
    """How long a worker that says nothing keeps what it was delivering."""
    poll_seconds: float = Field(default=0.5, ge=0.01, le=60, allow_inf_nan=False)
    """How often it is looked for what waits."""
    in_flight: int = Field(default=64, ge=1, le=10_000)
    """Deliveries under way."""
    held: int = Field(default=1_000, ge=1, le=1_000_000)
    """Deliveries in memory."""
    held_bytes: int = Field(default=33_554_432, ge=1_024, le=1_099_511_627_776)
    """Their bodies."""
    waiting: int = Field(default=4_096, ge=1, le=1_000_000)
    """Webhooks that wait for their commit, per worker; more are answered 503."""
    batch: int = Field(default=500, ge=1, le=100_000)
    """Webhooks that share one commit."""
    first_wait: Annotated[Span, Between("0.01s", "1h")] = read_duration("1s")
    """Before the second attempt; twice as long before each further one."""
    longest_wait: Annotated[Span, Between("0.01s", "1d")] = read_duration("10m")
    """Between two attempts, also if the handler asks for more."""
    attempts: int = Field(default=20, ge=1, le=10_000)
    """Failures after which an event is given up; those of the road to the handler do not count."""
    age: Annotated[Span, Between("1s", "30d")] = read_duration("3d")
    """After which an event is given up."""
    permanent: Annotated[tuple[Status, ...], Field(max_length=200)] = (400, 413, 415, 422)
    """Answers after which an event is given up at once; 410 always."""
    fallback: Literal["legacy", "none"] = "legacy"
    """Where an event goes that unified cannot be given, because it is away or left alone."""
    waiting_at_rollback: Literal["move", "stay"] = "move"
    """What becomes of what waits for unified when its sender is given back to legacy."""
    dedup_days: int = Field(default=9, ge=8, le=365)
    """Days for which events are remembered: Meta sends again for 7."""
    retention_days: int = Field(default=7, ge=1, le=3_650)
    """Days for which bodies are kept, delivered or not."""
    dead_letter_days: int = Field(default=90, ge=1, le=3_650)
    """Days after which dead letters are dropped; the ledger counts them as dropped."""
    encryption_keys: Annotated[tuple[EncryptionKey, ...], Field(max_length=16)] = ()
    """Bodies are encrypted at rest with the first, and read with any; without one they are not."""
    breaker: BreakerConfig = BreakerConfig()
    """When a handler is left alone."""
