"""Rows of the log as the core writes them for COPY, read as PostgreSQL reads them."""

import struct
from datetime import UTC, datetime, timedelta
from typing import Any

from hookshift.domain.routing.records import COLUMNS, LogRow
from hookshift.store.log_columns import (
    BIGINT,
    BOOLEAN,
    BOUNDS,
    INTEGER,
    KINDS,
    NO_COLUMN,
    TIMESTAMPTZ,
    UUID,
)
from tests.core.differential import core

HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
NUMBERS = {INTEGER: "!i", BIGINT: "!q", BOOLEAN: "!?"}


def copied(*rows: LogRow) -> bytes | None:
    found: bytes | None = core().copied_rows(list(rows), KINDS, BOUNDS)
    return found


def read(data: bytes) -> list[list[Any]]:
    """The columns of each row, as PostgreSQL reads them."""
    assert data.startswith(HEADER)
    assert data.endswith(b"\xff\xff")
    kinds = [each for each in KINDS if each != NO_COLUMN]
    at, rows = len(HEADER), []
    while data[at : at + 2] != b"\xff\xff":
        assert struct.unpack_from("!h", data, at) == (len(kinds),)
        at += 2
        row: list[Any] = []
        for kind in kinds:
            (size,) = struct.unpack_from("!i", data, at)
            value = data[at + 4 : at + 4 + max(size, 0)]
            at += 4 + max(size, 0)
            row.append(None if size < 0 else _value(kind, value))
        rows.append(row)
    assert at + 2 == len(data)
    return rows


def _value(kind: int, value: bytes) -> Any:
    if kind in NUMBERS:
        return struct.unpack(NUMBERS[kind], value)[0]
    if kind == TIMESTAMPTZ:
        return EPOCH + timedelta(microseconds=struct.unpack("!q", value)[0])
    return value if kind == UUID else value.decode()


def expected(row: LogRow) -> list[Any]:
    made = row._replace(created_at=datetime.fromtimestamp(row.created_at, UTC))  # type: ignore[arg-type]
    return [getattr(made, name) for name in COLUMNS]


def copied_alike(rows: list[LogRow]) -> None:
    """Asserts that these rows arrive as they are."""
    data = copied(*rows)
    assert data is not None
    assert read(data) == [expected(row) for row in rows]
