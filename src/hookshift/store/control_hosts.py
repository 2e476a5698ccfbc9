"""What control processes say of their hosts, for those that have no gateway worker."""

import json
from collections.abc import Mapping

from hookshift.store.database import Connection
from hookshift.store.errors import translated
from hookshift.store.parameters import json_text
from hookshift.store.queries import load

SQL = load("control_hosts")
FRESH_SECONDS = 60.0
"""Age after which a report is out of date: control processes report every ten seconds."""


async def report(connection: Connection, host: str, gauges: Mapping[str, float]) -> None:
    """Replaces what is known of `host`, by names of `domain.host_alerts`. Raises OperatorError."""
    with translated("write hookshift.control_hosts"):
        await connection.execute(SQL["report"], host, json_text(dict(gauges)))


async def reported(connection: Connection) -> Mapping[str, Mapping[str, float]]:
    """The gauges of each host whose control process lives. Raises OperatorError."""
    with translated("read hookshift.control_hosts"):
        rows = await connection.fetch(SQL["reported"], FRESH_SECONDS)
    return {row["host"]: json.loads(row["gauges"]) for row in rows}


async def forget(connection: Connection) -> None:
    """Deletes reports of hosts that ended long ago. Raises OperatorError."""
    with translated("maintain hookshift.control_hosts"):
        await connection.execute(SQL["forget"])
