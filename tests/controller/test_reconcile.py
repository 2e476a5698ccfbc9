"""One pass of the controller on a real database: what is read, what is decided, what is written."""

from datetime import datetime
from decimal import Decimal

import pytest
import pytest_asyncio

from hookshift.controller import reconcile as module
from hookshift.controller.apply import CONTROLLER, Overtaken, apply_happening, begin
from hookshift.controller.reconcile import reconcile
from hookshift.controller.watch import JUST_AFTER
from hookshift.domain.evidence.plan import Gate, OnFail, Stage
from hookshift.domain.evidence.rollups import Counts
from hookshift.domain.gates.verdict import VerdictKind
from hookshift.domain.rollout.state import News, Paused, Phase, Promoted
from hookshift.store.database import Connection
from hookshift.store.leases import Fence, acquire
from hookshift.store.rollouts import StoredRollout, entries, judged, rollout
from hookshift.store.routing_config import read_config, set_percentage
from tests.controller.feed import aged, bad, beat, feed, good
from tests.controller.plans import PLAN, plan

SINCE_START = 100.0
"""Seconds ago the rollouts of these tests were started, as far as they know."""
LONG = plan(stages=tuple(stage._replace(hold=500.0) for stage in PLAN.stages))
NOTHING = Counts()


class Passes:
    """A rollout, and the controller's passes over it."""

    def __init__(self, connection: Connection, fence: Fence) -> None:
        self.connection = connection
        self.fence = fence
        self.number = 0
        self.frozen: str | None = None
        self.asked: list[datetime] = []

    async def begin(self, which: object = LONG, ago: float = SINCE_START) -> StoredRollout:
        started = await begin(
            self.connection,
            which,  # type: ignore[arg-type]
            {},
            stage=0,
            actor="ada",
            reason=None,
        )
        self.number = started.id
        await beat(self.connection)
        return await aged(self.connection, started.id, ago)

    async def run(self) -> bool:
        return await reconcile(self.connection, self.fence, self._frozen)

    def _frozen(self, when: datetime) -> str | None:
        self.asked.append(when)
        return self.frozen

    async def now(self) -> StoredRollout:
        found = await rollout(self.connection, self.number)
        assert found is not None
        return found

    async def news(self) -> list[News]:
        return [entry.news for entry in reversed(await entries(self.connection, self.number, 99))]

    async def percentage(self) -> Decimal:
        config = await read_config(self.connection)
        assert config is not None
        return config.percentage


