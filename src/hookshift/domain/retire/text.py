"""Sentences about what keeps a handler from being retired."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from hookshift.domain.format import count, duration

_REASONS: Mapping[str, str] = {
    "no_sender": "named no sender, so legacy",
    "no_rule": "claimed by no rule",
    "malformed": "not of the form that the provider documents",
    "not_in_rollout": "of a domain outside the rollout",
    "unified_unreachable": "fell back to it from unified",
    "out_of_share": "of people outside the share",
    "disabled": "while routing was disabled",
    "local_rollback": "while their host was rolled back by hand",
    "no_configuration": "while no configuration could be read",
    "protected": "of a protected handler",
    "in_share": "of people in the share",
}
_KINDS = {"message": ("message", "messages"), "status": ("status", "statuses")}
_OTHERS = ("other", "others")


class Missing(NamedTuple):
    """One thing that is not proven."""

    sentence: str
    earliest: float | None = None
    """When it will be proven if nothing uses the handler; None if a person must act."""
    never: bool = False
    """Whether it can never be proven."""


def uses(kinds: Mapping[str, int], reasons: Mapping[str, int]) -> str:
    """How often something was used, by what, and why: `5 events went to it (3 messages, ...)`."""
    total = sum(kinds.values())
    if not total:
        return "it was used"
    by_kind: Counter[tuple[str, str]] = Counter()
    for kind, number in kinds.items():
        by_kind[_KINDS.get(kind, _OTHERS)] += number
    what = ", ".join(counted(number, *names) for names, number in by_kind.items())
    why = "; ".join(
        f"{count(number)} {_REASONS.get(reason, f'because of {reason}')}"
        for reason, number in sorted(reasons.items(), key=lambda each: -each[1])
    )
    return f"{counted(total, 'event', 'events')} went to it ({what}{': ' if why else ''}{why})"


def counted(number: int, one: str, many: str) -> str:
    """`1 event`, `2 events`."""
    return f"{count(number)} {one if number == 1 else many}"


def ago(at: float, now: float) -> str:
    """`3.5 h ago`."""
    return f"{duration(max(now - at, 0.0))} ago"


def listed(names: Sequence[str]) -> str:
    """`jobs, property`."""
    return ", ".join(names)
