"""The configuration that is active, the sentence that tells it, and the way out without it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from hookshift.domain.errors import OperatorError
from hookshift.store import routing_config
from hookshift.store.errors import DatabaseAway

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


@contextmanager
def way_out() -> Iterator[None]:
    """Around a command that sends people to legacy: while PostgreSQL is away, another one does."""
    try:
        yield
    except DatabaseAway as error:
        raise DatabaseAway(
            f"{error} `hookshift rollback --local` needs no PostgreSQL: given on each host, it "
            "sends everybody to legacy at once."
        ) from error
