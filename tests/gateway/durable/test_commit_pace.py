"""The pace of commits: it follows the load, and nobody waits for longer than under full load."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.gateway.durable.commit_pace import (
    BUSY_RATE,
    BUSY_SECONDS,
    LEAST_SECONDS,
    CommitPace,
    pace,
)

QUICK = 0.0005


def paces(rate: float, took: float, seconds: float = 3.0) -> list[float]:
    """The pauses, while webhooks come as evenly as they can."""
    made, now, last, found, came = CommitPace(), 100.0, 100.0, list[float](), 0.0
    while now < 100.0 + seconds:
        now = max(last + took, now + made.left(now)) + 1e-9
        came += rate * (now - last)
        waiting = int(came)
        came -= waiting
        made.begin(now, waiting)
        found.append(made.left(now))
        made.end(now + took)
        last = now
    return found


@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        (100, LEAST_SECONDS),
        (1_000, LEAST_SECONDS),
        (BUSY_RATE / 2, BUSY_SECONDS / 2),
        (BUSY_RATE * 1.5, BUSY_SECONDS),
    ],
)
def test_it_follows_the_load(rate: float, expected: float) -> None:
    found = paces(rate, QUICK)
    later = found[len(found) // 2 :]
    assert later == pytest.approx([expected] * len(later), rel=0.05)


@pytest.mark.parametrize(("took", "expected"), [(0.001, 0.002), (0.002, 0.004), (0.02, 0.005)])
def test_commits_take_half_of_the_time_unless_they_wait_for_something_else(
    took: float, expected: float
) -> None:
    assert pace(1.0, took) == expected


def test_what_comes_together_by_chance_does_not_slow_the_next_commit() -> None:
    made = CommitPace()
    made.begin(3_600.0, 50)
    assert made.left(3_600.0) == pytest.approx(LEAST_SECONDS)
    made.end(3_600.0 + QUICK)
    made.begin(3_600.002, 1)
    made.end(3_600.002 + QUICK)
    made.begin(3_600.004, 20)
    assert made.left(3_600.004) == pytest.approx(LEAST_SECONDS)


@given(st.lists(st.tuples(st.floats(0.0, 1.0), st.integers(0, 500), st.floats(0.0, 5.0))))
def test_however_full_batches_were_the_next_waits_no_longer_than_under_full_load(
    commits: list[tuple[float, int, float]],
) -> None:
    """A full batch does not wait for its turn, and must not put off those behind it."""
    made, now = CommitPace(), 100.0
    for passed, waiting, took in commits:
        now += passed
        made.begin(now, waiting)
        assert LEAST_SECONDS * 0.99 <= made.left(now) <= BUSY_SECONDS * 1.01
        now += took
        made.end(now)
