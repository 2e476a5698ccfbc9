import pytest

from hookshift.providers.whatsapp_people import BSUID, People, aliases
from hookshift.providers.whatsapp_wire import Contact

CONTACTS = [
    Contact(wa_id="111"),
    Contact(wa_id="+222", user_id="RW.b"),
    Contact(user_id="RW.c"),
    Contact(wa_id="222", user_id="RW.later"),
    Contact(),
]


@pytest.mark.parametrize(
    ("user_id", "phone", "person"),
    [
        (None, None, (None, None)),
        ("", "", (None, None)),
        ("RW.x", "999", ("RW.x", "999")),
        (None, "111", ("111", "111")),
        (None, "2 2 2", ("RW.b", "222")),
        ("RW.b", None, ("RW.b", "222")),
        ("RW.later", None, ("RW.later", "222")),
        ("RW.c", None, ("RW.c", None)),
        (None, "+333", ("333", "333")),
        (None, "RW.b", ("RW.b", "222")),
        (None, "abc", (None, None)),
    ],
)
def test_a_person_is_found_by_either_alias(
    user_id: str | None, phone: str | None, person: tuple[str | None, str | None]
) -> None:
    people = People(CONTACTS)
    assert people.person(user_id, phone) == person
    assert people.person(user_id, phone) == person


def test_without_contacts_the_aliases_stand_alone() -> None:
    for people in (People(None), People([])):
        assert people.person(None, "111") == ("111", "111")
        assert people.person("RW.b", None) == ("RW.b", None)


def test_aliases_of_a_contact() -> None:
    assert [aliases(contact) for contact in CONTACTS[:3]] == [("111",), ("RW.b", "222"), ("RW.c",)]
    assert aliases(CONTACTS[4]) == ()


@pytest.mark.parametrize("text", ["US.1", "RW.ENT.a9", "GB." + "a" * 128])
def test_bsuids(text: str) -> None:
    assert BSUID.fullmatch(text)


@pytest.mark.parametrize("text", ["us.1", "USA.1", "US.", "US.a-b", "GB." + "a" * 129, "US.1\n"])
def test_not_bsuids(text: str) -> None:
    assert not BSUID.fullmatch(text)
