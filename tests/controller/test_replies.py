"""The controller counts who was answered: from the log, each person once, and acts on it."""

import time
from collections.abc import Iterator

import pytest
import pytest_asyncio

from hookshift.controller import reconcile as reconciling
from hookshift.controller import replies as module
from hookshift.controller.apply import begin
from hookshift.controller.reconcile import reconcile
from hookshift.domain.evidence.plan import Gate, OnFail, Plan
from hookshift.domain.evidence.replies import ReplyCounts
from hookshift.domain.gates.verdict import Verdict, VerdictKind
from hookshift.domain.rollout.state import Phase
from hookshift.domain.routing.records import LogRow
from hookshift.store.database import Connection
from hookshift.store.leases import Fence, acquire
from hookshift.store.replies import LEAST_RECEIPTS, reply_slots
from hookshift.store.rollouts import StoredRollout, rollout
from hookshift.store.rollup_writer import RollupSettings
from hookshift.store.routing_logs import LogWriter
from tests.controller.feed import aged, beat
from tests.controller.plans import PLAN, plan
from tests.store.log_rows import log_row

AGO = 100.0
"""Seconds since the rollouts of these tests began."""
JUDGED = plan(
    stages=tuple(stage._replace(hold=500.0) for stage in PLAN.stages),
    replies_within=20.0,
    replies_grace=10.0,
)
NUMBER = "106540352242922"


class Answers:
    """A rollout that began AGO seconds ago, and a log in which people write and are answered."""

    def __init__(self, url: str, connection: Connection, fence: Fence) -> None:
        self.url, self.connection, self.fence = url, connection, fence
        self.number = 0
        self.people = 0

    async def begin(self, of: Plan = JUDGED) -> StoredRollout:
        started = await begin(
            self.connection,
            of,
            {},
            stage=0,
            actor="ada",
            reason=None,
        )
        self.number = started.id
        await beat(self.connection)
        return await aged(self.connection, started.id, AGO)

    async def now(self) -> StoredRollout:
        found = await rollout(self.connection, self.number)
        assert found is not None
        return found

    async def run(self) -> None:
        while await reconcile(self.connection, self.fence, lambda _: None):
            pass

    async def verdict(self) -> Verdict:
        return next(
            each
            for each in (await self.now()).verdicts
            if (each.gate, each.domain) == (Gate.REPLIES, "jobs")
        )

    async def counted(self) -> tuple[ReplyCounts, ReplyCounts]:
        found = (await self.now()).progress.evidence.domains["jobs"].replies
        return found.unified, found.legacy

    async def write(self, rows: Iterator[LogRow]) -> None:
        writer = LogWriter(self.url, 30, RollupSettings("here:0", 1, 2_000))
        assert await writer.write(list(rows)) == 0
        await writer.close()

    async def people_write(
        self, at: float, unified: tuple[int, int], legacy: tuple[int, int]
    ) -> None:
        """People and answered of each side, so many seconds after the stage was entered."""
        stored = await self.now()
        start = stored.progress.evidence.entered + at
        version = stored.progress.state.version
        await self.write(self._rows(start, version, {"unified": unified, "legacy": legacy}))

    def _rows(
        self, start: float, version: int | None, sides: dict[str, tuple[int, int]]
    ) -> Iterator[LogRow]:
        for side, (people, answered) in sides.items():
            for each in range(people):
                self.people += 1
                common = {
                    "person": self.people, "business_number": NUMBER, "provider_time": int(start)
                }  # fmt: skip
                yield log_row(
                    created_at=start,
                    routed_to=side,
                    reason="in_share" if side == "unified" else "out_of_share",
                    config_version=version,
                    bucket=None,
                    **common,
                )
                if each < answered:
                    yield log_row(
                        created_at=start + 1, event_kind="status", event_type="sent", **common
                    )

    async def former_receipts(self) -> None:
        """Of the week before the rollout."""
        await self.write(
            log_row(
                created_at=time.time() - 86_400 * 2,
                event_kind="status",
                event_type="sent",
                business_number=NUMBER,
            )
            for _ in range(LEAST_RECEIPTS)
        )


