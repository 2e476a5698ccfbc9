"""Requests of few events: nothing is lost, nothing doubled, and each sender's order is kept."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain.delivery.requests import event_limits, series
from hookshift.domain.events import Event, EventKind
from hookshift.domain.routing.routing import Decision, Part, Reason, Route, Side

WHY = Decision("jobs", "jobs", Side.LEGACY, Reason.OUT_OF_SHARE, None, None)


def part(*senders: str | None) -> Part:
    """An event for each sender; the number in it says which one it is."""
    events = [
        Event(EventKind.MESSAGE, "text", str(i), sender, sender, "", (), None, (), (i,))
        for i, sender in enumerate(senders)
    ]
    why = [WHY._replace(rule=str(i)) for i in range(len(events))]
    return Part("jobs", Side.LEGACY, tuple(events), tuple(why))


def numbers(part: Part, most: int | None) -> list[list[list[int]]]:
    return [
        [[int(event.event_id or "") for event in request.events] for request in each]
        for each in series(part, most)
    ]


def test_one_event_a_request_one_series_a_sender() -> None:
    assert numbers(part("a", "b", "a", None, "b", "a"), 1) == [
        [[0], [2], [5]],
        [[1], [4]],
        [[3]],
    ]


def test_senders_share_requests_while_they_fit() -> None:
    assert numbers(part("a", "b", "b", "c", "c", "c", "d"), 2) == [
        [[0]],
        [[1, 2]],
        [[3, 4], [5]],
        [[6]],
    ]
    assert numbers(part("a", "b", "a", "c", "d"), 3) == [[[0, 1, 2]], [[3, 4]]]


def test_what_fits_is_not_divided() -> None:
    whole = part("a", "b", "a")
    for most in (None, 3, 4):
        assert series(whole, most) == [[whole]]


@given(
    st.lists(st.sampled_from(["a", "b", "c", "d", None]), min_size=1, max_size=40),
    st.integers(1, 12),
)
def test_nothing_is_lost_doubled_or_put_out_of_order(senders: list[str | None], most: int) -> None:
    whole = part(*senders)
    found = series(whole, most)
    requests = [request for each in found for request in each]
    assert Counter(e for r in requests for e in r.events) == Counter(whole.events)
    for request in requests:
        assert 1 <= len(request.events) <= most
        assert [event.event_id for event in request.events] == [d.rule for d in request.decisions]
    for sender in {*senders}:
        holding = [
            each for each in found if any(e.sender == sender for r in each for e in r.events)
        ]
        assert len(holding) == 1, "a sender's requests follow each other"
        own = [e for request in holding[0] for e in request.events if e.sender == sender]
        assert own == [event for event in whole.events if event.sender == sender]


def test_a_stored_delivery_fits_every_handler_that_may_get_it() -> None:
    routes = [
        Route("jobs", "jobs", "unified", protected=False),
        Route("property", "property", "unified", protected=False),
        Route("mobility", "mobility", None, protected=True),
    ]
    assert event_limits(routes, {"jobs": 1, "unified": 5, "mobility": 2}) == {
        ("unknown", "jobs"): 1,
        ("unknown", "unified"): 5,
        ("unknown", "mobility"): 2,
        ("jobs", "jobs"): 1,
        ("jobs", "unified"): 1,
        ("property", "unified"): 5,
        ("mobility", "mobility"): 2,
    }
    assert event_limits(routes, {}) == {}
