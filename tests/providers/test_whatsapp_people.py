"""One person is the set of all aliases that a body gives, and all their events have one key."""

import json
from typing import Any

import pytest
from hypothesis import given

from hookshift.providers.bodies import MAX_IDENTIFIER
from hookshift.providers.whatsapp_events import events
from hookshift.providers.whatsapp_people import BSUID, MOST_ALIASES, People, aliases
from hookshift.providers.whatsapp_wire import Contact
from tests.providers.strategies import Json, bodies, messages_of

OWN = "250788000111"
METADATA = {"display_phone_number": "+250 788 000 111", "phone_number_id": "106"}
OLD, NEW = "RW.old1", "RW.new2"
PHONE, NEXT_PHONE = "250788123456", "250788999000"
TOO_LONG = "RW." + "a" * MAX_IDENTIFIER


def senders(*messages: Json, people: list[Json] | None = None, **more: Json) -> list[str | None]:
    body = messages_of(*messages, people=people or (), metadata=METADATA, **more)
    return [event.sender for event in events(body)]


@pytest.mark.parametrize(
    ("user_id", "phone", "person"),
    [
        (None, None, (None, None)),
        ("", "", (None, None)),
        ("RW.x", "999", ("RW.x", "999")),
        (None, "2 2 2", ("222", "222")),
        ("RW.c", None, ("RW.c", None)),
        (None, "RW.b", ("RW.b", None)),
        (None, "abc", (None, None)),
        (None, OWN, (None, None)),
        ("RW.x", "+" + OWN, ("RW.x", None)),
    ],
)
def test_what_an_event_itself_says(
    user_id: str | None, phone: str | None, person: tuple[str | None, str | None]
) -> None:
    people = People()
    people.is_business(OWN)
    assert people.person(user_id, phone) == person


CONTACTS: list[Json] = [
    {"wa_id": "111"},
    {"wa_id": "+222", "user_id": "RW.b"},
    {"user_id": "RW.c"},
    {"wa_id": "444", "user_id": "RW.d", "parent_user_id": "RW.ENT.d"},
    {},
]


@pytest.mark.parametrize(
    ("message", "person"),
    [
        ({"from": "111"}, ("111", "111")),
        ({"from": "2 2 2"}, ("RW.b", "222")),
        ({"from": "222", "from_user_id": "RW.b"}, ("RW.b", "222")),
        ({"from_user_id": "RW.b"}, ("RW.b", "222")),
        ({"from_user_id": "RW.c"}, ("RW.c", None)),
        ({"from_user_id": "RW.ENT.d"}, ("RW.ENT.d", "444")),
        ({"from": "RW.b"}, ("RW.b", "222")),
        ({"from": "333"}, ("333", "333")),
        ({}, (None, None)),
    ],
)
def test_a_person_is_found_by_any_alias(
    message: Json, person: tuple[str | None, str | None]
) -> None:
    for others in ([], [{"from": "999", "from_user_id": "RW.z"}]):
        found = events(messages_of(message, *others, people=CONTACTS))
        assert (found[0].sender, found[0].phone) == person


CHANGED: Json = {
    "type": "system",
    "from": PHONE,
    "system": {"wa_id": NEXT_PHONE, "user_id": NEW, "previous_user_id": OLD},
}


@pytest.mark.parametrize(
    ("messages", "key"),
    [
        ([CHANGED], OLD),
        ([{"type": "system", "system": CHANGED["system"]}], OLD),
        ([{"type": "system", "from": PHONE, "system": {"wa_id": NEXT_PHONE}}], PHONE),
        ([{"type": "system", "system": {"user_id": NEW, "wa_id": NEXT_PHONE}}], NEW),
        ([{"from_user_id": OLD}, CHANGED], OLD),
        ([CHANGED, {"from_user_id": NEW}], NEW),
        ([{"from_user_id": NEW}, CHANGED, {"from_user_id": OLD}], NEW),
        ([{"from": PHONE}, CHANGED, {"from": NEXT_PHONE}], OLD),
        ([{"from": PHONE}, {"from": PHONE, "from_user_id": OLD}], OLD),
        ([{"from": PHONE, "from_user_id": OLD}, {"from": PHONE, "from_user_id": NEW}], NEW),
        ([{"from": PHONE, "from_user_id": OLD}, {"from": NEXT_PHONE, "from_user_id": OLD}], OLD),
    ],
)
def test_aliases_named_in_one_body_share_one_key(messages: list[Json], key: str) -> None:
    assert senders(*messages) == [key] * len(messages)


