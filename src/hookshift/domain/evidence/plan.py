"""A rollout's plan: its stages, and what each must prove. Frozen when the rollout starts."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

WHOLE = 10_000
"""A threshold that takes everybody."""
SLOW_SHARE = 0.05
"""p95 is below a time exactly if at most this share of the requests takes longer."""


class Gate(StrEnum):
    """One condition that a rollout watches."""

    ERRORS = "errors"
    DELIVERY = "delivery"
    LATENCY = "latency"
    REPLIES = "replies"
    """People who write must be answered as before."""
    SHARE = "share"
    GUARD = "guard"
    """Protected and unrelated domains must not get worse."""


class OnFail(StrEnum):
    """What a rollout does when a gate fails."""

    ZERO = "zero"
    PREVIOUS = "previous"
    DISABLE = "disable"
    HOLD = "hold"


class Mode(StrEnum):
    """How much each stage must prove."""

    STRICT = "strict"
    LADDER = "ladder"


class Stage(NamedTuple):
    """One percentage, held for a time."""

    threshold: int
    """The percentage in hundredths of a percent, as in a snapshot."""
    hold: float
    """Seconds with traffic."""
    prove: float
    """The failure rate, 0 to 1, that must be proven to be undercut here (`ladder`)."""
    approval: bool
    """Whether a person must approve what comes after it."""

    @property
    def percentage(self) -> float:
        """0 to 100."""
        return self.threshold / 100


class Plan(NamedTuple):
    """The plan of a whole rollout; stored as JSON under these names."""

    stages: tuple[Stage, ...]
    mode: Mode
    domains: tuple[str, ...]
    """The domains that move; each has evidence of its own."""
    guards: tuple[str, ...]
    """The domains that must not be touched: protected, unrelated, and `unknown`."""
    error_limit: float
    """The rate of errors that must be undercut, 0 to 1."""
    undelivered_limit: float
    """The rate of undelivered events that must be undercut, 0 to 1: 1 minus the delivery rate."""
    latency_ms: float
    """The time in ms that p95 must stay below."""
    latency_floor_ms: float
    """The time in ms above which being slower than legacy counts."""
    on_fail: Mapping[Gate, OnFail]
    """By gate. One that is not in it came after this rollout had started, and is not judged."""
    settle: float
    """Seconds of warm-up at the start of a stage, which prove nothing good: cold starts."""
    lag: float
    """Seconds that results may take to arrive."""
    idle_after: float
    """Seconds without traffic after which the hold clock stops."""
    stale_after: float
    """Seconds without statistics after which a rollout is blind."""
    extension: float
    """A hold is extended up to so many times its length; then the rollout is held for a person."""
    slot: float = 10.0
    """Seconds of a slot: how often there is new evidence.

    What comes after it needs a default: rollouts that a former version has started lack it.
    """
    replies_margin: float = 0.2
    """The part of legacy's rate of answers by which unified's may be lower, 0 to 1."""
    replies_within: float = 60.0
    """Seconds within which an answer counts."""
    replies_grace: float = 120.0
    """Seconds that receipts may take to arrive, after that."""
    replies_off: str = ""
    """Why answers cannot be judged with these settings; empty if they can."""

    @property
    def gates(self) -> tuple[Gate, ...]:
        """The gates that judge this rollout."""
        return tuple(gate for gate in Gate if gate in self.on_fail)

    @property
    def replies_left_out(self) -> str:
        """Why answers are not judged by this plan; empty if they are."""
        if Gate.REPLIES not in self.on_fail:
            return "rollout.gates.replies.enabled is false"
        return self.replies_off

    @property
    def judges_replies(self) -> bool:
        """Whether answers are counted at all."""
        return not self.replies_left_out

    def limit(self, measure: str) -> float:
        """The rate that `errors`, `undelivered` or `slow` must stay below, 0 to 1."""
        limits = {"errors": self.error_limit, "undelivered": self.undelivered_limit}
        return limits.get(measure, SLOW_SHARE)

    def proof(self, measure: str, stage: int) -> float:
        """The rate that stage number `stage` (from 0) must prove to undercut."""
        limit = self.limit(measure)
        if self.mode is Mode.STRICT or measure == "slow":
            return limit
        return max(limit, self.stages[stage].prove)

    def named(self, stage: int) -> str:
        """The stage (from 0) as people read it: `stage 2 of 6, 25 %`."""
        return stage_name(stage + 1, len(self.stages), self.stages[stage].percentage)


def stage_name(number: int, stages: int, percentage: float) -> str:
    """Stage number `number` (from 1) as people read it: `stage 2 of 6, 25 %`."""
    return f"stage {number} of {stages}, {percentage:g} %"
