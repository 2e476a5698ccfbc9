"""JSON strings with escapes, read by the reference's own decoder."""

from typing import Final

from msgspec import MsgspecError
from msgspec.json import Decoder

unescaped: Final = Decoder(str).decode
"""A string as written, with its quotes. Raises msgspec.MsgspecError."""

UNREADABLE: Final = (MsgspecError, UnicodeDecodeError)
"""What a string that is not UTF-8 raises."""
