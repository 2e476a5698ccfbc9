"""The requests that every subject gets: signed WhatsApp bodies, each from another sender."""

import hashlib
import hmac
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

SECRET = "benchmark-app-secret"
SIGNATURE_HEADER = "X-Hub-Signature-256"
DISTINCT = 20_000
TEXTS = ("looking for a job", "rent an apartment", "buy a phone", "hello there")

_BODY = (
    '{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"value":'
    '{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881",'
    '"phone_number_id":"106540352242922"},"contacts":[{"profile":{"name":"Sheena Nelson"},'
    '"user_id":"%(person)s","wa_id":"%(phone)s"}],"messages":[{"from":"%(phone)s",'
    '"from_user_id":"%(person)s","id":"wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQzQTRB%(number)08d==",'
    '"timestamp":"1749416383","type":"text","text":{"body":"%(text)s"}}]},"field":"messages"}]}]}'
)
_STEP, _PEOPLE = 7_919, 1_000_003  # coprime: no sender comes twice


class Signed(NamedTuple):
    """One webhook: its body and the value of its signature header."""

    body: bytes
    signature: str


def signed_bodies(count: int, first: int = 0) -> Iterable[Signed]:
    """`count` webhooks of one text message each, about 0.6 KB, no two from the same sender.

    They begin at number `first`: those of other numbers are other events.
    """
    for number in range(first, first + count):
        person, phone = person_of(number)
        fields = {
            "person": person,
            "phone": phone,
            "number": number,
            "text": TEXTS[number % len(TEXTS)],
        }
        body = (_BODY % fields).encode()
        yield Signed(body, sign(body))


def person_of(number: int) -> tuple[str, str]:
    """User id and phone number of the sender of webhook `number`."""
    person = number * _STEP % _PEOPLE
    return f"RW.{person:012d}", f"25078{person:07d}"


def sign(body: bytes) -> str:
    """The value of `X-Hub-Signature-256` for `body`."""
    return "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()


def write(path: Path, webhooks: Iterable[Signed]) -> None:
    """Writes `webhooks` to `path`, one a line: signature, tab, body."""
    with path.open("wb") as file:
        for webhook in webhooks:
            file.write(webhook.signature.encode() + b"\t" + webhook.body + b"\n")


def read(path: Path) -> list[Signed]:
    """The webhooks that `write` wrote."""
    with path.open("rb") as file:
        pairs = [line.rstrip(b"\n").split(b"\t", 1) for line in file]
    return [Signed(body, signature.decode()) for signature, body in pairs]


def http_request(webhook: Signed, path: str, host: str) -> bytes:
    """The whole HTTP/1.1 request, as wrk sends it."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
        f"{SIGNATURE_HEADER}: {webhook.signature}\r\nContent-Length: {len(webhook.body)}\r\n\r\n"
    )
    return head.encode() + webhook.body
