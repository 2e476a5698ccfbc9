"""`--break unified@35`: what is broken in the demo, when, and what should come of it."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from hookshift.config.schema.settings import Settings
from hookshift.demo.handlers import Breakage
from hookshift.domain.errors import OperatorError
from hookshift.domain.rollout.state import Phase

SLOW = "slow"
SIDES = ("unified", "legacy", "both")
SOME = 0.05
"""The share of the new handler's requests that fail: too few to see by watching for a moment."""
MANY = 0.25
"""The share of other handlers' requests that fail: an incident that even few requests show."""
LATE, LATE_SECONDS = 0.3, 2.6
"""Share of the new handler's requests, and by how much: p95 is beyond 2 s."""

_SYNTAX = re.compile(r"(?P<what>[A-Za-z0-9_.-]+)@(?P<percentage>[0-9]{1,3})(?P<silent>:silent)?")


class Wish(NamedTuple):
    """What somebody wants to be broken, as it was written."""

    what: str
    percentage: int
    silent: bool = False
    """Whether it answers 200 and replies to nobody, instead of failing."""


class Break(NamedTuple):
    """What breaks when the rollout enters a percentage."""

    percentage: int
    breakage: Breakage
    """For the sample handlers."""
    ends: Phase
    """What the controller should make of it."""
    text: str
    """What is wrong, for people."""


def parse(text: str, percentages: tuple[int, ...]) -> Wish:
    """`unified@35`. Raises ValueError that says how it is written."""
    found = _SYNTAX.fullmatch(text)
    if found is None or int(found["percentage"]) not in percentages:
        stages = ", ".join(map(str, percentages))
        raise ValueError(
            "write it as WHAT@PERCENT, or WHAT@PERCENT:silent: WHAT is unified, legacy, both, slow "
            f"or the name of a handler, PERCENT one of {stages}"
        )
    return Wish(found["what"], int(found["percentage"]), found["silent"] is not None)


def planned(wish: Wish, settings: Settings) -> Break:
    """`wish` with these settings' handlers. Raises OperatorError if it would show nothing."""
    parts = _parts(settings)
    sides: Mapping[str, frozenset[str]] = {
        SLOW: parts["unified"],
        "both": parts["unified"] | parts["legacy"],
        **parts,
    }
    handlers = sides.get(wish.what, frozenset({wish.what}))
    ends = _end(handlers, parts)
    if ends is None or not handlers:
        named = ", ".join(sorted(frozenset[str]().union(*parts.values())))
        raise OperatorError(
            f"there is no {wish.what} to break: name a side ({', '.join(SIDES)}), {SLOW}, or one "
            f"of {named}."
        )
    if wish.percentage == 100 and handlers & parts["legacy"]:
        raise OperatorError("legacy gets nothing at 100 %, so nobody would see it break.")
    if wish.silent:
        return _silenced(wish, handlers, parts["unified"])
    breakage = _breakage(wish.what, handlers, spares=handlers <= parts["unified"])
    return Break(wish.percentage, breakage, ends, _sentence(wish.what, breakage))


def _silenced(wish: Wish, handlers: frozenset[str], unified: frozenset[str]) -> Break:
    """A handler that takes everything and replies to nobody: only `replies` can tell."""
    if wish.what == SLOW or not handlers <= unified:
        raise OperatorError(
            "only unified, or a handler of it, can be silent: write unified@25:silent"
        )
    # Where there is nothing beside it, `replies` holds and moves nobody.
    ends = Phase.HELD if wish.percentage == 100 else Phase.ROLLED_BACK
    text = f"{wish.what} answers 200 and replies to nobody"
    return Break(wish.percentage, Breakage(tuple(sorted(handlers)), silent=True), ends, text)


def _parts(settings: Settings) -> Mapping[str, frozenset[str]]:
    """The handlers on either side of what moves, and those that no rollout may touch."""
    moving = [domain for domain in settings.domains.values() if domain.unified is not None]
    unified = frozenset(domain.unified for domain in moving if domain.unified is not None)
    legacy = frozenset(domain.legacy for domain in moving)
    guards = [domain.legacy for domain in settings.domains.values()]
    guards += [source.default_handler for source in settings.sources]
    return {
        "unified": unified,
        "legacy": legacy,
        "guards": frozenset(guards) - unified - legacy,
    }


def _end(handlers: frozenset[str], parts: Mapping[str, frozenset[str]]) -> Phase | None:
    new, old, guards = (handlers & parts[name] for name in ("unified", "legacy", "guards"))
    if guards or (new and old):
        return Phase.HELD
    if new:
        return Phase.ROLLED_BACK
    # The old handler's faults are not the new one's.
    return Phase.COMPLETED if old else None


def _breakage(what: str, handlers: frozenset[str], *, spares: bool) -> Breakage:
    names = tuple(sorted(handlers))
    if what == SLOW:
        return Breakage(names, late=LATE, seconds=LATE_SECONDS)
    return Breakage(names, fails=SOME if spares else MANY)


def _sentence(what: str, breakage: Breakage) -> str:
    who = {SLOW: "unified", "both": "both sides"}.get(what, what)
    does = "answer" if what == "both" else "answers"
    if breakage.late:
        return f"{who} {does} {100 * breakage.late:g} % of the requests {breakage.seconds:g} s late"
    return f"{who} {does} {100 * breakage.fails:g} % of the requests with 500"
