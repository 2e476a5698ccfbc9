"""The configuration that is active, and the sentence that tells it."""

from typing import TYPE_CHECKING

from hookshift.domain.errors import OperatorError
from hookshift.store import routing_config

if TYPE_CHECKING:
    from hookshift.store.database import Connection
    from hookshift.store.routing_config import ActiveConfig


async def active(connection: "Connection") -> "ActiveConfig":
    """The configuration. Raises OperatorError if there is none."""
    config = await routing_config.read_config(connection)
    if config is None:
        raise OperatorError(routing_config.NO_ROW)
    return config


def sentence(config: "ActiveConfig") -> str:
    """The share, in words."""
    state = "on" if config.enabled else "OFF: everybody goes to legacy"
    return (
        f"{config.percentage} % of {', '.join(config.domains) or 'no domain'}; routing is {state} "
        f"(version {config.version})"
    )
