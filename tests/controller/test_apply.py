"""One change of a rollout, one transaction: share, state, history and evidence agree."""

import asyncio
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import pytest_asyncio

from hookshift.controller.apply import (
    CONTROLLER,
    Overtaken,
    RolloutChange,
    apply_happening,
    begin,
    carry_out,
)
from hookshift.domain.errors import OperatorError, RolloutRefused
from hookshift.domain.evidence.plan import OnFail, Plan
from hookshift.domain.evidence.rollups import Counts, Slot
from hookshift.domain.rollout.progress import World, apply, evaluate
from hookshift.domain.rollout.state import (
    Aborted,
    News,
    Paused,
    Phase,
    Promoted,
    Resumed,
    RolledBack,
)
from hookshift.store.database import Connection
from hookshift.store.leases import Fence, acquire
from hookshift.store.rollouts import StoredRollout, entries, judged, open_rollout
from hookshift.store.routing_config import (
    ActiveConfig,
    history,
    read_config,
    set_enabled,
    set_percentage,
)
from tests.controller.plans import PLAN, plan


async def started(connection: Connection, plan: Plan = PLAN, stage: int = 0) -> StoredRollout:
    return await begin(connection, plan, {}, stage=stage, actor="ada", reason="go")


async def config(connection: Connection) -> ActiveConfig:
    found = await read_config(connection)
    assert found is not None
    return found


async def news(connection: Connection, rollout: StoredRollout) -> list[tuple[News, str]]:
    found = await entries(connection, rollout.id, 100)
    return [(entry.news, entry.actor) for entry in reversed(found)]


def of(happening: Any, **values: Any) -> Callable[[float], Any]:
    return lambda now: happening(now, **values)


@pytest_asyncio.fixture
async def fence(connection: Connection) -> Fence:
    held = await acquire(connection, "rollouts", "me", 60)
    assert held is not None
    return held


async def test_a_start_sets_the_share_and_knows_its_version(connection: Connection) -> None:
    rollout = await started(connection)
    active = await config(connection)
    assert (float(active.percentage), active.enabled) == (10, True)
    assert (active.updated_by, active.reason) == ("ada", "rollout started")
    assert rollout.progress.state.version == active.version
    assert rollout.revision == 1
    assert rollout.folded_to == pytest.approx(rollout.progress.evidence.entered - PLAN.slot)
    assert await news(connection, rollout) == [(News.ENTERED, "ada"), (News.STARTED, "ada")]
    assert await open_rollout(connection) == rollout


async def test_a_start_at_a_later_stage(connection: Connection) -> None:
    await set_percentage(connection, Decimal(25), "ada", None)
    rollout = await started(connection, stage=1)
    assert (await config(connection)).percentage == 50
    assert rollout.progress.state.stage == 1


@pytest.mark.parametrize("stage", [-1, 3])
async def test_a_stage_that_the_plan_has_not_got(connection: Connection, stage: int) -> None:
    with pytest.raises(RolloutRefused, match=f"there is no stage {stage + 1}: the plan has 3"):
        await started(connection, stage=stage)


async def test_a_start_is_refused_while_one_is_open_and_changes_nothing(
    connection: Connection,
) -> None:
    first = await started(connection)
    before = await config(connection)
    with pytest.raises(RolloutRefused, match=rf"rollout {first.id} is running in stage 1.*ada"):
        await started(connection, stage=1)
    assert await config(connection) == before
    assert await open_rollout(connection) == first


async def test_a_start_does_not_move_people_back(connection: Connection) -> None:
    await set_percentage(connection, Decimal("10.01"), "ada", None)
    with pytest.raises(RolloutRefused, match=r"10.01 % is active, more than the 10 %"):
        await started(connection)
    assert await open_rollout(connection) is None
    await set_enabled(connection, False, "ada", None)  # everybody is on legacy: nothing to lose
    assert (await started(connection)).progress.state.phase is Phase.RUNNING


async def test_a_start_moves_the_domains_that_it_was_made_for(connection: Connection) -> None:
    with pytest.raises(RolloutRefused, match=r"moves jobs, marketplace, property, the plan jobs"):
        await started(connection, plan=plan(domains=("jobs",)))
    assert await connection.fetchval("SELECT count(*) FROM hookshift.rollouts") == 0


async def test_a_start_without_a_configuration(connection: Connection) -> None:
    await connection.execute("DELETE FROM webhook_routing_config")
    with pytest.raises(OperatorError, match="has no row; insert one"):
        await started(connection)


