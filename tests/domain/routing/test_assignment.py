"""Sticky buckets: same person, same side, everywhere; more percent only adds people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain.routing.assignment import BUCKETS, KEYS, bucket, is_unified, place
from tests.domain.binomial import tail

SALTS = st.binary(max_size=64)
SENDERS = st.text(st.characters(codec=None, categories=None), max_size=40)
THRESHOLDS = st.integers(0, BUCKETS)

GOLDEN = [
    (b"", "", 9876),
    (b"", "250788000001", 4100),
    (b"salt", "250788000001", 9509),
    (b"x" * 64, "250788000001", 5535),
    (b"salt", "US.13491208655302741918", 9024),
    (b"salt", "\u00e9\ud800", 4422),
]


@pytest.mark.parametrize(("salt", "sender", "expected"), GOLDEN)
def test_buckets_never_change(salt: bytes, sender: str, expected: int) -> None:
    """Another value here would move people between sides in the middle of a rollout."""
    assert bucket(salt, sender) == expected


@given(SALTS, SENDERS)
def test_a_bucket_is_one_of_ten_thousand(salt: bytes, sender: str) -> None:
    assert 0 <= bucket(salt, sender) < BUCKETS == 10_000


@given(st.integers(0, BUCKETS - 1), THRESHOLDS, THRESHOLDS)
def test_raising_only_adds_and_lowering_only_removes(number: int, one: int, other: int) -> None:
    low, high = sorted((one, other))
    if is_unified(number, low):
        assert is_unified(number, high)


@given(st.integers(0, BUCKETS - 1))
def test_nobody_at_zero_and_everybody_at_a_hundred_percent(number: int) -> None:
    assert not is_unified(number, 0)
    assert is_unified(number, BUCKETS)
    assert is_unified(number, number + 1)
    assert not is_unified(number, number)


@pytest.mark.parametrize("threshold", [1, 100, 1_000, 2_500, 3_500, 5_000, 9_999])
def test_the_share_of_many_senders_is_the_percentage(threshold: int) -> None:
    """Fixed senders; a fair hash would fail this once in a million choices of the salt."""
    count = 20_000
    unified = sum(
        is_unified(bucket(b"share", f"2507880{number:05}"), threshold) for number in range(count)
    )
    assert tail(unified, count, threshold / BUCKETS) > 1e-6


@pytest.mark.parametrize("digit", range(10))
def test_the_share_does_not_depend_on_the_last_digit(digit: int) -> None:
    senders = [f"2507880{number:05}{digit}" for number in range(3_000)]
    unified = sum(is_unified(bucket(b"digit", sender), 2_500) for sender in senders)
    assert tail(unified, len(senders), 0.25) > 1e-6


def test_another_salt_picks_other_people() -> None:
    count = 5_000
    senders = [f"2507880{number:05}" for number in range(count)]
    both = sum(bucket(b"a", sender) < 5_000 and bucket(b"b", sender) < 5_000 for sender in senders)
    assert tail(both, count, 0.25) > 1e-6


GOLDEN_KEYS = [("250788000001", 108_733), ("US.13491208655302741918", 773_707)]


@pytest.mark.parametrize(("sender", "expected"), GOLDEN_KEYS)
def test_keys_never_change(sender: str, expected: int) -> None:
    """Another value here would count people twice whose rollout goes on after an update."""
    assert place(b"salt", sender)[1] == expected


@given(SALTS, SENDERS)
def test_a_key_is_one_of_a_million_and_the_bucket_is_the_bucket(salt: bytes, sender: str) -> None:
    number, key = place(salt, sender)
    assert 0 <= key < KEYS == 2**20
    assert number == bucket(salt, sender)


def test_keys_tell_twenty_thousand_people_apart_but_not_millions() -> None:
    """By the birthday rule 20,000 have 19,811 keys of their own, give or take 14."""
    keys = {place(b"keys", f"2507880{number:05}")[1] for number in range(20_000)}
    assert abs(len(keys) - 19_811) < 5 * 14


def test_the_key_tells_nothing_about_the_bucket() -> None:
    """Whatever the top half of the keys: half of its people have a low bucket."""
    count = 20_000
    places = [place(b"apart", f"2507880{number:05}") for number in range(count)]
    both = sum(number < BUCKETS // 2 and key < KEYS // 2 for number, key in places)
    assert tail(both, count, 0.25) > 1e-6
