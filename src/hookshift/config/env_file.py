"""Reads files of `NAME=value` lines, as systemd's EnvironmentFile and compose's env_file have them.

What those two read differently is refused instead of guessed: a "#" behind an unquoted value, and
a quoted value with something behind it.
"""

import re
from pathlib import Path

from hookshift.domain.errors import OperatorError

LARGEST_FILE = 1_048_576
"""Bytes; a thousand secrets take a tenth of it."""

_LINE = re.compile(r"(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)[ \t]*=[ \t]*(.*)", re.DOTALL)
_ESCAPED = re.compile(r'\\(["\\$`])')


class BadEnvFile(OperatorError):
    """The file cannot be used. The text never quotes a value."""


def read_env_file(path: Path) -> dict[str, str]:
    """The variables in `path`; of a name that is there twice, the last one. Raises BadEnvFile."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BadEnvFile(f"{path} cannot be read: {reason}") from error
    if len(content) > LARGEST_FILE:
        raise BadEnvFile(f"{path} is larger than {LARGEST_FILE:,} bytes")
    if b"\0" in content:
        raise BadEnvFile(f"{path} holds a NUL byte")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = content.count(b"\n", 0, error.start) + 1
        raise BadEnvFile(f"{path}, line {at}: it is not UTF-8") from None
    found: dict[str, str] = {}
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.strip()
        if stripped and stripped[0] not in "#;":
            try:
                name, value = _variable(stripped)
            except ValueError as error:
                raise BadEnvFile(f"{path}, line {number}: {error}") from None
            found[name] = value
    return found


def _variable(line: str) -> tuple[str, str]:
    match = _LINE.fullmatch(line)
    if match is None:
        raise ValueError('it is not NAME=value; NAME has letters, digits and "_"')
    return match[1], _value(match[2])


def _value(text: str) -> str:
    if text[:1] not in ("'", '"'):
        if re.search(r"(^|\s)#", text):
            raise ValueError('put the value in quotes: it is not clear whether "#" belongs to it')
        if text.endswith("\\"):
            raise ValueError("put the value on one line; a line that ends with \\ is not continued")
        return text
    quote = text[0]
    end = _end(text, quote)
    if end is None:
        raise ValueError("the quote is not closed on this line")
    if text[end + 1 :].strip():
        raise ValueError("something follows the closing quote")
    inside = text[1:end]
    return inside if quote == "'" else _ESCAPED.sub(r"\1", inside)


def _end(text: str, quote: str) -> int | None:
    """Where the closing quote is; in double quotes a backslash takes the next sign with it."""
    at = 1
    while at < len(text):
        if text[at] == "\\" and quote == '"':
            at += 1
        elif text[at] == quote:
            return at
        at += 1
    return None
