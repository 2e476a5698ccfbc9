"""What goes to legacy in place of unified: only what nobody has sent, with every event once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain.delivery.delivery import Outcome
from hookshift.domain.delivery.fallback import can_fall_back, fallback
from hookshift.domain.errors import (
    CircuitOpen,
    HandlerBroken,
    HandlerCutOff,
    HandlerError,
    HandlerSaturated,
    HandlerTimeout,
    HandlerUnreachable,
)
from hookshift.domain.http import Response
from hookshift.domain.routing.routing import (
    Decision,
    Part,
    Reason,
    Route,
    RouteTable,
    Side,
    part_of,
)
from tests.domain.samples import event

TABLE = RouteTable(
    (), {name: Route(name, f"old-{name}", "new", protected=False) for name in ("jobs", "property")}
)
NEVER_SENT = [HandlerUnreachable("no"), HandlerSaturated("full"), CircuitOpen("open")]
MAYBE_SENT: list[Outcome] = [
    Response(200, [], b""),
    Response(503, [], b""),
    HandlerError("no"),
    HandlerTimeout("late"),
    HandlerBroken("odd"),
    HandlerCutOff("half"),
]
DOMAINS = st.lists(st.sampled_from(sorted(TABLE.routes)), min_size=1, max_size=6)


def for_unified(domains: list[str]) -> Part:
    """A part with one event for each of these domains."""
    events = [event(event_id=f"{name}-{at}") for at, name in enumerate(domains)]
    decided = [Decision(name, "new", Side.UNIFIED, Reason.IN_SHARE, "r", 5) for name in domains]
    return part_of(events, decided)


@pytest.mark.parametrize("outcome", NEVER_SENT, ids=lambda error: type(error).__name__)
def test_what_never_reached_unified_may_fall_back(outcome: Outcome) -> None:
    part = for_unified(["jobs"])
    assert can_fall_back(part, outcome)
    (legacy,) = fallback(part, TABLE)
    assert not can_fall_back(legacy, outcome), "legacy has nobody to fall back to"


@pytest.mark.parametrize("outcome", MAYBE_SENT, ids=lambda each: f"{type(each).__name__}")
def test_what_unified_may_have_seen_does_not(outcome: Outcome) -> None:
    assert not can_fall_back(for_unified(["jobs"]), outcome)


@given(DOMAINS)
def test_each_event_goes_to_the_old_handler_of_its_domain_once(domains: list[str]) -> None:
    part = for_unified(domains)
    parts = fallback(part, TABLE)
    assert [each.handler for each in parts] == [f"old-{name}" for name in dict.fromkeys(domains)]
    assert {each.side for each in parts} == {Side.LEGACY}
    by_event = {
        found.event_id: decision
        for each in parts
        for found, decision in zip(each.events, each.decisions, strict=True)
    }
    assert len(by_event) == len(domains) == sum(len(each.events) for each in parts)
    for before, decision in zip(part.events, part.decisions, strict=True):
        assert by_event[before.event_id] == decision._replace(
            handler=f"old-{decision.domain}", side=Side.LEGACY, reason=Reason.UNIFIED_UNREACHABLE
        )
