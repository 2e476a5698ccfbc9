"""State and evidence together, as a controller carries them on, is killed, and goes on."""

import re
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from hookshift.domain.errors import RolloutRefused
from hookshift.domain.evidence.evidence import Totals
from hookshift.domain.evidence.plan import Plan
from hookshift.domain.evidence.rollups import Slot
from hookshift.domain.gates.verdict import VerdictKind
from hookshift.domain.rollout.progress import (
    Advance,
    Progress,
    World,
    apply,
    elapsed,
    evaluate,
    follow,
    start,
)
from hookshift.domain.rollout.state import (
    Aborted,
    EnterStage,
    Happening,
    Interfered,
    News,
    Note,
    Paused,
    Phase,
    Promoted,
    Resumed,
    RolledBack,
    SetShare,
)
from tests.domain.rollouts import (
    INSURANCE,
    JOBS,
    NOW,
    PATIENT,
    PLAN,
    VERSION,
    by_time,
    counts,
    plan,
    slot,
    some_counts,
    some_slots,
)

EASY = plan(
    stages=tuple(
        stage._replace(hold=100.0, approval=number == 1) for number, stage in enumerate(PLAN.stages)
    ),
    error_limit=0.2,
    undelivered_limit=0.2,
    settle=10.0,
)
"""A few dozens of requests prove it."""


def running(some: Plan = EASY, totals: dict[tuple[str, str], Totals] | None = None) -> Progress:
    """A rollout whose share has been set."""
    progress = start(some, totals or {}, 0, NOW).progress
    return progress._replace(state=progress.state._replace(version=VERSION))


def restarted(progress: Progress) -> Progress:
    """What is read after a restart."""
    return msgspec.convert(msgspec.json.decode(msgspec.json.encode(progress)), Progress)


def busy(start_at: float, unified: int = 100, legacy: int = 100, errors: int = 0) -> list[Slot]:
    """Both sides and the guard have requests."""
    return [
        slot(start_at, "unified", counts(unified, errors)),
        slot(start_at, "legacy", counts(legacy)),
        slot(start_at, "legacy", counts(10), domain=INSURANCE),
    ]


def news(advance: Advance) -> list[News]:
    return [each.news for each in advance.commands if isinstance(each, Note)]


def test_a_start_begins_to_count() -> None:
    advance = start(EASY, {(JOBS, "legacy"): Totals(counts(50, 5, burst=5))}, 1, NOW)
    state, evidence = advance.progress
    assert (state.phase, state.stage, state.version) == (Phase.RUNNING, 1, None)
    assert (evidence.entered, evidence.clock(EASY), evidence.alone) == (NOW, 0, False)
    assert evidence.domains[JOBS].baseline.dispersion == 5
    assert news(advance) == [News.ENTERED, News.STARTED]


def test_until_the_share_is_set_nothing_counts() -> None:
    progress = start(EASY, {}, 0, NOW).progress
    assert evaluate(progress, EASY, busy(NOW), World(NOW + 10)).progress == progress


def test_a_stage_that_passes_begins_the_next() -> None:
    progress = running()
    for number in range(10):
        at = NOW + 10 * number
        advance = evaluate(progress, EASY, busy(at), World(at + 15))
        progress = advance.progress
        assert (advance.commands == ()) is (number < 9)
    assert news(advance) == [News.PASSED, News.ENTERED]
    assert {verdict.domain for verdict in advance.verdicts} == {JOBS, INSURANCE}
    state, evidence = progress
    assert (state.stage, state.version) == (1, None)
    assert (evidence.entered, evidence.clock(EASY)) == (NOW + 105, 0)
    assert evidence.domains[JOBS].unified.counts.requests == 0
    assert evidence.domains[JOBS].unified_before.counts.requests == 1_000


