"""Comparisons of the sides rest on conversations that began since the percentage changed.

Whoever is in the middle of one stays behind at a rise, so that those who go on with unified are not
like those who go on with legacy: what they do must never change what is compared.
"""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain.evidence.evidence import DomainEvidence, Evidence
from hookshift.domain.evidence.fold import fold
from hookshift.domain.evidence.rollups import Slot
from hookshift.domain.evidence.tally import tally
from hookshift.domain.routing.records import LogRow
from tests.domain.evidence.test_tally import T0, row
from tests.domain.rollouts import PLAN

OLD = st.sampled_from(
    [
        {"reason": "continuing", "domain_by": "context"},
        {"reason": "continuing", "domain_by": "rule", "routed_to": "legacy"},
        {"reason": "affinity", "domain_by": "rule", "routed_to": "legacy"},
        {"reason": "context_unknown", "domain_by": "context", "routed_to": "legacy"},
        {"reason": "unified_unreachable", "domain_by": "rule", "routed_to": "legacy", "attempt": 2},
    ]
)
NEW = st.sampled_from(
    [
        {"domain_by": "rule"},
        {"domain_by": "context", "routed_to": "legacy", "reason": "out_of_share"},
    ]
)
OUTCOME = st.fixed_dictionaries(
    {
        "status": st.sampled_from(["success", "error"]),
        "response_time_ms": st.sampled_from([1, 40, 5_000]),
        "final": st.booleans(),
    }
)
AT = st.integers(0, 59).map(lambda second: {"created_at": T0 + float(second)})


def folded(rows: list[LogRow]) -> DomainEvidence:
    """What a rollout has seen of them; there is no warm-up."""
    plan = PLAN._replace(settle=0.0)
    edge = DomainEvidence()
    evidence = Evidence(
        float(T0), float(T0),
        {"jobs": edge._replace(baseline=edge.baseline._replace(slow_edge=40))}, {},
    )  # fmt: skip
    slots = [
        Slot(float(start), 10.0, domain, side, version, counts)
        for (start, domain, side, version), counts in sorted(
            tally(rows, 10, 2_000).slots.items(), key=lambda item: item[0][0]
        )
    ]
    for start in dict.fromkeys(slot.start for slot in slots):
        evidence = fold(evidence, plan, 3, [slot for slot in slots if slot.start == start])
    return evidence.domains["jobs"]


@given(
    st.lists(st.tuples(AT, NEW, OUTCOME), min_size=20, max_size=60),
    st.lists(st.tuples(AT, OLD, OUTCOME, OUTCOME), max_size=40),
)
def test_tilting_what_is_older_changes_no_comparison(
    new: list[tuple[dict[str, Any], ...]], old: list[tuple[dict[str, Any], ...]]
) -> None:
    fresh = [row(**at, **what, **outcome) for at, what, outcome in new]
    one = [row(**at, **what, **outcome) for at, what, outcome, _ in old]
    other = [row(**at, **what, **outcome) for at, what, _, outcome in old]
    alone, tilted, other_way = folded(fresh), folded([*fresh, *one]), folded([*fresh, *other])
    assert tilted.comparison._replace(since=None) == other_way.comparison._replace(since=None)
    assert tilted.comparison.errors == alone.comparison.errors
    assert tilted.comparison.undelivered == alone.comparison.undelivered
    assert tilted.comparison.slow == alone.comparison.slow


def test_absolute_gates_count_all() -> None:
    rows = [row(reason="continuing", domain_by="context", status="error") for _ in range(7)]
    seen = folded([*rows, row()])
    assert (seen.unified.counts.requests, seen.unified.counts.errors) == (8, 7)
    assert seen.settled.counts.errors == 7
    assert seen.comparison.unified[:2] == (1, 0)


@given(st.lists(st.tuples(AT, OUTCOME), max_size=40))
def test_without_conversations_everything_is_compared(
    rows: list[tuple[dict[str, Any], dict[str, Any]]],
) -> None:
    made = [row(**at, **outcome) for at, outcome in rows]
    assert all(not each.continuing.requests for each in tally(made, 10, 2_000).slots.values())
    seen = folded(made).comparison.unified
    assert seen.requests == len(made)
