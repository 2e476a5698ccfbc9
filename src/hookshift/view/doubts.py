"""What speaks against a plan before it runs; for `hookshift rollout lint`."""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from hookshift.domain.evidence.evidence import Baseline
from hookshift.domain.evidence.plan import Plan
from hookshift.domain.format import duration
from hookshift.domain.rollout.forecast import Outlook, is_beyond, outlook
from hookshift.view.cells import lasts

if TYPE_CHECKING:
    from hookshift.config.schema.settings import Settings

MEASURES = {"errors": "errors", "undelivered": "undelivered events", "slow": "slow requests"}


class PlanContext(NamedTuple):
    """What the plan is held against."""

    plan: Plan
    before: Mapping[str, Baseline]
    """Legacy of each domain."""
    requests: Mapping[str, int]
    """Requests of each domain, both sides, in `seconds`."""
    seconds: float
    """How long traffic was measured, seven days at the most."""
    per_second: Mapping[str, float]
    """The traffic of each domain that is reckoned with."""


class Word(StrEnum):
    """How a stage will end in one domain, as far as is known."""

    FITS = "fits the hold"
    EXTENDS = "extends the hold"
    TOO_SLOW = "too slow"
    """The stage would be held for an operator."""
    NEVER = "never"


class Prospect(NamedTuple):
    """One stage in one domain."""

    outlook: Outlook
    word: Word


def prospects(known: PlanContext) -> list[Prospect]:
    """In order of stages, then of domains."""
    return [
        Prospect(each, _word(known.plan, each.stage, each.seconds))
        for each in outlook(known.plan, known.before, known.per_second)
    ]


def _word(plan: Plan, stage: int, seconds: float) -> Word:
    hold = plan.stages[stage].hold
    if seconds <= hold:
        return Word.FITS
    if seconds <= hold * plan.extension:
        return Word.EXTENDS
    return Word.NEVER if seconds == float("inf") else Word.TOO_SLOW


def whole(plan: Plan, found: Sequence[Prospect]) -> float:
    """How long all stages take together, in seconds; infinite if one is never proven."""
    total = 0.0
    for stage, group in groupby(found, key=lambda each: each.outlook.stage):
        total += max(plan.stages[stage].hold, *(each.outlook.seconds for each in group))
    return total


def doubts(settings: "Settings", known: PlanContext, found: Sequence[Prospect]) -> list[str]:
    """In sentences that say what to do."""
    return [
        *(
            str(warning)
            for warning in settings.warnings
            if warning.key.startswith(("rollout", "notifiers", "control"))
        ),
        *_traffic(known),
        *_legacy(known),
        *_stages(known.plan, found),
    ]


def _traffic(known: PlanContext) -> Iterator[str]:
    for domain in known.plan.domains:
        if not known.per_second[domain]:
            yield (
                f"{domain} had no traffic in {duration(known.seconds)}: nothing can be proven "
                "for it, and the rollout will not advance without it; remove it from "
                "webhook_routing_config.domains, or plan to override"
            )


def _legacy(known: PlanContext) -> Iterator[str]:
    for domain in known.plan.domains:
        for measure in is_beyond(known.plan, known.before[domain]):
            yield (
                f"legacy of {domain} already exceeds the limit for {MEASURES[measure]}: a "
                "unified handler that does the same will never pass, and the rollout will be "
                "held for a platform incident; fix legacy, or raise the limit"
            )


def _stages(plan: Plan, found: Sequence[Prospect]) -> Iterator[str]:
    for stage, group in groupby(found, key=lambda each: each.outlook.stage):
        members = [each for each in group if each.word is not Word.NEVER]
        hold = plan.stages[stage].hold
        where = plan.named(stage)
        slow = [each for each in members if each.word is Word.TOO_SLOW]
        longer = [each for each in members if each.word is Word.EXTENDS]
        if slow:
            yield (
                f"{where}: {_who(slow)} to prove, more than {plan.extension:g} times the hold of "
                f"{duration(hold)}: it will be held for an operator; let it prove less "
                "(`prove`), or hold longer"
            )
        if longer:
            yield (
                f"{where}: {_who(longer)} to prove, longer than the hold of {duration(hold)}, "
                "which will be extended"
            )
        yield from _as_legacy(plan, where, [each for each in members if each not in slow])


def _as_legacy(plan: Plan, where: str, members: Sequence[Prospect]) -> Iterator[str]:
    """What fits only if unified is better than legacy ever was."""
    for each in members:
        stage, seconds = each.outlook.stage, each.outlook.as_legacy
        if seconds > plan.stages[stage].hold * plan.extension:
            how = "is never proven" if seconds == float("inf") else f"takes {lasts(seconds)}"
            yield (
                f"{where}: {each.outlook.domain} {how} if unified fails as often as legacy: "
                "unified must do better, or the stage must prove less"
            )


def _who(members: Sequence[Prospect]) -> str:
    names = [each.outlook.domain for each in members]
    most = lasts(max(each.outlook.seconds for each in members))
    return f"{', '.join(names)} {'take up to' if len(names) > 1 else 'takes'} {most}"