def test_what_follows_from_a_look_is_said_in_full() -> None:
    lean = evaluate(running(), EASY, busy(NOW, errors=1), World(NOW + 15))
    assert {each.sentence for each in lean.verdicts if each.domain == JOBS} == {""}
    bad = evaluate(running(), EASY, busy(NOW, errors=90), World(NOW + 15))
    assert all(each.sentence for each in bad.verdicts)
    assert bad.progress.state.phase is Phase.ROLLED_BACK
    assert "legacy had" in bad.progress.state.reason


@PATIENT
@given(some_slots(), st.sampled_from([None, "stale"]), st.sampled_from([None, "night"]))
def test_what_is_decided_does_not_depend_on_how_much_is_said(
    slots: list[Slot], blind: str | None, frozen: str | None
) -> None:
    lean = full = quick = running()
    for group in by_time(slots):
        world = World(group[0].start + 15, blind, frozen)
        one = evaluate(lean, EASY, group, world)
        other = evaluate(full, EASY, group, world, in_full=True)
        third = follow(quick, EASY, group, world)
        assert one[:2] == other[:2] == third[:2]
        if one.commands:
            assert one == other
            assert [each.kind for each in third.verdicts] == [each.kind for each in one.verdicts]
            if VerdictKind.FAIL in {each.kind for each in third.verdicts}:
                assert third == one
        lean, full, quick = one.progress, other.progress, third.progress


def test_a_pause_stops_the_clock_and_not_the_evidence() -> None:
    progress = evaluate(running(), EASY, busy(NOW), World(NOW + 15)).progress
    progress = apply(progress, EASY, Paused(NOW + 15)).progress
    for number in range(1, 20):
        at = NOW + 10 * number
        progress = evaluate(progress, EASY, busy(at), World(at + 15)).progress
    assert progress.evidence.clock(EASY) == 10
    assert progress.evidence.domains[JOBS].unified.counts.requests == 2_000
    progress = apply(progress, EASY, Resumed(NOW + 205)).progress
    assert progress.evidence.clock(EASY) == 10
    progress = evaluate(progress, EASY, busy(NOW + 210), World(NOW + 225)).progress
    assert progress.evidence.clock(EASY) == 25


@pytest.mark.parametrize("waits_for", [Phase.APPROVAL, Phase.FROZEN])
def test_a_pass_that_is_lost_while_it_waits_has_its_extension_left(waits_for: Phase) -> None:
    """Else what is lost on Sunday would be held at once for not having been proven in time."""
    first = EASY.stages[0]._replace(approval=waits_for is Phase.APPROVAL)
    some = EASY._replace(stages=(first, *EASY.stages[1:]))
    progress = running(some)
    for number in range(100):
        at = NOW + 10 * number
        slots = busy(at, unified=9 if number < 10 else 0)
        progress = evaluate(progress, some, slots, World(at + 15, frozen="it is Sunday")).progress
    assert progress.state.phase is waits_for
    assert progress.evidence.clock(some) == 100
    spell = [slot(NOW + 1_000, "unified", counts(10, slow=10))]
    lost = evaluate(progress, some, spell, World(NOW + 1_015))
    assert news(lost) == [News.LOST]
    assert lost.progress.state.phase is Phase.RUNNING
    progress = evaluate(lost.progress, some, busy(NOW + 1_020), World(NOW + 1_035)).progress
    assert progress.state.phase is Phase.RUNNING
    assert progress.evidence.clock(some) == 115
    again = evaluate(progress, some, busy(NOW + 1_030, 2_000), World(NOW + 1_045, frozen="Sunday"))
    assert again.progress.state.phase is waits_for


def test_the_evidence_of_a_foreign_share_is_not_the_rollouts() -> None:
    progress = apply(running(), EASY, Interfered(NOW, "eve set 90 %")).progress
    foreign = [each._replace(version=VERSION + 1) for each in busy(NOW, errors=90)]
    advance = evaluate(progress, EASY, foreign, World(NOW + 15))
    assert advance.commands == ()
    assert advance.progress.evidence.domains[JOBS].unified == Totals()
    # Not even what its own share does counts while somebody else's is there.
    assert evaluate(progress, EASY, busy(NOW, errors=90), World(NOW + 15)).commands == ()


