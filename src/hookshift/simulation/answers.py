"""Who is answered in synthetic traffic: for whole rollouts, and for the gate on replies alone."""

from collections.abc import Iterable, Iterator, Mapping
from random import Random
from typing import NamedTuple

from hookshift.domain.evidence.evidence import Evidence, begun, entered
from hookshift.domain.evidence.fold import fold_replies
from hookshift.domain.evidence.latency import place
from hookshift.domain.evidence.plan import WHOLE, Plan
from hookshift.domain.evidence.replies import ReplyCounts, ReplySlot, SeenReplies
from hookshift.domain.evidence.rollups import Slot
from hookshift.domain.gates.evaluation import Evaluation
from hookshift.domain.gates.replies import replies
from hookshift.domain.gates.verdict import VerdictKind
from hookshift.simulation.rng import binomial, poisson

VERSION = 1
TOOK_MS = 3_000
"""How long an answer takes; nothing depends on it."""


def replied(rng: Random, people: int, rate: float) -> ReplyCounts:
    """`people` of whom each is answered with the probability `rate`."""
    answered = binomial(rng, people, rate)
    times = (*(0,) * place(TOOK_MS), answered) if answered else ()
    return ReplyCounts(people, answered, times=times)


class SimulatedAnswers:
    """The answers to the people of a rollout's traffic, known as late as in life."""

    def __init__(self, plan: Plan, rng: Random) -> None:
        self._lag = plan.replies_within + plan.replies_grace
        self._domains = frozenset(plan.domains)
        self._rng = rng
        self._waiting: list[ReplySlot] = []

    def add(self, slots: Iterable[Slot], rates: Mapping[str, float]) -> None:
        """Whoever wrote for the first time in `slots`; `rates` by side, 0 to 1."""
        for slot in slots:
            if slot.domain in self._domains and slot.counts.new_senders:
                counts = replied(self._rng, slot.counts.new_senders, rates[slot.side])
                self._waiting.append(ReplySlot(*slot[:5], counts))

    def seen(self, evidence: Evidence, now: float) -> SeenReplies | None:
        """What is known by `now` and not in the evidence; None if that is nothing."""
        since, through = evidence.replies_through, now - self._lag
        if through <= since:
            return None
        known = [slot for slot in self._waiting if slot.start + slot.seconds <= through]
        self._waiting = self._waiting[len(known) :]
        return SeenReplies(since, through, tuple(known))


class AnswerScenario(NamedTuple):
    """People who write to both sides, for the gate on replies alone."""

    per_hour: float
    """People who first write, both sides together."""
    unified: float
    legacy: float
    """The share of each side's people who are answered, 0 to 1."""
    burst: int = 1
    """How many people come together: a campaign, a broadcast."""
    spells: float = 0.0
    """Share of the time in which receipts are late or the provider is slow, for both sides."""
    spell_seconds: float = 600.0
    in_spells: float = 0.3
    """What is left of the answers then, 0 to 1."""


def answer_slots(
    plan: Plan, stage: int, scenario: AnswerScenario, rng: Random, begins: float
) -> Iterator[SeenReplies]:
    """Slot after slot of one stage of the first domain, without end."""
    share, slot = plan.stages[stage].threshold / WHOLE, plan.slot
    bursts = scenario.per_hour / 3_600 * slot / scenario.burst
    spell_ends, start = 0.0, begins
    while True:
        if start >= spell_ends and rng.random() < _begins(scenario, slot):
            spell_ends = start + scenario.spell_seconds * 2 * rng.random()
        left = scenario.in_spells if start < spell_ends else 1.0
        people = poisson(rng, bursts) * scenario.burst
        ours = binomial(rng, people, share)
        sides = (("unified", ours, scenario.unified), ("legacy", people - ours, scenario.legacy))
        yield SeenReplies(
            start,
            start + slot,
            tuple(
                ReplySlot(
                    start, slot, plan.domains[0], side, VERSION,
                    replied(rng, number, rate * left),
                )
                for side, number, rate in sides
                if number
            ),
        )  # fmt: skip
        start += slot


def _begins(scenario: AnswerScenario, slot: float) -> float:
    """The chance that a spell begins in a slot, so that spells take their share of the time."""
    calm = scenario.spell_seconds * (1 - scenario.spells)
    return min(scenario.spells * slot / calm, 1.0) if scenario.spells else 0.0


class AnswerRun(NamedTuple):
    """What became of the gate on replies in one simulated rollout."""

    failed_in: int | None
    """The stage in which it failed, from 0; None if it did not."""
    people: int
    """People of unified in the last stage until it failed, or until its end."""
    seconds: float
    """Seconds since the beginning of that stage."""
    passed: bool
    """Whether it passed, in the last stage."""


def answer_run(
    plan: Plan, scenario: AnswerScenario, rng: Random, stages: Iterable[int]
) -> AnswerRun:
    """The gate's own part of a rollout: each of `stages` for its hold, or until it fails."""
    evidence, domain = begun(plan, {}, 0.0), plan.domains[0]
    found = AnswerRun(None, 0, 0.0, passed=False)
    for stage in stages:
        evidence = entered(evidence, plan, stage, evidence.replies_through)
        for seen in answer_slots(plan, stage, scenario, rng, evidence.entered):
            evidence = fold_replies(evidence, plan, VERSION, seen)
            verdict = replies(
                Evaluation(plan, stage, evidence, in_full=False), domain, evidence.domains[domain]
            )
            seconds = evidence.replies_through - evidence.entered
            people = evidence.domains[domain].replies.unified.people
            passed = verdict.kind is VerdictKind.PASS
            if verdict.kind is VerdictKind.FAIL:
                return AnswerRun(stage, people, seconds, passed=False)
            if seconds >= plan.stages[stage].hold:
                found = AnswerRun(None, people, seconds, passed)
                break
    return found
