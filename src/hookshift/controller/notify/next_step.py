"""What happens after a piece of news, and what a person can do about it."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from hookshift.controller.apply import CONTROLLER
from hookshift.domain.evidence.plan import WHOLE, Plan
from hookshift.domain.format import duration
from hookshift.domain.rollout.state import News
from hookshift.store.rollouts import HistoryEntry

STATUS = "hookshift rollout status"
EXPLAIN = "hookshift rollout explain"
ROLL_BACK = "hookshift rollout rollback --to zero"
RESUME = 'hookshift rollout resume --reason "..."'
START = "hookshift rollout start"


class Step(NamedTuple):
    """What happens next, and the commands to give."""

    text: str
    commands: tuple[str, ...] = (STATUS,)


def step_after(entry: HistoryEntry, plan: Plan | None) -> Step:
    """After `entry`; vaguer where the plan cannot be read."""
    if plan is not None and entry.stage >= len(plan.stages):
        plan = None
    return _STEPS[entry.news](entry, plan)


def _fixed(text: str, *commands: str) -> Callable[[HistoryEntry, Plan | None], Step]:
    return lambda _entry, _plan: Step(text, commands or (STATUS,))


def _entered(entry: HistoryEntry, plan: Plan | None) -> Step:
    if plan is None:
        return Step("The rollout stays here until every gate has passed.")
    held = duration(plan.stages[entry.stage].hold)
    return Step(
        f"The stage holds for {held} of traffic. Once every gate has passed, "
        f"{_onward(entry, plan)}."
    )


def _passed(entry: HistoryEntry, plan: Plan | None) -> Step:
    if plan is None:
        return Step("The rollout continues by itself.")
    return Step(f"Nothing to do: {_onward(entry._replace(news=News.APPROVED), plan)}.")


def _approved(entry: HistoryEntry, plan: Plan | None) -> Step:
    then = "the rollout continues" if plan is None else _onward(entry, plan)
    return Step(f"As soon as every gate passes and no freeze window is in force, {then}.")


def _needs_approval(entry: HistoryEntry, plan: Plan | None) -> Step:
    then = "" if plan is None else f" Then {_onward(entry._replace(news=News.APPROVED), plan)}."
    return Step(
        f"The rollout stays here until an operator approves this stage or ends the rollout.{then}",
        (STATUS, f"hookshift rollout promote --stage {entry.stage + 1}", ROLL_BACK),
    )


def _onward(entry: HistoryEntry, plan: Plan) -> str:
    """What follows the stage once it has passed."""
    if plan.stages[entry.stage].approval and entry.news is not News.APPROVED:
        return "an operator must approve the next step"
    if entry.stage == len(plan.stages) - 1:
        return "the rollout is complete"
    return f"the rollout goes to {plan.stages[entry.stage + 1].percentage:g} % by itself"


def _paused(entry: HistoryEntry, _plan: Plan | None) -> Step:
    if entry.actor == CONTROLLER:
        return Step(
            "The rollout judges nothing while somebody else's share is in force. Resuming "
            "restores its share and restarts the stage; aborting with --keep-share keeps the "
            "share as it is now.",
            (STATUS, RESUME, "hookshift rollout abort --keep-share"),
        )
    return Step(
        (
            "The rollout stays where it is until an operator resumes or ends it; a gate that fails "
            "still acts."
        ),
        (STATUS, RESUME, ROLL_BACK),
    )


def _completed(_entry: HistoryEntry, plan: Plan | None) -> Step:
    if plan is not None and plan.stages[-1].threshold < WHOLE:
        return Step("Nothing to do: the plan ends here, and legacy keeps the rest.")
    return Step(
        (
            "This command says when the old handlers can be deleted; it looks back over the "
            "stability window."
        ),
        ("hookshift retire",),
    )


_STEPS: Mapping[News, Callable[[HistoryEntry, Plan | None], Step]] = {
    News.STARTED: _entered,
    News.ENTERED: _entered,
    News.PASSED: _passed,
    News.OVERRIDDEN: _passed,
    News.APPROVED: _approved,
    News.NEEDS_APPROVAL: _needs_approval,
    News.FROZEN: _fixed("It continues by itself when the window ends, if every gate still passes."),
    News.LOST: _fixed("The rollout stays here and gathers evidence until every gate passes again."),
    News.FAILED: _fixed(
        "The gate's on_fail action has been carried out; the next message says what was done.",
        STATUS,
        EXPLAIN,
    ),
    News.ROLLED_BACK: _fixed(
        "The rollout has ended; nothing moves until an operator starts another. Find the cause "
        "first.",
        EXPLAIN,
        "hookshift errors",
        START,
    ),
    News.HELD: _fixed(
        "The rollout stays where it is until an operator decides: resuming restarts the stage, a "
        "rollback ends the rollout.",
        STATUS,
        EXPLAIN,
        RESUME,
        ROLL_BACK,
    ),
    News.PAUSED: _paused,
    News.RESUMED: _fixed("The rollout continues with this stage."),
    News.COMPLETED: _completed,
    News.ABORTED: _fixed("The rollout has ended; nothing moves until an operator starts another."),
    News.BLIND: _fixed(
        "Without current statistics the rollout neither advances nor rolls back by itself. It "
        "continues once they are back; until then watch unified yourself.",
        "hookshift status",
        STATUS,
        ROLL_BACK,
    ),
    News.SIGHTED: _fixed("Nothing to do: the statistics that were missing are being judged now."),
}
