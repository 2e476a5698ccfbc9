r"""Half a surrogate pair in a JSON string, like `"\ud83d"`: JSON's grammar has it, UTF-8 has not.

Python's and JavaScript's readers take it, msgspec refuses it wherever it stands, also in what is
skipped. Somebody's profile name, cut in the middle of an emoji, is no reason to lose a message.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

ESCAPE = re.compile(
    rb"\\(?:"
    rb"u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"  # a whole pair
    rb"|(?P<half>u[dD][89a-fA-F][0-9a-fA-F]{2})"
    rb"|.)",
    re.DOTALL,
)
MOST_HALVES: Final = 10_000
"""In one body. One with more is left as it is, and so refused: looking for them takes too long."""
MOST_KINDS: Final = 64
"""Different halves in one body; each is sought in all of it. Emoji are cut to one of a dozen."""
HALVES = range(0xD800, 0xE000)
STAND_INS = range(0xE000, 0xF900)
"""The private use area, whose characters mean nothing."""

Replaced = dict[bytes, bytes]
"""What stands for what was written; each is six bytes long."""


def without_halves(body: bytes) -> tuple[bytes, Replaced]:
    """`body` with another escape for each half of a pair, one that does not occur in it.

    A half has the same stand-in in every body that does not happen to hold it, so that ids and
    senders that differ in a half alone still differ, and are the same when they come again.

    Nothing is replaced where there is none, or more than MOST_HALVES or MOST_KINDS, or where the
    body holds all that could stand for one.
    """
    halves = [b"\\" + found for found in islice(_halves(body), MOST_HALVES + 1)]
    written = dict.fromkeys(halves)
    if not written or len(halves) > MOST_HALVES or len(written) > MOST_KINDS:
        return body, {}
    by_written = _stand_ins(written, body)
    if len(by_written) < len(written):
        return body, {}
    text = ESCAPE.sub(lambda found: by_written.get(found[0], found[0]), body)
    return text, {stand_in: half for half, stand_in in by_written.items()}


def restored(text: bytes, replaced: Replaced) -> bytes:
    """The body, or any part of it, as it was written."""
    for stand_in, written in replaced.items():
        # As a character where it was in a key, since keys are printed anew.
        text = text.replace(stand_in, written).replace(_character(stand_in), written)
    return text


def _stand_ins(written: Iterable[bytes], body: bytes) -> dict[bytes, bytes]:
    """What stands for each half; some are missing where all stand-ins are taken."""
    taken = set[bytes]()
    found: dict[bytes, bytes] = {}
    for half in written:
        stand_in = next(
            (each for each in _candidates(half) if each not in taken and _is_free(each, body)), None
        )
        if stand_in is None:
            break
        taken.add(stand_in)
        found[half] = stand_in
    return found


def _candidates(half: bytes) -> Iterator[bytes]:
    """All stand-ins, the half's own first."""
    own = int(half[2:], 16) - HALVES.start
    for offset in range(len(STAND_INS)):
        yield b"\\u%04X" % STAND_INS[(own + offset) % len(STAND_INS)]


def _is_free(escape: bytes, body: bytes) -> bool:
    return escape not in body and _character(escape) not in body


def _character(escape: bytes) -> bytes:
    return chr(int(escape[2:], 16)).encode()


def _halves(body: bytes) -> Iterator[bytes]:
    if b"\\ud" in body or b"\\uD" in body:
        for found in ESCAPE.finditer(body):
            if found["half"]:
                yield found["half"]
