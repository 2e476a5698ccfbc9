"""Statements behind a pooler: each in a transaction that brings its own settings.

Nothing can be set there for a session, which may be another's next. What a database or a role has
as its default would then reach single statements: a `statement_timeout` that ends a long one, an
isolation that makes them fail, a `synchronous_commit` of off, by which what was answered with
success is not on disk. So each statement outside a transaction gets one, and each transaction
begins with the settings that hookshift relies on, for its own length. That costs a single statement
two more round trips, behind a pooler only.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

from hookshift.store.parameters import CheckedConnection
from hookshift.store.queries import load

SQL = load("database")
BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED"
_BEGINS = re.compile(r"\s*BEGIN\b[^;]*", re.IGNORECASE)


class SettledConnection(CheckedConnection):
    """A connection whose statements depend on no session's settings, also behind a pooler."""

    pooled = False
    """Whether a pooler stands in between, so that each transaction may be in another session."""
    overrules_read_only = False
    """Whether the database, or hookshift's role, is read-only by default."""

    async def execute(self, query: str, *args: Any, **options: Any) -> str:
        """As asyncpg's."""
        if not self.pooled or self.is_in_transaction():
            return await super().execute(query, *args, **options)
        begins = _BEGINS.match(query)
        if begins is not None:
            return await super().execute(self._begun(query, begins.end()), **options)
        async with self._own_transaction():
            return await super().execute(query, *args, **options)

    async def executemany(self, command: str, args: Iterable[Any], **options: Any) -> None:
        """As asyncpg's."""
        async with self._own_transaction():
            await super().executemany(command, args, **options)

    async def fetch(self, query: str, *args: Any, **options: Any) -> list[Any]:
        """As asyncpg's."""
        if not self.pooled:
            return await super().fetch(query, *args, **options)
        async with self._own_transaction():
            return await super().fetch(query, *args, **options)

    async def fetchrow(self, query: str, *args: Any, **options: Any) -> Any:
        """As asyncpg's."""
        if not self.pooled:
            return await super().fetchrow(query, *args, **options)
        async with self._own_transaction():
            return await super().fetchrow(query, *args, **options)

    async def fetchval(self, query: str, *args: Any, **options: Any) -> Any:
        """As asyncpg's."""
        if not self.pooled:
            return await super().fetchval(query, *args, **options)
        async with self._own_transaction():
            return await super().fetchval(query, *args, **options)

    @asynccontextmanager
    async def _own_transaction(self) -> AsyncIterator[None]:
        """A transaction for one statement, where that needs one."""
        if not self.pooled or self.is_in_transaction():
            yield
            return
        await self.execute(BEGIN)
        try:
            yield
        except (asyncio.CancelledError, TimeoutError):
            # In the middle of the statement: nobody may go on in this transaction.
            self.terminate()
            raise
        except BaseException:
            if not self.is_closed():
                await super().execute("ROLLBACK")
            raise
        await super().execute("COMMIT")

    def _begun(self, query: str, end: int) -> str:
        """`query`, which begins a transaction, with the settings of that transaction."""
        begin, rest = query[:end].rstrip(), query[end:].lstrip("; ")
        if self.overrules_read_only and "READ ONLY" not in begin.upper():
            begin = begin.replace(" READ WRITE", "") + " READ WRITE"
        return f"{begin}; {SQL['transaction_settings'].rstrip('; ')}; {rest}"