@pytest_asyncio.fixture
async def passes(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> Passes:
    # A busy machine must not end a pass before it has folded in all that a test fed.
    monkeypatch.setattr(module, "FOLDING_SECONDS", 60.0)
    fence = await acquire(connection, "rollouts", "me", 60)
    assert fence is not None
    return Passes(connection, fence)


def version(of: StoredRollout) -> int:
    assert of.progress.state.version is not None
    return of.progress.state.version


async def test_without_a_rollout_there_is_nothing_to_do(passes: Passes) -> None:
    assert await passes.run() is False


async def test_complete_slots_are_folded_once_in_order(passes: Passes) -> None:
    started = await passes.begin()
    for second in range(3):
        await feed(
            passes.connection, started.progress.evidence.entered + 50 + second, version(started)
        )
    await passes.run()
    seen = await passes.now()
    jobs = seen.progress.evidence.domains["jobs"]
    assert jobs.unified.counts.requests == jobs.legacy.counts.requests == 300
    assert seen.progress.evidence.guards["mobility"].legacy.counts.requests == 300
    assert seen.folded_to == pytest.approx(
        started.progress.evidence.entered + 52 + JUST_AFTER, abs=1e-6
    )
    assert seen.looked_at is not None
    assert {verdict.kind for verdict in seen.verdicts} <= {
        VerdictKind.PASS,
        VerdictKind.IDLE,
        VerdictKind.OFF,
    }
    assert "proven to be at most" in seen.verdicts[2].sentence
    await passes.run()
    assert (await passes.now()).progress.evidence.domains["jobs"] == jobs


async def test_what_a_gateway_may_still_write_is_waited_for(passes: Passes) -> None:
    started = await passes.begin()
    entered = started.progress.evidence.entered
    await beat(passes.connection, unwritten=SINCE_START - 5.5)
    await feed(passes.connection, entered + 3, version(started))
    await feed(passes.connection, entered + 5, version(started))
    await passes.run()
    seen = await passes.now()
    assert seen.progress.evidence.domains["jobs"].unified.counts.requests == 100
    await beat(passes.connection)
    await passes.run()
    assert (await passes.now()).progress.evidence.domains["jobs"].unified.counts.requests == 200


async def test_evidence_of_another_version_is_not_the_stages(passes: Passes) -> None:
    started = await passes.begin()
    await feed(
        passes.connection,
        started.progress.evidence.entered + 50,
        version(started) - 1,
        unified=bad(),
    )
    await passes.run()
    seen = await passes.now()
    assert seen.progress.state.phase is Phase.RUNNING
    assert seen.progress.evidence.domains["jobs"].unified.counts.requests == 0
    assert seen.progress.evidence.guards["mobility"].legacy.counts.requests == 100


async def test_guards_are_not_blamed_for_what_was_before_the_rollout(passes: Passes) -> None:
    started = await passes.begin()
    entered = started.progress.evidence.entered
    before = version(started) - 1
    await feed(passes.connection, entered - 5, before, guards=bad())
    await feed(passes.connection, entered - 9, before, seconds=10)  # the start is within it
    await passes.run()
    seen = await passes.now()
    guard = seen.progress.evidence.guards["mobility"].legacy.counts
    assert (guard.requests, guard.errors) == (100, 0)


async def test_a_pass_goes_on_to_the_next_stage_and_to_the_end(passes: Passes) -> None:
    started = await passes.begin(PLAN)
    for percentage in (50, 100):
        before = await passes.now()
        share = before.plan.stages[before.progress.state.stage].threshold / 10_000
        new = good()._replace(new_senders=round(100 * share))
        rest = good()._replace(new_senders=100 - round(100 * share))
        for second in range(5):
            at = before.progress.evidence.entered + second
            await feed(passes.connection, at, version(before), unified=new, legacy=rest)
        assert await passes.run() is True
        after = await passes.now()
        assert await passes.percentage() == percentage
        assert version(after) > version(before)
        assert after.verdicts == ()
        assert after.progress.evidence.domains["jobs"].unified.counts.requests == 0
        assert after.progress.evidence.domains["jobs"].unified_before.counts.requests > 0
        await aged(passes.connection, passes.number, SINCE_START)
    last = await passes.now()
    for second in range(5):
        at = last.progress.evidence.entered + second
        await feed(passes.connection, at, version(last), legacy=NOTHING)
    await passes.run()
    assert (await passes.now()).progress.state.phase is Phase.COMPLETED
    assert await passes.run() is False
    assert await passes.percentage() == 100
    assert await passes.news() == [
        *(News.ENTERED, News.STARTED),
        *(News.PASSED, News.ENTERED) * 2,
        *(News.PASSED, News.COMPLETED),
    ]
    assert started.revision < (await passes.now()).revision


async def test_a_fail_rolls_back_in_the_same_pass(passes: Passes) -> None:
    started = await passes.begin()
    await feed(
        passes.connection, started.progress.evidence.entered + 50, version(started), unified=bad()
    )
    await passes.run()
    seen = await passes.now()
    assert seen.progress.state.phase is Phase.ROLLED_BACK
    assert await passes.percentage() == 0
    assert (await passes.news())[-2:] == [News.FAILED, News.ROLLED_BACK]
    kept = await judged(passes.connection, passes.number, limit=100)
    assert len(kept) == len(seen.verdicts)
    failed = {each.verdict.gate for each in kept if each.verdict.kind is VerdictKind.FAIL}
    assert failed == {Gate.ERRORS, Gate.DELIVERY}
    assert "50 failures in 100 requests" in seen.verdicts[0].sentence


async def test_slots_behind_a_fail_are_not_looked_at(passes: Passes) -> None:
    on_fail = dict.fromkeys(PLAN.on_fail, OnFail.HOLD)
    started = await passes.begin(LONG._replace(on_fail=on_fail))
    for second, counts in enumerate((bad(), good(1_000_000))):
        at = started.progress.evidence.entered + 50 + second
        await feed(passes.connection, at, version(started), unified=counts)
    assert await passes.run() is True
    seen = await passes.now()
    assert seen.progress.state.phase is Phase.HELD
    assert seen.progress.evidence.domains["jobs"].unified.counts.requests == 100
    assert await passes.percentage() == 10


async def test_somebody_elses_change_pauses_and_is_told_once(passes: Passes) -> None:
    await passes.begin()
    await set_percentage(passes.connection, Decimal(35), "eve", "more of it")
    assert await passes.run() is True
    await passes.run()
    seen = await passes.now()
    assert (seen.progress.state.phase, seen.progress.state.foreign) == (Phase.PAUSED, True)
    assert seen.progress.state.reason == (
        "somebody else changed the share: eve (hookshift tests) changed 10 % to 35 %: more of it"
    )
    assert await passes.percentage() == 35
    assert (await passes.news())[2:] == [News.PAUSED]


async def test_a_freeze_window_is_asked_for_at_the_databases_time(passes: Passes) -> None:
    started = await passes.begin(PLAN)
    passes.frozen = "no promotion on Sunday"
    for second in range(5):
        await feed(
            passes.connection, started.progress.evidence.entered + 50 + second, version(started)
        )
    await passes.run()
    assert (await passes.now()).progress.state.phase is Phase.FROZEN
    assert await passes.percentage() == 10
    asked = await passes.connection.fetchval("SELECT now() - $1", passes.asked[0])
    assert abs(asked.total_seconds()) < 60
    passes.frozen = None
    await passes.run()
    assert await passes.percentage() == 50


async def test_an_approval_is_waited_for(passes: Passes) -> None:
    stages = (PLAN.stages[0]._replace(approval=True), *PLAN.stages[1:])
    started = await passes.begin(PLAN._replace(stages=stages))
    for second in range(5):
        await feed(
            passes.connection, started.progress.evidence.entered + 50 + second, version(started)
        )
    await passes.run()
    assert (await passes.now()).progress.state.phase is Phase.APPROVAL
    await apply_happening(passes.connection, lambda now: Promoted(now, 0), "bob")
    await passes.run()
    assert (await passes.now()).progress.state.stage == 1
    history = [(e.news, e.actor) for e in await entries(passes.connection, passes.number, 4)]
    assert history == [
        (News.ENTERED, CONTROLLER),
        (News.PASSED, CONTROLLER),
        (News.APPROVED, "bob"),
        (News.NEEDS_APPROVAL, CONTROLLER),
    ]


async def test_time_goes_on_without_traffic_as_long_as_the_plan_says(passes: Passes) -> None:
    started = await passes.begin(LONG._replace(idle_after=20.0))
    entered = started.progress.evidence.entered
    await feed(passes.connection, entered + 4, version(started))
    await passes.run()
    seen = await passes.now()
    assert seen.progress.evidence.clock(seen.plan) == pytest.approx(25.0)
    assert seen.progress.evidence.through == pytest.approx(entered + SINCE_START, abs=5)


async def test_nothing_new_is_not_written_down_all_the_time(passes: Passes) -> None:
    await passes.begin()
    await passes.run()
    first = await passes.now()
    await passes.run()
    assert await passes.now() == first
    await passes.connection.execute(
        "UPDATE hookshift.rollouts SET looked_at = looked_at - interval '10 s'"
    )
    await passes.run()
    later = await passes.now()
    assert later.revision == first.revision + 1
    assert later.verdicts[0].sentence != ""


async def test_verdicts_are_stored_when_their_kind_changes_and_now_and_then(passes: Passes) -> None:
    started = await passes.begin(
        LONG._replace(stages=(Stage(1_000, 1e6, 0.5, approval=False),), idle_after=10_000.0),
        ago=2_000.0,
    )
    entered = started.progress.evidence.entered
    await feed(passes.connection, entered + 1, version(started), unified=good(10))
    await feed(passes.connection, entered + 2, version(started), unified=good(10))
    await feed(passes.connection, entered + 3, version(started), unified=good(100))
    await passes.run()
    kept = await judged(passes.connection, passes.number)
    slow = [k for k in kept if (k.verdict.domain, k.verdict.gate) == ("jobs", "latency")]
    kinds = [each.verdict.kind for each in reversed(slow)]
    # The first, the change, and the end of a quarter of an hour (or two) since.
    assert kinds[:2] == [VerdictKind.INSUFFICIENT, VerdictKind.PASS]
    assert kinds[2:] == [VerdictKind.PASS]
    assert slow[-1].verdict.numbers["requests"] == 10
    assert slow[-2].verdict.numbers["requests"] == 120


async def test_a_paused_rollout_still_gathers_evidence_but_its_clock_stands(passes: Passes) -> None:
    started = await passes.begin()
    await apply_happening(passes.connection, Paused, "bob")
    entered = started.progress.evidence.entered
    await feed(passes.connection, entered + 60, version(started))
    clock = (await passes.now()).progress.evidence.clock(LONG)
    await passes.run()
    seen = await passes.now()
    assert seen.progress.evidence.domains["jobs"].unified.counts.requests == 100
    assert seen.progress.evidence.held == clock


async def test_nobody_having_looked_is_said_once_and_what_was_missed_counts(passes: Passes) -> None:
    started = await passes.begin()
    await feed(passes.connection, started.progress.evidence.entered + 50, version(started))
    await passes.connection.execute(
        "UPDATE hookshift.rollouts SET looked_at = now() - interval '31 s'"
    )
    await passes.run()
    blind = await passes.now()
    assert blind.progress.state.blind is not None
    assert "nothing was evaluated for 31 s" in blind.progress.state.blind
    assert {verdict.kind for verdict in blind.verdicts} == {VerdictKind.BLIND}
    await passes.run()
    assert (await passes.news())[2:] == [News.BLIND, News.SIGHTED]
    seen = await passes.now()
    assert seen.progress.evidence.domains["jobs"].unified.counts.requests == 100


async def test_without_gateways_it_is_blind_once_the_statistics_are_stale(passes: Passes) -> None:
    await passes.begin()
    await passes.run()
    await passes.connection.execute("DELETE FROM hookshift.gateways")
    await passes.run()
    assert (await passes.news())[2:] == []
    await aged(passes.connection, passes.number, 30)
    await passes.run()
    assert (await passes.now()).progress.state.blind == "no gateway is running"
    await beat(passes.connection)
    await passes.run()
    assert (await passes.news())[2:] == [News.BLIND, News.SIGHTED]


async def test_a_worker_that_does_not_follow_makes_it_blind(passes: Passes) -> None:
    started = await passes.begin()
    await passes.connection.execute("SET session_replication_role = replica")
    await passes.connection.execute(
        "UPDATE webhook_routing_config SET updated_at = updated_at - interval '6 s'"
    )
    await beat(passes.connection, version=version(started) - 1)
    await passes.run()
    blind = (await passes.now()).progress.state.blind
    assert blind is not None
    assert f"follows version {version(started) - 1}, not {version(started)}" in blind


async def test_a_long_absence_is_made_up_for_a_little_in_each_pass(
    passes: Passes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FOLDING_SECONDS", 0.0)
    monkeypatch.setattr(module, "MOST_SECONDS", 70.0)
    started = await passes.begin(
        LONG._replace(stages=(Stage(1_000, 1e6, 0.5, approval=False),)), ago=400.0
    )
    entered = started.progress.evidence.entered
    for second in (1, 2, 3, 300):
        await feed(passes.connection, entered + second, version(started))
    count, most = 0, 100
    while await passes.run():
        count += 1
        assert count < most
    assert count > 5
    seen = await passes.now()
    assert seen.progress.evidence.domains["jobs"].unified.counts.requests == 400
    assert entered + 301 <= seen.folded_to <= seen.progress.evidence.through


async def test_a_slot_across_the_end_of_what_is_read_at_once_is_not_lost(
    passes: Passes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_SECONDS", 70.0)
    started = await passes.begin(ago=400.0)
    across = started.progress.evidence.entered + 55
    await feed(passes.connection, across, version(started), seconds=10)
    await passes.run()
    await passes.run()
    seen = await passes.now()
    assert seen.progress.evidence.domains["jobs"].unified.counts.requests == 100


async def test_verdicts_are_not_stored_for_ever_where_the_clock_stands(passes: Passes) -> None:
    await passes.begin(LONG._replace(idle_after=1e6), ago=2_000.0)
    await apply_happening(passes.connection, Paused, "bob")
    await passes.run()
    first = len(await judged(passes.connection, passes.number))
    await aged(passes.connection, passes.number, 2_000.0)
    await beat(passes.connection)
    await passes.run()
    assert len(await judged(passes.connection, passes.number)) == first


async def test_whoever_is_overtaken_does_nothing(
    passes: Passes, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = await passes.begin()
    await feed(
        passes.connection, started.progress.evidence.entered + 50, version(started), unified=bad()
    )
    stale = Fence("rollouts", "me", passes.fence.term + 1)
    with pytest.raises(Overtaken):
        await reconcile(passes.connection, stale, lambda _: None)
    assert await passes.now() == started
    assert await passes.percentage() == 10
