"""What happens next to a rollout, when, and what a person can do."""

from hookshift.domain.evidence.plan import Plan
from hookshift.domain.rollout.progress import World
from hookshift.domain.rollout.state import Aborted, Interfered, Paused, Promoted
from hookshift.view.next_step import Next, next_step
from hookshift.view.times import moment
from tests.view.stories import HOUR, NIGHTS, PLAN, START, WEEKENDS, Story, counts, traffic

BLIND = World(0, "worker 0 on ops-1 has written nothing for 2 min")


def approving(plan: Plan = PLAN) -> Plan:
    return plan._replace(stages=tuple(each._replace(approval=True) for each in plan.stages))


def text(coming: Next) -> str:
    return "\n".join((coming.what, *coming.waits, *coming.commands))


def test_no_rollout() -> None:
    coming = next_step(Story().picture(rollout=None))

    assert coming.what == "nothing: no rollout has been started"
    assert coming.commands == ("hookshift rollout start",)


def test_a_stage_that_has_proven_all_goes_on_when_its_hold_ends() -> None:
    story = Story().hours(2, traffic(120))
    coming = next_step(story.picture())

    assert coming.what == "stage 2 of 6, 25 %"
    assert coming.at == START + 4 * HOUR + PLAN.lag
    assert coming.waits == ("the hold ends 12:00 if traffic goes on",)
    assert coming.sentence(story.now) == "stage 2 of 6, 25 %, at the earliest 12:00"


def test_a_proof_that_takes_longer_than_the_hold_decides_and_is_named_first() -> None:
    story = Story().hours(3.5, traffic(10))
    coming = next_step(story.picture())

    # 360 are needed, one comes in each minute, and 208 have come since the stage has settled.
    assert coming.waits[0].startswith("errors and delivery of jobs: 152 more requests needed, ")
    assert coming.at is not None
    assert coming.at > START + 5 * HOUR
    assert coming.waits[-1] == "the hold ends 12:00 if traffic goes on"


def test_while_it_warms_up_it_says_until_when_and_not_that_none_come() -> None:
    coming = next_step(Story().slot(traffic(120)).picture())

    assert ": warm-up until " in text(coming)
    assert ", then 360 more requests needed, about " in text(coming)
    assert "none come" not in text(coming)


def test_in_the_first_slot_after_the_warm_up_traffic_is_not_said_to_be_missing() -> None:
    story = Story().slot(traffic(120)).slot(traffic(120)).quiet(5)

    assert "none come" not in text(next_step(story.picture()))


def test_beyond_its_hold_a_stage_says_when_it_is_given_up() -> None:
    coming = next_step(Story().hours(5, traffic(10)).picture())

    assert "the hold is over and extended; held for an operator 20:00" in text(coming)


def test_a_proof_that_takes_longer_than_the_extension_is_not_promised() -> None:
    strict = PLAN._replace(stages=(PLAN.stages[0]._replace(prove=0.001), *PLAN.stages[1:]))
    coming = next_step(Story(strict).hours(1, traffic(10)).picture())

    # 3,612 are needed, one comes in each minute; the hold is extended to twelve hours.
    assert coming.at is None
    assert coming.what == (
        "stage 2 of 6, 25 %: not proven in time at today's traffic, so held for an operator 20:00"
    )


def test_only_the_slowest_are_named_where_there_are_many() -> None:
    many = tuple(f"domain{number}" for number in range(6))
    sides = {name: (counts(1, new=1), counts(9 + n, new=9)) for n, name in enumerate(many)}
    coming = next_step(Story(PLAN._replace(domains=many)).hours(0.1, sides).picture())

    assert sum("more requests needed" in wait for wait in coming.waits) == 4
    assert "more like these" in text(coming)


def test_a_gate_that_can_never_pass_has_no_time() -> None:
    story = Story().hours(1, traffic(120))
    story.slot(traffic(120, jobs=2))
    coming = next_step(story.picture())
    assert coming.at is not None

    story.quiet(10, BLIND)
    coming = next_step(story.picture())

    assert coming.at is None
    assert coming.what == "stage 2 of 6, 25 %: not before 12:00"
    assert "blind, worker 0 on ops-1 has written nothing" in text(coming)