def test_messages_receipts_calls_and_echoes_share_it_too() -> None:
    found = senders(
        {"from": PHONE},
        statuses=[
            {"id": "1", "status": "read", "recipient_id": PHONE},
            {"id": "2", "status": "read", "recipient_user_id": NEW},
            {"id": "3", "status": "read", "recipient_type": "group", "recipient_id": "Y2Fw",
             "participant_recipient_id": PHONE},
        ],
        calls=[
            {"id": "4", "from": PHONE, "to": OWN},
            {"id": "5", "from": OWN, "to": PHONE, "direction": "BUSINESS_INITIATED"},
        ],
        message_echoes=[{"from": OWN, "to": PHONE, "to_user_id": NEW}],
    )  # fmt: skip
    assert found == [NEW] * 7


@pytest.mark.parametrize(
    "lists",
    [
        {"messages": [{"from": OWN, "to": PHONE}]},
        {"calls": [{"id": "1", "from": "+" + OWN, "to": PHONE}]},
        {"calls": [{"id": "1", "from": OWN, "to": PHONE, "direction": "USER_INITIATED"}]},
        {"statuses": [{"id": "1", "recipient_id": PHONE}]},
    ],
)
def test_the_business_is_nobody(lists: dict[str, Any]) -> None:
    messages = lists.pop("messages", [])
    contacts = [{"wa_id": OWN, "user_id": "RW.business"}]
    assert senders(*messages, people=contacts, **lists) == [PHONE]


def test_the_business_number_joins_no_two_people() -> None:
    contacts = [{"wa_id": OWN, "user_id": "RW.a"}, {"wa_id": OWN, "user_id": "RW.b"}]
    messages = [{"from": OWN, "from_user_id": "RW.a"}, {"from": OWN, "from_user_id": "RW.b"}]
    assert senders(*messages, people=contacts) == ["RW.a", "RW.b"]


def test_people_are_known_across_changes_and_entries_of_a_body() -> None:
    first = json.loads(messages_of({"from": PHONE}))
    second = json.loads(messages_of({"from": PHONE, "from_user_id": OLD}))
    changes = first["entry"][0]["changes"] + second["entry"][0]["changes"]
    together = {**first, "entry": [{**first["entry"][0], "changes": changes}]}
    apart = {**first, "entry": first["entry"] + second["entry"]}
    for body in (together, apart):
        found = events(json.dumps(body).encode())
        assert [event.sender for event in found] == [OLD, OLD]


def test_each_account_has_its_own_id_of_one_phone() -> None:
    """BSUIDs are scoped to a business portfolio: in another body each would be alone, too."""
    body: Json = {"object": "whatsapp_business_account", "entry": []}
    for account, user in (("1", OLD), ("2", NEW)):
        message = {"from": PHONE, "from_user_id": user}
        change = {"field": "messages", "value": {"messages": [message, {"from": PHONE}]}}
        body["entry"].append({"id": account, "changes": [change]})
    found = events(json.dumps(body).encode())
    assert [event.sender for event in found] == [OLD, OLD, NEW, NEW]


@given(bodies())
def test_events_that_share_an_alias_share_the_key(body: bytes) -> None:
    found = [event for event in events(body) if event.sender]
    accounts = [entry["id"] for entry in json.loads(body)["entry"]]
    for one in found:
        for other in found:
            same = accounts[int(one.locator[0])] == accounts[int(other.locator[0])]
            if same and one.phone and one.phone == other.phone:
                assert one.sender == other.sender