async def test_two_starts_at_once(
    connection: Connection, database_url: str, open_connection: Any
) -> None:
    others = [await open_connection(database_url) for _ in range(4)]
    outcomes = await asyncio.gather(*(started(other) for other in others), return_exceptions=True)
    assert len([each for each in outcomes if isinstance(each, StoredRollout)]) == 1
    assert len([each for each in outcomes if isinstance(each, RolloutRefused)]) == 3
    assert (await config(connection)).percentage == 10


async def test_a_persons_commands_need_no_controller(connection: Connection) -> None:
    rollout = await started(connection)
    paused = await apply_happening(connection, of(Paused, reason="lunch"), "bob")
    assert paused.progress.state.phase is Phase.PAUSED
    assert (await config(connection)).percentage == 10
    resumed = await apply_happening(connection, of(Resumed), "bob")
    assert resumed.progress.state.phase is Phase.RUNNING
    promoted = await apply_happening(
        connection, of(Promoted, stage=0, override=True, reason="sure"), "eve"
    )
    active = await config(connection)
    assert (float(active.percentage), active.updated_by, active.reason) == (50, "eve", "sure")
    assert promoted.progress.state.version == active.version
    assert promoted.progress.state.stage == 1
    assert await news(connection, rollout) == [
        *((News.ENTERED, "ada"), (News.STARTED, "ada")),
        *((News.PAUSED, "bob"), (News.RESUMED, "bob")),
        *((News.OVERRIDDEN, "eve"), (News.ENTERED, "eve")),
    ]
    stages = [entry.stage for entry in await entries(connection, rollout.id, 2)]
    assert stages == [1, 0]  # what was overridden is stage 1, what was entered stage 2


async def test_a_refused_command_changes_nothing(connection: Connection) -> None:
    with pytest.raises(RolloutRefused, match="no rollout is running"):
        await apply_happening(connection, of(Paused), "bob")
    rollout = await started(connection)
    with pytest.raises(RolloutRefused, match="not in stage 3"):
        await apply_happening(connection, of(Promoted, stage=2), "bob")
    assert await open_rollout(connection) == rollout


@pytest.mark.parametrize(
    ("happening", "phase", "percentage", "enabled"),
    [
        (of(RolledBack, threshold=0), Phase.ROLLED_BACK, 0, True),
        (of(RolledBack, threshold=None), Phase.ROLLED_BACK, 10, True),
        (of(RolledBack, threshold=1_234), Phase.ROLLED_BACK, 12.34, True),
        (of(Aborted), Phase.ABORTED, 0, True),
        (of(Aborted, keep_share=True), Phase.ABORTED, 50, True),
    ],
)
async def test_an_end_sets_the_share_with_it(
    connection: Connection, happening: Any, phase: Phase, percentage: float, enabled: bool
) -> None:
    await started(connection, stage=1)
    over = await apply_happening(connection, happening, "bob")
    active = await config(connection)
    assert over.progress.state.phase is phase
    assert over.ended_at is not None
    assert (float(active.percentage), active.enabled) == (percentage, enabled)
    assert over.progress.state.version == active.version
    assert await open_rollout(connection) is None


async def test_an_end_does_not_undo_a_lower_share(connection: Connection) -> None:
    await started(connection, stage=1)
    await set_percentage(connection, Decimal(5), "eve", "careful")
    await set_enabled(connection, False, "eve", "more careful")
    await apply_happening(connection, of(RolledBack, threshold=None), "bob")
    active = await config(connection)
    assert (float(active.percentage), active.enabled) == (5, False)


async def test_what_somebody_else_changed_is_noticed_by_a_command(connection: Connection) -> None:
    rollout = await started(connection)
    await set_percentage(connection, Decimal(5), "eve", "too much")
    with pytest.raises(
        RolloutRefused,
        match=r"paused: somebody else changed the share: eve .*changed 10 % to 5 %: too much",
    ):
        await apply_happening(connection, of(Promoted, stage=0), "bob")
    again = await apply_happening(
        connection, of(Promoted, stage=0, override=True, reason="I know"), "bob"
    )
    assert (await config(connection)).percentage == 50
    assert again.progress.state.phase is Phase.RUNNING
    assert (await news(connection, rollout))[2:] == [
        (News.PAUSED, CONTROLLER),
        (News.OVERRIDDEN, "bob"),
        (News.ENTERED, "bob"),
    ]


