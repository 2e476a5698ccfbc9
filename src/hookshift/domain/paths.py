"""URL paths that mean the same, however a provider writes them."""

from typing import NewType
from urllib.parse import unquote_to_bytes

Canonical = NewType("Canonical", tuple[bytes, ...])
"""A path's segments, decoded: equal for paths that mean the same."""


def canonical(path: bytes) -> Canonical:
    """`path` without percent-encoding and last slash, and with a blank for each plus sign.

    Meta asks for a callback URL's `+` as `%20`, and many a console adds or drops the last slash.
    A slash that is encoded is part of its segment.
    """
    segments = [unquote_to_bytes(segment).replace(b"+", b" ") for segment in path.split(b"/")]
    if segments[-1] == b"":
        segments.pop()
    return Canonical(tuple(segments))
