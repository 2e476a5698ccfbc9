"""Rows are read by name: another version's file is none of somebody else's columns."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain.routing.records import COLUMNS, NOT_COLUMNS, LogRow
from hookshift.gateway.record.spooled_rows import HEAD_BYTES, decoded, encoded, oldest_in
from tests.store.log_rows import log_row

ROW = log_row(sender=7, final=False)
WITH_DEFAULTS = tuple(LogRow._field_defaults)


def written(fields: Sequence[str], *rows: Sequence[Any]) -> bytes:
    """As a version with these fields would."""
    return encoded([ROW])[:HEAD_BYTES] + msgspec.msgpack.encode({"fields": fields, "rows": rows})


def test_what_is_written_is_read() -> None:
    rows = [ROW, log_row(created_at=5.0)]
    assert decoded(encoded(rows)) == rows
    assert oldest_in(encoded(rows)[:HEAD_BYTES]) == 5.0


@given(order=st.permutations(LogRow._fields), lacking=st.sets(st.sampled_from(WITH_DEFAULTS)))
def test_the_order_of_fields_does_not_matter_and_new_ones_have_their_defaults(
    order: list[str], lacking: set[str]
) -> None:
    fields = [name for name in order if name not in lacking]
    payload = written(fields, [getattr(ROW, name) for name in fields])
    defaults = {name: LogRow._field_defaults[name] for name in lacking}
    assert decoded(payload) == [ROW._replace(**defaults)]


def test_a_field_of_a_later_version_is_left_out() -> None:
    """After a downgrade: the row is worth more than the column."""
    where = LogRow._fields.index("sender")
    fields = [*LogRow._fields[:where], "weight", *LogRow._fields[where:]]
    payload = written(fields, [*ROW[:where], 99, *ROW[where:]])
    assert decoded(payload) == [ROW]


@pytest.mark.parametrize("name", [name for name in LogRow._fields if name not in WITH_DEFAULTS])
def test_what_every_row_must_have_is_missed(name: str) -> None:
    fields = [each for each in LogRow._fields if each != name]
    with pytest.raises(msgspec.ValidationError, match=f"no {name}"):
        decoded(written(fields, [getattr(ROW, each) for each in fields]))


def test_a_value_of_another_type_is_refused() -> None:
    values = ROW._replace(response_time_ms="soon")  # type: ignore[arg-type]
    with pytest.raises(msgspec.ValidationError):
        decoded(written(LogRow._fields[::-1], values[::-1]))


@given(st.binary(max_size=60))
def test_nonsense_is_refused_by_one_kind_of_error(payload: bytes) -> None:
    with suppress(msgspec.MsgspecError):
        assert decoded(payload) == []


def test_each_field_is_a_column_or_named_as_none() -> None:
    assert set(COLUMNS) | set(NOT_COLUMNS) == set(LogRow._fields)
    assert not set(COLUMNS) & set(NOT_COLUMNS)