def test_a_thousand_aliases_of_one_person_take_no_quadratic_time() -> None:
    found = senders(*({"from": PHONE, "from_user_id": f"RW.{i}"} for i in range(1_000)))
    assert found == ["RW.999"] * 1_000


@pytest.mark.parametrize(
    ("messages", "people", "others"),
    [
        ([{"from": PHONE}], [], ()),
        ([{"from": PHONE}], [{"wa_id": PHONE, "user_id": OLD}], ()),
        ([{"from": PHONE, "from_user_id": OLD}], [{"wa_id": "+" + PHONE, "user_id": OLD}], ()),
        ([{"from": PHONE, "from_user_id": OLD}], [{"wa_id": "111", "user_id": "RW.x"}], ()),
        ([{"from": PHONE, "from_user_id": NEW}], [{"wa_id": PHONE, "user_id": OLD}], (OLD,)),
        ([{"from": PHONE, "from_user_id": NEW}], [{"wa_id": "111", "user_id": NEW}], ("111",)),
        (
            [{"from": PHONE, "from_user_id": OLD}],
            [{"wa_id": PHONE, "user_id": OLD, "parent_user_id": "RW.ENT.1"}],
            ("RW.ENT.1",),
        ),
        (
            [{"from": PHONE, "from_user_id": OLD}, {"from": "111", "from_user_id": "RW.x"}],
            [{"wa_id": PHONE, "user_id": OLD, "parent_user_id": "RW.ENT.1"}],
            ("RW.ENT.1",),
        ),
        ([{"from_user_id": OLD}], [{"user_id": OLD, "parent_user_id": "RW.ENT.1"}], ("RW.ENT.1",)),
        ([{"from_user_id": OLD, "from_parent_user_id": "RW.ENT.1"}], [], ("RW.ENT.1",)),
        ([{"from": PHONE, "from_parent_user_id": "RW.ENT.1"}], [], ()),
        ([{"from_parent_user_id": "RW.ENT.1"}], [{"user_id": OLD}], ()),
        (
            [{"from": OWN, "to": PHONE, "to_user_id": OLD, "to_parent_user_id": "RW.ENT.1"}],
            [],
            ("RW.ENT.1",),
        ),
        ([{"from_user_id": OLD, "from_parent_user_id": ["RW.ENT.1"]}], [], ()),
        ([CHANGED, {"from_user_id": NEW}], [], (NEXT_PHONE, OLD)),
        ([{"from": PHONE, "from_user_id": OLD}], [{"wa_id": PHONE, "user_id": "RW.\0"}], ()),
        ([{"from": PHONE, "from_user_id": OLD}], [{"wa_id": PHONE, "user_id": TOO_LONG}], ()),
    ],
)
def test_what_else_a_person_is_called(
    messages: list[Json], people: list[Json], others: tuple[str, ...]
) -> None:
    found = events(messages_of(*messages, people=people, metadata=METADATA))
    assert found[-1 if CHANGED in messages else 0].aliases == others
    assert not any(event.malformed for event in found)


@given(bodies())
def test_key_phone_and_other_names_are_all_names_of_a_person(body: bytes) -> None:
    """Events of one body with any name in common have all names in common."""
    found = [event for event in events(body) if event.sender]
    names = [{event.sender, event.phone or event.sender, *event.aliases} for event in found]
    for event, own in zip(found, names, strict=True):
        assert event.sender not in event.aliases
        assert event.phone not in event.aliases
        assert list(event.aliases) == sorted(set(event.aliases))
        assert all(own == other or own.isdisjoint(other) for other in names)


