"""What both engines read of JSON by the same decoder: strings with escapes, codes of errors."""

from typing import Final

from msgspec import MsgspecError, Raw
from msgspec.json import Decoder

unescaped: Final = Decoder(str).decode
"""A string as written, with its quotes. Raises msgspec.MsgspecError."""

UNREADABLE: Final = (MsgspecError, UnicodeDecodeError)
"""What a string that is not UTF-8 raises."""

_ELEMENTS: Final = Decoder(list[Raw])
_MEMBERS: Final = Decoder(dict[str, Raw])
_LARGEST: Final = 2**31 - 1
"""What a column has room for; a provider's codes have six or seven digits."""


def first_code(written: bytes) -> int | None:
    """The `code` of the first of a receipt's errors, given as written; None where there is none."""
    try:
        first = _ELEMENTS.decode(written)[:1]
        digits = bytes(_MEMBERS.decode(first[0]).get("code", b"")).strip(b'"') if first else b""
    except UNREADABLE:
        return None
    is_code = digits.isdigit() and len(digits) <= len(str(_LARGEST)) and int(digits) <= _LARGEST
    return int(digits) if is_code else None
