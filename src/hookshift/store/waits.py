"""What a session of PostgreSQL waits for, as a sentence: why a commit does not return."""

import asyncio
from contextlib import suppress

from hookshift.domain.errors import OperatorError
from hookshift.store.database import Connection, close, connect
from hookshift.store.errors import translated
from hookshift.store.queries import load

SQL = load("waits")
QUERY_SECONDS = 1.0


async def waits_for(url: str, purpose: str, session: Connection) -> str | None:
    """What `session` waits for; None if for nothing, or if it cannot be asked.

    Asked over a connection of its own.
    """
    if session.pooled or session.is_closed():
        # Behind a pooler the process id is another session's.
        return None
    with suppress(OperatorError, TimeoutError):
        async with asyncio.timeout(QUERY_SECONDS):
            opened = await connect(url, purpose, writes=False)
            try:
                with translated("ask what PostgreSQL waits for"):
                    row = await opened.fetchrow(SQL["waits"], session.get_server_pid())
            finally:
                await close(opened)
        return None if row is None else _explained(row["kind"], row["event"], row["holder"])
    return None


def _explained(kind: str, event: str, holder: int | None) -> str:
    if event == "SyncRep":
        return (
            "PostgreSQL waits for a synchronous standby to confirm the commit. Start the standby, "
            "or take it out of synchronous_standby_names"
        )
    if holder is not None:
        return (
            f"PostgreSQL waits for a lock that its process {holder} holds. See pg_stat_activity, "
            "and end that process if it is forgotten"
        )
    return f"PostgreSQL waits for {event} ({kind}): see wait events in its documentation"
