"""Bodies that people reported of routers like this one, each with its right reading."""

import json
from pathlib import Path

import pytest

from hookshift.domain.events import Event, EventKind
from hookshift.domain.routing.classify import Rule, callback_data, contains, event_type
from hookshift.domain.routing.routing import Reason, Route, RouteTable, decide, plan
from hookshift.gateway.durable.grouping import keys_of
from hookshift.providers.whatsapp_events import events
from hookshift.providers.whatsapp_split import split
from tests.providers.strategies import Json

CASES = Path(__file__).parent.parent / "golden" / "whatsapp_cases"

A, B, C = "RW.7710024419", "RW.8820135520", "RW.9930246631"
PHONE_A, PHONE_B, PHONE_C = "250788401122", "250722503344", "250733605566"

TABLE = RouteTable(
    (
        Rule("jobs", "jobs", (contains(["job"]),)),
        Rule("property", "property", (contains(["rent", "house"]),)),
        Rule("receipts", "receipts", (event_type(["status", "order", "interactive"]),)),
    ),
    {name: Route(name, name, None, protected=False) for name in ("jobs", "property", "receipts")},
)


def body_of(name: str) -> bytes:
    return (CASES / f"{name}.json").read_bytes()


def read(*names: str) -> list[Event]:
    return [event for name in names for event in events(body_of(name))]


def keys(*names: str) -> list[bytes | None]:
    return keys_of("whatsapp", read(*names))


def routed(name: str) -> dict[str, Json]:
    """The body that each handler gets; with the default handler's named "default"."""
    body = body_of(name)
    found = events(body)
    parts = plan(found, [decide(event, TABLE, "default", None) for event in found])
    bodies = split(body, [part.events for part in parts]) if len(parts) > 1 else [body]
    return {part.handler: json.loads(piece) for part, piece in zip(parts, bodies, strict=True)}


def listed(body: Json, name: str = "messages") -> list[Json]:
    found: list[Json] = body["entry"][0]["changes"][0]["value"].get(name, [])
    return found


def test_every_case_is_read() -> None:
    names = sorted(path.stem for path in CASES.iterdir())
    assert len(names) == 26
    for name in names:
        assert events(body_of(name)), name


def test_what_the_business_gave_to_what_it_sent_says_where_the_answer_goes() -> None:
    table = RouteTable(
        tuple(
            Rule(name, "jobs", (callback_data(name, ["jobs:"]),))
            for name in ("flow_token", "biz_opaque_callback_data", "cta_payload")
        ),
        TABLE.routes,
    )
    decisions = [
        decide(event, table, "default", None)
        for event in read("f1_flow", "z1_opaque", "z2_call_cta")
    ]
    assert [decision.handler for decision in decisions] == ["jobs"] * 3
    assert [decision.rule for decision in decisions] == [rule.name for rule in table.rules]


@pytest.mark.parametrize("first", ["g1_two_in_one", "g1_control"])
def test_each_member_of_a_group_has_a_receipt_of_their_own(first: str) -> None:
    later = {"g1_two_in_one": "g1_third_later", "g1_control": "g1_control_later"}[first]
    assert [event.sender for event in read(first, later)] == [PHONE_A, PHONE_B, PHONE_C]
    assert None not in keys(first, later)
    assert len(set(keys(first, later))) == 3


@pytest.mark.parametrize("name", ["v1_group_sent", "v3_group_failed"])
def test_a_receipt_of_a_group_that_names_no_member_is_known_by_all_that_it_says(name: str) -> None:
    (event,) = read(name)
    assert (event.kind, event.sender) == (EventKind.STATUS, None)
    assert keys(name) == keys(name) != [None]
    later = body_of(name).replace(b'"1790000001"', b'"1790000002"')
    assert keys_of("whatsapp", events(later)) != keys(name)


def test_a_message_may_follow_its_placeholder() -> None:
    assert len(set(keys("u1_placeholder", "u2_real", "u1_placeholder"))) == 2
    assert [decide(event, TABLE, "default", None).handler for event in read("u1_placeholder")] == [
        "default"
    ]
    assert list(routed("u2_real")) == ["property"]


