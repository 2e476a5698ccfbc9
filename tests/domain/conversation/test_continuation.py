"""Conversations: what names the domain, who stays on their side, and what changes what is known."""

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain.conversation.circumstances import FOLLOWED_WITHIN, Circumstances, Remembered
from hookshift.domain.conversation.continuation import continued, is_refresh
from hookshift.domain.conversation.precedence import PRECEDENCE
from hookshift.domain.conversation.records import (
    ConversationRecord,
    MessageRecord,
    PersonRecord,
)
from hookshift.domain.conversation.terms import Terms
from hookshift.domain.events import Event, EventKind
from hookshift.domain.routing.classify import Rule, contains
from hookshift.domain.routing.routing import (
    DOMAIN_BY_TEXT,
    Decision,
    DomainBy,
    Reason,
    Route,
    RouteTable,
    Side,
    Snapshot,
    decide,
)
from tests.domain.samples import event

NOW = 1_800_000_000
ROUTES = {
    "jobs": Route("jobs", "old-jobs", "new", protected=False),
    "property": Route("property", "old-property", "new", protected=False),
    "fixed": Route("fixed", "old-fixed", None, protected=False),
    "wallet": Route("wallet", "old-wallet", None, protected=True),
}
TABLE = RouteTable(tuple(Rule(f"{d}-rule", d, (contains([d]),)) for d in ROUTES), ROUTES)
TERMS = Terms(86_400, 1_800, 14_400, frozenset({"menu", "stop"}))
HALF = Snapshot(
    7, enabled=True, threshold=5_000, domains=frozenset(ROUTES), salt=b"salt", lowest_lately=1_000
)
MOVED, NOT_MOVED, STAYS = 2_500, 500, 7_500
"""Buckets: of whom the rise from 10 to 50 % took along, of who was there before, of who is not."""


def person(bucket: int = MOVED) -> PersonRecord:
    return PersonRecord(77, bucket, 0, NOW - 90_000)


def conversation(
    domain: str = "jobs",
    side: Side = Side.LEGACY,
    *,
    began: int = 600,
    last: int = 60,
    ended: bool = False,
) -> ConversationRecord:
    """Of a person whose last message came so many seconds ago."""
    return ConversationRecord(77, domain, side, NOW - began, NOW - last, NOW - began, ended)


def seen(domain: str = "jobs", side: Side = Side.LEGACY) -> MessageRecord:
    return MessageRecord(domain, side, NOW - 300)


NOTHING = Remembered(person(), None)


def setting(snapshot: Snapshot | None = HALF, terms: Terms = TERMS) -> Circumstances:
    return Circumstances(terms, ROUTES, snapshot, NOW)


def go(
    what: Event, remembered: Remembered, snapshot: Snapshot | None = HALF, terms: Terms = TERMS
) -> tuple[Decision, ConversationRecord | None]:
    before = decide(what, TABLE, "default", snapshot)
    return continued(what, before, remembered, setting(snapshot, terms))


class Case(NamedTuple):
    """What must come out of an event and of what is remembered."""

    why: str
    event: Event
    remembered: Remembered
    by: DomainBy
    domain: str


