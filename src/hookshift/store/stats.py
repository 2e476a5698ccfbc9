"""The runbook's numbers, by its own queries."""

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from hookshift.store.database import Connection
from hookshift.store.errors import translated
from hookshift.store.queries import load

SQL = load("stats")
MOST_ERRORS = 1_000
MOST_RULES = 50


class DashboardRow(NamedTuple):
    """A line of the runbook's dashboard: one domain and side over the last hour."""

    domain: str | None
    routed_to: str
    request_count: int
    avg_ms: Decimal | None
    p95_ms: Decimal | None
    error_count: int
    error_rate: Decimal | None
    """Failed requests in percent."""
    traffic_pct: int
    """The side's part of the domain's requests, in percent."""


class ErrorRow(NamedTuple):
    """A line of the runbook's error analysis."""

    domain: str | None
    routed_to: str
    error_message: str | None
    occurrences: int
    last_occurred: datetime


class VersionRow(NamedTuple):
    """One domain and side under one version of the configuration."""

    domain: str | None
    routed_to: str
    request_count: int
    error_count: int
    share: float
    """The side's part of the domain's requests, in percent."""
    error_rate: float
    """Failed requests in percent."""
    p95_ms: float | None


class DroppedRow(NamedTuple):
    """How many events of one source a rule has dropped."""

    source: str | None
    rule: str | None
    events: int
    last_at: datetime


async def dropped(connection: Connection) -> list[DroppedRow]:
    """What rules dropped in the last hour, most first; no more than MOST_RULES.

    Raises OperatorError.
    """
    with translated("read webhook_routing_logs"):
        return [DroppedRow(*row) for row in await connection.fetch(SQL["dropped"], MOST_RULES)]


async def dashboard(connection: Connection) -> list[DashboardRow]:
    """The last hour by domain and side. Raises OperatorError."""
    with translated("read webhook_routing_stats"):
        return [DashboardRow(*row) for row in await connection.fetch(SQL["dashboard"])]


async def errors(connection: Connection, limit: int = MOST_ERRORS) -> list[ErrorRow]:
    """The last hour's errors, most frequent first; no more than `limit`. Raises OperatorError."""
    with translated("read webhook_routing_logs"):
        return [ErrorRow(*row) for row in await connection.fetch(SQL["errors"], limit)]


async def of_version(
    connection: Connection, version: int, since: datetime | None = None
) -> list[VersionRow]:
    """What was decided under `version` since `since`, or within the last hour.

    Raises OperatorError.
    """
    with translated("read webhook_routing_logs"):
        return [VersionRow(*row) for row in await connection.fetch(SQL["version"], version, since)]
