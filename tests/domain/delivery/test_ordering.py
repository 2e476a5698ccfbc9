"""Who waits for whom."""

from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain.delivery.ordering import event_key, handler_groups, ordering_key
from hookshift.domain.routing.routing import Route

NAMES = st.sampled_from("abcdefgh")
ROUTES = st.lists(
    st.builds(Route, st.text(max_size=3), NAMES, st.none() | NAMES, st.just(value=False)),
    max_size=12,
)


@given(ROUTES)
def test_handlers_that_a_rollout_connects_are_one_road(routes: list[Route]) -> None:
    found = handler_groups(routes, "abcdefgh")
    assert set(found) == set("abcdefgh")
    for route in routes:
        if route.unified is not None:
            assert found[route.legacy] == found[route.unified]
    # Nobody else is on it: what can be reached by routes is all that a handler group holds.
    for name in "abcdefgh":
        reached = {name}
        for _ in routes:
            for route in routes:
                if route.unified and {route.legacy, route.unified} & reached:
                    reached |= {route.legacy, route.unified}
        assert {other for other in found if found[other] == found[name]} == reached


def test_the_runbooks_roads() -> None:
    names = ("jobs", "property", "unified", "mobility", "default")
    routes = [
        Route("jobs", "jobs", "unified", protected=False),
        Route("property", "property", "unified", protected=False),
        Route("mobility", "mobility", None, protected=True),
    ]
    assert handler_groups(routes, names) == {
        "jobs": "jobs",
        "property": "jobs",
        "unified": "jobs",
        "mobility": "mobility",
        "default": "default",
    }


@given(st.text(), st.text())
def test_a_lane_is_a_bigint_and_tells_people_and_roads_apart(one: str, other: str) -> None:
    assert -(2**63) <= ordering_key("group", one) < 2**63
    assert (ordering_key("group", one) == ordering_key("group", other)) == (one == other)
    assert ordering_key("group", one) != ordering_key("groups", one)


texts = st.text(max_size=5)
keys = st.tuples(texts, st.none() | texts, texts, texts)


@given(keys, keys)
def test_an_event_keeps_its_key(
    one: tuple[str, str | None, str, str], other: tuple[str, str | None, str, str]
) -> None:
    def plain(key: tuple[str, str | None, str, str]) -> bool:
        return not any("\0" in (part or "") for part in key)

    same = [part or "" for part in one] == [part or "" for part in other]
    assert len(event_key(*one)) == 16
    if plain(one) and plain(other):
        assert (event_key(*one) == event_key(*other)) == same
