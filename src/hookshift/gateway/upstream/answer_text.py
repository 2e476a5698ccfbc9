"""What a handler's answer says, as one line of text: unpacked if it came compressed.

An answer may be anything, so nothing of it is trusted: it is read and unpacked up to a bound, and
what is no text is named instead of quoted.
"""

import re
import zlib

from hookshift.domain.http import Response, header

READ_BYTES = 4_096
"""Read from an answer, and from what it unpacks to: enough for the log, and no zip bomb."""
MOST_CODINGS = 2
UNREADABLE_SHARE = 0.25
"""Share of unprintable characters above which only an answer's readable parts are quoted."""
SHORT = 32
READABLE_PART = re.compile(r"[^\ufffd]{8,}")
READABLE_PART_OF_SHORT = re.compile(r"[^\ufffd ][^\ufffd]+")
"""In an answer of more than SHORT characters short parts are chance: it may be a picture."""

_WINDOWS = {"gzip": (31,), "x-gzip": (31,), "deflate": (zlib.MAX_WBITS, -zlib.MAX_WBITS)}
"""zlib's window sizes; "deflate" comes with the wrapper of RFC 1950 or without."""
_CHARSETS = {
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "windows-1252": "cp1252",
    "utf-16": "utf-16",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
}
"""Python's codecs for charset names; any other name, or none, is read as UTF-8."""
_CHARSET = re.compile(rb'charset\s*=\s*"?([\w.:-]+)', re.IGNORECASE)


def answer_text(answer: Response) -> str:
    """One line without control characters; `(unreadable: why)` where there is no text."""
    data = answer.body
    codings = _codings(answer)
    if len(codings) > MOST_CODINGS:
        return f"(unreadable: {', '.join(codings)})"
    for coding in codings:
        if coding not in _WINDOWS:
            return f"(unreadable: {coding})"
        data = _unpacked(data, coding)
        if not data:
            return f"(unreadable: damaged {coding})"
    return _one_line(data[:READ_BYTES], _charset(answer) or _guessed(data[:READ_BYTES]))


def _codings(answer: Response) -> list[str]:
    """The body's content codings, the outermost first."""
    if not answer.body:
        return []
    value = header(answer.headers, b"content-encoding") or b""
    named = [each.strip().lower() for each in value.decode("ascii", "replace").split(",")]
    codings = [each for each in named if each not in ("", "identity")]
    return [re.sub(r"[^\w.-]", "?", each)[:20] for each in reversed(codings[: MOST_CODINGS + 1])]


def _unpacked(data: bytes, coding: str) -> bytes:
    """`data` decompressed up to READ_BYTES, as far as it can be if it is damaged or cut."""
    found = b""
    for window in _WINDOWS[coding]:
        unpacker = zlib.decompressobj(window)
        try:
            # A piece at a time: what comes before the damage is worth reading.
            for start in range(0, len(data), 256):
                found += unpacker.decompress(data[start : start + 256], READ_BYTES - len(found))
                if len(found) >= READ_BYTES or unpacker.eof:
                    break
        except zlib.error:
            pass
        if found:
            break
    return found


def _charset(answer: Response) -> str:
    """Python's name of the charset that the answer states; "" if it states none."""
    found = _CHARSET.search(header(answer.headers, b"content-type") or b"")
    name = found[1].decode("ascii", "replace").lower() if found else ""
    return _CHARSETS.get(name, "utf-8" if name else "")


def _guessed(data: bytes) -> str:
    """The charset of an answer that names none: UTF-8, or UTF-16 if about each second byte is 0."""
    for start, charset in ((1, "utf-16-le"), (0, "utf-16-be")):
        if data[start::2].count(0) > 0.8 * (len(data) // 2) > data[1 - start :: 2].count(0):
            return charset
    return "utf-8"


def _one_line(data: bytes, charset: str) -> str:
    text = data.decode(charset, "replace")
    if len(data) == READ_BYTES:
        # The bound may have cut a character in two.
        text = text.rstrip("\ufffd")
    words = " ".join(text.split())
    shown = "".join(each if each.isprintable() else "\ufffd" for each in words)
    if shown.count("\ufffd") <= UNREADABLE_SHARE * len(shown):
        return shown
    part = READABLE_PART_OF_SHORT if len(shown) <= SHORT else READABLE_PART
    parts = " \ufffd ".join(part.findall(shown))
    return f"(partly unreadable) {parts}"[:READ_BYTES] if parts else "(unreadable: not text)"