def test_resuming_after_a_foreign_share_enters_again() -> None:
    progress = evaluate(running(), EASY, busy(NOW), World(NOW + 15)).progress
    progress = apply(progress, EASY, Interfered(NOW + 20, "eve")).progress
    advance = apply(progress, EASY, Resumed(NOW + 30))
    assert EnterStage(0) in advance.commands
    state, evidence = advance.progress
    assert (state.version, evidence.entered, evidence.clock(EASY)) == (None, NOW + 30, 0)
    assert evidence.domains[JOBS].unified == Totals()
    assert evidence.domains[JOBS].unified_before.counts.requests == 100


def test_a_fail_stays_armed_unless_it_is_declared_void() -> None:
    moved = slot(NOW, "unified", counts(1), domain=INSURANCE)
    held = evaluate(running(), EASY, [moved], World(NOW + 15))
    assert held.progress.state.phase is Phase.HELD
    with pytest.raises(RolloutRefused):
        apply(held.progress, EASY, Resumed(NOW + 20))
    progress = apply(held.progress, EASY, Resumed(NOW + 20, "a test")).progress
    progress = progress._replace(state=progress.state._replace(version=VERSION))
    assert evaluate(progress, EASY, busy(NOW + 20), World(NOW + 35)).commands == ()
    assert progress.evidence.guards[INSURANCE].moved == 0


def test_blind_and_back() -> None:
    progress = evaluate(running(), EASY, busy(NOW), World(NOW + 15)).progress
    blind = evaluate(progress, EASY, (), World(NOW + 30, "no gateway"))
    assert {each.kind for each in blind.verdicts} == {VerdictKind.BLIND}
    assert news(blind) == [News.BLIND]
    sighted = evaluate(blind.progress, EASY, busy(NOW + 10), World(NOW + 45))
    assert news(sighted) == [News.SIGHTED]
    assert sighted.progress.evidence.domains[JOBS].unified.counts.requests == 200


COUNTS = some_counts().map(lambda each: each._replace(lowest_bucket=None, highest_bucket=None))


