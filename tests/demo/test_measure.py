"""What the report rests on, from tables of a real PostgreSQL."""

from typing import Any

import pytest

from hookshift.controller.apply import CONTROLLER, apply_happening, begin
from hookshift.demo import measure
from hookshift.demo.handlers import EventCounts
from hookshift.domain.evidence.plan import Gate
from hookshift.domain.gates.verdict import Verdict, VerdictKind
from hookshift.domain.rollout.state import News, Promoted, RolledBack
from hookshift.store.database import Connection
from hookshift.store.rollouts import (
    NewEntry,
    NewVerdict,
    StoredRollout,
    add_entry,
    add_verdicts,
    clock,
)
from tests.controller.plans import PLAN

COUNTED = EventCounts(came=10, taken=9)
INSERT = """
INSERT INTO webhook_routing_logs (webhook_name, domain, routed_to, bucket, config_version,
  response_time_ms, status, attempt, created_at, person, event_kind, reason, message_id)
VALUES ('handler', $1, $2, $3::integer, $4, $5, $6, $7, to_timestamp($8::float8),
  $3::integer, 'message', $9, $10)
"""


async def started(connection: Connection) -> StoredRollout:
    return await begin(connection, PLAN, {}, stage=0, actor="ada", reason="go")


async def promoted(connection: Connection) -> StoredRollout:
    """To the second stage, by a person."""

    def happening(now: float) -> Promoted:
        return Promoted(now, stage=0, override=True, reason="by hand")

    return await apply_happening(connection, happening, "ada")


async def back(connection: Connection) -> StoredRollout:
    return await apply_happening(connection, lambda now: RolledBack(now, 0, "enough"), "ada")


async def logged(
    connection: Connection,
    rollout: StoredRollout,
    side: str = "unified",
    *,
    after: float = 0.0,
    bucket: int | None = 1,
    **values: Any,
) -> None:
    """A decision, `after` so many seconds since the state of `rollout` began."""
    row = {
        "domain": "jobs",
        "version": rollout.progress.state.version,
        "milliseconds": 10,
        "status": "success",
        "attempt": 1,
        "reason": "in_share" if side == "unified" else "out_of_share",
        "message_id": "wamid.demo1",
        **values,
    }
    at = rollout.progress.state.since + after + row["milliseconds"] / 1000
    await connection.execute(
        INSERT,
        *(row["domain"], side, bucket, row["version"], row["milliseconds"]),
        *(row["status"], row["attempt"], at, row["reason"], row["message_id"]),
    )


async def whole(connection: Connection, rollout: StoredRollout) -> measure.Whole:
    return await measure.whole(connection, rollout, ["mobility"], 8, COUNTED)


async def test_each_stage_is_measured_under_its_own_version(connection: Connection) -> None:
    first = await started(connection)
    for bucket, side in enumerate(("unified", "legacy", "legacy", "legacy")):
        await logged(connection, first, side, bucket=bucket, milliseconds=100 * (bucket + 1))
    await logged(connection, first, "legacy", domain="mobility", status="error")
    second = await promoted(connection)
    await logged(connection, second, "unified", status="error")
    await logged(connection, second, "unified")

    assert await measure.stages(connection, second) == [
        measure.AtStage(10.0, 4, 25.0, 75.0, 100.0, 390.0),
        measure.AtStage(50.0, 2, 100.0, 0.0, 50.0, 10.0),
    ]


async def test_a_stage_without_traffic_has_no_numbers(connection: Connection) -> None:
    nothing = measure.AtStage(10.0, 0, None, None, None, None)
    assert await measure.stages(connection, await started(connection)) == [nothing]


async def test_what_a_rollback_changes_is_no_stage(connection: Connection) -> None:
    await started(connection)
    ended = await back(connection)
    assert [stage.configured for stage in await measure.stages(connection, ended)] == [10.0]


async def test_what_the_share_does_not_decide_is_not_in_the_split(connection: Connection) -> None:
    rollout = await started(connection)
    await logged(connection, rollout, "legacy", bucket=None, reason="no_rule")
    await logged(connection, rollout, "legacy", domain="mobility")
    await logged(connection, rollout, "legacy", attempt=2)
    await logged(connection, rollout, "legacy", reason="affinity")
    await logged(connection, rollout, "unified")

    (stage,) = await measure.stages(connection, rollout)
    assert (stage.requests, stage.unified_share) == (1, 100.0)


async def test_nothing_is_counted_before_there_is_anything(connection: Connection) -> None:
    found = await whole(connection, await started(connection))
    assert found == measure.Whole(8, 10, 9, 0, None, 0, 0, 0, 0, 0, 0, 0)


async def test_everything_in_the_log_is_counted(connection: Connection) -> None:
    rollout = await started(connection)
    await logged(connection, rollout, "legacy", bucket=None)
    await logged(connection, rollout, "legacy", bucket=None, domain="mobility")
    await logged(connection, rollout, bucket=7, domain="mobility")
    await logged(connection, rollout, "legacy", bucket=8, attempt=2)

    found = await whole(connection, rollout)
    assert (found.recorded, found.people) == (4, 1)
    assert (found.protected, found.protected_moved) == (2, 1)


