"""The demo's verdict: each row holds up to its bound and not beyond."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.demo.measure import Measured
from hookshift.demo.report import beyond, expected_results, share_tolerance, table
from tests.demo.text import printed

STAGE = 50
GOOD = Measured(
    configured=50.0,
    stage_requests=1_000_000,
    unified_share=50.3,
    legacy_share=49.7,
    error_rate=0.0,
    p95_ms=41.0,
    events_answered=1000,
    events_arrived=1000,
    events_recorded=1000,
    events_rolled_up=1000,
    senders=400,
    moved_back=0,
    protected_requests=120,
    protected_moved=0,
)


def failing(measured: Measured) -> list[str]:
    """The rows that do not hold."""
    lines = (*expected_results(measured, STAGE), *beyond(measured))
    return [line.metric for line in lines if not line.holds]


def test_a_good_migration_holds() -> None:
    assert failing(GOOD) == []


def test_the_rows_are_the_runbooks_in_its_order() -> None:
    assert [line.metric for line in expected_results(GOOD, STAGE)] == [
        *("Traffic Routed", "Error Rate", "P95 Latency", "Unified Requests", "Legacy Requests")
    ]


@pytest.mark.parametrize(
    "at_the_bound",
    [
        {"error_rate": 0.0999},
        {"p95_ms": 1999.9},
        {"unified_share": 53.0, "legacy_share": 47.0},
        {"unified_share": 47.0, "legacy_share": 53.0},
        {"events_answered": 1, "events_arrived": 1, "events_recorded": 1, "events_rolled_up": 1},
        {"senders": 1},
        {"protected_requests": 1},
    ],
)
def test_a_row_holds_up_to_its_bound(at_the_bound: dict[str, Any]) -> None:
    assert failing(GOOD._replace(**at_the_bound)) == []


@pytest.mark.parametrize(
    ("beyond_the_bound", "metric"),
    [
        ({"configured": 49.99}, "Traffic Routed"),
        ({"error_rate": 0.1}, "Error Rate"),
        ({"error_rate": None}, "Error Rate"),
        ({"p95_ms": 2000.0}, "P95 Latency"),
        ({"p95_ms": None}, "P95 Latency"),
        ({"unified_share": 53.01}, "Unified Requests"),
        ({"unified_share": 46.99}, "Unified Requests"),
        ({"unified_share": None}, "Unified Requests"),
        ({"legacy_share": 53.01}, "Legacy Requests"),
        ({"legacy_share": 46.99}, "Legacy Requests"),
        ({"legacy_share": None}, "Legacy Requests"),
        ({"events_answered": 1001}, "Delivery"),
        ({"events_answered": 999}, "Delivery"),
        ({"events_recorded": 999, "events_rolled_up": 999}, "Recorded"),
        ({"events_recorded": 1001, "events_rolled_up": 1001}, "Recorded"),
        ({"events_rolled_up": 999}, "Rollups"),
        ({"events_rolled_up": None}, "Rollups"),
        ({"moved_back": 1}, "Sticky senders"),
        ({"senders": 0}, "Sticky senders"),
        ({"protected_moved": 1}, "Protected handlers"),
        ({"protected_requests": 0}, "Protected handlers"),
    ],
)
def test_a_row_does_not_hold_beyond_its_bound(
    beyond_the_bound: dict[str, Any], metric: str
) -> None:
    assert failing(GOOD._replace(**beyond_the_bound)) == [metric]


def test_no_data_is_not_good_data() -> None:
    nothing = Measured(50.0, 0, None, None, None, None, 0, 0, 0, None, 0, 0, 0, 0)

    holding = {"Traffic Routed"}
    lines = (*expected_results(nothing, STAGE), *beyond(nothing))
    assert {line.metric for line in lines if line.holds} == holding


def test_what_was_not_measured_is_a_dash() -> None:
    nothing = GOOD._replace(error_rate=None, p95_ms=None, unified_share=None)

    assert [line.measured for line in expected_results(nothing, STAGE)] == [
        *("50 %", "-", "-", "-", "49.7 %")
    ]


def test_the_table_says_of_each_row_whether_it_holds() -> None:
    said = printed(table("Expected", expected_results(GOOD._replace(p95_ms=2500.0), STAGE)))

    (row,) = [line for line in said.splitlines() if "P95 Latency" in line]
    assert "2500 ms" in row
    assert "does not hold" in row
    assert said.count("does not hold") == 1
    assert said.count("holds") == 4


def test_the_tolerance_is_four_standard_deviations_of_few_requests() -> None:
    assert share_tolerance(400, 50) == pytest.approx(10.0)
    assert share_tolerance(10_000, 50) == 3.0
    assert share_tolerance(0, 50) == 3.0


@given(st.integers(1, 10**7), st.floats(0, 100))
def test_more_requests_are_never_allowed_more(requests: int, percentage: float) -> None:
    assert share_tolerance(requests + 1, percentage) <= share_tolerance(requests, percentage)


def test_few_requests_are_allowed_their_chance() -> None:
    few = GOOD._replace(stage_requests=400, unified_share=60.0, legacy_share=40.0)

    assert failing(few) == []
    assert failing(few._replace(stage_requests=401)) == ["Unified Requests", "Legacy Requests"]
