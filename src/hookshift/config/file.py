"""Reads hookshift.toml as TOML, with an error that says where it is none."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from hookshift.config.faults import ConfigError, Fault

LARGEST_FILE = 4_194_304
"""The most bytes of a file; a thousand rules of ordinary size take a tenth of it."""


def read(path: Path) -> dict[str, Any]:
    """The file as TOML gives it. Raises ConfigError."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise _unreadable(
            path,
            "there is no such file",
            "name the file with --config or HOOKSHIFT_CONFIG; without them ./hookshift.toml and "
            "then /etc/hookshift/hookshift.toml are looked for",
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _unreadable(
            path, f"it cannot be read: {reason}", "check the path and its permissions"
        ) from None
    if len(content) > LARGEST_FILE:
        raise _unreadable(path, f"it is larger than {LARGEST_FILE:,} bytes", "shorten it")
    return _parse(path, content)


def _parse(path: Path, content: bytes) -> dict[str, Any]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        raise _unreadable(
            path, f"it is not UTF-8 (at line {line}, byte {column})", "save it as UTF-8"
        ) from None
    try:
        return {key: _copied(value) for key, value in _parsed(text).items()}
    except tomllib.TOMLDecodeError as error:
        raise _unreadable(
            path, f"it is not TOML: {_located(error, text)}", "correct that line"
        ) from None
    except (RecursionError, ValueError):
        # tomllib gives up on absurd nesting and on numbers of thousands of digits.
        raise _unreadable(
            path, "it is not TOML: nested too deeply or a number is too long", "simplify it"
        ) from None


@lru_cache(maxsize=1)
def _parsed(text: str) -> dict[str, Any]:
    """A command reads its file once for each part that it needs: to parse it takes longest."""
    return tomllib.loads(text)


def _copied(value: Any) -> Any:
    """Tables and lists of the caller's own, who may change them."""
    if isinstance(value, dict):
        return {key: _copied(inner) for key, inner in value.items()}
    return [_copied(inner) for inner in value] if isinstance(value, list) else value


def _located(error: tomllib.TOMLDecodeError, text: str) -> str:
    """A complaint of tomllib with line and column, also where it says "at end of document"."""
    end = f"line {text.count(chr(10)) + 1}, column {len(text) - text.rfind(chr(10))}"
    return str(error).replace("at end of document", f"at {end}, the end of the file")


def _unreadable(path: Path, problem: str, advice: str) -> ConfigError:
    return ConfigError(path, [Fault("", problem, advice)])
