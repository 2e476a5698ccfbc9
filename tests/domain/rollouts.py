"""Plans, slots and verdicts to test rollouts with, by hand and by chance."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from hookshift.domain.evidence.evidence import Evidence, Totals, begun, entered
from hookshift.domain.evidence.fold import fold
from hookshift.domain.evidence.latency import Sketch, place
from hookshift.domain.evidence.plan import Gate, Mode, OnFail, Plan, Stage
from hookshift.domain.evidence.rollups import Counts, Slot, added
from hookshift.domain.gates.verdict import Verdict, VerdictKind
from tests.lengths import shortened

NOW = 1_000_000.0
HOUR = 3_600.0
VERSION = 7
"""Of the configuration that the stage has set."""
JOBS, INSURANCE = "jobs", "insurance"
"""A domain that moves, and one that must not be touched."""
FAST, SLOW = 20, 3_000
"""Milliseconds."""

PLAN = Plan(
    stages=(
        Stage(1_000, hold=4 * HOUR, prove=0.01, approval=False),
        Stage(5_000, hold=24 * HOUR, prove=0.001, approval=False),
        Stage(10_000, hold=48 * HOUR, prove=0.001, approval=False),
    ),
    mode=Mode.STRICT,
    domains=(JOBS,),
    guards=(INSURANCE,),
    error_limit=0.001,
    undelivered_limit=0.001,
    latency_ms=2_000.0,
    latency_floor_ms=1_000.0,
    on_fail={
        **dict.fromkeys(Gate, OnFail.ZERO),
        Gate.SHARE: OnFail.HOLD,
        Gate.GUARD: OnFail.HOLD,
    },
    settle=120.0,
    lag=5.0,
    idle_after=900.0,
    stale_after=60.0,
    extension=3.0,
    replies_off="there are no receipts here",
)


def plan(**changes: Any) -> Plan:
    """PLAN with these fields."""
    return PLAN._replace(**changes)


def counts(
    requests: int,
    errors: int = 0,
    *,
    undelivered: int = 0,
    slow: int = 0,
    burst: int = 1,
    senders: int | None = None,
    new: int = 0,
    buckets: tuple[int, int] | None = None,
) -> Counts:
    """Errors that come `burst` together, each burst from another sender unless `senders` says."""
    failing = -(-errors // burst) if senders is None else senders
    lowest, highest = buckets or (None, None)
    return Counts(
        requests=requests,
        errors=errors,
        undelivered=undelivered,
        slow=slow,
        errors_squared=errors * burst,
        new_senders=new,
        lowest_bucket=lowest,
        highest_bucket=highest,
        failing_senders=tuple(range(min(failing, 4))),
        latency=sketch({FAST: requests - slow, SLOW: slow}),
    )


def sketch(requests: Mapping[int, int]) -> Sketch:
    """So many requests at so many milliseconds."""
    found = {place(milliseconds): number for milliseconds, number in requests.items() if number}
    return tuple(found.get(index, 0) for index in range(max(found, default=-1) + 1))


def slot(
    start: float,
    side: str,
    what: Counts,
    *,
    domain: str = JOBS,
    version: int = VERSION,
    seconds: float = 10.0,
) -> Slot:
    """What happened to one side in ten seconds."""
    return Slot(start, seconds, domain, side, version, what)


def beginning(
    some: Plan = PLAN, stage: int = 0, totals: Mapping[tuple[str, str], Totals] | None = None
) -> Evidence:
    """At the entry of a stage, nothing seen before."""
    return entered(begun(some, totals or {}, NOW), some, stage, NOW)


def folded(evidence: Evidence, slots: Iterable[Slot], some: Plan = PLAN) -> Evidence:
    """With `slots`, those of one time together."""
    for group in by_time(slots):
        evidence = fold(evidence, some, VERSION, group)
    return evidence


def after(
    unified: Counts | None = None,
    legacy: Counts | None = None,
    guard: Counts | None = None,
    *,
    some: Plan = PLAN,
    stage: int = 0,
    totals: Mapping[tuple[str, str], Totals] | None = None,
) -> Evidence:
    """A stage that has settled and then had all this in one slot."""
    at = NOW + some.settle
    slots = [
        slot(at, side, what, domain=domain)
        for side, domain, what in (
            ("unified", JOBS, unified),
            ("legacy", JOBS, legacy),
            ("legacy", INSURANCE, guard),
        )
        if what is not None
    ]
    return folded(beginning(some, stage, totals), slots, some)


def verdict(
    kind: VerdictKind, gate: Gate = Gate.ERRORS, *, incident: bool = False, domain: str = JOBS
) -> Verdict:
    """With a sentence that names what it is."""
    return Verdict(gate, domain, kind, f"the {kind} of {gate}", {}, incident)


PATIENT = settings(
    max_examples=shortened(60), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
"""For machines that are busy with something else."""


def _agreeing(number: int, most: int) -> Counts:
    """Counts that agree with each other, as gateways write them: many from one number."""
    number, requests = divmod(number, most + 1)
    number, errors = divmod(number, 2 * most)
    number, slow = divmod(number, 2 * most)
    # Half of them have none, and none has more than there are requests.
    errors, slow = (max(min(each - most, requests), 0) for each in (errors, slow))
    made = counts(
        requests,
        errors,
        undelivered=min(number % 7, errors),
        slow=slow,
        burst=1 + number % errors if errors else 1,
        new=min(number % 11, requests),
        buckets=((number * 31) % 10_000, (number * 57) % 10_000) if number % 3 else None,
    )
    senders = {(number + n) % 10 for n in range(min(errors, 1 + number % 4))}
    return made._replace(failing_senders=tuple(sorted(senders)), attempts=min(number % 5, errors))


def some_counts(most: int = 40) -> st.SearchStrategy[Counts]:
    """One draw each, since tests take very many of them."""
    return st.integers(0, 10**9).map(lambda number: _agreeing(number, most))


KEYS = [
    (domain, side, version)
    for domain, side in ((JOBS, "unified"), (JOBS, "legacy"), (INSURANCE, "legacy"))
    for version in (VERSION, VERSION - 1)
]
GROUPS = [KEYS[:5:2], KEYS, KEYS[:1], KEYS[2:3], KEYS[1::2], KEYS[4:], KEYS[:3], KEYS[:5:4]]


@st.composite
def some_slots(draw: st.DrawFn, most: int = 6) -> list[Slot]:
    """Slots of some hours in order of time; each domain, side and version at most once a time."""
    gaps = st.lists(
        st.tuples(st.sampled_from([10, 50, 890, 910, 4_000]), st.sampled_from(GROUPS)),
        min_size=1,
        max_size=most,
    )
    start, slots = NOW - 20, []
    for gap, group in draw(gaps):
        start += gap
        for domain, side, version in group:
            what = draw(some_counts())
            slots.append(slot(start, side, what, domain=domain, version=version))
    return slots


def by_time(slots: Iterable[Slot]) -> Iterator[list[Slot]]:
    """Those of one time together."""
    ordered = sorted(slots, key=lambda each: each.start)
    return (list(group) for _, group in groupby(ordered, lambda each: each.start))


def together(slots: Iterable[Slot]) -> Counts:
    """All of it."""
    total = Counts()
    for each in slots:
        total = added(total, each.counts)
    return total