HERE = conversation("jobs")
RECEIPT = event(kind=EventKind.STATUS, type="delivered")
WALK = [
    Case("known already, whatever it says", event(text="property"),
         Remembered(person(), HERE, itself=seen("fixed")), DomainBy.REDELIVERY, "fixed"),
    Case("a reset word, though a rule may claim it", event(text=" MENU "),
         Remembered(person(), HERE, about=seen("property")), DomainBy.RESET, "jobs"),
    Case("a reset word without a conversation", event(text="menu"),
         NOTHING, DomainBy.DEFAULT, "unknown"),
    Case("a reset word in a sentence resets nothing", event(text="the menu"),
         Remembered(person(), HERE), DomainBy.CONTEXT, "jobs"),
    Case("an answer is about what it answers", event(text="jobs"),
         Remembered(person(), HERE, about=seen("property")), DomainBy.REPLY, "property"),
    Case("a rule before the context", event(text="property"),
         Remembered(person(), HERE), DomainBy.RULE, "property"),
    Case("the context before the default", event(text="2"),
         Remembered(person(), HERE), DomainBy.CONTEXT, "jobs"),
    Case("the default in the end", event(text="2"), NOTHING, DomainBy.DEFAULT, "unknown"),
    Case("an old context is none", event(text="2"),
         Remembered(person(), conversation(last=86_400)), DomainBy.DEFAULT, "unknown"),
    Case("a context that nearly is too old", event(text="2"),
         Remembered(person(), conversation(last=86_399)), DomainBy.CONTEXT, "jobs"),
    Case("an ended conversation is no context", event(text="2"),
         Remembered(person(), conversation(ended=True)), DomainBy.DEFAULT, "unknown"),
    Case("a domain that is gone is no context", event(text="2"),
         Remembered(person(), conversation("gone")), DomainBy.DEFAULT, "unknown"),
    Case("nor one whose message is answered", event(text="2"),
         Remembered(person(), HERE, about=seen("gone")), DomainBy.CONTEXT, "jobs"),
    Case("a receipt follows its message", RECEIPT,
         Remembered(person(), HERE, about=seen("property")), DomainBy.RECEIPT, "property"),
    Case("else the conversation", RECEIPT, Remembered(person(), HERE), DomainBy.CONTEXT, "jobs"),
    Case("else the default", RECEIPT, NOTHING, DomainBy.DEFAULT, "unknown"),
    Case("protected domains do not continue", event(text="2"),
         Remembered(person(), conversation("wallet")), DomainBy.DEFAULT, "unknown"),
    Case("nor do answers to what a protected handler said", event(text="2"),
         Remembered(person(), HERE, about=seen("wallet")), DomainBy.CONTEXT, "jobs"),
    Case("nor receipts of it", RECEIPT,
         Remembered(person(), HERE, about=seen("wallet")), DomainBy.CONTEXT, "jobs"),
    Case("protection by a rule comes first", event(text="wallet"),
         Remembered(person(), HERE, about=seen("jobs")), DomainBy.RULE, "wallet"),
]  # fmt: skip


@pytest.mark.parametrize("case", WALK, ids=[case.why for case in WALK])
def test_the_domain_is_named_by_the_first_that_can(case: Case) -> None:
    decision, _ = go(case.event, case.remembered)
    assert (decision.domain_by, decision.domain) == (case.by, case.domain)


def test_each_line_of_the_precedence_is_walked_and_explained() -> None:
    walked = {case.by for case in WALK}
    assert walked == {*PRECEDENCE, DomainBy.DEFAULT} == set(DomainBy) == set(DOMAIN_BY_TEXT)


def test_a_protected_domain_continues_by_its_own_setting() -> None:
    allowed = TERMS._replace(protected=frozenset({"wallet"}))
    decision, _ = go(event(text="2"), Remembered(person(), conversation("wallet")), terms=allowed)
    assert (decision.handler, decision.reason) == ("old-wallet", Reason.PROTECTED)


def test_a_rise_leaves_people_where_their_conversation_began() -> None:
    decision, after = go(event(text="2"), Remembered(person(MOVED), conversation()))
    assert (decision.side, decision.reason) == (Side.LEGACY, Reason.AFFINITY)
    assert decision.handler == "old-jobs"
    assert decision.bucket == MOVED
    assert after is not None
    assert (after.side, after.began, after.last) == (Side.LEGACY, NOW - 600, NOW)


@pytest.mark.parametrize(
    "over",
    [conversation(last=1_800), conversation(began=14_400), conversation(ended=True), None,
     conversation("wallet"), conversation("fixed"), conversation("gone")],
)  # fmt: skip
def test_a_new_conversation_goes_by_the_new_share(over: ConversationRecord | None) -> None:
    decision, after = go(event(text="jobs"), Remembered(person(MOVED), over))
    assert (decision.side, decision.reason) == (Side.UNIFIED, Reason.IN_SHARE)
    assert after == ConversationRecord(77, "jobs", Side.UNIFIED, NOW, NOW, NOW, ended=False)


def test_a_word_about_something_else_begins_no_new_conversation() -> None:
    """Else whoever mentions another domain in the middle of a form would lose the form."""
    before = Remembered(person(MOVED), conversation("property"))
    decision, after = go(event(text="jobs"), before)
    assert (decision.domain, decision.side, decision.reason) == (
        "jobs", Side.LEGACY, Reason.AFFINITY,
    )  # fmt: skip
    assert after is not None
    assert (after.domain, after.began, after.last) == ("jobs", NOW - 600, NOW)
    reply = before._replace(about=seen("jobs"))
    assert go(event(text="2"), reply)[0].reason is Reason.AFFINITY
    elsewhere = HALF._replace(domains=frozenset({"jobs"}))
    assert go(event(text="jobs"), before, elsewhere)[0].reason is Reason.IN_SHARE