async def test_what_has_no_keyword_belongs_where_its_id_says(connection: Connection) -> None:
    rollout = await started(connection)
    await logged(connection, rollout, message_id="wamid.demo1.jobs")
    await logged(connection, rollout, message_id="wamid.demo2.property")
    await logged(connection, rollout, "legacy", message_id="wamid.demo3.jobs", reason="affinity")
    await logged(connection, rollout, message_id="wamid.demo4")

    found = await whole(connection, rollout)
    assert (found.bare, found.astray, found.held) == (3, 1, 1)


async def test_who_gets_to_legacy_after_unified_has_moved_back(connection: Connection) -> None:
    first = await started(connection)
    second = await promoted(connection)
    for bucket, before, later in ((1, "legacy", "unified"), (2, "unified", "unified")):
        await logged(connection, first, before, bucket=bucket)
        await logged(connection, second, later, bucket=bucket)
    assert (await whole(connection, second)).moved_back == 0

    await logged(connection, second, "legacy", bucket=2)
    assert (await whole(connection, second)).moved_back == 1


async def test_what_a_rollback_moves_back_is_meant_to(connection: Connection) -> None:
    first = await started(connection)
    await logged(connection, first, "unified", bucket=1)
    ended = await back(connection)
    await logged(connection, ended, "legacy", bucket=1)

    assert (await whole(connection, ended)).moved_back == 0


async def test_what_went_wrong_on_unified(connection: Connection) -> None:
    rollout = await started(connection)
    await logged(connection, rollout, status="error", milliseconds=2_001)
    await logged(connection, rollout, milliseconds=2_000)
    await logged(connection, rollout, "legacy", status="error", milliseconds=9_000)

    found = await measure.ending(connection, rollout)
    assert (found.failed, found.slow) == (1, 1)


async def test_what_unified_gets_after_the_end(connection: Connection) -> None:
    await started(connection)
    ended = await back(connection)
    assert (await measure.ending(connection, ended)).last is None
    # Given before the end, answered long after it.
    await logged(connection, ended, after=-1.0, milliseconds=9_000)
    await logged(connection, ended, after=0.25)
    await logged(connection, ended, "legacy", after=2.5, bucket=2)
    await logged(connection, ended, "legacy", after=2.6, bucket=2)

    found = await measure.ending(connection, ended)
    assert found.last == pytest.approx(0.25, abs=1e-3)
    assert (found.still, found.afterwards) == (0, 1)

    await logged(connection, ended, after=2.2, bucket=3)
    found = await measure.ending(connection, ended)
    assert (found.still, found.afterwards) == (1, 2)


async def test_who_ended_it_and_whether_that_is_on_record(connection: Connection) -> None:
    rollout = await started(connection)
    found = await measure.ending(connection, rollout)
    assert (found.ended_by, found.share) == (None, 10.0)
    assert (found.changes, found.explained, found.steps) == (1, 1, 1)

    found = await measure.ending(connection, await back(connection))
    assert (found.ended_by, found.share) == ("ada", 0.0)
    assert (found.changes, found.explained, found.steps) == (2, 2, 2)


async def test_a_change_that_the_rollout_does_not_know_of_shows(connection: Connection) -> None:
    rollout = await started(connection)
    await connection.execute("UPDATE webhook_routing_config SET percentage = 20")

    found = await measure.ending(connection, rollout)
    assert (found.changes, found.explained, found.steps) == (2, 1, 1)


def verdicts(at: float, **odd: VerdictKind) -> list[NewVerdict]:
    """Those of a stage that passes, but for a gate, or a guarded domain, that is `odd`."""
    gates = [
        (gate, domain)
        for gate in Gate
        for domain in (PLAN.guards if gate is Gate.GUARD else PLAN.domains)
    ]
    return [
        NewVerdict(
            at, 0, Verdict(gate, domain, odd.get(gate, odd.get(domain, VerdictKind.PASS)), "", {})
        )
        for gate, domain in gates
    ]


@pytest.mark.parametrize(
    ("actor", "odd", "left_out", "counts"),
    [
        (CONTROLLER, {}, 0, (1, 1)),
        (CONTROLLER, {"mobility": VerdictKind.IDLE}, 0, (1, 1)),
        (CONTROLLER, {"latency": VerdictKind.INSUFFICIENT}, 0, (1, 0)),
        (CONTROLLER, {"jobs": VerdictKind.IDLE}, 0, (1, 0)),
        (CONTROLLER, {"unknown": VerdictKind.FAIL}, 0, (1, 0)),
        (CONTROLLER, {}, 1, (1, 0)),
        ("ada", {}, 0, (0, 0)),
    ],
)
async def test_a_promotion_is_proven_by_its_verdicts(
    connection: Connection,
    actor: str,
    odd: dict[str, VerdictKind],
    left_out: int,
    counts: tuple[int, int],
) -> None:
    rollout = await started(connection)
    now = await clock(connection)
    await add_entry(connection, rollout.id, NewEntry(now, 0, News.PASSED, actor, "passed"))
    # A verdict that was kept just before, of the same moment, is no second proof.
    kept = verdicts(now, **odd)
    await add_verdicts(connection, rollout.id, [*kept[left_out:], kept[-1]])

    found = await measure.ending(connection, rollout)
    assert (found.passed, found.proven) == counts


async def test_verdicts_of_another_time_prove_nothing(connection: Connection) -> None:
    rollout = await started(connection)
    now = await clock(connection)
    await add_entry(connection, rollout.id, NewEntry(now, 0, News.PASSED, CONTROLLER, "passed"))
    await add_verdicts(connection, rollout.id, verdicts(now - 1.0))

    assert (await measure.ending(connection, rollout)).proven == 0
