"""Asks before people are moved to unified faster than the plan would."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from hookshift.cli.rollout.done import confirm
from hookshift.config.schema.rollout import RolloutConfig
from hookshift.domain.evidence.plan import stage_name

_ALL = Decimal(100)


class ShareNow(NamedTuple):
    """Whom unified serves."""

    percentage: Decimal
    """The percentage of these domains' people; 0 while routing is disabled."""
    domains: Sequence[str]


def stages(rollout: RolloutConfig) -> list[Decimal]:
    """The percentages of a plan."""
    return [Decimal(repr(stage.percentage)) for stage in rollout.stages]


def leap(now: Decimal, then: Decimal, plan: Sequence[Decimal]) -> Decimal | None:
    """The stage that comes next after `now`, if `then` is beyond it; else None.

    Without a plan every raise is a leap.
    """
    if then <= now:
        return None
    following = min((each for each in plan if each > now), default=_ALL) if plan else now
    return following if then > following else None


def ask(now: ShareNow, then: Decimal, plan: Sequence[Decimal], *, yes: bool) -> None:
    """Asks a person where `then` is a leap, and says who is moved. Ends the command on "no"."""
    following = leap(now.percentage, then, plan)
    if following is not None:
        stage = f"; the plan's next stage is {_plain(following)} %" if plan else ""
        confirm(f"{moved(now, then)}{stage}. Do it?", yes=yes)


def ask_start(now: ShareNow, stage: int, plan: Sequence[Decimal], *, yes: bool) -> None:
    """Asks about a start at a later stage (from 1) than the first, and says who is moved."""
    then = plan[stage - 1]
    name = stage_name(stage, len(plan), float(then))
    confirm(f"{moved(now, then)}. Start at {name}?", yes=yes)


def moved(now: ShareNow, then: Decimal) -> str:
    """Who changes sides, in a sentence."""
    domains = ", ".join(now.domains) or "no domain"
    return (
        f"This moves {_plain(then - now.percentage)} % of the people of {domains} from legacy to "
        f"unified at once ({_plain(now.percentage)} % -> {_plain(then)} %)"
    )


def _plain(percentage: Decimal) -> str:
    return f"{percentage.normalize():f}"