@pytest_asyncio.fixture
async def answers(
    database_url: str, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> Answers:
    monkeypatch.setattr(reconciling, "FOLDING_SECONDS", 60.0)
    fence = await acquire(connection, "rollouts", "me", 60)
    assert fence is not None
    return Answers(database_url, connection, fence)


async def test_a_silent_handler_is_rolled_back_by_replies_and_the_reason_says_why(
    answers: Answers,
) -> None:
    await answers.begin()
    await answers.people_write(15, (40, 0), (200, 190))
    await answers.run()
    found = await answers.now()
    assert found.progress.state.phase is Phase.ROLLED_BACK
    assert found.progress.state.reason.startswith(
        "replies of jobs: unified takes messages and answers nobody: 0 of 40 people"
    )


async def test_answered_people_pass_and_are_counted_once_however_often_it_looks(
    answers: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_SLOTS", 2)
    await answers.begin()
    for second in (3, 14, 15, 33):
        await answers.people_write(second, (100, 95), (100, 95))
    for _ in range(3):
        await answers.run()
    assert [(each.people, each.answered) for each in await answers.counted()] == [(400, 380)] * 2
    assert (await answers.verdict()).kind is VerdictKind.PASS
    slots = await reply_slots(answers.connection, 0, 1e10)
    assert sum(slot.counts.people for slot in slots) == 800


async def test_what_was_counted_and_not_written_is_counted_again_and_once(
    answers: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As by a controller that is killed between counting and writing."""
    await answers.begin()
    await answers.people_write(15, (50, 50), (50, 50))

    async def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(reconciling, "carry_out", killed)
        with pytest.raises(KeyboardInterrupt):
            await answers.run()
    assert (await answers.counted())[0].people == 0
    await answers.run()
    await answers.run()
    assert [each.people for each in await answers.counted()] == [50, 50]
    assert sum(each.counts.people for each in await reply_slots(answers.connection, 0, 1e10)) == 100


async def test_people_are_judged_once_their_answers_have_had_time_to_come(
    answers: Answers,
) -> None:
    await answers.begin()
    await answers.people_write(AGO - 25, (50, 50), (50, 50))
    await answers.run()
    assert (await answers.counted())[0].people == 0
    through = (await answers.now()).progress.evidence.replies_through
    assert through <= time.time() - JUDGED.replies_within - JUDGED.replies_grace


async def test_without_receipts_the_gate_is_off_at_once_and_says_so(answers: Answers) -> None:
    await answers.begin()
    await answers.people_write(AGO - 1, (50, 0), (50, 0))
    await answers.run()
    verdict = await answers.verdict()
    assert (verdict.kind, verdict.passes) == (VerdictKind.OFF, True)
    assert "no message receipts have come in the last seven days" in verdict.sentence


async def test_receipts_of_the_days_before_show_that_they_come(answers: Answers) -> None:
    """Both sides are silent now: that is no reason to take the gate off."""
    await answers.former_receipts()
    await answers.begin()
    await answers.people_write(15, (5, 0), (5, 0))
    await answers.run()
    assert (await answers.verdict()).kind is not VerdictKind.OFF
    assert [each.people for each in await answers.counted()] == [5, 5]


async def test_a_gate_that_is_switched_off_reads_nothing(answers: Answers) -> None:
    on_fail: dict[Gate, OnFail] = {gate: OnFail.ZERO for gate in Gate if gate is not Gate.REPLIES}
    await answers.begin(JUDGED._replace(on_fail=on_fail))
    await answers.people_write(15, (50, 0), (50, 50))
    await answers.run()
    found = await answers.now()
    assert found.progress.state.phase is Phase.RUNNING
    assert not [each for each in found.verdicts if each.gate is Gate.REPLIES]
    assert (await answers.counted())[0].people == 0
