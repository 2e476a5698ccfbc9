"""What counts as a leap."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from hookshift.cli.raising import leap

SHARES = st.integers(0, 10_000).map(lambda part: Decimal(part) / 100)
PLANS = st.lists(SHARES, min_size=1, unique=True).map(sorted)


@given(now=SHARES, then=SHARES, plan=PLANS)
def test_a_leap_passes_a_stage_and_nothing_else_does(
    now: Decimal, then: Decimal, plan: list[Decimal]
) -> None:
    passed = [each for each in plan if now < each < then]
    assert (leap(now, then, plan) is not None) == bool(passed)
    if passed:
        assert leap(now, then, plan) == passed[0]


@given(now=SHARES, then=SHARES)
def test_without_a_plan_every_raise_is_one(now: Decimal, then: Decimal) -> None:
    assert (leap(now, then, ()) is not None) == (then > now)
