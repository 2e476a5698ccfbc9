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


texts = st.text(max_size=5) | st.text("a\0\1'\\,", max_size=5)
keys = st.tuples(texts, texts, texts, texts)


@given(keys, keys)
def test_an_event_keeps_its_key_and_shares_it_with_no_other(
    one: tuple[str, ...], other: tuple[str, ...]
) -> None:
    assert len(event_key(*one)) == 16
    assert (event_key(*one) == event_key(*other)) == (one == other)


def test_parts_that_hold_nul_do_not_run_into_each_other() -> None:
    assert event_key("s", "", "message", "m\0a", "b") != event_key("s", "", "message", "m", "a\0b")


def test_keys_of_the_former_version_are_known_again() -> None:
    written = "551b77807a20dd2946d16337c26447bf"
    assert event_key("whatsapp", "1", "message", "wamid.x", "text", "").hex() == written


def test_keys_are_those_that_other_versions_have_stored() -> None:
    """A worker of another version must find the same: another number would end order, or dedup."""
    assert ordering_key("wa-webhook-jobs", "250788000001") == -1733507899355408601
    assert event_key("whatsapp", "106540352242922", "message", "wamid.1").hex() == (
        "c65324822d70a80e4d6a3a5e2e0e2b7a"
    )


def test_half_a_surrogate_pair_has_a_key_of_its_own() -> None:
    assert ordering_key("a", "\ud800") != ordering_key("a", "\ud801")
    assert event_key("a", "\ud800") != event_key("a", "\ud801")
