"""Who an event is about, as a number that only the holder of a key can make.

The log keeps no telephone number by default, and a masked one is shared by many. A keyed hash
finds one person's rows and names nobody: without the key it cannot be had by trying all numbers.
"""

import unicodedata
from collections.abc import Callable
from hashlib import blake2b
from typing import Final

PersonHash = Callable[[str], int]

_BYTES: Final = 8
_SIGNED: Final = 2**63
_BETWEEN: Final = frozenset("()+-./")
_FEWEST, _MOST = 5, 20
"""Digits of a telephone number, with the country code and whatever precedes it."""


def number(spelling: str) -> str | None:
    """The digits of a telephone number, however it is spelled; None for any other text.

    Digits of every script, spaces, brackets, hyphens, invisible marks of direction as they are
    copied from chats, "+" or "00" in front. A number without its country code stays without.
    """
    digits = ""
    for sign in spelling:
        value = unicodedata.decimal(sign, None)
        if value is not None:
            digits += str(value)
        elif sign not in _BETWEEN and unicodedata.category(sign) not in ("Zs", "Cf", "Pd", "Cc"):
            return None
    digits = digits.removeprefix("00")
    return digits if _FEWEST <= len(digits) <= _MOST else None


def hasher(key: bytes) -> PersonHash:
    """The hash of a person's number or id, as PostgreSQL's bigint; one person's is always the same.

    Two of ten million people share one with a chance of one in 400,000.
    """
    own = derived(key)

    def person(identity: str) -> int:
        text = identity.encode("utf-8", "surrogatepass")
        digest = blake2b(text, digest_size=_BYTES, key=own).digest()
        return int.from_bytes(digest, "big") - _SIGNED

    return person


def derived(key: bytes) -> bytes:
    """The key by which `hasher` hashes, made from that of the settings."""
    return blake2b(key, digest_size=64, person=b"hookshift person").digest()
