"""Rows that wait in the compiled core, most of them as bytes, are those that were recorded."""

from typing import Any

import pytest
from hypothesis import given as given_by
from hypothesis import strategies as st

from hookshift.domain.evidence.tally import tally
from hookshift.domain.routing.records import LogRow
from hookshift.domain.routing.routing import DomainBy, Reason, Side
from hookshift.gateway.record.row_queue import RowList
from hookshift.store.log_columns import BOUNDS, KINDS
from tests.core.differential import core
from tests.core.kept import given, keep
from tests.core.test_memory import SLACK, grown
from tests.store.log_rows import log_row

MANY = 1 << 30
T0 = 1_764_752_400.0
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=6) | st.just("é" * 129)
BIG = st.integers(-(2**63), 2**63 - 1)
ROWS = st.builds(
    log_row,
    id=st.binary(min_size=16, max_size=16),
    webhook_name=st.sampled_from(["wa-jobs", "wa-webhook-unified", "é"]),
    domain=st.sampled_from(["jobs", "property"]),
    routed_to=st.sampled_from(Side),
    from_number=st.none() | TEXT.filter(bool),
    message_id=st.none() | TEXT | st.just("x" * 256),
    response_time_ms=st.integers(0, 2**31 - 1),
    created_at=st.sampled_from([T0, T0 + 0.5, T0 + 9.9999999, T0 + 10, 0.0]) | st.floats(0, 9e10),
    event_kind=st.sampled_from(["message", "status"]),
    event_type=TEXT,
    rule=st.none() | TEXT,
    reason=st.sampled_from([*Reason, Reason.IN_SHARE]),
    bucket=st.none() | st.integers(0, 9_999),
    config_version=st.none() | st.integers(1, 2**63 - 1),
    status=st.sampled_from(["success", "success", "success", "error"]),
    attempt=st.sampled_from([1, 1, 1, 2]),
    sender=st.none() | BIG,
    person=st.none() | BIG,
    domain_by=st.none() | st.sampled_from(DomainBy),
    observed=st.none() | TEXT,
    business_number=st.none() | TEXT,
    provider_time=st.none() | st.integers(1, 2**63 - 1),
    in_group=st.sampled_from([None, True]),
    pricing=st.none() | TEXT,
    error_code=st.none() | st.integers(-(2**31), 2**31 - 1),
)


def nobody() -> None:
    """Is called when there are many rows."""


def usual(**changes: Any) -> LogRow:
    """A row that is kept as bytes."""
    return log_row(created_at=T0, reason=Reason.IN_SHARE, event_kind="message", **changes)


def recorded(row: LogRow) -> LogRow:
    """A person has a hash only where there is somebody."""
    return row if row.from_number else row._replace(person=None)


def rows_of(queue: Any) -> list[list[LogRow]]:
    """Its batches."""
    found = []
    while queue:
        found.append([*queue.take()])
    return found


@given_by(st.lists(ROWS, max_size=12), st.integers(1, 5), st.sets(st.integers(0, 11)))
def test_rows_of_any_kind_leave_in_order_by_the_same_batches(
    rows: list[LogRow], size: int, taken_after: set[int]
) -> None:
    own, reference = core().RowQueue(size, MANY, int), RowList(size, MANY, nobody)
    for number, row in enumerate(map(recorded, rows)):
        if not keep(own, row):
            own.append(row)
        reference.append(row)
        assert (len(own), own.oldest()) == (len(reference), reference.oldest())
        if number in taken_after:
            assert [*own.take()] == reference.take()
    assert own.recorded == reference.recorded == len(rows)
    assert rows_of(own) == rows_of(reference)
    assert (len(own), own.oldest(), len(own.take())) == (0, None, 0)