def test_an_error_without_a_time_may_recur() -> None:
    assert [event.kind for event in read("e1_error")] == [EventKind.ERROR]
    assert keys("e1_error") == [None]


@pytest.mark.parametrize(
    ("name", "kind", "sender"),
    [
        ("m1_catalog_number", "order", B),
        ("m2_reaction_object", "interactive", B),
        ("m4_location_name_object", "location", B),
        ("m5_null_element", "unknown", None),
        ("m6_status_int_id", "sent", PHONE_B),
    ],
)
def test_an_odd_element_goes_to_the_default_handler_and_spoils_no_other(
    name: str, kind: str, sender: str | None
) -> None:
    good, odd = read(name)
    assert (good.sender, good.text, good.malformed) == (A, "is the job open?", False)
    assert (odd.type, odd.sender, odd.malformed) == (kind, sender, True)
    decision = decide(odd, TABLE, "default", None)
    assert (decision.handler, decision.reason) == ("default", Reason.MALFORMED)
    whole, parts = json.loads(body_of(name)), routed(name)
    assert set(parts) == {"jobs", "default"}
    assert listed(parts["jobs"]) == listed(whole)[:1]
    assert listed(parts["default"]) == listed(whole)[1:]
    assert listed(parts["default"], "statuses") == listed(whole, "statuses")


def test_what_routing_does_not_read_is_no_oddity() -> None:
    assert [event.malformed for event in read("m3_missing_timestamp", "n1_no_profile")] == [
        False,
        False,
        False,
    ]
    assert [event.sender for event in read("n1_no_profile", "o1_echo")] == [PHONE_A, A]


def test_half_a_surrogate_pair_in_a_name_is_forwarded_as_written() -> None:
    body = body_of("x2_profile")
    first, second = events(body)
    assert [first.text, second.text] == ["job", "rent"]
    parts = split(body, [[first], [second]])
    assert rb'{"profile":{"name":"Am\ud83d"},"wa_id":"250788401122"' in parts[0]
    assert rb"\ud83d" not in parts[1]


@pytest.mark.parametrize(
    ("name", "sender", "phone"),
    [("y1_changed_user_id", "RW.1111", None), ("y4_number_with_ids", A, PHONE_A)],
)
def test_a_change_of_number_is_with_the_person_as_known_before(
    name: str, sender: str, phone: str | None
) -> None:
    assert [(event.sender, event.phone) for event in read(name)] == [(sender, phone)]


def test_standby_copies_have_their_people_and_keys_of_their_own() -> None:
    found = read("s1_standby_messages", "s2_standby_status", "s3_standby_status_later")
    assert [(event.kind, event.type, event.sender) for event in found] == [
        (EventKind.STANDBY, "text", A),
        (EventKind.STANDBY, "text", B),
        (EventKind.STANDBY, "delivered", A),
        (EventKind.STANDBY, "read", A),
    ]
    assert [event.phone_number_id for event in found] == ["209900112233445"] * 4
    assert [event.text for event in found[:2]] == ["is the job open?", "a house to rent"]
    live = json.loads(body_of("s1_standby_messages"))
    (change,) = live["entry"][0]["changes"]
    change["value"] = {**change["value"], **change["value"].pop("standby")}
    change["field"] = "messages"
    own = keys_of("whatsapp", events(json.dumps(live).encode()))
    assert len({*own, *keys_of("whatsapp", found)}) == 6


def test_standby_copies_are_divided_one_level_deeper() -> None:
    parts = routed("s1_standby_messages")
    whole = json.loads(body_of("s1_standby_messages"))
    inner = whole["entry"][0]["changes"][0]["value"]["standby"]
    for i, name in enumerate(["jobs", "property"]):
        value = parts[name]["entry"][0]["changes"][0]["value"]
        assert value["metadata"] == whole["entry"][0]["changes"][0]["value"]["metadata"]
        assert value["standby"] == {key: [items[i]] for key, items in inner.items()}


@pytest.mark.parametrize("name", ["f1_flow", "z1_opaque", "z2_call_cta"])
def test_what_the_business_sent_out_is_with_its_person(name: str) -> None:
    assert [(event.sender, event.phone) for event in read(name)] == [(A, PHONE_A)]