def test_without_traffic_the_clock_stands() -> None:
    coming = next_step(Story().hours(1, traffic(120)).quiet(PLAN.idle_after + 1).picture())

    assert coming.at is None
    assert "the hold clock has stopped" in coming.what
    assert "no traffic" in text(coming)


def test_a_stage_that_needs_approval_says_so_before() -> None:
    coming = next_step(Story(approving()).hours(2, traffic(120)).picture())

    assert coming.what == "stage 2 of 6, 25 %: once an operator has approved it, from 12:00 on"
    assert coming.commands == ("hookshift rollout promote --stage 1",)


def test_an_approval_names_the_stage_that_it_is_for() -> None:
    story = Story(approving()).hours(4.2, traffic(120))
    coming = next_step(story.picture())

    assert coming.at is None
    assert coming.what == "stage 2 of 6, 25 %, once an operator approves the end of stage 1"
    assert coming.commands == ("hookshift rollout promote --stage 1",)

    story.apply(Promoted(story.now, 0))

    assert next_step(story.picture()).commands == ()


def test_a_freeze_window_puts_it_off() -> None:
    story = Story()
    story.now = START + 13 * HOUR  # 21:00
    coming = next_step(story.picture(calendar=NIGHTS))

    assert coming.at == moment(START + 22 * HOUR).timestamp()  # 06:00
    assert "frozen until Thu 06:00: no promotion from 22:00 to 06:00 (UTC)" in text(coming)


def test_the_end_of_the_last_stage_is_not_frozen() -> None:
    story = Story(PLAN._replace(stages=PLAN.stages[:1]))
    story.now = START + 13 * HOUR  # 21:00
    coming = next_step(story.picture(calendar=NIGHTS))

    assert coming.what == "the end of the rollout"
    assert coming.at == moment(START + 17 * HOUR + PLAN.lag).timestamp()  # 01:00
    assert "frozen" not in text(coming)


def test_frozen_until_the_window_ends() -> None:
    story = Story().hours(4.5, traffic(120), World(0, None, "no promotion on Saturday (UTC)"))
    story.now = START + 3 * 24 * HOUR + HOUR  # Saturday, 09:00
    coming = next_step(story.picture(calendar=WEEKENDS))

    assert coming.what == "stage 2 of 6, 25 %"
    assert coming.at == START + 5 * 24 * HOUR - 8 * HOUR  # Monday, 00:00
    assert "frozen: no promotion on Saturday and Sunday (UTC)" in text(coming)


def test_paused_by_a_person() -> None:
    story = Story().hours(1, traffic(120))
    story.apply(Paused(story.now, "lunch"))
    coming = next_step(story.picture())

    assert coming.what == "waiting for an operator to resume"
    assert "a gate that fails still ends the rollout" in text(coming)
    assert coming.commands[0] == "hookshift rollout resume"


def test_paused_because_somebody_else_changed_the_share() -> None:
    story = Story().hours(1, traffic(120))
    story.apply(Interfered(story.now, "eve changed 10 % to 35 %"))

    assert "resuming restores 10 % and restarts the stage" in text(next_step(story.picture()))


def test_held_for_a_fail_needs_a_reason_to_go_on() -> None:
    slots = traffic(120)
    wrong = {name: (counts(60, new=60), counts(60, new=60)) for name in slots}
    story = Story().hours(0.2, wrong)
    coming = next_step(story.picture())

    assert story.progress.state.failed
    assert coming.commands == (
        "hookshift rollout explain",
        'hookshift rollout resume --reason "..."',
        "hookshift rollout rollback --to zero",
        'hookshift rollout promote --stage 1 --override --reason "..."',
    )
    assert "discards the evidence so far" in text(coming)


def test_what_is_over() -> None:
    story = Story().hours(1, traffic(120))
    story.apply(Aborted(story.now, reason="no"))

    assert next_step(story.picture()).commands == (
        *("hookshift rollout explain --rollout 7", "hookshift rollout start"),
    )


def test_completed_at_everybody_leads_to_retiring() -> None:
    whole = Story(stage=5).hours(48.1, traffic(120, 1.0))

    assert next_step(whole.picture()).commands == ("hookshift retire",)

    half = Story(PLAN._replace(stages=PLAN.stages[:1])).hours(4.1, traffic(120))

    assert half.progress.state.phase == "completed"
    assert next_step(half.picture()).commands == ()
