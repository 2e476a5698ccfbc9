"""A length that an answer states several times, which llhttp refuses.

Proxies and frameworks that each add a Content-Length are common enough, and where all values are
equal RFC 9110, 8.6, lets a recipient count them as one. Values that differ are never chosen from.
Of requests nothing is forgiven: whoever stands in front of the gateway may count them otherwise,
and no provider sends them.
"""

import re
from typing import Final

END: Final = b"\r\n\r\n"
_INTERIM = re.compile(rb"HTTP/[0-9.]+ 1[0-9]{2}[ \r]")


class DifferentLengths(ValueError):
    """The values of Content-Length are not equal, or no numbers."""


def with_one_length(data: bytes) -> bytes | None:
    """`data`, a whole answer or its beginning, with one Content-Length in each of its heads.

    Interim answers may stand in front. None while a head is not complete. Raises DifferentLengths.
    """
    read = b""
    while True:
        head, end, data = data.partition(END)
        if not end:
            _joined(head.rpartition(b"\r\n")[0])  # what differs is refused at once
            return None
        read += _joined(head) + end
        if not _INTERIM.match(head):
            return read + data


def _joined(head: bytes) -> bytes:
    lines: list[bytes] = []
    length: bytes | None = None
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() != b"content-length":
            lines.append(line)
            continue
        for each in value.split(b","):
            given = each.strip(b" \t")
            if not given.isdigit() or length not in (None, given):
                raise DifferentLengths
            if length is None:
                lines.append(name + b": " + given)
            length = given
    return b"\r\n".join(lines)
