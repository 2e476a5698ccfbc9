"""A run whose numbers do not add up is not believed."""

import pytest
from bench.checks import Counts, faults

BEFORE = Counts(forwarded=1_000, recorded=500)


def check(forwarded: int, recorded: int | None, *, answered: int = 100, failed: int = 0) -> str:
    after = Counts(BEFORE.forwarded + forwarded, None if recorded is None else 500 + recorded)
    found = faults(BEFORE, after, answered=answered, failed=failed, in_flight=10)
    return "; ".join(found)


@pytest.mark.parametrize("forwarded", [100, 110])
def test_requests_under_way_at_the_end_are_no_fault(forwarded: int) -> None:
    assert check(forwarded, forwarded) == ""


@pytest.mark.parametrize("forwarded", [99, 111])
def test_answers_without_upstream_and_requests_out_of_nowhere_are(forwarded: int) -> None:
    assert "reached the upstream" in check(forwarded, forwarded)


def test_a_failed_request_is() -> None:
    assert "1 requests failed" in check(100, 100, failed=1)


@pytest.mark.parametrize("recorded", [99, 101])
def test_a_row_too_few_or_too_many_is(recorded: int) -> None:
    assert f"{recorded} were recorded" in check(100, recorded)


def test_a_subject_that_records_nothing_is_not_asked_for_rows() -> None:
    assert check(100, None) == ""


def test_silence_is() -> None:
    assert "nothing was answered" in check(0, 0, answered=0)
