"""The parent's part in a rollback of this host: it begins it, and records it in PostgreSQL.

Recording makes it a new version of the configuration at a share of 0, which all other hosts follow
too, and ends an open rollout. Until then it is tried again every few seconds.
"""

import logging
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from hookshift.domain.errors import OperatorError
from hookshift.gateway import local_rollback
from hookshift.store.database import connection
from hookshift.store.routing_config import read_config

log = logging.getLogger(__name__)

RECORD_SECONDS = 2.0
SIGNAL_REASON = "SIGUSR2"


def begin(path: Path, actor: str, reason: str) -> None:
    """Rolls this host back. Raises OperatorError where the file cannot be written."""
    try:
        local_rollback.begin(path, actor, reason)
    except OSError as error:
        raise OperatorError(f"the rollback cannot be written to {path}: {error}") from error
    log.warning("This host is rolled back by %s: everybody goes to legacy.", actor)


async def record(path: Path, url: str) -> None:
    """Records a rollback that the configuration does not hold yet. Raises OperatorError."""
    rollback = local_rollback.read(path)
    if rollback is None:
        return
    async with connection(url, "local rollback") as opened:
        config = await read_config(opened)
        if config is None or not rollback.must_be_recorded(config.version):
            return
        # Here, as the parent needs it on a bad day only.
        from hookshift.controller.way_back import go_back  # noqa: PLC0415

        reason = f"local rollback: {rollback.reason}"
        await go_back(opened, Decimal(0), rollback.actor, reason)
        config = await read_config(opened)
    if config is not None:
        try:
            local_rollback.write(path, rollback._replace(recorded=config.version))
        except OSError as error:
            raise OperatorError(f"{path} cannot be written: {error}") from error
        log.warning("The rollback of this host is recorded as version %s.", config.version)


def described(path: Path) -> Mapping[str, Any]:
    """The rollback in the file, for the admin socket; empty if there is none."""
    rollback = local_rollback.read(path)
    return {} if rollback is None else rollback._asdict()