@pytest.mark.parametrize(("bucket", "side"), [(NOT_MOVED, Side.UNIFIED), (STAYS, Side.LEGACY)])
def test_whoever_goes_on_is_in_no_draw(bucket: int, side: Side) -> None:
    """Of those who go on a rise holds back whom it would move: the draw would lack them alone."""
    changed = HALF._replace(since=NOW - 100 - FOLLOWED_WITHIN)
    before = Remembered(person(bucket), conversation("jobs", side, began=101))
    decision, _ = go(event(text="2"), before, changed)
    assert (decision.side, decision.reason) == (side, Reason.CONTINUING)
    since = Remembered(person(bucket), conversation("jobs", side, began=100))
    decision, _ = go(event(text="2"), since, changed)
    assert decision.reason in {Reason.IN_SHARE, Reason.OUT_OF_SHARE}
    held = Remembered(person(MOVED), conversation("jobs", Side.LEGACY, began=101))
    assert go(event(text="2"), held, changed)[0].reason is Reason.AFFINITY


@pytest.mark.parametrize(("bucket", "side"), [(NOT_MOVED, Side.UNIFIED), (STAYS, Side.LEGACY)])
def test_what_begins_while_the_percentage_may_have_changed_is_in_no_draw(
    bucket: int, side: Side
) -> None:
    """A gateway that follows late leaves those whom a rise moves with legacy, and only those."""
    late = Circumstances(TERMS, ROUTES, HALF, NOW - 60, is_current=False)
    rules = decide(event(text="jobs"), TABLE, "default", HALF)
    first = continued(event(text="jobs"), rules, Remembered(person(bucket), None), late)
    assert first.decision.reason in {Reason.IN_SHARE, Reason.OUT_OF_SHARE}
    assert first.conversation is not None
    assert first.conversation.uncertain
    then, after = go(event(text="2"), Remembered(person(bucket), first.conversation))
    assert (then.side, then.reason) == (side, Reason.CONTINUING)
    assert after is not None
    assert after.uncertain
    other = Side.LEGACY if side is Side.UNIFIED else Side.UNIFIED
    turned = Remembered(person(bucket), conversation("jobs", other)._replace(ended=True))
    again = continued(event(text="jobs"), rules, turned, late).conversation
    assert again is not None
    assert again.uncertain


@pytest.mark.parametrize("text", ["jobs", "2"])
def test_a_fall_moves_everybody_at_once(text: str) -> None:
    decision, after = go(
        event(text=text), Remembered(person(STAYS), conversation("jobs", Side.UNIFIED))
    )
    assert (decision.side, decision.reason) == (Side.LEGACY, Reason.OUT_OF_SHARE)
    assert after is not None
    assert (after.side, after.began) == (Side.LEGACY, NOW)


@pytest.mark.parametrize(
    ("snapshot", "reason"),
    [
        (HALF._replace(enabled=False), Reason.DISABLED),
        (HALF._replace(enabled=False, rolled_back_here=True), Reason.LOCAL_ROLLBACK),
        (None, Reason.NO_CONFIGURATION),
        (HALF._replace(domains=frozenset()), Reason.NOT_IN_ROLLOUT),
    ],
)
def test_a_rollback_wins_over_everything(snapshot: Snapshot | None, reason: Reason) -> None:
    """Also over what went to unified when it came first, and over a message that unified sent."""
    for remembered in (
        Remembered(person(), conversation("jobs", Side.UNIFIED)),
        Remembered(person(), None, itself=seen("jobs", Side.UNIFIED)),
    ):
        decision, _ = go(event(text="2"), remembered, snapshot)
        assert (decision.side, decision.reason) == (Side.LEGACY, reason)
    about = Remembered(person(), None, about=seen("jobs", Side.UNIFIED))
    assert go(RECEIPT, about, snapshot)[0].side is Side.LEGACY


def test_a_redelivery_goes_where_it_went() -> None:
    held, after = go(event(text="jobs"), Remembered(person(MOVED), None, itself=seen()))
    assert (held.side, held.reason) == (Side.LEGACY, Reason.AFFINITY)
    assert after is None
    same, _ = go(
        event(text="jobs"), Remembered(person(MOVED), None, itself=seen(side=Side.UNIFIED))
    )
    assert (same.side, same.reason) == (Side.UNIFIED, Reason.IN_SHARE)


def test_what_cannot_be_known_goes_by_rules_and_default_and_to_legacy() -> None:
    unknown = Remembered(person(MOVED), None, is_complete=False)
    decision, after = go(event(text="2"), unknown)
    assert (decision.handler, decision.reason) == ("default", Reason.CONTEXT_UNKNOWN)
    assert after is None
    decision, _ = go(event(text="jobs"), unknown)
    assert (decision.side, decision.reason) == (Side.LEGACY, Reason.CONTEXT_UNKNOWN)
    # Nobody's side of these has changed lately, so nobody can be held.
    for bucket, side in ((NOT_MOVED, Side.UNIFIED), (STAYS, Side.LEGACY)):
        decision, _ = go(event(text="jobs"), unknown._replace(person=person(bucket)))
        assert (decision.side, decision.reason) == (side, Reason.CONTEXT_UNKNOWN)


