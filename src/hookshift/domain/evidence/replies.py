"""What a rollout has seen of answers: how many people who wrote had one, beside legacy.

The unit is a person: their first message in a domain in a stage, so that units are independent of
each other. What hits both sides at once (the provider is slow, receipts are late) cancels out.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import log, log1p, sqrt
from typing import NamedTuple

from hookshift.domain.evidence.comparison import BLOCK_REQUESTS, BLOCK_SECONDS, plus
from hookshift.domain.evidence.latency import Sketch, merged
from hookshift.domain.evidence.plan import Plan
from hookshift.domain.evidence.statistics import FEWER, MORE, detected, ratio_terms

NO_RECEIPTS = (
    "no message receipts have come in the last seven days, on either side, so hookshift cannot "
    "tell who is answered: let the provider send message statuses to hookshift, too"
)
CODES_KEPT = 8
"""Error codes that are counted one by one in a slot; the rarest are left out."""
LEAST_BASE = 100
"""People of the last stage, without whom nothing is compared with it."""
LEAST_RATE = 0.05
"""Where fewer people than this are answered, answers say nothing of a handler."""
CERTAINTY = 3.0
"""Standard errors by which the last stage's rate is taken to be lower than it was seen."""
UNJUDGED = 20
"""People who cannot be judged, while nobody can, for the gate to be off."""


class ReplyCounts(NamedTuple):
    """People who wrote, on one side of a domain."""

    people: int = 0
    answered: int = 0
    """People to whom something was sent in time, or should have been but failed."""
    failed: int = 0
    """People whose answer failed."""
    times: Sketch = ()
    """How long the first answer took."""
    codes: tuple[tuple[int, int], ...] = ()
    """Failed answers by the provider's code: the code and how many; 0 stands for no code."""

    def plus(self, other: "ReplyCounts") -> "ReplyCounts":
        """The people of both."""
        codes = dict(self.codes)
        for code, number in other.codes:
            codes[code] = codes.get(code, 0) + number
        return ReplyCounts(
            self.people + other.people,
            self.answered + other.answered,
            self.failed + other.failed,
            merged(self.times, other.times),
            most_frequent(codes),
        )

    @property
    def rate(self) -> float | None:
        """The share that was answered, 0 to 1."""
        return self.answered / self.people if self.people else None


def most_frequent(codes: Mapping[int, int]) -> tuple[tuple[int, int], ...]:
    """The codes that are kept of these, the most frequent first."""
    return tuple(sorted(codes.items(), key=lambda each: (-each[1], each[0]))[:CODES_KEPT])


class ReplySlot(NamedTuple):
    """The people who first wrote within one slot, on one side of one domain."""

    start: float
    """Seconds since 1970."""
    seconds: float
    domain: str
    side: str
    version: int
    counts: ReplyCounts


class SeenReplies(NamedTuple):
    """What has been learned of answers since the last time."""

    since: float
    through: float
    """Everybody who wrote before this has been counted."""
    slots: tuple[ReplySlot, ...] = ()
    unjudged: Mapping[str, int] = {}
    """People by domain who cannot be judged."""
    off: str = ""
    """Why nobody can be judged; empty if somebody can."""
    behind: bool = False
    """Whether there are more people to be counted at once."""


NOBODY = ReplyCounts()