def failing(rollout: StoredRollout) -> RolloutChange:
    """A look at a handler that fails half of the time."""
    evidence = rollout.progress.evidence
    counts = Counts(requests=100, errors=50, errors_squared=50, failing_senders=(1, 2, 3))
    version = rollout.progress.state.version
    assert version is not None
    slots = [
        Slot(evidence.entered, 1.0, "jobs", "unified", version, counts),
        Slot(evidence.entered, 1.0, "jobs", "legacy", version, Counts(requests=100)),
    ]
    now = evidence.entered + 1
    seen = evaluate(rollout.progress, rollout.plan, slots, World(now), in_full=True)
    return RolloutChange(now, seen.progress, seen.commands, seen.verdicts, folded_to=now)


async def test_a_fail_rolls_back_in_the_transaction_that_says_so(
    connection: Connection, fence: Fence
) -> None:
    rollout = await started(connection)
    over = await carry_out(connection, rollout, failing(rollout), fence)
    active = await config(connection)
    assert over.progress.state.phase is Phase.ROLLED_BACK
    assert over.progress.state.version == active.version
    assert (float(active.percentage), active.updated_by) == (0, CONTROLLER)
    assert active.reason is not None
    assert active.reason.startswith("errors of jobs: 50 failures in 100 requests")
    assert over.verdicts[0].kind == "fail"
    assert (await news(connection, rollout))[2:] == [
        (News.FAILED, CONTROLLER),
        (News.ROLLED_BACK, CONTROLLER),
    ]
    changes = await history(connection, 10)
    assert [change.actor for change in changes][:2] == [CONTROLLER, "ada"]


async def test_disabling_keeps_the_percentage(connection: Connection, fence: Fence) -> None:
    on_fail = dict.fromkeys(PLAN.on_fail, OnFail.DISABLE)
    rollout = await started(connection, plan=plan(on_fail=on_fail))
    await carry_out(connection, rollout, failing(rollout), fence)
    active = await config(connection)
    assert (float(active.percentage), active.enabled) == (10, False)


async def test_what_was_decided_on_an_older_state_is_not_done(
    connection: Connection, fence: Fence
) -> None:
    rollout = await started(connection)
    change = failing(rollout)
    await apply_happening(connection, of(Paused), "bob")
    with pytest.raises(Overtaken, match="has been changed by somebody else"):
        await carry_out(connection, rollout, change, fence)
    assert (await config(connection)).percentage == 10
    assert len(await news(connection, rollout)) == 3


async def test_a_leader_whose_term_is_over_cannot_write(
    connection: Connection, fence: Fence
) -> None:
    rollout = await started(connection)
    await connection.execute("UPDATE hookshift.leases SET expires_at = now() - interval '1 s'")
    assert await acquire(connection, "rollouts", "another", 60)
    with pytest.raises(Overtaken, match="term 1 of this controller is over"):
        await carry_out(connection, rollout, failing(rollout), fence)
    assert await open_rollout(connection) == rollout
    assert (await config(connection)).percentage == 10


async def test_an_advance_does_not_undo_an_emergency_stop_of_a_moment_ago(
    connection: Connection, fence: Fence
) -> None:
    rollout = await started(connection)
    now = rollout.progress.evidence.entered + 1
    approved = Promoted(now, 0, override=True, reason="as if every gate had passed")
    advance = apply(rollout.progress, rollout.plan, approved)
    await set_percentage(connection, Decimal(0), "eve", "stop")
    with pytest.raises(Overtaken, match="the share has been changed"):
        await carry_out(connection, rollout, RolloutChange(now, *advance[:2]), fence)
    assert (await config(connection)).percentage == 0


async def test_verdicts_of_the_stage_before_are_not_shown_for_the_next(
    connection: Connection, fence: Fence
) -> None:
    rollout = await started(connection)
    look = evaluate(rollout.progress, PLAN, (), World(rollout.progress.evidence.entered + 1))
    seen = RolloutChange(look.progress.state.since + 1, look.progress, (), look.verdicts)
    rollout = await carry_out(connection, rollout, seen, fence)
    assert rollout.verdicts == look.verdicts
    assert rollout.looked_at is not None
    promoted = await apply_happening(
        connection, of(Promoted, stage=0, override=True, reason="yes"), "bob"
    )
    assert promoted.verdicts == ()
    kept = await judged(connection, rollout.id)
    assert [each.stage for each in kept] == [0] * len(look.verdicts)
