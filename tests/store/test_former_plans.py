"""Plans that a former version has stored: a running rollout goes on by what it started with."""

import json
from pathlib import Path

import pytest

from hookshift.domain.evidence.plan import Gate, Plan
from hookshift.store.database import Connection
from hookshift.store.rollouts import insert, open_rollout
from hookshift.store.shapes import decode
from hookshift.view.rows import rows
from tests.view.stories import START, Story, traffic

GOLDEN = Path(__file__).parents[1] / "golden" / "plan"
FORMER = (GOLDEN / "0.1.0.json").read_text(encoding="utf-8")


def before(gate: Gate) -> str:
    """The plan as a version that did not know `gate` would have stored it."""
    stored = json.loads(FORMER)
    del stored["on_fail"][gate]
    return json.dumps(stored)


def test_what_a_plan_has_gained_has_a_default() -> None:
    assert set(Plan._fields) - set(json.loads(FORMER)) <= set(Plan._field_defaults)


async def test_a_running_rollout_of_a_former_version_is_read(connection: Connection) -> None:
    story = Story()
    await insert(
        connection, story.plan, story.progress, folded_to=START, now=START, actor="a", reason=None
    )
    await connection.execute("UPDATE hookshift.rollouts SET plan = $1", FORMER)

    found = await open_rollout(connection)

    assert found is not None
    assert found.plan == decode(Plan, FORMER)
    assert set(Gate) - set(found.plan.gates) == {Gate.REPLIES}, "which came later"


FORMER_GATES = tuple(gate for gate in Gate if gate is not Gate.REPLIES)


@pytest.mark.parametrize("gate", FORMER_GATES)
def test_a_gate_that_came_later_judges_nothing_of_it(gate: Gate) -> None:
    plan = decode(Plan, before(gate))
    story = Story(plan).hours(5, traffic(600))

    assert plan.gates == tuple(each for each in FORMER_GATES if each is not gate)
    assert {verdict.gate for verdict in story.verdicts} == set(plan.gates)
    assert {row.gate for row in rows(story.rollout)} == set(plan.gates) - {Gate.GUARD}
    assert story.progress.state.stage > 0, "it goes on by the others"
