"""JSON read no deeper than it must be: members and elements as they were written.

`msgspec.Raw` is a slice of the body: nothing below it is parsed, and it is copied as it stands.
"""

import re
from typing import Final

from msgspec import Raw
from msgspec.json import Decoder

from hookshift.providers.bodies import UNREADABLE, fit

Object = dict[str, Raw]

NULL: Final = Raw(b"null")
RAW_OBJECT: Final = Decoder(Object)
RAW_LIST: Final = Decoder(list[Raw])
STRING: Final = Decoder(str)
NUMBER = re.compile(rb"[0-9]{1,40}")
DIGITS_OF_SECONDS: Final = 10
LAST_SECOND: Final = 2**32 - 1
"""In the year 2106. What is beyond is no time in seconds."""


def objects(raw: Raw) -> Object:
    """The members of an object as written; none if it is something else."""
    try:
        return RAW_OBJECT.decode(raw)
    except UNREADABLE:
        return {}


def elements(raw: Raw | None) -> list[Raw]:
    """The elements of an array as written; none if it is something else."""
    if raw is None:
        return []
    try:
        return RAW_LIST.decode(raw)
    except UNREADABLE:
        return []


def text(raw: Raw | None) -> str | None:
    """A string, or a whole number as its digits, as `from` and ids are sometimes written."""
    if raw is None:
        return None
    written = bytes(raw)
    if NUMBER.fullmatch(written):
        return written.decode("ascii")
    try:
        return STRING.decode(written)
    except UNREADABLE:
        return None


def identifier(raw: Raw) -> str | None:
    """An id; None for an empty one, one that is too long, or what is no id at all."""
    return None if raw is NULL else fit(text(raw) or None)


def moment(raw: Raw) -> int:
    """Seconds since 1970, written as a whole number or as its digits; 0 for anything else."""
    digits = bytes(raw).strip(b'"')
    if len(digits) > DIGITS_OF_SECONDS or not digits.isdigit():
        return 0
    seconds = int(digits)
    return seconds if seconds <= LAST_SECOND else 0
