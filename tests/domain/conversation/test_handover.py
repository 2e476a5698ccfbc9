"""A handler hands over what it was asked about, if that is still its own."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain.conversation.circumstances import Circumstances
from hookshift.domain.conversation.handover import (
    OwnerAsked,
    OwnerChange,
    Unheeded,
    asked,
    handed_over,
)
from hookshift.domain.conversation.records import ConversationRecord, PersonRecord
from hookshift.domain.conversation.terms import Terms
from hookshift.domain.routing.routing import Decision, DomainBy, Reason, Route, Side, Snapshot

NOW = 1_000_000
ROUTES = {
    "jobs": Route("jobs", "old-jobs", "new", protected=False),
    "homes": Route("homes", "old-homes", "new", protected=False),
    "shop": Route("shop", "old-shop", None, protected=False),
}
HALF = Snapshot(1, enabled=True, threshold=5_000, domains=frozenset(ROUTES), salt=b"salt")
GIVEN = Circumstances(Terms(600, 300, 400), ROUTES, HALF, NOW)
PERSON = PersonRecord(7, 4_999, 1, 5)
BEFORE = ConversationRecord(7, "jobs", Side.UNIFIED, NOW - 50, NOW - 10, 900_000)
ASKED = OwnerAsked("jobs", Side.UNIFIED, NOW - 2, 900_001)
NOBODYS = OwnerAsked(None, Side.LEGACY, NOW - 2, 900_001)


def test_released_it_is_over_for_all_that_is_older_or_newer() -> None:
    after = handed_over(OwnerChange(None), ASKED, PERSON, BEFORE, GIVEN)
    assert after == BEFORE._replace(ended=True, last=NOW)


@pytest.mark.parametrize(
    ("to", "number", "side"),
    [
        ("homes", 4_999, Side.UNIFIED),
        ("homes", 5_000, Side.LEGACY),
        ("shop", 0, Side.LEGACY),
        ("jobs", 5_000, Side.LEGACY),
    ],
)
def test_passed_it_begins_anew_on_the_side_of_the_bucket(to: str, number: int, side: Side) -> None:
    person = PERSON._replace(bucket=number)
    after = handed_over(OwnerChange(to), ASKED, person, BEFORE, GIVEN)
    assert after == ConversationRecord(7, to, side, NOW, NOW, BEFORE.turned)


def test_without_a_configuration_it_is_passed_to_legacy() -> None:
    given = GIVEN._replace(snapshot=None)
    after = handed_over(OwnerChange("homes"), ASKED, PERSON, BEFORE, given)
    assert isinstance(after, ConversationRecord)
    assert after.side is Side.LEGACY


@pytest.mark.parametrize(
    "changes",
    [
        {"domain": "homes"},
        {"side": Side.LEGACY},
        {"ended": True},
        {"began": NOW - 1},
        {"last": NOW - 600},
    ],
)
@pytest.mark.parametrize("wanted", [OwnerChange(None), OwnerChange("homes")])
def test_what_happened_meanwhile_wins(changes: dict[str, Any], wanted: OwnerChange) -> None:
    now = BEFORE._replace(**changes)
    assert handed_over(wanted, ASKED, PERSON, now, GIVEN) is Unheeded.NOT_OWNER


def test_who_was_asked_of_no_conversation_may_pass_while_there_is_none() -> None:
    new = ConversationRecord(7, "homes", Side.UNIFIED, NOW, NOW, 900_001)
    assert handed_over(OwnerChange("homes"), NOBODYS, PERSON, None, GIVEN) == new
    ended = BEFORE._replace(ended=True, last=NOW - 2)
    passed = handed_over(OwnerChange("homes"), NOBODYS, PERSON, ended, GIVEN)
    assert passed == new._replace(turned=BEFORE.turned)
    unknown = NOBODYS._replace(at=0)
    passed = handed_over(OwnerChange("homes"), unknown, PERSON, None, GIVEN)
    assert passed == new._replace(turned=NOW - 2)


def test_who_was_asked_of_no_conversation_has_none_to_release() -> None:
    for before in (None, BEFORE._replace(ended=True, last=NOW - 2)):
        refused = handed_over(OwnerChange(None), NOBODYS, PERSON, before, GIVEN)
        assert refused is Unheeded.NOT_OWNER


def test_one_that_began_or_ended_meanwhile_wins_over_who_was_asked_of_none() -> None:
    for now in (BEFORE, BEFORE._replace(ended=True, last=NOW - 1)):
        assert handed_over(OwnerChange("homes"), NOBODYS, PERSON, now, GIVEN) is Unheeded.NOT_OWNER


def test_who_owns_needs_a_conversation() -> None:
    assert handed_over(OwnerChange(None), ASKED, PERSON, None, GIVEN) is Unheeded.NOT_OWNER


def test_what_a_decision_asks_its_handler_about() -> None:
    decision = Decision("jobs", "new", Side.UNIFIED, Reason.IN_SHARE, "r", 1)
    assert asked(decision, 9, 12.9) == OwnerAsked("jobs", Side.UNIFIED, 12, 9)
    by_reset = decision._replace(domain_by=DomainBy.RESET)
    assert asked(by_reset, 9, 12.9) == OwnerAsked(None, Side.UNIFIED, 12, 9)
    unknown = decision._replace(domain="unknown", side=Side.LEGACY)
    assert asked(unknown, 9, 12.9) == OwnerAsked(None, Side.LEGACY, 12, 9)


domains = st.sampled_from(list(ROUTES))
sides = st.sampled_from(Side)
seconds = st.integers(NOW - 1_000, NOW)


@given(
    st.none() | st.builds(
        ConversationRecord, st.just(7), domains, sides, seconds, seconds, seconds, st.booleans()
    ),
    st.builds(OwnerAsked, st.none() | domains, sides, seconds, st.just(0) | seconds),
    st.none() | domains,
    st.integers(0, 9_999),
    st.sampled_from([None, HALF, HALF._replace(enabled=False), HALF._replace(threshold=0)]),
)  # fmt: skip
def test_only_the_owner_changes_anything_and_nobody_is_where_their_bucket_is_not(
    now: ConversationRecord | None,
    what: OwnerAsked,
    to: str | None,
    bucket: int,
    snapshot: Snapshot | None,
) -> None:
    circumstances = GIVEN._replace(snapshot=snapshot)
    person = PERSON._replace(bucket=bucket)
    after = handed_over(OwnerChange(to), what, person, now, circumstances)
    if isinstance(after, Unheeded):
        return
    goes_on = now is not None and not now.ended and NOW - now.last < GIVEN.terms.context
    if now is not None and goes_on:
        assert (now.domain, now.side) == (what.domain, what.side)
        assert now.began <= what.since
        assert after.turned == now.turned
    else:
        assert what.domain is None
        assert to is not None
        assert now is None or now.last <= what.since
    assert after.ended is (to is None)
    if to is not None and after.side is Side.UNIFIED:
        assert snapshot is not None
        assert bucket < snapshot.threshold_of(to)
