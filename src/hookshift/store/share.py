"""Changes a rollout's share, in the transaction that records why."""

from decimal import Decimal

from hookshift.domain.errors import OperatorError
from hookshift.domain.rollout.state import SetShare
from hookshift.store import routing_config
from hookshift.store.database import Connection
from hookshift.store.errors import translated
from hookshift.store.queries import load
from hookshift.store.routing_config import ActiveConfig, read_config

SQL = load("rollouts")


async def lock_share(connection: Connection) -> ActiveConfig:
    """The active configuration, which nobody else can change until this transaction ends.

    Raises OperatorError, also if there is none.
    """
    with translated("lock webhook_routing_config"):
        await connection.execute(SQL["lock_share"])
    config = await read_config(connection)
    if config is None:
        raise OperatorError(routing_config.NO_ROW)
    return config


async def set_share(connection: Connection, change: SetShare, actor: str) -> int:
    """Carries `change` out on the locked configuration; its new version. Raises OperatorError."""
    percentage = None if change.threshold is None else Decimal(change.threshold) / 100
    with translated("set the share"):
        await connection.execute(routing_config.SQL["name_the_change"], actor, change.reason)
        return int(
            await connection.fetchval(
                SQL["set_share"], percentage, change.enabled, change.never_raises
            )
        )
