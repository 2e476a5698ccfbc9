"""The benchmark of the gates: its cells, its sums and its tables."""

from random import Random

import pytest
from bench.gates import GOOD, RULES, VOLUMES, Cell, Result, measured, percent, tables, without_data


@pytest.mark.parametrize("rule", list(RULES))
def test_a_broken_handler_is_rolled_back_by_every_rule(rule: str) -> None:
    ended = RULES[rule](Cell(0.5, 1, 3_000.0), Random(1))
    assert ended.rolled_back


def test_runs_are_counted_and_reproducible() -> None:
    cell = Cell(0.05, 1, 3_000.0)
    one = measured("hookshift, ladder", cell, 3, 60.0, 1)
    assert (one.runs, one.back, one.promoted, len(one.failed)) == (3, 3, 0, 3)
    assert measured("hookshift, ladder", cell, 3, 60.0, 1) == one


def test_a_share_has_its_error() -> None:
    assert percent(0, 300) == "0 (< 1.0)"
    assert percent(300, 300) == "100 (> 99.0)"
    assert percent(50, 100) == "50.0 ± 5.0"


def test_the_tables_have_every_cell() -> None:
    results = [
        Result(rule, Cell(rate, burst, volume), 100, 1, 2, 3, (4,))
        for rule in RULES
        for rate, burst in GOOD
        for volume in VOLUMES
    ]
    output = tables(results)
    for rule in RULES:
        assert f"| {rule} | 1.0 ± 1.0 / 1.0 ± 1.0 / 1.0 ± 1.0 |" in output


def test_what_each_rule_does_without_data() -> None:
    output = without_data()
    assert "| hookshift, ladder | waits |" in output
    assert "| runbook | promotes blind |" in output
    assert "| Flagger-like | rolls back |" in output
    assert "| Argo-like | rolls back |" in output
