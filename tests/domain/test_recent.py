"""Since when too much fails: noticed soon, not by chance, and over when it was mended."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain.recent import (
    FEWEST,
    FINE,
    KEPT,
    SLICE,
    Counted,
    FailingPeriod,
    Key,
    Slice,
    coarse,
    failing,
    merged,
    read,
    together,
    written,
)

LIMIT = 0.05
NOW = 1_764_750_000
JOBS = Key(Counted.HANDLER, "wa-webhook-jobs", "jobs", "legacy")

series = st.lists(
    st.tuples(st.integers(0, KEPT // SLICE - 1), st.integers(0, 50), st.integers(0, 50)),
    max_size=30,
).map(
    lambda found: [
        Slice(NOW - NOW % SLICE - ago * SLICE, ok + bad, bad)
        for ago, ok, bad in sorted(found, reverse=True)
    ]
)


def slices(*counts: tuple[int, int]) -> list[Slice]:
    """Of (requests, failed), ten seconds each, the last one of now."""
    first = NOW - SLICE * (len(counts) - 1)
    return [
        Slice(first + SLICE * at, requests, failed) for at, (requests, failed) in enumerate(counts)
    ]


def test_all_of_it_fails() -> None:
    found = failing(slices((150, 0), (150, 0), (150, 150), (100, 100)), LIMIT)
    assert found == FailingPeriod(250, 250, NOW - SLICE)


def test_a_part_fails() -> None:
    found = failing(slices((150, 0), (150, 20), (150, 15)), LIMIT)
    assert found == FailingPeriod(35, 300, NOW - SLICE)


@pytest.mark.parametrize("failed", range(FEWEST))
def test_a_few_are_nothing(failed: int) -> None:
    assert failing(slices((failed, failed)), LIMIT) is None


def test_three_of_three_are_enough() -> None:
    assert failing(slices((1, 1), (1, 1), (1, 1)), LIMIT) == FailingPeriod(3, 3, NOW - 2 * SLICE)


def test_what_was_mended_is_over_within_a_few_requests() -> None:
    """A minute at 100 %, then three that are good: not an hour later, nor a quarter of one."""
    broken = [(150, 150)] * 6
    assert failing(slices(*broken, (2, 0)), LIMIT) is not None
    assert failing(slices(*broken, (3, 0)), LIMIT) is None
    # At one in ten it takes more to be sure.
    half = [(150, 15)] * 6
    assert failing(slices(*half, (40, 0)), LIMIT) is not None
    assert failing(slices(*half, (70, 0)), LIMIT) is None


def test_one_more_failure_after_it_was_mended_does_not_bring_it_back() -> None:
    assert failing(slices(*[(150, 150)] * 6, (150, 1), (150, 0)), LIMIT) is None


@given(series, st.floats(0.001, 0.5))
def test_it_is_told_only_if_it_exceeds_the_limit(found: list[Slice], limit: float) -> None:
    shown = failing(together([found]), limit)
    if shown is not None:
        assert shown.failed > limit * shown.requests
        assert shown.failed >= FEWEST
        young = [each for each in found if each.start >= shown.since]
        assert shown.requests == sum(each.requests for each in young)
        assert shown.failed == sum(each.failed for each in young)


def test_chance_is_no_alert() -> None:
    """Of a thousand quarters of an hour at the limit itself."""
    dice = Random(1)
    false = 0
    for _ in range(1_000):
        of = [(20, sum(dice.random() < LIMIT for _ in range(20))) for _ in range(90)]
        false += failing(slices(*of), LIMIT) is not None
    assert false <= 15


@given(series, st.integers(0, 3))
def test_reports_of_workers_add_up(found: list[Slice], split: int) -> None:
    ones, others = found[: len(found) // (split + 1)], found[len(found) // (split + 1) :]
    both = merged([{JOBS: ones}, {JOBS: others}], NOW).get(JOBS, [])
    young = [each for each in found if each.start > NOW - KEPT]
    assert sum(each.requests for each in both) == sum(each.requests for each in young)
    assert [each.start for each in both] == sorted({each.start for each in young})


@given(series)
def test_old_slices_are_of_a_minute_and_nothing_is_lost(found: list[Slice]) -> None:
    kept = coarse(found, NOW)
    young = [each for each in found if each.start > NOW - KEPT]
    assert sum(each.requests for each in kept) == sum(each.requests for each in young)
    assert sum(each.failed for each in kept) == sum(each.failed for each in young)
    assert all(each.start % 60 == 0 for each in kept if each.start < NOW - FINE - 60)
    assert len(kept) <= KEPT // 60 + (FINE + 60) // SLICE + 2


@given(series)
def test_what_is_written_is_read(found: list[Slice]) -> None:
    assert read(written({JOBS: found})) == {JOBS: found}


def test_what_another_version_writes_is_left_out() -> None:
    assert read({"lane\ta\tb\tc": [(1, 1, 0, 0)], "handler\ta": [(1, 1, 0, 0)]}) == {}
