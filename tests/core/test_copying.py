"""Rows of the log as COPY takes them, by the core: what PostgreSQL's format says they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain.routing.records import LogRow
from hookshift.store.database import Connection
from hookshift.store.log_columns import (
    BIGINT,
    BOOLEAN,
    BOUNDS,
    INTEGER,
    KINDS,
    NO_COLUMN,
    TEXT,
    TEXT_CHARACTERS,
    TIMESTAMPTZ,
    UUID,
)
from tests.core.copied import copied, copied_alike
from tests.core.differential import core
from tests.core.test_memory import SLACK, grown
from tests.store.log_rows import log_row

TYPES = {
    UUID: "uuid", TEXT: "text", INTEGER: "integer", BIGINT: "bigint", BOOLEAN: "boolean",
    TIMESTAMPTZ: "timestamp with time zone",
}  # fmt: skip
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=256)
rows = st.builds(
    log_row,
    message_id=st.none() | texts,
    error_message=st.none() | texts,
    event_type=texts,
    created_at=st.floats(-1e9, 4e9) | st.integers(0, 2**33).map(lambda each: each / 2**7),
    bucket=st.none() | st.integers(-(2**31), 2**31 - 1),
    config_version=st.none() | st.integers(-(2**63), 2**63 - 1),
    in_group=st.none() | st.booleans(),
)


@given(st.lists(rows, max_size=5))
def test_whatever_a_row_holds_is_what_postgresql_reads(given_rows: list[LogRow]) -> None:
    copied_alike(given_rows)


def test_a_batch_of_any_size_is_whole() -> None:
    many = [log_row(error_message="\u00e9" * size) for size in range(1_000)]
    copied_alike(many)


def test_what_is_too_long_is_left_to_whoever_cuts_it() -> None:
    assert copied(log_row(message_id="x" * TEXT_CHARACTERS)) is not None
    assert copied(log_row(message_id="x" * (TEXT_CHARACTERS + 1))) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("message_id", "a\0b"),
        ("message_id", "\ud800"),
        ("message_id", 3),
        ("bucket", 2**31),
        ("bucket", -(2**31) - 1),
        ("bucket", "3"),
        ("config_version", 2**63),
        ("id", b"short"),
        ("id", "0" * 16),
        ("created_at", float("nan")),
        ("created_at", float("inf")),
        ("created_at", "now"),
    ],
)
def test_what_postgresql_cannot_take_is_said(name: str, value: object) -> None:
    with pytest.raises((ValueError, TypeError, OverflowError)):
        copied(log_row(), log_row(**{name: value}))


def test_other_rows_are_refused() -> None:
    for wrong in ((1, 2), None, ()):
        with pytest.raises((IndexError, TypeError)):
            core().copied_rows([wrong], KINDS, BOUNDS)
    with pytest.raises(ValueError, match="bound"):
        core().copied_rows([], KINDS, BOUNDS[1:])


async def test_kinds_are_those_of_the_table(connection: Connection) -> None:
    found = await connection.fetch(
        "SELECT column_name, data_type FROM information_schema.columns "
        "WHERE table_schema = 'public' AND table_name = 'webhook_routing_logs'"
    )
    types = {row["column_name"]: row["data_type"] for row in found}
    own = zip(LogRow._fields, KINDS, strict=True)
    assert {name: TYPES[kind] for name, kind in own if kind != NO_COLUMN} == types


def test_nothing_is_leaked() -> None:
    good = [log_row(message_id="\u00e9" * size) for size in range(30)]

    def work() -> None:
        copied(*good)
        with pytest.raises(ValueError, match="NUL"):
            copied(*good, log_row(message_id="\0"))

    assert grown(work) < SLACK
