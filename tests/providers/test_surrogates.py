import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.providers.as_written import RAW_OBJECT
from hookshift.providers.surrogates import (
    MOST_HALVES,
    MOST_KINDS,
    STAND_INS,
    restored,
    without_halves,
)

any_text = st.text(st.characters(codec=None, categories=None), max_size=8)
halves = st.text(st.sampled_from("a\\u\ud83d\ude00\udc00\ue000"), max_size=8)


@given(st.dictionaries(any_text | halves, any_text | halves, max_size=4))
def test_halves_are_replaced_and_restored_and_nothing_else(value: dict[str, str]) -> None:
    body = json.dumps(value).encode()
    readable, replaced = without_halves(body)
    RAW_OBJECT.decode(readable)
    assert len(readable) == len(body)
    assert restored(readable, replaced) == body
    if not replaced:
        assert readable is body


@pytest.mark.parametrize(
    "body",
    [rb'{"a":"\ud83d\ude00"}', rb'{"a":"\\\\ud83d"}', rb'{"a":"\ue000"}', b"{}", b"\\"],
)
def test_what_is_no_half_stays(body: bytes) -> None:
    assert without_halves(body) == (body, {})


def test_a_key_that_was_printed_anew_is_restored() -> None:
    _, replaced = without_halves(rb'{"\ud83d":1}')
    assert restored('{"\ue03d":1}'.encode(), replaced) == rb'{"\ud83d":1}'


@pytest.mark.parametrize("other", [rb"\ud83c", rb"\ude00", rb"\uD83C", rb"\udfff"])
def test_ids_that_differ_in_a_half_alone_stay_different(other: bytes) -> None:
    one, another = (without_halves(b'{"id":"m%b"}' % half)[0] for half in (rb"\ud83d", other))
    assert one != another


def test_a_half_is_the_same_in_each_body_whatever_else_is_there() -> None:
    alone, _ = without_halves(rb'"\ud83d"')
    among, _ = without_halves(rb'"\ude00 \ud800 \uE000 \ud83d"')
    assert among.endswith(alone[1:])


def test_a_body_that_holds_all_stand_ins_is_left_as_it_is() -> None:
    body = b'"\\ud83d' + b"".join(b"\\u%04X" % code for code in STAND_INS) + b'"'
    assert without_halves(body) == (body, {})


def test_kinds_of_halves_are_bounded() -> None:
    kinds = [b"\\ud%03x" % (0x800 + i) for i in range(MOST_KINDS + 1)]
    most = b'"' + b"a".join(kinds[:-1]) + b'"'
    assert restored(*without_halves(most)) == most != without_halves(most)[0]
    more = b'"' + b"a".join(kinds) + b'"'
    assert without_halves(more) == (more, {})


def test_halves_are_bounded() -> None:
    most = b'"' + rb"\ud83da" * MOST_HALVES + b'"'
    assert restored(*without_halves(most)) == most != without_halves(most)[0]
    more = b'"' + rb"\ud83da" * (MOST_HALVES + 1) + b'"'
    assert without_halves(more) == (more, {})
