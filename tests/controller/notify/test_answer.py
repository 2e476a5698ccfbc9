"""What follows a failed attempt, and what nobody may see of a URL."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.controller.notify.answer import (
    INITIAL_BACKOFF,
    LONGEST_REST,
    MAX_BACKOFF,
    MOST_ATTEMPTS,
    Answer,
    follow,
)
from hookshift.controller.notify.secrets import MOST_CHARACTERS, blanked

BAD = Answer(False, "HTTP 500")
attempts = st.integers(1, MOST_ATTEMPTS + 5)
chances = st.floats(0, 1)


def test_waits_grow_to_half_an_hour() -> None:
    waits = [follow(BAD, attempt, 0.5).wait for attempt in range(1, MOST_ATTEMPTS + 1)]
    assert waits == [5, 15, 45, 135, 405, 1215, 1800, 1800, 1800, 1800, 1800, None]


@given(attempts, chances)
def test_every_wait_has_bounds_and_there_is_a_last_attempt(attempt: int, chance: float) -> None:
    wait = follow(BAD, attempt, chance).wait
    if attempt >= MOST_ATTEMPTS:
        assert wait is None
    else:
        assert wait is not None
        assert INITIAL_BACKOFF / 2 <= wait <= MAX_BACKOFF * 1.5


@given(st.lists(chances, min_size=2, max_size=2, unique=True))
def test_those_that_failed_together_do_not_come_back_together(pair: list[float]) -> None:
    low, high = sorted(pair)
    first, second = follow(BAD, 3, low).wait, follow(BAD, 3, high).wait
    assert first is not None
    assert second is not None
    assert first <= second
    assert (second - first) == pytest.approx((high - low) * 45)


@given(attempts, chances, st.floats(-10, 1e12))
def test_what_a_receiver_asks_for_is_kept_within_bounds(
    attempt: int, chance: float, wish: float
) -> None:
    after = follow(BAD._replace(retry_after=wish), attempt, chance)
    assert after.rest is not None
    assert 0 <= after.rest <= LONGEST_REST
    assert after.rest >= min(wish, LONGEST_REST)
    if after.wait is not None:
        assert after.wait >= after.rest


@given(attempts, chances)
def test_who_wants_no_more_gets_no_more(attempt: int, chance: float) -> None:
    assert follow(BAD._replace(gone=True), attempt, chance).wait is None


URL = "tgram://123456789:abcdefg_hijklmnop/12315544/?image=Yes&key=p%40ssw%2Fword"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("url: /bot123456789:abcdefg_hijklmnop/sendMessage", "url: /bot***:***/sendMessage"),
        ("ABCDEFG_HIJKLMNOP is wrong", "*** is wrong"),
        ("the key is p@ssw/word", "the key is ***"),
        ("see https://example.org/else?where=1 there", "see *** there"),
        ("two\nlines\tand\x1b[31m red", "two lines and [31m red"),
        ("", ""),
    ],
)
def test_what_is_shown_of_what_was_said(said: str, shown: str) -> None:
    assert blanked(said, URL) == shown


pieces = st.text("abcdefghABCDEFGH0123456789_.~-", min_size=4, max_size=20)


@given(
    st.lists(pieces, min_size=1, max_size=5), st.lists(st.text(), min_size=1, max_size=5), st.data()
)
def test_no_piece_of_a_url_is_ever_shown(
    secrets: list[str], words: list[str], data: st.DataObject
) -> None:
    url = "slack://" + "/".join(secrets)
    found = [data.draw(st.sampled_from([*secrets, *words])) for _ in range(8)]
    shown = blanked(data.draw(st.sampled_from([" ", "", "/", ": "])).join(found), url)
    assert len(shown) <= MOST_CHARACTERS
    for secret in secrets:
        assert secret.lower() not in shown.lower()


def test_chance_matters_in_every_wait() -> None:
    for attempt in range(1, MOST_ATTEMPTS):
        waits = [follow(BAD, attempt, chance).wait for chance in (0.0, 0.5, 1.0)]
        assert all(first < second for first, second in pairwise(waits))  # type: ignore[operator]
