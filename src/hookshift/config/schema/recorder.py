"""The shape of hookshift.toml, continued: what is written of each decision."""

from pydantic import Field

from hookshift.config.schema.people import FromNumber, HashKey
from hookshift.config.section import Section
from hookshift.config.values import Seconds


class RecorderConfig(Section):
    """What is written to `webhook_routing_logs`."""

    flush_seconds: Seconds = 0.2
    """How long a row waits in memory for others before it is written."""
    batch_rows: int = Field(default=1_000, ge=1, le=100_000)
    """Rows written in one batch."""
    buffer_rows: int = Field(default=50_000, ge=1, le=10_000_000)
    """Rows kept in memory, per worker."""
    spool_bytes: int = Field(default=1_073_741_824, ge=0, le=1_099_511_627_776)
    """Disk for the spool, per worker: rows that wait while PostgreSQL is away."""
    from_number: FromNumber = "masked"
    """How a phone number is recorded."""
    hash_key: HashKey | None = None
    """Key of hashes of people; of several the first hashes, and what others made is found."""
    retention_days: int = Field(default=30, ge=1, le=3_650)
    """Days after which rows and rollups are dropped."""
    partitions_ahead: int = Field(default=7, ge=1, le=366)
    """Days for which partitions are created in advance."""
    slow_ms: int = Field(default=2_000, ge=1, le=600_000)
    """Milliseconds above which a request counts as slow in rollups; the runbook's limit for p95."""
    rollup_seconds: int = Field(default=10, ge=1, le=60)
    """Length of a slot of the rollups."""