class ReplyEvidence(NamedTuple):
    """What has been seen of answers in a domain, in its stage."""

    unified: ReplyCounts = NOBODY
    legacy: ReplyCounts = NOBODY
    last_stage: ReplyCounts = NOBODY
    """Both sides in the last stage in which there were two: the measure where unified has all."""
    unified_block: tuple[int, int] = (0, 0)
    """People and answered of unified in the block that is still open."""
    legacy_block: tuple[int, int] = (0, 0)
    since: float | None = None
    """When the open block began."""
    fewer: tuple[float, ...] = (0.0,) * len(FEWER)
    """Bets that unified answers fewer than the margin allows."""
    fewer_lately: tuple[float, ...] = (0.0,) * len(FEWER)
    """Bets as in `fewer` on the recent past: they begin anew where they lose."""
    enough: tuple[float, ...] = (0.0,) * len(MORE)
    """Bets that it does not, by people who wrote since the warm-up."""
    unjudged: int = 0
    """People who cannot be judged."""

    @property
    def base(self) -> float | None:
        """The rate that the last stage had at least, 0 to 1; None with too few people."""
        people, rate = self.last_stage.people, self.last_stage.rate
        if rate is None or people < LEAST_BASE:
            return None
        return max(rate - CERTAINTY * sqrt(rate * (1 - rate) / people), 0.0)

    @property
    def hardly_any(self) -> bool:
        """Whether next to nobody is answered, by legacy: then answers say nothing of unified."""
        rate = self.legacy.rate
        return rate is not None and self.legacy.people >= LEAST_BASE and rate < LEAST_RATE

    def next_stage(self, *, was_alone: bool) -> "ReplyEvidence":
        """What a new stage begins with."""
        if was_alone:
            return ReplyEvidence(last_stage=self.last_stage)
        both = self.unified.plus(self.legacy)
        return ReplyEvidence(last_stage=both if both.people else self.last_stage)


def with_slots(
    evidence: ReplyEvidence, plan: Plan, slots: Sequence[ReplySlot], *, settled: float, alone: bool
) -> ReplyEvidence:
    """`evidence` with slots of one and the same time; blocks from `settled` on prove something."""
    start = slots[0].start
    unified, legacy = _side(slots, "unified"), _side(slots, "legacy")
    after = evidence._replace(
        unified=evidence.unified.plus(unified),
        legacy=evidence.legacy.plus(legacy),
        since=start if evidence.since is None else evidence.since,
        unified_block=_added(evidence.unified_block, unified),
        legacy_block=_added(evidence.legacy_block, legacy),
    )
    assert after.since is not None
    ours, theirs = after.unified_block[0], after.legacy_block[0]
    full = ours >= BLOCK_REQUESTS and (alone or theirs >= BLOCK_REQUESTS)
    if not full and start + slots[0].seconds - after.since < BLOCK_SECONDS:
        return after
    return _closed(after, plan, proves=after.since >= settled, alone=alone)


def _closed(evidence: ReplyEvidence, plan: Plan, *, proves: bool, alone: bool) -> ReplyEvidence:
    fewer, enough = _terms(evidence, 1 - plan.replies_margin, alone=alone)
    return evidence._replace(
        unified_block=(0, 0),
        legacy_block=(0, 0),
        since=None,
        fewer=plus(evidence.fewer, fewer),
        fewer_lately=detected(evidence.fewer_lately, fewer),
        enough=plus(evidence.enough, enough) if proves else evidence.enough,
    )


def _terms(
    evidence: ReplyEvidence, allowed: float, *, alone: bool
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """What the open block adds to the bets on fewer, and to those on enough answers."""
    ours, theirs = evidence.unified_block, evidence.legacy_block
    if not alone:
        more = tuple(allowed**-power for power in MORE)
        return (
            ratio_terms(ours, theirs, allowed, FEWER),
            ratio_terms(ours, theirs, allowed, more),
        )
    base = evidence.base
    if not base:
        return (0.0,) * len(FEWER), (0.0,) * len(MORE)
    limit = allowed * base
    beyond = [limit + (1 - limit) * (1 - 0.5**power) for power in MORE]
    return (
        _against(limit, [limit * ratio for ratio in FEWER], *ours),
        _against(limit, beyond, *ours),
    )


def _against(limit: float, rates: Iterable[float], people: int, had: int) -> tuple[float, ...]:
    """What `had` of `people` add to bets on `rates` against `limit`."""
    return tuple(
        had * log(rate / limit) + (people - had) * (log1p(-rate) - log1p(-limit)) for rate in rates
    )


def _side(slots: Iterable[ReplySlot], side: str) -> ReplyCounts:
    found = NOBODY
    for slot in slots:
        if slot.side == side:
            found = found.plus(slot.counts)
    return found


def _added(block: tuple[int, int], counts: ReplyCounts) -> tuple[int, int]:
    return block[0] + counts.people, block[1] + counts.answered
