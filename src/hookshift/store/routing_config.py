"""The routing configuration as PostgreSQL holds it: read, changed, and its history.

Every change goes through the database's own triggers, which stamp, audit and announce it.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from hookshift.domain.errors import OperatorError
from hookshift.domain.routing.routing import Snapshot
from hookshift.store.database import Connection
from hookshift.store.errors import translated
from hookshift.store.queries import load

SQL = load("routing_config")
NO_ROW = (
    "webhook_routing_config has no row; insert one: "
    "INSERT INTO webhook_routing_config (enabled) VALUES (true)"
)
LATELY_HOURS = 24
"""How long after a rise somebody may still be held: the most that `max_affinity` may be."""
SALT_BYTES = 64
"""The longest salt in bytes: the longest key that the buckets' hash takes."""


class UnusableConfig(OperatorError):
    """The active row holds what the table's checks refuse: someone has dropped them."""


class ActiveConfig(NamedTuple):
    """The active configuration row."""

    percentage: Decimal
    enabled: bool
    domains: list[str]
    version: int
    updated_at: datetime
    updated_by: str | None
    reason: str | None


class AuditRow(NamedTuple):
    """One line of the audit trail."""

    at: datetime
    actor: str
    operation: str
    version: int
    old_percentage: Decimal | None
    new_percentage: Decimal | None
    old_enabled: bool | None
    new_enabled: bool | None
    old_domains: list[str] | None
    new_domains: list[str] | None
    salt_changed: bool
    reason: str | None
    application_name: str | None
    client_addr: object


async def read_snapshot(connection: Connection) -> Snapshot | None:
    """The gateways' snapshot; None if the table is empty.

    Raises UnusableConfig for a row that cannot be decided with, else OperatorError.
    """
    with translated("read webhook_routing_config"):
        row = await connection.fetchrow(SQL["snapshot"], LATELY_HOURS)
    if row is None:
        return None
    if not _is_usable(row["percentage"], row["salt"]):
        raise UnusableConfig(
            f"webhook_routing_config: version {row['version']} has percentage "
            f"{row['percentage']} and a salt of {len(row['salt'])} characters. Set them to "
            f"0 to 100 and 1 to {SALT_BYTES}, and restore the table's checks."
        )
    return Snapshot(
        version=row["version"],
        enabled=row["enabled"],
        threshold=int(row["percentage"] * 100),
        domains=frozenset(row["domains"]),
        salt=row["salt"].encode(),
        lowest_lately=_hundredths(row["lowest"]),
        since=row["since"],
        draining_below=_hundredths(row["drain_from"]),
    )


def _hundredths(percentage: Decimal | None) -> int | None:
    """In hundredths of a percent. What cannot be read of the past holds nobody."""
    return int(percentage * 100) if percentage is not None and percentage.is_finite() else None


def _is_usable(percentage: Decimal, salt: str) -> bool:
    # Decimal's NaN cannot be compared with <=.
    in_range = percentage.is_finite() and 0 <= percentage <= 100
    return in_range and 1 <= len(salt.encode()) <= SALT_BYTES


async def read_config(connection: Connection) -> ActiveConfig | None:
    """The active row in full; None if the table is empty. Raises OperatorError."""
    with translated("read webhook_routing_config"):
        row = await connection.fetchrow(SQL["active"])
    return ActiveConfig(*row) if row else None


async def drain(connection: Connection, percentage: Decimal, actor: str, reason: str | None) -> int:
    """Lowers the share; conversations with unified that are under way finish there.

    Returns the new version. Raises OperatorError, also if it would not lower it.
    """
    async with connection.transaction():
        config = await read_config(connection)
        now = Decimal(0) if config is None or not config.enabled else config.percentage
        if percentage >= now:
            raise OperatorError(
                f"a drain lowers the percentage: {percentage} % is not below the current {now} %"
            )
        with translated("begin a drain"):
            await connection.execute(SQL["drain"])
        why = f"{reason} (drain)" if reason else "drain"
        return await set_percentage(connection, percentage, actor, why)


async def set_percentage(
    connection: Connection, percentage: Decimal, actor: str, reason: str | None
) -> int:
    """Sets the share; returns the new version. Raises OperatorError if PostgreSQL refuses it."""
    with translated("set the percentage"):
        return int(await connection.fetchval(SQL["set_percentage"], percentage, reason, actor))


async def take_back(
    connection: Connection, target: Decimal | None, actor: str, reason: str | None
) -> int:
    """Lowers the share to `target`, or to its previous value. Raises OperatorError."""
    config = await read_config(connection)
    if config is None:
        raise OperatorError(NO_ROW)
    goal = await previous_percentage(connection) if target is None else target
    if goal is None:
        raise OperatorError("the percentage has never been changed: there is no previous one")
    if goal > config.percentage:
        raise OperatorError(
            f"{goal} % is more than the current {config.percentage} %, so it is not a rollback. "
            f"Use `hookshift set {goal}` if that is what you want."
        )
    return await set_percentage(connection, goal, actor, reason or "rollback")


async def set_enabled(connection: Connection, enabled: bool, actor: str, reason: str | None) -> int:
    """Enables or disables routing; returns the new version. Raises OperatorError."""
    with translated("switch routing on or off"):
        async with connection.transaction():
            await connection.execute(SQL["name_the_change"], actor, reason or "")
            version = await connection.fetchval(SQL["set_enabled"], enabled)
    if version is None:
        raise OperatorError(NO_ROW)
    return int(version)


async def previous_percentage(connection: Connection) -> Decimal | None:
    """The share before its last change; None if it never changed. Raises OperatorError."""
    with translated("read the audit trail"):
        value: Decimal | None = await connection.fetchval(SQL["previous_percentage"])
    return value


async def history(connection: Connection, limit: int) -> list[AuditRow]:
    """The latest changes of the active configuration, newest first. Raises OperatorError."""
    with translated("read the audit trail"):
        rows = await connection.fetch(SQL["history"], limit)
    return [AuditRow(*row) for row in rows]


async def protect(connection: Connection, domains: Mapping[str, str]) -> None:
    """Protects domains (with their handlers) from rollouts, in the database too.

    Raises OperatorError if one of them is in the active rollout.
    """
    with translated("protect domains"):
        await connection.execute(SQL["protect"], list(domains), list(domains.values()))


async def foreign_functions(connection: Connection) -> list[str]:
    """Signatures of those that a call of update_routing_percentage may mean. Raises OperatorError.

    Not those of hookshift itself.
    """
    with translated("find foreign functions"):
        return [row["name"] for row in await connection.fetch(SQL["foreign_functions"])]


async def restore_function(connection: Connection) -> bool:
    """Puts hookshift's update_routing_percentage(numeric) back; False if it was there.

    Raises OperatorError.
    """
    with translated("restore update_routing_percentage"):
        if not await connection.fetchval(SQL["is_replaced"]):
            return False
        await connection.execute(SQL["restore_function"])
    return True
