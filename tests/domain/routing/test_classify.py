"""Rules: the first whose every condition holds; each condition by its own examples."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain.events import Event, EventKind
from hookshift.domain.routing.classify import (
    Condition,
    Rule,
    callback_data,
    choice_prefix,
    classify,
    contains,
    event_type,
    has_headers,
    matches,
    phone_number_id,
    referral_source,
    with_headers,
    words,
)
from tests.domain.samples import event


def acme(text: str) -> bool:
    return "ACME" in text


def holds(condition: Condition, sample: Event) -> bool:
    return condition(sample, sample.text.lower())


@pytest.mark.parametrize(
    ("condition", "values", "expected"),
    [
        (contains(["JOB", "rent"]), {"text": "any Jobs?"}, True),
        (contains(["job"]), {"text": "j ob"}, False),
        (contains([]), {"text": "job"}, False),
        (words(["Ride", "taxi"]), {"text": "a RIDE, please"}, True),
        (words(["ride"]), {"text": "bride rides ride_2"}, False),
        (words(["caf\u00e9"]), {"text": "CAF\u00c9"}, True),
        (words(["ride"]), {"text": ""}, False),
        (matches(lambda text: "JOB" in text), {"text": "a JOB"}, True),
        (matches(lambda text: "JOB" in text), {"text": "a job"}, False),
        (matches(lambda _text: None), {"text": "a job"}, False),
        (choice_prefix(["job_", "x"]), {"choices": ("a", "job_1")}, True),
        (choice_prefix(["job_"]), {"choices": ("ajob_1",), "text": "job_1"}, False),
        (choice_prefix(["job_"]), {"choices": ()}, False),
        (callback_data("a", ["x:", "jobs:"]), {"callback_data": (("a", "jobs:1"),)}, True),
        (callback_data("a", ["jobs:"]), {"callback_data": (("b", "jobs:1"),)}, False),
        (callback_data("a", ["jobs:"]), {"callback_data": (("a", "Jobs:1"),)}, False),
        (callback_data("a", ["jobs:"]), {"callback_data": ()}, False),
        (phone_number_id(["106", "107"]), {"phone_number_id": "107"}, True),
        (phone_number_id(["106"]), {"phone_number_id": "1067"}, False),
        (phone_number_id(["106"]), {"phone_number_id": None}, False),
        (event_type(["image"]), {"type": "image"}, True),
        (event_type(["status"]), {"kind": EventKind.STATUS, "type": "read"}, True),
        (event_type(["message"]), {"kind": EventKind.STATUS, "type": "read"}, False),
        (referral_source(["ad"]), {"referral": ("ad", "12", "https://fb.me/x")}, True),
        (referral_source(["https://fb.me/"]), {"referral": ("https://fb.me/x",)}, True),
        (referral_source(["12"]), {"referral": ("ad", "123")}, False),
        (referral_source(["ad"]), {"referral": ("adx://x",)}, True),
        (referral_source(["ad"]), {"referral": ()}, False),
        (has_headers({"X-Tenant": acme}), {"headers": ((b"x-tenant", b"ACME"),)}, True),
        (has_headers({"x-tenant": acme}), {"headers": ((b"x-tenant", b"acme"),)}, False),
        (has_headers({"x-tenant": acme}), {"headers": ((b"x-other", b"ACME"),)}, False),
        (has_headers({"x-tenant": acme}), {"headers": ()}, False),
        # Given twice, any of its values may match.
        (
            has_headers({"x-tenant": acme}),
            {"headers": ((b"x-tenant", b"other"), (b"x-tenant", b"ACME"))},
            True,
        ),
        # Several headers are several keys of the rule: each must match.
        (
            has_headers({"x-tenant": acme, "x-region": acme}),
            {"headers": ((b"x-tenant", b"ACME"), (b"x-region", b"ACME"))},
            True,
        ),
        (
            has_headers({"x-tenant": acme, "x-region": acme}),
            {"headers": ((b"x-tenant", b"ACME"),)},
            False,
        ),
    ],
)
def test_a_condition(condition: Condition, values: dict[str, Any], expected: bool) -> None:
    assert holds(condition, event(**values)) is expected


def test_the_first_rule_wins_and_every_condition_must_hold() -> None:
    both = Rule("both", "jobs", (contains(["job"]), event_type(["image"])))
    first = Rule("first", "jobs", (contains(["job"]),))
    second = Rule("second", "property", (contains(["job", "rent"]),))
    rules = (both, first, second)
    assert classify(event(text="job", type="image"), rules) is both
    assert classify(event(text="job"), rules) is first
    assert classify(event(text="rent"), rules) is second
    assert classify(event(text="hello"), rules) is None
    assert classify(event(text="job"), ()) is None


def test_a_dear_condition_is_not_asked_after_a_cheap_no() -> None:
    def never(_event: Event, _text: str) -> bool:
        raise AssertionError("asked in vain")

    rules = (Rule("r", "jobs", (event_type(["image"]), never)),)
    assert classify(event(text="x"), rules) is None


LETTERS = st.text(st.sampled_from("jJoObBrReEnNtT \n-_"), max_size=12)


@given(LETTERS, st.lists(st.sampled_from(["job", "rent", "o"]), min_size=1))
def test_contains_is_includes_in_lower_case(text: str, values: list[str]) -> None:
    expected = any(value in text.lower() for value in values)
    assert holds(contains(values), event(text=text)) is expected


@given(LETTERS)
def test_a_whole_word_is_also_contained(text: str) -> None:
    if holds(words(["job", "rent"]), event(text=text)):
        assert holds(contains(["job", "rent"]), event(text=text))


@given(LETTERS, st.permutations(["job", "rent", "o", "b j"]))
def test_the_order_of_rules_decides(text: str, needles: list[str]) -> None:
    rules = [Rule(needle, "d", (contains([needle]),)) for needle in needles]
    expected = next((needle for needle in needles if needle in text.lower()), None)
    found = classify(event(text=text), rules)
    assert (found.name if found else None) == expected


def test_events_carry_the_headers_that_rules_ask_for_and_no_others() -> None:
    headers = [(b"x-tenant", b"ACME"), (b"authorization", b"secret"), (b"x-tenant", b"b")]
    events = [event(text="a"), event(text="b")]
    carried = with_headers(events, headers, frozenset({b"x-tenant"}))
    assert [each.headers for each in carried] == [
        ((b"x-tenant", b"ACME"), (b"x-tenant", b"b")),
    ] * 2
    assert [each._replace(headers=()) for each in carried] == events


def test_events_are_not_touched_where_no_header_is_asked_for_or_there() -> None:
    events = [event(text="a")]
    assert with_headers(events, [(b"x-tenant", b"ACME")], frozenset()) is events
    assert with_headers(events, [(b"host", b"a")], frozenset({b"x-tenant"})) is events
