"""What a former number of the worker's holds unseen is found, and nothing else is taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.gateway.durable.former_numbers import (
    AFTER_ANSWER_SECONDS,
    ASK_SECONDS,
    MOST_NUMBERS,
    FormerNumbers,
)


class Time:
    """A clock that stands."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


def test_it_is_asked_for_at_once_and_then_now_and_then(time: Time) -> None:
    former = FormerNumbers(time)
    assert former.due() == []
    former.add(7, 60.0)
    assert former.due() == [7]
    former.answered()
    assert former.due() == []
    time.now += ASK_SECONDS
    assert former.due() == [7]


def test_until_its_lease_is_over_and_postgresql_has_answered_for_a_while(time: Time) -> None:
    former = FormerNumbers(time)
    former.add(7, 60.0)
    time.now = 100.0
    former.answered()
    time.now += AFTER_ANSWER_SECONDS
    assert former.due() == [7]
    former.answered()
    time.now += ASK_SECONDS
    former.answered()
    assert former.numbers == []


@given(st.integers(MOST_NUMBERS, 3 * MOST_NUMBERS))
def test_of_too_many_the_newest_are_asked_for(count: int) -> None:
    former = FormerNumbers(Time())
    for number in range(count):
        former.add(number, 60.0)
    assert former.numbers == list(range(count - MOST_NUMBERS, count))
