"""A message id that holds a phone number is as discreet as the number."""

import base64
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain.privacy import id_masker, masked_id, without_ids

GOLDEN = Path(__file__).parents[1] / "golden" / "whatsapp"
NUMBERS = st.from_regex(r"[1-9][0-9]{7,14}", fullmatch=True)
TAILS = st.binary(min_size=16, max_size=20).map(lambda value: value.hex().upper()[:32])


def whatsapp_id(number: str, tail: str, mark: str = "wamid") -> str:
    """As Meta makes them: the number stands in it as it is."""
    content = b"\x1c\x18" + bytes([len(number)]) + number.encode()
    content += b"\x15\x02\x00\x12\x18" + bytes([len(tail)]) + tail.encode() + b"\x00"
    return f"{mark}.{base64.b64encode(content).decode()}"


def readable(text: str) -> str:
    """All digits that somebody could find in it: as it is, and decoded at each offset."""
    found = text
    for piece in re.findall(r"[A-Za-z0-9+/]{4,}", text):
        for offset in range(4):
            part = piece[offset:]
            part = part[: len(part) // 4 * 4]
            found += " " + base64.b64decode(part).decode("latin-1")
    return found


@given(number=NUMBERS, tail=TAILS, mark=st.sampled_from(["wamid", "wacid"]))
def test_no_part_of_the_number_is_left(number: str, tail: str, mark: str) -> None:
    whole = whatsapp_id(number, tail, mark)
    assert number in readable(whole), "the example is worth something"
    masked = masked_id(whole)
    assert number[-6:] not in readable(masked)
    assert number[:6] not in readable(masked)
    assert whole not in masked
    receipt = masked_id(f"{whole}:read:{number}")
    assert number[-4:] not in receipt.removeprefix(masked)
    assert ":read:" in receipt
    text = without_ids(f'{{"error": "no message {whole}", "u": "https://x/{whole}?a=1"}}')
    assert number[-6:] not in readable(text)
    assert text.startswith(f'{{"error": "no message {mark}.#"')


def test_messages_of_one_person_can_be_told_apart() -> None:
    one, other = (whatsapp_id("250780000001", tail * 32) for tail in "AB")
    assert masked_id(one) != masked_id(other)
    assert masked_id(one).startswith("wamid.***")


@pytest.mark.parametrize(
    ("identifier", "shown"),
    [
        ("", ""),
        ("m1", "**"),
        ("wamid.2", "wamid.***"),
        ("evt_1NG8Du2eZvKYlo2C", "evt***2C"),
        ("250780000001-17", "250***17"),
        ("250780000001:sent", "250***01:sent"),
    ],
)
def test_other_ids_are_masked_as_numbers_are(identifier: str, shown: str) -> None:
    assert masked_id(identifier) == shown


def test_real_ids_are_found_in_texts() -> None:
    found = 0
    for path in GOLDEN.glob("*.json"):
        text = json.dumps(json.loads(path.read_text()))
        found += len(re.findall(r"\bwa[mc]id\.\w", text))
        assert not re.search(r"wa[mc]id\.\w", without_ids(text)), path.name
    assert found > 40
    assert without_ids("see WAMID%2eHBgMMjUw%3D now") == "see WAMID.# now"
    assert without_ids("no id of that kind") == "no id of that kind"


def test_an_id_goes_the_way_of_the_number() -> None:
    assert id_masker("full", lambda number: number)("wamid.1") == "wamid.1"
    assert id_masker("none", lambda _: None)("wamid.1") is None
    assert id_masker("hashed", lambda _: "a hash")("wamid.1") == "a hash"
