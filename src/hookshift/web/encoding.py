"""JSON for browsers: everything that the commands' JSON can hold."""

from collections.abc import Mapping, Set
from typing import Any, Final

import msgspec


def _plain(value: Any) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Set):
        return sorted(value)
    return str(value)


_ENCODER: Final = msgspec.json.Encoder(enc_hook=_plain, decimal_format="number")


def encoded(value: object) -> bytes:
    """On one line, as a server-sent event needs it."""
    return _ENCODER.encode(value)
