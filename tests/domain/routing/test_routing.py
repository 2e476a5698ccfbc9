"""The decision: its invariants for every event, table and snapshot, and each reason once."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain.events import Event
from hookshift.domain.routing.assignment import bucket, place
from hookshift.domain.routing.classify import Rule, contains
from hookshift.domain.routing.routing import (
    DROPPED,
    REASON_TEXT,
    UNKNOWN_DOMAIN,
    Decision,
    Reason,
    Route,
    RouteTable,
    Side,
    Snapshot,
    decide,
    given_back,
    plan,
)
from tests.domain.binomial import tail
from tests.domain.samples import event

DEFAULT = "default"
ROUTES = {
    "jobs": Route("jobs", "old-jobs", "new", protected=False),
    "property": Route("property", "old-property", "new", protected=False),
    "fixed": Route("fixed", "old-fixed", None, protected=False),
    "wallet": Route("wallet", "old-wallet", None, protected=True),
    # The configuration check refuses this one; the decision must not depend on that.
    "mistake": Route("mistake", "old-mistake", "new", protected=True),
}
TABLE = RouteTable(tuple(Rule(f"{d}-rule", d, (contains([d]),)) for d in ROUTES), ROUTES)
ALL = frozenset(ROUTES) | {UNKNOWN_DOMAIN}
OPEN = Snapshot(7, enabled=True, threshold=10_000, domains=ALL, salt=b"salt")

EVENTS = st.builds(
    event,
    text=st.sampled_from([*ROUTES, "hello", ""]),
    sender=st.none() | st.just("") | st.text(max_size=8),
    event_id=st.uuids().map(str),
)
SNAPSHOTS = st.builds(
    Snapshot,
    version=st.integers(1, 99),
    enabled=st.booleans(),
    threshold=st.integers(0, 10_000),
    domains=st.frozensets(st.sampled_from(sorted(ALL))),
    salt=st.binary(max_size=16),
)


def test_no_rule_is_asked_about_what_is_malformed() -> None:
    table = RouteTable(
        (Rule("all", "jobs", ()),), {"jobs": Route("jobs", "j", "u", protected=False)}
    )
    snapshot = Snapshot(
        1, enabled=True, threshold=10_000, domains=frozenset({"jobs"}), salt=b"salt"
    )
    good, odd = event(), event(malformed=True)
    assert decide(good, table, "default", snapshot).reason is Reason.IN_SHARE
    decision = decide(odd, table, "default", snapshot)
    assert decision[:4] == ("unknown", "default", Side.LEGACY, Reason.MALFORMED)


def decided(snapshot: Snapshot | None, **values: Any) -> Decision:
    return decide(event(**values), TABLE, DEFAULT, snapshot)


@given(EVENTS, SNAPSHOTS | st.none())
def test_a_decision_is_consistent(sample: Event, snapshot: Snapshot | None) -> None:
    decision = decide(sample, TABLE, DEFAULT, snapshot)
    assert decision == decide(sample, TABLE, DEFAULT, snapshot)
    assert (decision.side is Side.UNIFIED) == (decision.reason is Reason.IN_SHARE)
    assert (decision.handler == "new") == (decision.side is Side.UNIFIED)
    assert decision.rule == (
        None if decision.domain == UNKNOWN_DOMAIN else f"{decision.domain}-rule"
    )
    if decision.side is Side.LEGACY:
        route = ROUTES.get(decision.domain)
        assert decision.handler == (route.legacy if route else DEFAULT)


@given(EVENTS, SNAPSHOTS | st.none())
def test_unified_only_where_everything_says_so(sample: Event, snapshot: Snapshot | None) -> None:
    decision = decide(sample, TABLE, DEFAULT, snapshot)
    expected = (
        snapshot is not None
        and snapshot.enabled
        and decision.domain in snapshot.domains
        and decision.domain in ("jobs", "property")
        and bool(sample.sender)
        and bucket(snapshot.salt, sample.sender or "") < snapshot.threshold
    )
    assert (decision.side is Side.UNIFIED) == expected


@given(EVENTS, SNAPSHOTS)
def test_a_protected_handler_keeps_its_events_whatever_the_snapshot(
    sample: Event, snapshot: Snapshot
) -> None:
    for domain in ("wallet", "mistake"):
        decision = decide(sample._replace(text=domain), TABLE, DEFAULT, snapshot)
        assert decision.handler == f"old-{domain}"
        assert (decision.side, decision.reason) == (Side.LEGACY, Reason.PROTECTED)


@given(st.text(min_size=1), EVENTS, EVENTS, SNAPSHOTS)
def test_the_same_sender_is_on_the_same_side(
    sender: str, one: Event, other: Event, snapshot: Snapshot
) -> None:
    everywhere = snapshot._replace(domains=ALL)
    sides = {
        decide(sample._replace(sender=sender, text=text), TABLE, DEFAULT, everywhere).side
        for sample in (one, other)
        for text in ("jobs", "property", "some jobs please")
    }
    assert len(sides) == 1


@given(EVENTS, SNAPSHOTS, st.integers(0, 10_000))
def test_raising_moves_only_to_unified_and_lowering_only_back(
    sample: Event, snapshot: Snapshot, threshold: int
) -> None:
    before = decide(sample, TABLE, DEFAULT, snapshot)
    after = decide(sample, TABLE, DEFAULT, snapshot._replace(threshold=threshold))
    if before.side is not after.side:
        raised = threshold > snapshot.threshold
        assert after.side is (Side.UNIFIED if raised else Side.LEGACY)
    assert after.bucket == before.bucket


@pytest.mark.parametrize(
    ("reason", "snapshot", "values"),
    [
        (Reason.IN_SHARE, OPEN, {"text": "jobs"}),
        (Reason.OUT_OF_SHARE, OPEN._replace(threshold=0), {"text": "jobs"}),
        (Reason.NO_RULE, OPEN, {"text": "hello"}),
        (Reason.NO_RULE, None, {"text": "hello"}),
        (Reason.PROTECTED, OPEN, {"text": "wallet"}),
        (Reason.PROTECTED, None, {"text": "wallet"}),
        (Reason.NO_CONFIGURATION, None, {"text": "jobs"}),
        (Reason.DISABLED, OPEN._replace(enabled=False), {"text": "jobs"}),
        (
            Reason.LOCAL_ROLLBACK,
            OPEN._replace(enabled=False, rolled_back_here=True),
            {"text": "jobs"},
        ),
        (Reason.NOT_IN_ROLLOUT, OPEN._replace(domains=frozenset()), {"text": "jobs"}),
        (Reason.NOT_IN_ROLLOUT, OPEN, {"text": "fixed"}),
        (Reason.NO_SENDER, OPEN, {"text": "jobs", "sender": None}),
        (Reason.NO_SENDER, OPEN, {"text": "jobs", "sender": ""}),
    ],
)
def test_each_reason(reason: Reason, snapshot: Snapshot | None, values: dict[str, Any]) -> None:
    decision = decided(snapshot, **values)
    assert decision.reason is reason
    assert (decision.side is Side.UNIFIED) == (reason is Reason.IN_SHARE)


def test_every_reason_has_its_words() -> None:
    assert set(REASON_TEXT) == set(Reason)


def test_the_bucket_is_known_also_while_nobody_is_moved() -> None:
    number = bucket(b"salt", "250788000001")
    assert decided(OPEN._replace(enabled=False), text="jobs").bucket == number
    assert decided(OPEN._replace(domains=frozenset()), text="jobs").bucket == number
    assert decided(OPEN, text="fixed").bucket is None


@given(EVENTS, SNAPSHOTS | st.none())
def test_every_sender_has_a_key_also_where_nobody_can_be_moved(
    sample: Event, snapshot: Snapshot | None
) -> None:
    expected = place(snapshot.salt, sample.sender)[1] if snapshot and sample.sender else None
    assert decide(sample, TABLE, DEFAULT, snapshot).sender == expected


def test_the_edge_of_the_share_is_exact() -> None:
    number = bucket(b"salt", "250788000001")
    assert decided(OPEN._replace(threshold=number), text="jobs").side is Side.LEGACY
    assert decided(OPEN._replace(threshold=number + 1), text="jobs").side is Side.UNIFIED


@pytest.mark.parametrize("threshold", [1_000, 2_500, 3_500, 5_000])
def test_the_share_of_many_senders_is_the_percentage(threshold: int) -> None:
    count = 4_000
    snapshot = OPEN._replace(threshold=threshold)
    unified = sum(
        decided(snapshot, text="jobs", sender=f"2507880{number:05}").side is Side.UNIFIED
        for number in range(count)
    )
    assert tail(unified, count, threshold / 10_000) > 1e-6


@given(st.lists(EVENTS, min_size=1, max_size=20), SNAPSHOTS)
def test_a_plan_loses_nothing_and_mixes_nothing(samples: list[Event], snapshot: Snapshot) -> None:
    decisions = [decide(sample, TABLE, DEFAULT, snapshot) for sample in samples]
    parts = plan(samples, decisions)
    planned = [pair for part in parts for pair in zip(part.events, part.decisions, strict=True)]
    assert sorted(planned, key=str) == sorted(zip(samples, decisions, strict=True), key=str)
    assert len({(part.handler, part.side) for part in parts}) == len(parts)
    order = {id(sample): i for i, sample in enumerate(samples)}
    for part in parts:
        assert {d.handler for d in part.decisions} == {part.handler}
        assert {d.side for d in part.decisions} == {part.side}
        positions = [order[id(sample)] for sample in part.events]
        assert positions == sorted(positions)
    firsts = [order[id(part.events[0])] for part in parts]
    assert firsts == sorted(firsts)


def test_a_part_names_its_domains_in_order_of_appearance() -> None:
    texts = ["property", "jobs", "property"]
    samples = [event(text=text) for text in texts]
    parts = plan(samples, [decide(sample, TABLE, DEFAULT, OPEN) for sample in samples])
    assert [part.domains for part in parts] == [("property", "jobs")]


def test_a_handler_that_is_new_for_one_and_old_for_another_gets_two_parts() -> None:
    """Its two parts are recorded with different sides, and only one may fall back."""
    samples = [event(text="jobs"), event(text="hello")]
    decisions = [decide(sample, TABLE, "new", OPEN) for sample in samples]
    parts = plan(samples, decisions)
    assert [(part.handler, part.side) for part in parts] == [
        ("new", Side.UNIFIED),
        ("new", Side.LEGACY),
    ]


def moved_at(text: str) -> Decision:
    """While everybody is moved."""
    return decided(OPEN, text=text, sender="250788000001")


@given(st.sampled_from([*ROUTES, "hello"]), SNAPSHOTS, SNAPSHOTS, st.text(max_size=8))
def test_who_has_left_the_share_is_given_back_and_nobody_else(
    text: str, then: Snapshot, now: Snapshot, sender: str
) -> None:
    before = decide(event(text=text, sender=sender), TABLE, DEFAULT, then)
    after = given_back(before, TABLE, now)
    left = before.side is Side.UNIFIED and not (
        before.bucket is not None and before.bucket < now.threshold_of(before.domain)
    )
    if left:
        legacy = ROUTES[before.domain].legacy
        assert after == before._replace(handler=legacy, side=Side.LEGACY, reason=Reason.ROLLED_BACK)
    else:
        assert after == before


def test_the_share_ends_below_a_bucket() -> None:
    moved = moved_at("jobs")
    assert moved.side is Side.UNIFIED
    assert moved.bucket is not None
    stays = OPEN._replace(threshold=moved.bucket + 1)
    assert given_back(moved, TABLE, stays) is moved
    assert given_back(moved, TABLE, OPEN._replace(threshold=moved.bucket)).handler == "old-jobs"


def test_events_and_decisions_come_in_pairs() -> None:
    with pytest.raises(ValueError, match="shorter"):
        plan([event(), event()], [moved_at("jobs")])


def test_what_a_rule_drops_goes_nowhere() -> None:
    drops = Rule("spam", "", (contains(["spam"]),), drops=True)
    found = decide(event(text="spam"), TABLE._replace(rules=(drops,)), DEFAULT, OPEN)
    assert found == Decision(DROPPED, DROPPED, Side.LEGACY, Reason.DROPPED, "spam", None)


def test_a_drain_takes_nothing_away_that_unified_was_given_before() -> None:
    moved = moved_at("jobs")
    assert moved.bucket is not None
    fallen = OPEN._replace(threshold=moved.bucket)
    assert given_back(moved, TABLE, fallen._replace(draining_below=moved.bucket + 1)) is moved
    ended = fallen._replace(draining_below=moved.bucket)
    assert given_back(moved, TABLE, ended).side is Side.LEGACY
    off = fallen._replace(draining_below=10_000, enabled=False)
    assert given_back(moved, TABLE, off).side is Side.LEGACY
