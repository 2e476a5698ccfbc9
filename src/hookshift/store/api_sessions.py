"""Browsers that are logged in: each has secrets of its own, which end before the token does.

Two secrets: one travels as a cookie, the other is sent by the page itself. A session ends twelve
hours after it began, when nobody has acted for a while, when its browser logs in again or out, and
with its token. As of tokens, only the SHA-256 of a secret is kept.
"""

import secrets
from typing import NamedTuple

from hookshift.store.api import Token, digest
from hookshift.store.database import Connection
from hookshift.store.errors import translated
from hookshift.store.queries import load

SQL = load("api_sessions")
SESSION_SECONDS = 12 * 3_600.0
MOST_SESSIONS = 20
"""How many sessions a token may have; the oldest ends."""


class Secrets(NamedTuple):
    """The two secrets of a session; neither can be derived from the other."""

    cookie: str
    csrf: str


class Session(NamedTuple):
    """A session, as found by its cookie."""

    token: Token
    proven: bool
    """Whether the second secret was sent too."""


async def begin(connection: Connection, token: int, former: str | None = None) -> Secrets:
    """A new session of token number `token`, instead of the one with the cookie `former`.

    Raises OperatorError.
    """
    made = Secrets(secrets.token_urlsafe(32), secrets.token_urlsafe(32))
    ended = None if former is None else digest(former)
    with translated("write hookshift.api_sessions"):
        await connection.execute(
            SQL["begin"], token, digest(made.cookie), digest(made.csrf), SESSION_SECONDS,
            MOST_SESSIONS - 1, ended,
        )  # fmt: skip
    return made


async def find(
    connection: Connection, cookie: str, csrf: str | None, idle_seconds: float, *, acts: bool
) -> Session | None:
    """The session of a cookie; None if it is over. `acts`: the request is a person's action.

    Raises OperatorError.
    """
    given = None if csrf is None else digest(csrf)
    with translated("read hookshift.api_sessions"):
        row = await connection.fetchrow(SQL["find"], digest(cookie), given, idle_seconds, acts)
    if row is None:
        return None
    *token, proven = row
    return Session(Token(*token), proven)


async def end(connection: Connection, cookie: str) -> None:
    """Ends the session of `cookie`. Raises OperatorError."""
    with translated("write hookshift.api_sessions"):
        await connection.execute(SQL["end"], digest(cookie))


async def forget(connection: Connection) -> None:
    """Deletes sessions that are over. Raises OperatorError."""
    with translated("maintain hookshift.api_sessions"):
        await connection.execute(SQL["forget"])
