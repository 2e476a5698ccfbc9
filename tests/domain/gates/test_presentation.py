"""Each gate is shown by one table, and whatever shows gates knows none by name."""

import re
from pathlib import Path

import pytest

import hookshift
from hookshift.domain.evidence.plan import Gate
from hookshift.domain.gates.presentation import PRESENTATION
from tests.view.stories import PLAN, Story, traffic

SOURCE = Path(hookshift.__file__).parent
ROOMS = ("view", "web", "cli", "controller")
SHOWING = [
    *(
        path
        for room in ("view", "web", "cli", "controller")
        for path in (SOURCE / room).rglob("*.py")
    ),
    *(SOURCE / "web" / "static").glob("*.js"),
]
BY_NAME = re.compile(
    r"\bGate\.[A-Z]|\bgate\b\"?\]?\s*(?:[!=]==?|is|is not|in)\s*[(\[]?\""
    rf"|\"(?:{'|'.join(Gate)})\"\s*[!=]==?\s*\w*\.?gate\b"
)


def test_every_gate_has_its_line() -> None:
    assert set(PRESENTATION) == set(Gate)


@pytest.mark.parametrize(
    "line",
    [
        'row.gate === "latency"',
        "gate is Gate.SHARE",
        'row["gate"] == "share"',
        '"share" === row.gate',
    ],
)
def test_a_gate_by_name_is_seen(line: str) -> None:
    assert BY_NAME.search(line)


def test_whatever_shows_gates_names_none() -> None:
    assert len(SHOWING) > 100
    named = {
        path.relative_to(SOURCE).as_posix(): found[0]
        for path in SHOWING
        if (found := BY_NAME.search(path.read_text(encoding="utf-8")))
    }
    assert named == {}


@pytest.mark.parametrize("gate", list(Gate))
def test_the_numbers_that_a_gate_shows_are_in_its_verdicts(gate: Gate) -> None:
    shown = PRESENTATION[gate]
    verdicts = [each for each in Story().hours(0.5, traffic(120)).verdicts if each.gate is gate]
    assert verdicts
    proof = (shown.proof.proven, shown.proof.goal) if shown.proof else ()
    wanted = {name for name in (shown.value, *shown.seen, *proof) if name}
    for verdict in verdicts:
        assert wanted - set(verdict.numbers) == set()


@pytest.mark.parametrize("gate", list(Gate))
def test_only_guards_have_no_limit(gate: Gate) -> None:
    shown = PRESENTATION[gate]
    judged = {
        each.domain for each in Story().hours(0.5, traffic(120)).verdicts if each.gate is gate
    }
    assert judged == set(PLAN.guards if shown.limit is None else PLAN.domains)


def test_a_limit_is_the_plans() -> None:
    stage = 1
    found = {gate: shown.limit(PLAN, stage) for gate, shown in PRESENTATION.items() if shown.limit}
    assert found == {
        Gate.ERRORS: PLAN.error_limit,
        Gate.DELIVERY: PLAN.undelivered_limit,
        Gate.LATENCY: PLAN.latency_ms,
        Gate.REPLIES: 1 - PLAN.replies_margin,
        Gate.SHARE: PLAN.stages[stage].percentage / 100,
    }
