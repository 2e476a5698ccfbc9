"""Tokens for the API, and calls that were made with them.

A token has 256 bits of chance, so its SHA-256 says nothing about it, and is all that is kept.
"""

import hashlib
import secrets
from datetime import datetime
from typing import NamedTuple

import asyncpg

from hookshift.domain.errors import OperatorError
from hookshift.store.database import Connection
from hookshift.store.errors import translated
from hookshift.store.queries import load

SQL = load("api")
PREFIX = "hs_"
ROLES = ("viewer", "operator", "admin")
"""From least to most: each may do what those before it may."""
HANDLER = "handler"
"""The role of a handler's token: it hands over that handler's conversations, and nothing else."""
MOST_LISTED = 1_000


class Token(NamedTuple):
    """The token that a caller has presented."""

    id: int
    name: str
    role: str
    handler: str | None = None
    """Whose token it is, where the role is HANDLER."""


class Listed(NamedTuple):
    """A token as commands and the dashboard show it."""

    name: str
    role: str
    handler: str | None
    made_at: datetime
    made_by: str
    expires_at: datetime | None
    used_at: datetime | None
    """When it was last used, to the minute."""
    revoked_at: datetime | None
    revoked_by: str | None


class Earlier(NamedTuple):
    """An earlier API call with the same idempotency key."""

    request: bytes
    status: int | None
    """The status it was answered with; None if it is under way or was interrupted."""
    answer: bytes | None


async def make(
    connection: Connection,
    name: str,
    role: str,
    actor: str,
    seconds: float | None,
    *,
    handler: str | None = None,
) -> str:
    """Creates a token, valid for `seconds` or, if None, until revoked. Raises OperatorError."""
    text = PREFIX + secrets.token_urlsafe(32)
    try:
        with translated("write hookshift.api_tokens"):
            await connection.execute(SQL["make"], name, role, digest(text), actor, seconds, handler)
    except OperatorError as error:
        if isinstance(error.__cause__, asyncpg.UniqueViolationError):
            raise OperatorError(
                f"there is a token {name} already. Revoke it, or choose another name."
            ) from error
        raise
    return text


async def find(connection: Connection, text: str) -> Token | None:
    """The token with this text; None if it is not valid. Raises OperatorError."""
    with translated("read hookshift.api_tokens"):
        row = await connection.fetchrow(SQL["find"], digest(text))
    return None if row is None else Token._make(row)


async def tokens(connection: Connection) -> list[Listed]:
    """All tokens, the newest first. Raises OperatorError."""
    with translated("read hookshift.api_tokens"):
        return [Listed._make(row) for row in await connection.fetch(SQL["list"], MOST_LISTED)]


async def revoke(connection: Connection, name: str, actor: str) -> bool:
    """Revokes the token; returns whether there was one. Raises OperatorError."""
    with translated("write hookshift.api_tokens"):
        done = await connection.execute(SQL["revoke"], name, actor)
    return not done.endswith(" 0")


async def begin_call(
    connection: Connection, token: int, key: str, request: bytes
) -> Earlier | None:
    """Begins a call; returns the earlier one with its key, if any. Raises OperatorError."""
    with translated("write hookshift.api_calls"):
        if await connection.fetchval(SQL["begin"], token, key, request) is not None:
            return None
        row = await connection.fetchrow(SQL["earlier"], token, key)
    assert row is not None
    return Earlier._make(row)


async def end_call(
    connection: Connection, token: int, key: str, status: int, answer: bytes
) -> None:
    """Records the call's answer. Raises OperatorError."""
    with translated("write hookshift.api_calls"):
        await connection.execute(SQL["end"], token, key, status, answer)


async def forget_calls(connection: Connection) -> None:
    """Deletes API calls of a week ago. Raises OperatorError."""
    with translated("maintain hookshift.api_calls"):
        await connection.execute(SQL["forget_calls"])


def digest(text: str) -> bytes:
    """A token's digest, which is what is stored."""
    return hashlib.sha256(text.encode()).digest()