@pytest.mark.parametrize("text", ["jobs", "property", "2"])
@pytest.mark.parametrize("side", list(Side))
def test_whose_conversation_is_known_stays_there_whatever_else_cannot_be(
    text: str, side: Side
) -> None:
    """A message that it answers, or that it may have been before, could not be looked up."""
    unknown = Remembered(person(MOVED), conversation("jobs", side), is_complete=False)
    decision, _ = go(event(text=text)._replace(answers="wamid.1"), unknown)
    assert decision.side is side
    # By a rule it is certain what it is about; by the conversation it may be something else.
    is_held = side is Side.LEGACY and decision.domain_by is DomainBy.RULE
    assert decision.reason is (Reason.AFFINITY if is_held else Reason.CONTEXT_UNKNOWN)


@pytest.mark.parametrize("kind", [kind for kind in EventKind if kind is not EventKind.MESSAGE])
def test_only_a_message_of_the_persons_own_changes_a_conversation(kind: EventKind) -> None:
    for remembered in (NOTHING, Remembered(person(), conversation())):
        for text in ("jobs", "property", "2", "menu"):
            assert go(event(kind=kind, text=text), remembered)[1] is None


def test_what_is_older_than_the_last_turn_changes_nothing() -> None:
    turned = NOW - 600
    before = Remembered(person(), conversation(began=600))
    assert go(event(text="property")._replace(at=turned - 1), before)[1] is None
    after = go(event(text="property")._replace(at=turned), before)[1]
    assert after is not None
    assert (after.domain, after.turned) == ("property", turned)


def test_a_receipt_of_legacys_message_stays_with_legacy() -> None:
    """Its sender may have moved meanwhile; the message is that of the handler that sent it."""
    about = Remembered(person(NOT_MOVED), conversation("jobs", Side.UNIFIED), about=seen())
    decision, _ = go(RECEIPT, about)
    assert (decision.side, decision.reason) == (Side.LEGACY, Reason.AFFINITY)


def test_a_late_receipt_follows_the_conversation_as_long_as_it_has_a_context() -> None:
    decision, _ = go(RECEIPT, Remembered(person(MOVED), conversation(last=3_600)))
    assert (decision.side, decision.reason) == (Side.LEGACY, Reason.AFFINITY)


def test_silence_is_measured_to_the_second_and_postgresql_is_told_now_and_then() -> None:
    """Affinity of 30 minutes lasts for 30 minutes of silence, whatever was said shortly before."""
    before = conversation("jobs", Side.UNIFIED, last=1)
    after = go(event(text="2"), Remembered(person(NOT_MOVED), before))[1]
    assert after == before._replace(last=NOW, turned=NOW)
    written = [
        not is_refresh(before._replace(last=second - 1), before._replace(last=second), TERMS)
        for second in range(NOW, NOW + 60)
    ]
    assert written.count(True) == 60 // TERMS.refresh
    assert not is_refresh(before, before._replace(began=NOW), TERMS)


def test_what_is_older_than_the_last_turn_changes_nothing_whatever_that_turn_was() -> None:
    before = conversation("jobs", Side.LEGACY, last=60)
    said = event(text="2", at=before.turned + 20)
    after = go(said, Remembered(person(NOT_MOVED), before))[1]
    assert after is not None
    late = event(text="property", at=before.turned + 10)
    decision, later = go(late, Remembered(person(NOT_MOVED), after))
    assert decision.domain == "property"
    assert later is None


def test_what_is_said_to_a_protected_handler_leaves_the_conversation_as_it_was() -> None:
    """Unless that handler continues conversations itself."""
    held = conversation("jobs", Side.LEGACY, last=60)
    assert go(event(text="wallet"), Remembered(person(MOVED), held))[1] is None


def test_a_reset_word_reaches_the_handler_and_ends_the_conversation() -> None:
    decision, after = go(event(text="Stop"), Remembered(person(MOVED), conversation()))
    assert (decision.handler, decision.reason) == ("old-jobs", Reason.AFFINITY)
    assert after is not None
    assert after.ended
    assert go(event(text="2"), Remembered(person(MOVED), after))[0].domain_by is DomainBy.DEFAULT


