"""Browsers that are logged in: each has a secret of its own, which ends before the token does.

As of tokens, only the SHA-256 of a secret is kept.
"""

import secrets

from hookshift.store.api import Token, digest
from hookshift.store.database import Connection
from hookshift.store.errors import translated
from hookshift.store.queries import load

SQL = load("api_sessions")
SESSION_SECONDS = 12 * 3_600.0
MOST_SESSIONS = 20
"""Of one token; the oldest ends."""


async def begin(connection: Connection, token: int) -> str:
    """The secret of a new session of token number `token`. Raises OperatorError."""
    text = secrets.token_urlsafe(32)
    with translated("write hookshift.api_sessions"):
        await connection.execute(
            SQL["begin"], token, digest(text), SESSION_SECONDS, MOST_SESSIONS - 1
        )
    return text


async def find(connection: Connection, text: str) -> Token | None:
    """Whose session it is; None if it is over. Raises OperatorError."""
    with translated("read hookshift.api_sessions"):
        row = await connection.fetchrow(SQL["find"], digest(text))
    return None if row is None else Token._make(row)


async def end(connection: Connection, text: str) -> None:
    """Logs out. Raises OperatorError."""
    with translated("write hookshift.api_sessions"):
        await connection.execute(SQL["end"], digest(text))


async def forget(connection: Connection) -> None:
    """Those that are over. Raises OperatorError."""
    with translated("maintain hookshift.api_sessions"):
        await connection.execute(SQL["forget"])
