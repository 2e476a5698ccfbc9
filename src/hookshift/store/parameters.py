"""The door that every text passes before it becomes a parameter of a statement.

PostgreSQL has no room for NUL in a text, and UTF-8 none for half a surrogate pair; texts from
outside (a handler's answer, a person's reason, a search) may hold both, and one of them would make
PostgreSQL refuse all that is written with it. Here they become U+FFFD, whoever asks. Bytes are left
as they are: what must come back unchanged is stored in them.

Rows of the log take another way, COPY, where `routing_logs` sees to the same.
"""

import json
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import asyncpg
from asyncpg.transaction import Transaction

if TYPE_CHECKING:
    _Connection: TypeAlias = asyncpg.Connection[asyncpg.Record]
else:
    _Connection = asyncpg.Connection

Isolation = Literal["read_committed", "read_uncommitted", "repeatable_read", "serializable"]
REPLACEMENT = "\ufffd"
UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_NUL_ESCAPE = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")
"""In JSON, where the backslash is not escaped itself."""


def storable(text: str) -> str:
    """`text` with U+FFFD for each character that PostgreSQL refuses."""
    if text.isascii():
        return text.replace("\0", REPLACEMENT) if "\0" in text else text
    return UNSTORABLE.sub(REPLACEMENT, text)


def json_text(value: object) -> str:
    """`value` as JSON that PostgreSQL takes as `json` or `jsonb`; what is no JSON as its `str`."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return storable(_NUL_ESCAPE.sub(rf"\1{REPLACEMENT}", text))


def parameter(value: Any) -> Any:
    """One argument of a statement: a text, or a list that holds some, made storable."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, list | tuple):
        # A column of what many webhooks write: looked at as a whole where that tells enough.
        if not any(issubclass(kind, str) for kind in set(map(type, value))):
            return list(value)
        return [storable(each) if isinstance(each, str) else each for each in value]
    return value


def parameters(values: Iterable[Any]) -> tuple[Any, ...]:
    """All arguments of a statement, made storable."""
    return tuple(map(parameter, values))


class CheckedConnection(_Connection):
    """A connection whose statements get storable arguments."""

    def transaction(
        self,
        *,
        isolation: Isolation | None = None,
        readonly: bool = False,
        deferrable: bool = False,
    ) -> Transaction:
        """As asyncpg's, but never of an isolation that a database has as its default."""
        if isolation is None and not self.is_in_transaction():
            isolation = "read_committed"
        return super().transaction(isolation=isolation, readonly=readonly, deferrable=deferrable)

    async def execute(self, query: str, *args: Any, **options: Any) -> str:
        """As asyncpg's, with storable arguments."""
        return await super().execute(query, *parameters(args), **options)

    async def executemany(self, command: str, args: Iterable[Any], **options: Any) -> None:
        """As asyncpg's, with storable arguments."""
        await super().executemany(command, list(map(parameters, args)), **options)

    async def fetch(self, query: str, *args: Any, **options: Any) -> list[Any]:
        """As asyncpg's, with storable arguments."""
        rows: list[Any] = await super().fetch(query, *parameters(args), **options)
        return rows

    async def fetchrow(self, query: str, *args: Any, **options: Any) -> Any:
        """As asyncpg's, with storable arguments."""
        return await super().fetchrow(query, *parameters(args), **options)

    async def fetchval(self, query: str, *args: Any, **options: Any) -> Any:
        """As asyncpg's, with storable arguments."""
        return await super().fetchval(query, *parameters(args), **options)