PARENTS: list[tuple[str, Json]] = [
    ("statuses", {"recipient_user_id": OLD, "recipient_parent_user_id": "RW.ENT.1"}),
    (
        "statuses",
        {
            "recipient_id": "Y2Fw",
            "recipient_type": "group",
            "recipient_participant_user_id": OLD,
            "recipient_participant_parent_user_id": "RW.ENT.1",
        },
    ),
    ("calls", {"from_user_id": OLD, "from_parent_user_id": "RW.ENT.1"}),
    (
        "calls",
        {"to_user_id": OLD, "to_parent_user_id": "RW.ENT.1", "direction": "BUSINESS_INITIATED"},
    ),
    ("message_echoes", {"to_user_id": OLD, "to_parent_user_id": "RW.ENT.1"}),
    ("messages", {"from_user_id": OLD, "from_parent_user_id": "RW.ENT.1"}),
]


@pytest.mark.parametrize(("listed", "element"), PARENTS)
def test_every_kind_of_event_may_name_the_id_of_the_parent_account(
    listed: str, element: Json
) -> None:
    """Where there are no contacts, as with failed receipts, nothing else names it."""
    found = events(messages_of(**{listed: [{**element, "id": "1"}]}))
    assert [(event.sender, event.aliases) for event in found] == [(OLD, ("RW.ENT.1",))]
    odd = events(messages_of(**{listed: [{**element, "id": "1", "context": 1, "to": []}]}))
    assert [(event.sender, event.aliases) for event in odd] == [(OLD, ("RW.ENT.1",))]
    alone = {key: name for key, name in element.items() if name != OLD}
    found = events(messages_of(**{listed: [{**alone, "id": "1"}]}))
    assert [(event.sender, event.phone) for event in found] == [("RW.ENT.1", None)]


def test_a_change_of_ids_names_those_of_the_parent_account() -> None:
    system = {"user_id": NEW, "previous_user_id": OLD, "previous_parent_user_id": "RW.ENT.1"}
    system["parent_user_id"] = "RW.ENT.2"
    (event,) = events(messages_of({"type": "system", "from": PHONE, "system": system}))
    assert (event.sender, event.aliases) == (OLD, ("RW.ENT.1", "RW.ENT.2", NEW))


def test_other_names_are_bounded_and_take_no_quadratic_time() -> None:
    many = [{"from": str(i), "from_user_id": f"RW.{i:04}"} for i in range(1_000)]
    linked = [{"wa_id": str(i), "user_id": f"RW.{i + 1:04}"} for i in range(999)]
    found = events(messages_of(*many, people=linked))
    assert {len(event.aliases) for event in found} == {MOST_ALIASES}
    few = [{"from": PHONE, "from_user_id": f"RW.{i:04}"} for i in range(MOST_ALIASES + 1)]
    others = tuple(each["from_user_id"] for each in few[:-1])
    assert {event.aliases for event in events(messages_of(*few))} == {others}


def test_a_handover_is_with_whoever_is_handed_over() -> None:
    sender = {"phone_number": "+" + PHONE, "user_id": OLD}
    change = {"field": "messaging_handovers", "value": {"sender": sender, "timestamp": "1"}}
    body = {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}
    (event,) = events(json.dumps(body).encode())
    assert (event.type, event.sender, event.phone) == ("messaging_handovers", OLD, PHONE)


def test_aliases_of_a_contact() -> None:
    contact = Contact(wa_id="+222", user_id="RW.b", parent_user_id="RW.ENT.c")
    assert aliases(contact) == ("222", "RW.ENT.c", "RW.b")
    assert aliases(Contact()) == ()


@pytest.mark.parametrize("text", ["US.1", "RW.ENT.a9", "GB." + "a" * 128])
def test_bsuids(text: str) -> None:
    assert BSUID.fullmatch(text)


@pytest.mark.parametrize("text", ["us.1", "USA.1", "US.", "US.a-b", "GB." + "a" * 129, "US.1\n"])
def test_not_bsuids(text: str) -> None:
    assert not BSUID.fullmatch(text)