class AnyRollout(RuleBasedStateMachine):
    """Whatever happens in whatever order, with a restart after each thing that does."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.share, self.enabled, self.version = 0, True, VERSION
        self.progress = running()
        self.stages: list[int] = []

    @initialize(stage=st.integers(0, 2))
    def begin(self, stage: int) -> None:
        """At any stage."""
        self._carry_out(start(EASY, {}, stage, NOW))

    @rule(
        unified=COUNTS,
        legacy=COUNTS,
        guard=COUNTS,
        old=st.booleans(),
        blind=st.sampled_from([None, None, None, "stale"]),
        frozen=st.sampled_from([None, None, "night"]),
        gap=st.sampled_from([0, 0, 0, 50, 1_000]),
    )
    def traffic(self, unified, legacy, guard, old, blind, frozen, gap) -> None:  # type: ignore[no-untyped-def]
        """Ten seconds of it, and a look."""
        self.now += 10 + gap
        version = self.version - old
        slots = [
            slot(self.now - 10, side, what, domain=domain, version=version)
            for side, domain, what in (
                ("unified", JOBS, unified),
                ("legacy", JOBS, legacy),
                ("legacy", INSURANCE, guard),
            )
        ]
        self._look(slots, World(self.now, blind, frozen))

    @rule(requests=st.sampled_from([20, 200]), frozen=st.sampled_from([None, None, "night"]))
    def good_traffic(self, requests: int, frozen: str | None) -> None:
        """Of the kind that passes."""
        legacy = 0 if self.progress.evidence.alone else 20
        for _ in range(2):
            self.now += 60
            slots = busy(self.now - 10, requests, legacy)
            ours = [each._replace(version=self.version) for each in slots]
            self._look(ours, World(self.now, None, frozen))

    @rule(seconds=st.sampled_from([1, 100, 2_000]))
    def nothing(self, seconds: int) -> None:
        """Time goes by."""
        self.now += seconds
        evidence = elapsed(self.progress.evidence, self.now)
        self.progress = self.progress._replace(evidence=evidence)
        self._look([], World(self.now))

    @precondition(lambda self: self.progress.state.stage > 0)
    @rule(share=st.integers(0, 10_000), enabled=st.booleans())
    def somebody_else(self, share: int, enabled: bool) -> None:
        """Changes the share."""
        if not self.progress.state.is_final:
            self.share, self.enabled = share, enabled
            self._tell(Interfered(self.now, "eve"))

    @rule(reason=st.sampled_from([None, "why"]))
    def pause(self, reason: str | None) -> None:
        """A person does."""
        self._tell(Paused(self.now, reason))

    @rule(reason=st.sampled_from([None, "why"]))
    def resume(self, reason: str | None) -> None:
        """A person does."""
        self._tell(Resumed(self.now, reason))

    @rule(
        late=st.sampled_from([0, 0, 1]),
        override=st.booleans(),
        reason=st.sampled_from([None, "why"]),
    )
    def promote(self, late: int, override: bool, reason: str | None) -> None:
        """A person does."""
        self._tell(Promoted(self.now, self.progress.state.stage - late, override, reason))

    @precondition(lambda self: self.progress.state.phase is not Phase.RUNNING)
    @rule(to=st.none() | st.integers(0, 10_000))
    def roll_back(self, to: int | None) -> None:
        """A person does."""
        self._tell(RolledBack(self.now, to))

    @precondition(lambda self: self.progress.state.phase is not Phase.RUNNING)
    @rule(keep=st.booleans())
    def abort(self, keep: bool) -> None:
        """A person does."""
        self._tell(Aborted(self.now, keep))

    @invariant()
    def the_share_is_the_stages(self) -> None:
        state = self.progress.state
        most = EASY.stages[state.stage].threshold
        if not (state.is_final or state.foreign):
            assert (self.share, self.enabled) == (most, True)
            assert state.version == self.version

    @invariant()
    def stages_are_entered_one_after_the_other(self) -> None:
        for before, after in pairwise(self.stages):
            assert after in (before, before + 1)

    def _look(self, slots: list[Slot], world: World) -> None:
        before = self.progress
        again = evaluate(restarted(before), EASY, slots, world)
        self._take(evaluate(before, EASY, slots, world), again)

    def _tell(self, happening: Happening) -> None:
        before = self.progress
        try:
            advance = apply(before, EASY, happening)
        except RolloutRefused as refused:
            with pytest.raises(RolloutRefused, match=re.escape(str(refused))):
                apply(restarted(before), EASY, happening)
            return
        self._take(advance, apply(restarted(before), EASY, happening))

    def _take(self, advance: Advance, again: Advance) -> None:
        before, after = self.progress, advance.progress
        assert again == advance
        assert before.state.is_final <= (after.state == before.state and not advance.commands)
        if before.state.phase is not after.state.phase:
            assert news(advance)
        if not any(isinstance(each, EnterStage) for each in advance.commands):
            shown = after.evidence.clock(EASY) - before.evidence.clock(EASY)
            assert shown >= 0
            assert before.state.clock_runs or shown == 0
        self._carry_out(advance)

    def _carry_out(self, advance: Advance) -> None:
        self.progress = advance.progress
        for command in advance.commands:
            if isinstance(command, SetShare):
                self._set_share(command)
            elif isinstance(command, EnterStage):
                self.stages.append(command.stage)

    def _set_share(self, change: SetShare) -> None:
        """As the database does."""
        before = self.share
        threshold = before if change.threshold is None else change.threshold
        self.share = min(before, threshold) if change.never_raises else threshold
        self.enabled = change.enabled and (self.enabled or not change.never_raises)
        self.version += 1
        state = self.progress.state._replace(version=self.version)
        self.progress = self.progress._replace(state=state)
        assert self.share <= max(before, EASY.stages[state.stage].threshold)


AnyRollout.TestCase.settings = settings(PATIENT, stateful_step_count=25)
TestAnyRollout: Any = AnyRollout.TestCase
