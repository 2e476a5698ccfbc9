"""The one way back: with and without a rollout, and whoever has changed the share."""

from decimal import Decimal

from hookshift.controller.apply import apply_happening
from hookshift.domain.errors import OperatorError
from hookshift.domain.rollout.state import RolledBack
from hookshift.store.database import Connection
from hookshift.store.rollouts import open_rollout
from hookshift.store.routing_config import NO_ROW, read_config, take_back


async def go_back(
    connection: Connection, target: Decimal | None, actor: str, reason: str | None
) -> int:
    """Lowers the share to `target`, or to the one before if None; returns the version.

    An open rollout ends with it, so that nothing raises the share again. Never raises it itself.
    Raises OperatorError.
    """
    version = await _ended(connection, target, actor, reason)
    return await take_back(connection, target, actor, reason) if version is None else version


async def _ended(
    connection: Connection, target: Decimal | None, actor: str, reason: str | None
) -> int | None:
    """The version after the open rollout was rolled back; None if it was not."""
    threshold = None if target is None else int(target * 100)
    try:
        if await open_rollout(connection) is None:
            return None
        why = reason or "rollback"
        await apply_happening(connection, lambda now: RolledBack(now, threshold, why), actor)
        config = await read_config(connection)
    except OperatorError:
        # It has just ended, or cannot be read or changed: the share matters more.
        return None
    if config is None:
        raise OperatorError(NO_ROW)
    return config.version
