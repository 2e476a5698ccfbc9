import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.providers.as_written import RAW_OBJECT
from hookshift.providers.surrogates import STAND_INS, restored, without_halves

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
    assert restored('{"\ue000":1}'.encode(), replaced) == rb'{"\ud83d":1}'


def test_a_body_that_holds_all_stand_ins_is_left_as_it_is() -> None:
    body = b'"\\ud83d' + b"".join(b"\\u%04X" % code for code in STAND_INS) + b'"'
    assert without_halves(body) == (body, {})
