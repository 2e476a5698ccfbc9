"""What the evidence says about one gate: data with a reason, never a bare yes or no."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from hookshift.domain.evidence.plan import Gate

Number = float | int | str | None


class VerdictKind(StrEnum):
    """Only `pass` advances a rollout; the others are never added up."""

    PASS = "pass"  # noqa: S105
    FAIL = "fail"
    INSUFFICIENT = "insufficient"
    """There is not enough evidence yet."""
    STARVED = "starved"
    """Legacy is busy and unified gets nothing: the routing is broken."""
    IDLE = "idle"
    """Nobody has traffic."""
    BLIND = "blind"
    """The statistics are stale or cannot be read."""
    OFF = "off"
    """The gate has nothing to judge by here, and the verdict says why."""


class Verdict(NamedTuple):
    """One gate in one domain at one moment."""

    gate: Gate
    domain: str
    kind: VerdictKind
    sentence: str
    """The verdict in a sentence for an operator, with its numbers."""
    numbers: Mapping[str, Number]
    """The numbers that the verdict rests on, its window and its limit; stored with it."""
    incident: bool = False
    """Whether legacy fails too, so that the platform is to blame and not unified."""
    only_holds: bool = False
    """Whether a fail may not move anybody, whatever `on_fail` says: there is nothing beside it."""

    @property
    def passes(self) -> bool:
        """Whether a rollout may advance as far as this gate is concerned."""
        if self.gate is Gate.GUARD:
            # A guard has nothing to prove: it only must not have been seen to get worse.
            return self.kind in (VerdictKind.PASS, VerdictKind.IDLE)
        # No other gate may be off: it would let a rollout advance unseen.
        is_off = self.kind is VerdictKind.OFF and self.gate is Gate.REPLIES
        return self.kind is VerdictKind.PASS or is_off
