"""Regular expressions: bounded in size, linear in time, and total."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.config.patterns import LARGEST_PROGRAM, BadPattern, compile_pattern

OVERHEAD = 4
"""Instructions of an expression beyond one per character."""


def test_the_size_of_the_program_is_bounded() -> None:
    largest = "a" * (LARGEST_PROGRAM - OVERHEAD)
    assert compile_pattern(largest)(largest)
    with pytest.raises(BadPattern, match=r"it takes 2,001 instructions; the bound is 2,000"):
        compile_pattern(largest + "a")


@pytest.mark.parametrize("pattern", ["(", "(?=a)", r"\1", "a{1001}", "[z-a]"])
def test_what_re2_refuses_is_refused_with_its_reason(pattern: str) -> None:
    with pytest.raises(BadPattern, match=r"invalid|missing|bad"):
        compile_pattern(pattern)


@given(st.text(st.characters(codec=None, categories=None)))
def test_any_text_can_be_searched(text: str) -> None:
    assert compile_pattern(".*")(text)
    assert not compile_pattern(r"[^\s\S]")(text)


def test_an_expression_that_would_blow_up_elsewhere_does_not() -> None:
    search = compile_pattern("(a+)+$")
    started = time.perf_counter()
    assert not search("a" * 100_000 + "b")
    assert time.perf_counter() - started < 5
