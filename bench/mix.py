"""Webhooks as a business gets them: most are receipts, texts have accents, some are media.

Meta's documented bodies (`tests/golden/whatsapp`), each about another person and event, in the
shares of MIX. A text in another script comes as UTF-8 from one sender and escaped from another.
"""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from bench.traffic import Signed, person_of, sign

GOLDEN = Path(__file__).parent.parent / "tests" / "golden" / "whatsapp"
MIX: Mapping[str, int] = {
    "status_sent": 15, "status_delivered": 25, "status_read": 19, "status_failed": 1,
    "text": 20, "text in UTF-8": 5, "text with escapes": 5, "interactive_button_reply": 4,
    "interactive_list_reply": 1, "image": 3, "audio": 1, "location": 1,
}  # fmt: skip
"""Webhooks of each kind in a hundred: most of a business's webhooks are receipts."""
TEXT = "Muraho, mfite ikibazo: je cherche un emploi à Kigali 🙏"
_STRIDE = 37
"""Coprime to a hundred: the kinds take turns instead of coming in blocks."""


def bodies() -> dict[str, bytes]:
    """One body of each kind, as in the golden files, without white space."""
    return {kind: written(template(kind), kind) for kind in MIX}


def signed_mix(count: int, first: int = 0) -> Iterable[Signed]:
    """`count` webhooks, numbered from `first`: other numbers are other people and other events."""
    kinds = [kind for kind, share in MIX.items() for _ in range(share)]
    for number in range(first, first + count):
        body = _body(kinds[number * _STRIDE % len(kinds)], number)
        yield Signed(body, sign(body))


def _body(kind: str, number: int) -> bytes:
    content = json.loads(_text_of(kind))
    person, phone = person_of(number)
    value = content["entry"][0]["changes"][0]["value"]
    for each in value.get("contacts", ()):
        each["wa_id"] = phone
        if "user_id" in each:
            each["user_id"] = person
    for each in value.get("messages", ()):
        each |= {"from": phone, "id": f"wamid.MIX{number:08d}=="}
        if "from_user_id" in each:
            each["from_user_id"] = person
    for each in value.get("statuses", ()):
        each |= {"recipient_id": phone, "id": f"wamid.MIX{number:08d}=="}
        if "recipient_user_id" in each:
            each["recipient_user_id"] = person
    return written(content, kind)


@cache
def _text_of(kind: str) -> str:
    return json.dumps(template(kind))


def template(kind: str) -> Any:
    """What Meta documents for this kind."""
    name = kind.split(maxsplit=1)[0]
    content = json.loads((GOLDEN / f"{name}.json").read_bytes())
    if kind != name:
        content["entry"][0]["changes"][0]["value"]["messages"][0]["text"]["body"] = TEXT
    return content


def written(content: object, kind: str) -> bytes:
    """As Meta sends it: without white space, and without escapes where the kind says so."""
    return json.dumps(content, separators=(",", ":"), ensure_ascii=kind != "text in UTF-8").encode()
