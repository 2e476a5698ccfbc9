"""One person's rows: any spelling of a number leads to them, and nothing else does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain.person import hasher, number

DIGITS = st.from_regex(r"[1-9][0-9]{6,14}", fullmatch=True)
GAPS = st.sampled_from(["", " ", "-", ".", "/", "(", ")", "\u00a0", "\u202a", "\u202c", "\u2011"])
SCRIPTS = ("0123456789", "٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "০১২৩৪৫৬৭৮৯")


@given(digits=DIGITS, gaps=st.lists(GAPS, min_size=20, max_size=20),
       front=st.sampled_from(["", "+", "00", " +", "\u202a+"]),
       script=st.sampled_from(SCRIPTS))  # fmt: skip
def test_a_number_in_any_spelling(digits: str, gaps: list[str], front: str, script: str) -> None:
    spelled = "".join(script[int(digit)] + gap for digit, gap in zip(digits, gaps, strict=False))
    assert number(front + spelled) == digits


@pytest.mark.parametrize(
    "text",
    ["", "1234", "1" * 21, "wamid.HBgM", "US.1349120865", "250780000123x", "+", "()",
     "01234567-89ab-4def-a123-456789abcdef", "250*******23"],
)  # fmt: skip
def test_what_is_no_number(text: str) -> None:
    assert number(text) is None


def test_the_hash_is_pinned() -> None:
    """Another value would lose everybody's rows."""
    person = hasher(b"key")
    assert person("250780000123") == PINNED
    assert hasher(b"another key")("250780000123") != PINNED


@given(one=st.text(max_size=40), other=st.text(max_size=40))
def test_different_people_have_different_hashes_within_a_bigint(one: str, other: str) -> None:
    person = hasher(b"key")
    assert -(2**63) <= person(one) < 2**63
    assert (person(one) == person(other)) == (one == other)


PINNED = -125024718126507134
