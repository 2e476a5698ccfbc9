"""What rows add to the rollups: every rule by example, and the sums whatever the batches."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain.evidence.latency import EDGES
from hookshift.domain.evidence.rollups import (
    FAILING_KEPT,
    NOTHING_CONTINUES,
    Continuing,
    Counts,
    added,
)
from hookshift.domain.evidence.tally import Tally, by_hour, tally
from hookshift.domain.routing.records import LogRow
from hookshift.domain.routing.routing import Reason, Side

T0 = 1_764_752_400
KEY = (T0, "jobs", "unified", 3)
SLOW_MS = 2_000


def row(**changes: Any) -> LogRow:
    """One success on unified, at the start of a slot."""
    made = LogRow(
        b"", "wa-webhook-unified", "jobs", "unified", None, None, 5, "success", None, float(T0),
        "whatsapp", "message", "text", None, "in_share", 17, 3, 200, 1, "c", 900, final=True,
    )  # fmt: skip
    return made._replace(**changes)


def only(*rows: LogRow) -> Counts:
    """The counts of rows that all belong to one slot."""
    ((key, counts),) = tally(rows, 10, SLOW_MS).slots.items()
    assert key == KEY
    return counts


def test_a_success() -> None:
    found = tally([row()], 10, SLOW_MS)
    sketch = (0, 0, 0, 0, 1)
    assert EDGES[4] == 5
    expected = Counts(requests=1, lowest_bucket=17, highest_bucket=17, latency=sketch)
    assert found == Tally({KEY: expected}, {}, {(3, "jobs"): {900: (T0, "unified")}})


def test_an_error_is_counted_with_its_sender_aside() -> None:
    found = tally([row(status="error"), row(status="error"), row(sender=901)], 10, SLOW_MS)
    counts = found.slots[KEY]
    assert counts[:5] == (3, 2, 2, 0, 0)
    assert counts.failing_senders == (900,)
    assert found.bursts == {(T0, "jobs", "unified", 3, 900): (T0, 2)}


def test_what_belongs_to_an_older_conversation_is_counted_aside_too() -> None:
    old = [
        row(reason="continuing", response_time_ms=9),
        row(reason="continuing", status="error", final=False),
        row(reason="continuing", status="error", attempt=2),
        row(reason="affinity", status="error"),
        row(reason="context_unknown"),
    ]
    counts = only(*old, row(), row(status="error"))
    assert (counts.requests, counts.errors, counts.undelivered) == (6, 3, 3)
    assert counts.continuing[:3] == (4, 2, 2)
    assert sum(counts.continuing.latency) == 4
    assert counts.continuing.latency == (0, 0, 0, 0, 3, 0, 0, 0, 1)


@pytest.mark.parametrize(("domain_by", "aside"), [(None, 0), ("rule", 1)])
def test_a_fallback_cannot_tell_when_its_conversation_began(
    domain_by: str | None, aside: int
) -> None:
    fell_back = row(
        reason="unified_unreachable", routed_to="legacy", attempt=2, status="error",
        domain_by=domain_by,
    )  # fmt: skip
    counts = only(fell_back)
    assert (counts.undelivered, counts.continuing.undelivered) == (1, aside)
    assert only(row(), fell_back).continuing == Continuing(undelivered=aside)


def test_what_a_rule_drops_counts_for_no_side() -> None:
    dropped = row(domain="dropped", status="dropped", reason="dropped", attempt=0, sender=None)
    assert tally([dropped], 10, SLOW_MS) == Tally({}, {}, {})


def test_errors_without_a_sender_count_one_each() -> None:
    found = tally([row(status="error", sender=None) for _ in range(3)], 10, SLOW_MS)
    assert found.slots[KEY].errors_squared == 3
    assert found.slots[KEY].failing_senders == ()
    assert found.bursts == {}


def test_the_fallback_counts_where_the_event_was_assigned_to() -> None:
    refused = row(status="error", final=False)
    second = row(
        attempt=2, routed_to="legacy", reason="unified_unreachable", response_time_ms=9_000
    )
    counts = only(refused, second, refused, second._replace(status="error"))
    assert (counts.requests, counts.errors, counts.attempts) == (2, 2, 2)
    assert counts.undelivered == 1
    assert counts.slow == 0
    assert sum(counts.latency) == 2


@pytest.mark.parametrize(("milliseconds", "slow"), [(SLOW_MS, 0), (SLOW_MS + 1, 1)])
def test_slow_is_slower_than_the_limit(milliseconds: int, slow: int) -> None:
    counts = only(row(response_time_ms=milliseconds))
    assert counts.slow == slow
    assert sum(counts.latency[EDGES.index(SLOW_MS) + 1 :]) == slow


def test_what_no_share_decided_has_no_bucket_and_no_new_sender() -> None:
    for reason in set(Reason) - {Reason.IN_SHARE, Reason.OUT_OF_SHARE, Reason.DROPPED}:
        found = tally([row(reason=reason, routed_to="unified")], 10, SLOW_MS)
        assert found.slots[KEY].lowest_bucket is None
        assert found.slots[KEY].highest_bucket is None
        assert found.senders == {}


def test_a_sender_counts_in_the_earliest_slot() -> None:
    rows = [row(created_at=T0 + second) for second in (25.0, 12.0, 31.0)]
    assert tally(rows, 10, SLOW_MS).senders == {(3, "jobs"): {900: (T0 + 10, "unified")}}


def test_errors_of_one_minute_come_together() -> None:
    rows = [row(status="error", created_at=T0 + second) for second in (65.0, 51.0, 59.0, 12.0)]
    assert tally(rows, 10, SLOW_MS).bursts == {
        (T0, "jobs", "unified", 3, 900): (T0 + 10, 3),
        (T0 + 60, "jobs", "unified", 3, 900): (T0 + 60, 1),
    }


def test_without_a_configuration_the_version_is_0() -> None:
    assert {key[3] for key in tally([row(config_version=None)], 10, SLOW_MS).slots} == {0}


def test_only_so_many_failing_senders_are_told_apart() -> None:
    rows = [row(status="error", sender=number) for number in range(FAILING_KEPT + 3, 0, -1)]
    assert only(*rows).failing_senders == tuple(range(1, FAILING_KEPT + 1))


BESIDE_A_SECOND = st.tuples(st.integers(T0, T0 + 100), st.integers(-4, 4)).map(
    lambda pair: pair[0] + pair[1] * 2**-22
)


@given(st.floats(T0, T0 + 100) | BESIDE_A_SECOND, st.integers(1, 60))
def test_a_row_is_in_the_slot_of_its_time_as_the_table_has_it(when: float, seconds: int) -> None:
    """PostgreSQL keeps microseconds, so the last half of one belongs to the next slot."""
    stored = datetime.fromtimestamp(when, UTC)
    ((start, *_),) = tally([row(created_at=when)], seconds, SLOW_MS).slots
    assert start == int(stored.timestamp()) // seconds * seconds


ROWS = st.builds(
    row,
    domain=st.sampled_from(["jobs", "property"]),
    created_at=st.integers(0, 20_000).map(lambda tenths: T0 + tenths / 10),
    response_time_ms=st.sampled_from([0, 5, 1_999, 2_000, 2_001, 10**7]),
    bucket=st.none() | st.integers(0, 9_999),
    config_version=st.sampled_from([None, 1, 2]),
    sender=st.none() | st.integers(0, 3),
) | st.builds(row)
OUTCOMES = st.sampled_from(
    list[dict[str, Any]](
        [
            {},
            {"routed_to": "legacy", "reason": "out_of_share"},
            {"routed_to": "legacy", "reason": "protected"},
            {"status": "error"},
            {"status": "error", "final": False},
            {"routed_to": "legacy", "reason": "unified_unreachable", "attempt": 2},
            {"routed_to": "legacy", "attempt": 2, "status": "error"},
            {"reason": "continuing"},
            {"reason": "continuing", "status": "error"},
            {"routed_to": "legacy", "reason": "affinity", "status": "error", "final": False},
            {"routed_to": "legacy", "reason": "context_unknown"},
        ]
    )
)
BATCH = st.lists(
    st.tuples(ROWS, OUTCOMES).map(lambda pair: pair[0]._replace(**pair[1])), max_size=40
)


@dataclass
class Together:
    """Several tallies as PostgreSQL adds them up."""

    slots: dict[Any, Counts] = field(default_factory=dict)
    bursts: Counter[Any] = field(default_factory=Counter)
    senders: dict[Any, tuple[int, str]] = field(default_factory=dict)

    def add(self, one: Tally) -> None:
        for key, counts in one.slots.items():
            self.slots[key] = added(self.slots.get(key, Counts()), counts)
        for burst, (_, errors) in one.bursts.items():
            self.bursts[burst] += errors
        for draw, senders in one.senders.items():
            for sender, where in senders.items():
                name = (*draw, sender)
                self.senders[name] = min(where, self.senders.get(name, where))


def together(batches: Iterable[Sequence[LogRow]]) -> Together:
    """Each batch tallied by itself, then added up."""
    result = Together()
    for batch in batches:
        result.add(tally(batch, 10, SLOW_MS))
    return result


@given(BATCH, st.lists(st.integers(0, 40), max_size=5), st.randoms())
def test_batches_split_and_ordered_anyhow_give_the_same_sums(
    rows: list[LogRow], cuts: list[int], chance: Any
) -> None:
    whole = together([rows])
    chance.shuffle(rows)
    edges = [0, *sorted(cuts), len(rows)]
    pieces = [rows[a:b] for a, b in pairwise(edges)]
    assert together(pieces) == whole
    assert together(pieces[::-1]) == whole


@given(BATCH)
def test_nothing_is_lost_or_counted_twice(rows: list[LogRow]) -> None:
    found = tally(rows, 10, SLOW_MS)
    counts = list(found.slots.values())
    first = [each for each in rows if each.attempt == 1]
    errors = [each for each in first if each.status == "error"]
    assert sum(each.requests for each in counts) == len(first)
    assert sum(each.attempts for each in counts) == len(rows) - len(first)
    assert sum(each.errors for each in counts) == len(errors)
    assert sum(each.slow for each in counts) == sum(e.response_time_ms > SLOW_MS for e in first)
    assert sum(sum(each.latency) for each in counts) == len(first)
    assert all(each.latency[-1] for each in counts if each.latency), "trailing zeros are cut"
    named = sum(errors for _, errors in found.bursts.values())
    assert named + sum(each.errors_squared for each in counts) == len(errors)
    for burst, (start, _) in found.bursts.items():
        assert (start, *burst[1:4]) in found.slots
    for (version, domain), senders in found.senders.items():
        for start, side in senders.values():
            assert (start, domain, side, version) in found.slots
    assert {key[2] for key in found.slots} <= set(Side)


COUNTS = st.builds(
    Counts,
    *(st.integers(0, 9) for _ in range(7)),
    st.none() | st.integers(0, 9),
    st.none() | st.integers(0, 9),
    st.sets(st.integers(0, 9), max_size=FAILING_KEPT).map(lambda some: tuple(sorted(some))),
    st.lists(st.integers(0, 9), max_size=5).map(tuple),
    st.just(NOTHING_CONTINUES)
    | st.builds(
        Continuing,
        st.integers(1, 9),
        st.integers(0, 9),
        st.integers(0, 9),
        st.lists(st.integers(0, 9), max_size=5).map(tuple),
    ),
)


@given(COUNTS, COUNTS, COUNTS)
def test_adding_counts_does_not_depend_on_the_order(a: Counts, b: Counts, c: Counts) -> None:
    assert added(a, b) == added(b, a)
    assert added(added(a, b), c) == added(a, added(b, c))
    assert added(a, Counts()) == a


@given(BATCH)
def test_hours_are_the_same_sums(rows: list[LogRow]) -> None:
    slots = tally(rows, 10, SLOW_MS).slots
    expected: dict[Any, Counts] = {}
    for (start, *rest), counts in slots.items():
        key = (start // 3_600 * 3_600, *rest)
        expected[key] = added(expected.get(key, Counts()), counts)
    assert by_hour(slots) == expected