def test_dropped_and_malformed_events_are_left_alone() -> None:
    table = TABLE._replace(rules=(Rule("no", "", (contains(["2"]),), drops=True),))
    for what in (event(text="2"), event(text="2", malformed=True)):
        before = decide(what, table, "default", HALF)
        decision, after = continued(what, before, Remembered(person(), HERE), setting())
        assert decision[:7] == before[:7]
        assert after is None


MEMORIES = st.builds(
    Remembered,
    person=st.builds(person, st.integers(0, 9_999)),
    conversation=st.none() | st.builds(
        conversation, st.sampled_from([*ROUTES, "gone"]), st.sampled_from(Side),
        began=st.integers(0, 20_000), last=st.integers(0, 100_000), ended=st.booleans(),
    ),
    itself=st.none() | st.builds(seen, st.sampled_from([*ROUTES, "gone"]), st.sampled_from(Side)),
    about=st.none() | st.builds(seen, st.sampled_from([*ROUTES, "gone"]), st.sampled_from(Side)),
    is_complete=st.booleans(),
)  # fmt: skip
EVENTS = st.builds(
    event, kind=st.sampled_from(EventKind), text=st.sampled_from([*ROUTES, "2", "menu", ""])
)
SNAPSHOTS = st.none() | st.builds(
    Snapshot, version=st.just(1), enabled=st.booleans(), threshold=st.integers(0, 10_000),
    domains=st.frozensets(st.sampled_from(sorted(ROUTES))), salt=st.just(b"salt"),
    lowest_lately=st.none() | st.integers(0, 10_000),
)  # fmt: skip


@given(EVENTS, MEMORIES, SNAPSHOTS)
def test_nobody_is_with_unified_whom_the_share_does_not_have(
    what: Event, remembered: Remembered, snapshot: Snapshot | None
) -> None:
    """So a fall moves everybody at once, whatever is remembered."""
    decision, _ = go(what, remembered, snapshot)
    if decision.side is Side.UNIFIED:
        assert decision.reason in {Reason.IN_SHARE, Reason.CONTINUING}
        assert snapshot is not None
        assert decision.bucket is not None
        assert decision.bucket < snapshot.threshold_of(decision.domain)


@given(EVENTS, MEMORIES, SNAPSHOTS)
def test_the_handler_is_that_of_domain_and_side(
    what: Event, remembered: Remembered, snapshot: Snapshot | None
) -> None:
    decision, after = go(what, remembered, snapshot)
    if decision.domain in ROUTES:
        route = ROUTES[decision.domain]
        expected = route.unified if decision.side is Side.UNIFIED else route.legacy
        assert decision.handler == expected
    else:
        assert (decision.handler, decision.side) == ("default", Side.LEGACY)
    if after is not None:
        assert (after.domain, after.side) == (decision.domain, decision.side)


@given(EVENTS, MEMORIES, SNAPSHOTS)
def test_the_draw_is_only_about_people_whom_the_bucket_alone_placed(
    what: Event, remembered: Remembered, snapshot: Snapshot | None
) -> None:
    decision, _ = go(what, remembered, snapshot)
    if decision.reason in {Reason.IN_SHARE, Reason.OUT_OF_SHARE}:
        assert snapshot is not None
        assert decision.bucket is not None
        is_below = decision.bucket < snapshot.threshold_of(decision.domain)
        assert is_below is (decision.side is Side.UNIFIED)


@given(st.lists(st.tuples(EVENTS, st.integers(1, 4_000)), max_size=30), st.data())
def test_within_affinity_nobody_changes_handler_but_by_a_fall(
    steps: list[tuple[Event, int]], data: st.DataObject
) -> None:
    """A share that only rises; one domain, so that no rule moves anybody."""
    route = {"jobs": ROUTES["jobs"]}
    now, share, known = NOW, 1_000, Remembered(person(data.draw(st.integers(0, 9_999))), None)
    last: tuple[str, int] | None = None
    for what, gap in steps:
        now, share = now + gap, min(10_000, share + data.draw(st.integers(0, 800)))
        snapshot = HALF._replace(threshold=share)
        table = TABLE._replace(routes=route, rules=(Rule("all", "jobs", (contains([""]),)),))
        before = decide(what, table, "default", snapshot)
        decision, after = continued(what, before, known, Circumstances(TERMS, route, snapshot, now))
        conversation = known.conversation
        lasts = conversation is not None and (
            not conversation.ended
            and now - conversation.last < TERMS.affinity
            and now - conversation.began < TERMS.most_affinity
        )
        if what.kind is EventKind.MESSAGE and last is not None and lasts:
            assert decision.handler == last[0]
        if what.kind is EventKind.MESSAGE:
            last = decision.handler, now
        known = known._replace(conversation=after or conversation)
