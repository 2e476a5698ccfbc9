"""Boundaries that know letters: RE2's own where all is ASCII, a reader's where it is not."""

from unicodedata import normalize

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from hookshift.config.boundaries import BOUNDARY, marked, warning
from hookshift.config.patterns import compile_pattern


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        (r"(?i)\bécole\b", "L'ÉCOLE est", True),
        (r"\bjob\b", "éjobé", False),
        (r"\bjob\b", "a job!", True),
        (r"\bjob\b.*\brent\b", "job rent", True),
        (r"(?i)\b(kugura|isoko)\b", "n'ISOKO", True),
        (r"^\bjob\b$", "job", True),
        (r"a\b.\bb", "a b", True),
        (r"a\b.{2}b", "a b", False),
        (r"\b\w+\b é", "ñandú é", True),
        (r"\bनौकरी\b", "मुझे नौकरी चाहिए", True),
        (r"\bनौकर\b", "मुझे नौकरी चाहिए", False),
        (r"\b[\S]{4}\b", "ab c", False),
        (r"\b[\s\S]{4}\b", "ab c", True),
        (r"\b[^a]{4}\b", "b c d", True),
        (r"\b\d{3}\b", "a 123 b", True),
        (r"\b\d{3}\b", "é1234", False),
        (r"\b\Qa.b\E\b", "x a.b", True),
        (r"\bj\x01?ob\b", "a job", True),
        (r"\bjob\b", "a \x01job\x01", True),
    ],
)
def test_a_boundary_knows_letters(pattern: str, text: str, expected: bool) -> None:
    for form in ("NFC", "NFD"):
        assert compile_pattern(pattern)(normalize(form, text)) is expected
        assert compile_pattern(normalize(form, pattern))(text) is expected


atoms = st.sampled_from(
    ["a", "b", "-", " ", ".", r"\w", r"\W", r"\s", r"\S", r"\d", "[ab]", "[^a]", r"[\S]", r"[\W-]",
     r"\b", r"\b", "1", "$", "^"]
)  # fmt: skip
patterns = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda pair: f"(?:{pair[0]}|{pair[1]})"),
        inner.map(lambda one: f"(?:{one})*"),
        # At most four of them in a row are distinguished from none.
        inner.filter(lambda one: r"\b" not in one).map(lambda one: f"(?:{one}){{2}}"),
    ),
    max_leaves=5,
)


@given(
    patterns.filter(lambda one: one.count(r"\b") <= 4),
    st.text(st.sampled_from("ab- 1\n"), max_size=8),
)
def test_in_ascii_it_finds_what_re2_finds(pattern: str, text: str) -> None:
    expected = re2.search(pattern, text) is not None
    assert compile_pattern(pattern)(text) is expected


@given(st.text(st.characters(codec=None, categories=None), max_size=20))
def test_marks_are_put_into_a_text_and_nothing_else_changes(text: str) -> None:
    assert marked(text).replace(BOUNDARY, "") == text.replace(BOUNDARY, "")


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        (r"caf\bé", "no boundary can be"),
        (r"\s-\b#", "no boundary can be"),
        (r"\bงาน\b", "without spaces"),
        (r"job\B", "ASCII"),
        (r"[[:alpha:]]+", "ASCII"),
    ],
)
def test_what_cannot_mean_what_it_says_is_told(pattern: str, why: str) -> None:
    assert why in (warning(pattern) or "")


@pytest.mark.parametrize(
    "pattern", [r"\bécole\b", r"a\b-", r"(a|b)\bc", r"\bjob", "job", r"\b\w+\b", r"[a-z]\b[a-z]"]
)
def test_what_may_is_not(pattern: str) -> None:
    assert warning(pattern) is None
