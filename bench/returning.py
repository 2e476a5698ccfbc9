"""Webhooks of people who come back: the mix of `bench.mix` over a million known people.

Traffic is made of visits: a person writes twice, and the business's answer is sent, delivered and
read, which makes the 40 messages and 60 receipts of the mix. Each visit is another person's; in
one of ten it is somebody who was never here before. What belongs to one visit lies LAG visits
apart, so that nothing of a visit is under way at the same time. Answers name what they answer.
"""

import time
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from bench.mix import MIX, template, written
from bench.subjects import WEBHOOK_PATH
from bench.traffic import Signed, sign

PEOPLE: Final = 1_000_000
NEW_ONE_IN: Final = 10
"""Visits: of ten, nine are of people who come back."""
LAG: Final = 200
"""Visits, of five webhooks each."""
_STRIDE: Final = 37
_STEP: Final = 7_919
"""Coprime to any number of people that is used."""
_KINDS: Final = tuple(kind for kind, share in MIX.items() for _ in range(share))
_ORDER: Final = tuple(_KINDS[number * _STRIDE % len(_KINDS)] for number in range(len(_KINDS)))
_RECEIPTS: Final = tuple(kind.startswith("status_") for kind in _ORDER)
_RECEIPTS_BEFORE: Final = tuple(sum(_RECEIPTS[:number]) for number in range(len(_ORDER)))
_SLOTS: Final = {"PHONE": 0, "PERSON": 1, "ITSELF": 2, "ANSWERED": 3, "TIME": 4}


class Visit(NamedTuple):
    """Who comes: `name` and `phone` as the provider gives them."""

    name: str
    phone: str
    answer: str
    """The id of the business's message to them."""


def names_of(person: int) -> tuple[str, str]:
    """Business-scoped id and phone number of a person."""
    return f"RW.{person:013d}", f"2507{person:08d}"


def visit(number: int, people: int) -> Visit:
    """Whose visit this is: one of `people` who are known, or the next who is not."""
    known = number * _STEP % people
    person = people + number // NEW_ONE_IN if number % NEW_ONE_IN == 0 else known
    return Visit(*names_of(person), f"wamid.OUT{number:012d}==")


def webhooks(count: int, first: int, people: int, at: int | None = None) -> Iterator[Signed]:
    """`count` webhooks from number `first` on, as if sent at the time `at` (default: now)."""
    sent = str(int(time.time()) if at is None else at)
    for number in range(first, first + count):
        body = _body(number, people, sent)
        yield Signed(body, sign(body))


def _body(number: int, people: int, sent: str) -> bytes:
    hundreds, place = divmod(number, len(_ORDER))
    kind = _ORDER[place]
    receipts = hundreds * sum(_RECEIPTS) + _RECEIPTS_BEFORE[place]
    if _RECEIPTS[place]:
        who = visit(receipts // 3 - LAG, people)
        itself = who.answer
    else:
        of, again = divmod(number - receipts, 2)
        # Buttons and lists come with the business's message.
        is_answer = again or kind.startswith("interactive")
        who = visit(of - 2 * LAG if is_answer else of, people)
        itself = f"wamid.IN{number:013d}=="
    values = (who.phone, who.name, itself, who.answer, sent)
    parts = _parts(kind)
    return b"".join(part if isinstance(part, bytes) else values[part].encode() for part in parts)


@cache
def _parts(kind: str) -> tuple[bytes | int, ...]:
    """A body's bytes, and between them which of the values stand there."""
    content = template(kind)
    value = content["entry"][0]["changes"][0]["value"]
    for each in value.get("contacts", ()):
        each |= {"wa_id": "<PHONE>", "user_id": "<PERSON>"}
    for each in value.get("messages", ()):
        each |= {"from": "<PHONE>", "from_user_id": "<PERSON>", "id": "<ITSELF>"}
        each["timestamp"] = "<TIME>"
        if "context" in each:
            each["context"]["id"] = "<ANSWERED>"
    for each in value.get("statuses", ()):
        each |= {"recipient_id": "<PHONE>", "recipient_user_id": "<PERSON>", "id": "<ITSELF>"}
        each["timestamp"] = "<TIME>"
    found: list[bytes | int] = []
    for piece in written(content, kind).split(b"<"):
        name, closed, rest = piece.partition(b">")
        if closed and name.decode() in _SLOTS:
            found += [_SLOTS[name.decode()], rest]
        else:
            found.append(piece)
    return tuple(found)


def write(path: Path, signed: Iterable[Signed]) -> None:
    """Writes whole requests for `peers/returning.lua`: each behind a line with its length."""
    with path.open("wb") as file:
        for each in signed:
            whole = request(each)
            file.write(b"%d\n" % len(whole))
            file.write(whole)


def read(file: BinaryIO) -> Iterator[bytes]:
    """The requests that `write` wrote."""
    while line := file.readline():
        yield file.read(int(line))


def request(webhook: Signed) -> bytes:
    """The whole request, with a head as Meta writes it."""
    signature = webhook.signature
    head = (
        f"POST {WEBHOOK_PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: facebookexternalua\r\n"
        "Accept: */*\r\nAccept-Encoding: deflate, gzip\r\nContent-Type: application/json\r\n"
        f"X-Hub-Signature: sha1={signature[7:47]}\r\nX-Hub-Signature-256: {signature}\r\n"
        f"Content-Length: {len(webhook.body)}\r\n\r\n"
    )
    return head.encode() + webhook.body
