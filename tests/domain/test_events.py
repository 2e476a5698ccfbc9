import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain.events import EventKind, digits


@pytest.mark.parametrize(
    ("phone", "expected"),
    [
        (None, None),
        ("", None),
        ("abc", None),
        ("+", None),
        ("250788123456", "250788123456"),
        ("+250 (788) 123-456", "250788123456"),
        ("٠١٢", None),
        ("1٢3", "13"),
        ("²", None),
    ],
)
def test_digits(phone: str | None, expected: str | None) -> None:
    assert digits(phone) == expected


@given(st.text() | st.none())
def test_digits_are_ascii_digits_in_order_and_stay_so(phone: str | None) -> None:
    found = digits(phone)
    assert found == ("".join(c for c in phone or "" if c in "0123456789") or None)
    assert digits(found) == found


@given(
    st.from_regex(r"[0-9]{1,15}", fullmatch=True), st.sampled_from(["+{}", " {}", "{}-", "({})"])
)
def test_a_phone_is_one_person_however_it_is_written(phone: str, form: str) -> None:
    assert digits(form.format(phone)) == phone


def test_kinds_are_what_the_log_table_stores() -> None:
    assert [kind.value for kind in EventKind] == [
        "message",
        "status",
        "call",
        "echo",
        "error",
        "account",
        "standby",
    ]
