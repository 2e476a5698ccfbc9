"""X-Message-Ids and X-Conversation as handlers write them."""

import pytest
from hypothesis import given as holds_for
from hypothesis import strategies as st

from hookshift.domain.conversation.handover import OwnerChange
from hookshift.domain.http import Response
from hookshift.gateway.conversation.answer_headers import (
    CONVERSATION,
    MESSAGE_IDS,
    MOST_BYTES,
    MOST_IDS,
    GivenIds,
    given,
    handover,
    message_ids,
)


def test_most_answers_have_neither() -> None:
    assert given(Response(200, [(b"content-type", b"text/plain")], b"")) == {}
    headers = [(MESSAGE_IDS, b"a"), (b"x-other", b"b"), (MESSAGE_IDS, b"c"), (CONVERSATION, b"d")]
    found = given(Response(200, headers, b""))
    assert found == {MESSAGE_IDS: [b"a", b"c"], CONVERSATION: [b"d"]}


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ([b"wamid.A="], GivenIds(["wamid.A="])),
        ([b" wamid.A , b\t", b"c,wamid.A"], GivenIds(["wamid.A", "b", "c"])),
        ([b""], GivenIds([])),
        ([b",,"], GivenIds([])),
        ([b"a b,c"], GivenIds(["c"], 1)),
        ([b"\xc3\xa9,\x00,c"], GivenIds(["c"], 2)),
        ([b"a" * 640], GivenIds(["a" * 640])),
        ([b"a" * 641], GivenIds([], 1)),
    ],
)
def test_message_ids(values: list[bytes], found: GivenIds) -> None:
    assert message_ids(values) == found


def test_the_bound_on_ids() -> None:
    many = [b",".join(b"%d" % number for number in range(MOST_IDS + 3))]
    found = message_ids(many)
    assert (len(found.ids), found.malformed, found.beyond) == (MOST_IDS, 0, 3)


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (b"release", OwnerChange(None)),
        (b" Release ", OwnerChange(None)),
        (b"pass; domain=jobs", OwnerChange("jobs")),
        (b'PASS ;Domain = "wa-jobs_2.x"', OwnerChange("wa-jobs_2.x")),
        (b"", None),
        (b"pass", None),
        (b"pass; domain=", None),
        (b'pass; domain="jobs', None),
        (b"pass; domain=a b", None),
        (b"pass; handler=jobs", None),
        (b"pass; domain=jobs; side=unified", None),
        (b"release; domain=jobs", None),
        (b"pass; domain=" + b"a" * (MOST_BYTES - 13), OwnerChange("a" * (MOST_BYTES - 13))),
        (b"pass; domain=" + b"a" * (MOST_BYTES - 12), None),
    ],
)
def test_handover(value: bytes, wanted: OwnerChange | None) -> None:
    assert handover([value]) == wanted


def test_two_hand_overs_are_none() -> None:
    assert handover([b"release", b"release"]) is None


@holds_for(st.lists(st.binary(max_size=300), max_size=3))
def test_any_bytes_are_read(values: list[bytes]) -> None:
    handover(values)
    found = message_ids(values)
    assert all(0 < len(each) <= 640 for each in found.ids)
