"""The runbook's table: each row holds up to its bound and not beyond, at every stage shown."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.demo.measure import AtStage
from hookshift.demo.results import HeldStage, expected_results, share_tolerance

HALF = HeldStage(50.0, AtStage(50.0, 1_000_000, 50.3, 49.7, 0.0, 41.0))
WHOLE = HeldStage(100.0, AtStage(100.0, 1_000_000, 100.0, 0.0, 0.0, 41.0))


def failing(*held: HeldStage) -> list[str]:
    """The rows that do not hold."""
    return [result.metric for result in expected_results(held) if not result.holds]


def half(**changes: Any) -> HeldStage:
    """HALF with other measurements."""
    return HALF._replace(measured=HALF.measured._replace(**changes))


def test_a_good_migration_holds() -> None:
    assert failing(HALF, WHOLE) == []


def test_the_rows_are_the_runbooks_in_its_order() -> None:
    assert [result.metric for result in expected_results([HALF])] == [
        *("Traffic Routed", "Error Rate", "P95 Latency", "Unified Requests", "Legacy Requests")
    ]


@pytest.mark.parametrize(
    "at_the_bound",
    [
        {"error_rate": 0.0999},
        {"p95_ms": 1999.9},
        {"unified_share": 53.0, "legacy_share": 47.0},
        {"unified_share": 47.0, "legacy_share": 53.0},
    ],
)
def test_a_row_holds_up_to_its_bound(at_the_bound: dict[str, Any]) -> None:
    assert failing(half(**at_the_bound), WHOLE) == []


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
    ],
)
def test_a_row_does_not_hold_beyond_its_bound(
    beyond_the_bound: dict[str, Any], metric: str
) -> None:
    assert failing(half(**beyond_the_bound), WHOLE) == [metric]
    assert failing(WHOLE, half(**beyond_the_bound)) == [metric]


def test_no_data_is_not_good_data() -> None:
    assert len(failing()) == 5
    nothing = AtStage(50.0, 0, None, None, None, None)
    assert len(failing(HALF._replace(measured=nothing))) == 4


def test_what_was_not_measured_is_a_dash() -> None:
    nothing = half(error_rate=None, p95_ms=None, unified_share=None)

    assert [result.measured for result in expected_results([nothing, WHOLE])] == [
        ("50 %", "100 %"),
        ("-", "0.000 %"),
        ("-", "41 ms"),
        ("-", "100.0 %"),
        ("49.7 %", "0.0 %"),
    ]


def test_nobody_is_left_on_legacy_at_100_percent() -> None:
    measured = WHOLE.measured._replace(unified_share=99.9999, legacy_share=0.0001)
    assert failing(WHOLE._replace(measured=measured)) == ["Unified Requests", "Legacy Requests"]


def test_the_tolerance_is_four_standard_deviations_of_few_requests() -> None:
    assert share_tolerance(400, 50) == pytest.approx(10.0)
    assert share_tolerance(10_000, 50) == 3.0
    assert share_tolerance(0, 50) == 3.0


@given(st.integers(1, 10**7), st.floats(0, 100))
def test_more_requests_are_never_allowed_more(requests: int, percentage: float) -> None:
    assert share_tolerance(requests + 1, percentage) <= share_tolerance(requests, percentage)


def test_few_requests_are_allowed_their_chance() -> None:
    few = {"unified_share": 60.0, "legacy_share": 40.0}

    assert failing(half(requests=400, **few)) == []
    assert failing(half(requests=401, **few)) == ["Unified Requests", "Legacy Requests"]
