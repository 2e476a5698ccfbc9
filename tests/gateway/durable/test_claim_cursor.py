"""The next look begins where the last one ended, and now and then at the beginning."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from hookshift.gateway.durable.claim_cursor import OVERLAP, ClaimCursor, throttled_interval

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


class Row(NamedTuple):
    """Enough of a claimed delivery."""

    handler: str
    next_at: datetime


def test_at_first_all_is_looked_through() -> None:
    assert ClaimCursor().since(0.0) == {}


def test_it_goes_on_a_little_before_the_last() -> None:
    cursor = ClaimCursor()
    rows = [Row("a", NOON), Row("a", NOON - timedelta(hours=1)), Row("b", NOON)]
    cursor.seen(rows, 0.0, 0.0)
    cursor.seen([Row("b", NOON + timedelta(hours=1))], 1.0, 1.0)
    assert cursor.since(2.0) == {
        "a": NOON - OVERLAP,
        "b": NOON + timedelta(hours=1) - OVERLAP,
    }


def test_what_was_long_in_being_written_down_is_looked_for_once_more() -> None:
    cursor = ClaimCursor()
    cursor.seen([Row("a", NOON)], 0.0, 0.0)
    usual = NOON - OVERLAP
    assert not cursor.committed_after(0.49)
    assert cursor.since(1.0) == {"a": usual}
    assert cursor.committed_after(3.0)
    assert cursor.committed_after(2.0)
    # A look that had begun before goes on from where it was.
    cursor.seen([Row("a", NOON + OVERLAP)], 1.0, 1.0)
    assert cursor.since(2.0) == {"a": NOON - timedelta(seconds=3)}
    cursor.seen([Row("a", NOON + OVERLAP)], 2.0, 2.0)
    assert cursor.since(3.0) == {"a": NOON}


def test_a_whole_look_comes_again_and_on_demand() -> None:
    cursor = ClaimCursor()
    cursor.seen([Row("a", NOON)], 0.0, 0.0)
    assert cursor.since(9.0)
    assert cursor.since(10.0) == {}
    cursor.seen([Row("a", NOON)], 10.0, 10.0)
    assert cursor.since(11.0)
    cursor.widen()
    assert cursor.since(11.0) == {}


def test_a_clock_that_was_set_back_is_followed_after_a_whole_look() -> None:
    cursor = ClaimCursor()
    cursor.seen([Row("a", NOON)], 0.0, 0.0)
    earlier = NOON - timedelta(hours=2)
    assert cursor.since(10.0) == {}
    cursor.seen([Row("a", earlier)], 10.0, 10.0)
    assert cursor.since(11.0) == {"a": earlier - OVERLAP}


def test_what_takes_long_is_done_less_often() -> None:
    assert throttled_interval(10.0, 0.1) == 10.0
    assert throttled_interval(10.0, 2.0) == 40.0
    cursor = ClaimCursor()
    cursor.seen([Row("a", NOON)], 0.0, 2.0)
    assert cursor.since(41.9)
    assert cursor.since(42.0) == {}
