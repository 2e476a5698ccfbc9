"""The shape of hookshift.toml, continued: how durable sources deliver.

Durations are seconds, or texts with units. How settings depend on each other is in `config.checks`.
"""

from typing import Annotated, Literal

from pydantic import Field

from hookshift.config.durations import Between, Span, read_duration
from hookshift.config.schema.people import EncryptionKeys
from hookshift.config.section import Section
from hookshift.domain.delivery.breaker import BreakerPolicy
from hookshift.domain.delivery.delivery import Policy

Status = Annotated[int, Field(ge=400, le=599)]

# The defaults stand where they are used.
_BREAKER = BreakerPolicy()
_RETRY = Policy()


class BreakerConfig(Section):
    """Circuit breaker: stop sending to a handler that keeps failing, and probe it now and then."""

    failures: int = Field(default=_BREAKER.failures, ge=1, le=10_000)
    """Consecutive failures that open the circuit of a handler."""
    open_for: Annotated[Span, Between("0.1s", "1h")] = read_duration(_BREAKER.open_for)
    """How long the circuit stays open at first; doubled after each probe that fails."""
    max_open_for: Annotated[Span, Between("0.1s", "1d")] = read_duration(_BREAKER.max_open_for)
    """The longest that the circuit stays open between two probes."""


class DeliveryConfig(Section):
    """Delivery of what durable sources have accepted. Bounds are per worker and handler."""

    lease: Annotated[Span, Between("2s", "1h")] = read_duration("60s")
    """How long a silent worker keeps its deliveries before others may claim them."""
    poll_seconds: float = Field(default=0.5, ge=0.01, le=60, allow_inf_nan=False)
    """How often to poll for deliveries that are due."""
    in_flight: int = Field(default=64, ge=1, le=10_000)
    """Attempts in flight at once, per handler and worker."""
    prefetch: int = Field(default=1_000, ge=1, le=1_000_000)
    """Deliveries kept in memory, per handler and worker."""
    prefetch_bytes: int = Field(default=33_554_432, ge=1_024, le=1_099_511_627_776)
    """Memory for the bodies of prefetched deliveries, per handler and worker."""
    max_pending: int = Field(default=4_096, ge=1, le=1_000_000)
    """Webhooks waiting for their commit, per worker; more are answered 503."""
    batch: int = Field(default=500, ge=1, le=100_000)
    """Webhooks written in one commit."""
    initial_backoff: Annotated[Span, Between("0.01s", "1h")] = read_duration(_RETRY.initial_backoff)
    """Wait before the second attempt; doubled before each further one."""
    max_backoff: Annotated[Span, Between("0.01s", "1d")] = read_duration(_RETRY.max_backoff)
    """The longest wait between two attempts, also where Retry-After asks for more."""
    max_attempts: int = Field(default=_RETRY.max_attempts, ge=1, le=10_000)
    """Failures after which an event becomes a dead letter; transient ones do not count."""
    max_age: Annotated[Span, Between("1s", "30d")] = read_duration(_RETRY.max_age)
    """Age at which an event becomes a dead letter."""
    non_retryable_statuses: Annotated[tuple[Status, ...], Field(max_length=200)] = tuple(
        sorted(_RETRY.non_retryable_statuses)
    )
    """Statuses that make an event a dead letter at once; 410 always does."""
    fallback: Literal["legacy", "none"] = "legacy"
    """Where an event goes when unified cannot be reached, or its circuit is open."""
    pending_on_rollback: Literal["reroute", "keep"] = "reroute"
    """What happens to pending deliveries for unified when their sender goes back to legacy."""
    dedup_days: int = Field(default=9, ge=8, le=365)
    """Days for which events are remembered, to drop redeliveries: Meta redelivers for 7."""
    retention_days: int = Field(default=7, ge=1, le=3_650)
    """Days for which bodies are kept, delivered or not."""
    dead_letter_days: int = Field(default=90, ge=1, le=3_650)
    """Days after which dead letters are dropped; the ledger counts them as dropped."""
    encryption_keys: EncryptionKeys = ()
    """Keys for bodies at rest: the first encrypts, any decrypts. Without keys they are plain."""
    breaker: BreakerConfig = BreakerConfig.defaults()
    """Circuit breaker of each handler."""