@given_by(st.lists(ROWS, max_size=12), st.sampled_from([1, 10, 60]))
def test_a_batch_is_copied_counted_and_read_as_its_rows_are(
    rows: list[LogRow], seconds: int
) -> None:
    queue, rows = core().RowQueue(100, MANY, int), [*map(recorded, rows)]
    for row in rows:
        if not keep(queue, row):
            queue.append(row)
    batch = queue.take()
    plain = [row for row in rows if "\0" not in "".join(each for each in row if type(each) is str)]
    if plain == rows:
        assert core().copied_rows(batch, KINDS, BOUNDS) == core().copied_rows(rows, KINDS, BOUNDS)
    assert tally(batch, seconds, 2_000, core().gathered) == tally(rows, seconds, 2_000)
    people = {row.person for row in rows} - {None}
    assert core().people_of(batch) == core().people_of(rows) == people
    assert [batch[number] for number in range(-len(batch), len(batch))] == rows * 2
    assert [*batch] == [*batch[:]] == rows
    assert all(type(row) is LogRow for row in batch)


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "error"},
        {"attempt": 2},
        {"final": False},
        {"error_message": "no"},
        {"reason": Reason.UNIFIED_UNREACHABLE},
        {"reason": Reason.DROPPED},
        {"message_id": "x" * 257},
        {"message_id": "é" * 200},
        {"message_id": "a\0b"},
        {"message_id": "\ud800"},
        {"from_number": "1" * 257},
        {"rule": "\0"},
        {"webhook_name": "x" * 257},
        {"source": "\0"},
        {"correlation_id": "\0"},
        {"correlation_id": "\ud800"},
        {"response_time_ms": 2**31},
        {"response_time_ms": 2**64},
        {"config_version": 0},
        {"config_version": 2**63},
        {"error_code": 2**31},
        {"provider_time": 2**63},
        {"bucket": 10_000},
        {"created_at": -1.0},
        {"created_at": float("nan")},
        {"id": b"short"},
    ],
)  # fmt: skip
def test_whatever_is_not_usual_changes_nothing(changes: dict[str, Any]) -> None:
    queue, before = core().RowQueue(10, MANY, int), usual(message_id="before")
    assert keep(queue, before)
    assert not keep(queue, usual()._replace(**changes))
    assert keep(queue, usual(message_id="after"))
    assert [row.message_id for row in queue.take()] == ["before", "after"]


def test_what_fails_in_python_changes_nothing() -> None:
    def fail(_identity: str) -> Any:
        raise ZeroDivisionError

    queue = core().RowQueue(10, MANY, int)
    *known, mask, person = given(usual())
    for failing in ((fail, person), (mask, fail)):
        with pytest.raises(ZeroDivisionError):
            queue.keep(*known, *failing)
    assert (len(queue), queue.recorded) == (0, 0)


def test_many_rows_are_told_of_each_time() -> None:
    for make in (core().RowQueue, RowList):
        called: list[int] = []
        queue: Any = make(2, 3, lambda: called.append(len(queue)))  # noqa: B023
        for _ in range(5):
            queue.append(usual())
        queue.take()
        queue.take()
        queue.append(usual())
        assert called == [3, 4, 5]


def test_whoever_is_told_may_take_rows() -> None:
    for make in (core().RowQueue, RowList):
        taken: list[LogRow] = []
        queue: Any = make(2, 4, lambda: taken.extend(queue.take()))  # noqa: B023
        rows = [usual() for _ in range(9)]
        for row in rows:
            queue.append(row)
        assert len(queue) <= 3
        assert taken + [row for batch in rows_of(queue) for row in batch] == rows


def test_other_columns_are_refused() -> None:
    queue = core().RowQueue(10, MANY, int)
    assert keep(queue, usual())
    batch = queue.take()
    for kinds, bounds in ((KINDS[::-1], BOUNDS), (KINDS, (1,) * len(BOUNDS))):
        with pytest.raises(ValueError, match="columns"):
            core().copied_rows(batch, kinds, bounds)


def test_places_outside_are_refused() -> None:
    batch = core().RowQueue(10, MANY, int).take()
    for place in (0, -1, 2**70):
        with pytest.raises(IndexError):
            batch[place]
    with pytest.raises(ValueError, match="rows"):
        core().RowQueue(0, MANY, int)


def test_nothing_is_leaked() -> None:
    rows = [usual(message_id=f"é{number}", person=number << 40) for number in range(40)]

    def work() -> None:
        queue = core().RowQueue(7, MANY, int)
        for row in rows:
            assert keep(queue, row)
            queue.append(row)
            assert not keep(queue, row._replace(message_id="\0"))
        for _ in range(9):
            batch = queue.take()
            core().copied_rows(batch, KINDS, BOUNDS)
            core().gathered(batch, 10)
            core().people_of(batch)
            assert [batch[0]] == [*batch][:1]

    assert grown(work) < SLACK
