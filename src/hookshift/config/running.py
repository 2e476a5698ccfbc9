"""What a running gateway was started with, so that a file can be compared with it.

Secrets are kept as keyed hashes: they show whether one has changed, and not what it is.
"""

import hmac
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel, SecretStr

from hookshift.config.faults import Location, dotted
from hookshift.config.schema.settings import Settings
from hookshift.domain.errors import OperatorError

FILE = "settings.json"
LARGEST_FILE = 33_554_432
"""Bytes; settings of the largest size take a fifth of it."""


class SettingChange(NamedTuple):
    """One setting that differs; None where it is absent."""

    key: str
    running: Any
    file: Any


def remember(settings: Settings, folder: Path) -> None:
    """Writes down in `folder` what is running now. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    salt = secrets.token_bytes(32)
    stored = {"salt": salt.hex(), "settings": dict(_flat(settings, salt))}
    unfinished = folder / f"{FILE}.{os.getpid()}"
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(stored, file)
    unfinished.replace(folder / FILE)


def changes(settings: Settings, folder: Path) -> list[SettingChange]:
    """How `settings` differ from what runs, in the order of the keys. Raises OperatorError."""
    running, salt = _running(folder)
    file = dict(_flat(settings, salt))
    keys = sorted(running.keys() | file.keys())
    return [
        SettingChange(key, _shown(running.get(key)), _shown(file.get(key)))
        for key in keys
        if running.get(key) != file.get(key)
    ]


def flat_without_secrets(settings: Settings) -> dict[str, Any]:
    """Every setting by its key, as it may be shown."""
    return {key: _shown(value) for key, value in _flat(settings, b"")}


def _running(folder: Path) -> tuple[Mapping[str, Any], bytes]:
    path = folder / FILE
    try:
        with path.open("rb") as file:
            stored = json.loads(file.read(LARGEST_FILE))
        return stored["settings"], bytes.fromhex(stored["salt"])
    except FileNotFoundError:
        raise OperatorError(
            f"no gateway has been started with this data folder: there is no {path}."
        ) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise OperatorError(f"{path} cannot be read: {error}.") from error


def _shown(value: Any) -> Any:
    """A secret without its hash."""
    return "(secret)" if isinstance(value, dict) else value


def _flat(value: object, salt: bytes, at: Location = ()) -> Iterator[tuple[str, Any]]:
    """Every setting by its key; a secret as {"hash": ...}."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            field = type(value).model_fields[name]
            yield from _flat(getattr(value, name), salt, (*at, field.alias or name))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _flat(item, salt, (*at, str(key)))
    elif isinstance(value, tuple) and isinstance(next(iter(value), None), BaseModel | SecretStr):
        for place, item in enumerate(value):
            # What stands before it in the file does not matter where it has a name.
            step: str | int = getattr(item, "name", None) or place
            yield from _flat(item, salt, (*at, step))
    elif isinstance(value, SecretStr):
        text = value.get_secret_value().encode("utf-8", "surrogatepass")
        yield dotted(at), {"hash": hmac.digest(salt, text, "sha256").hex()}
    elif value is not None:
        yield dotted(at), _plain(value)


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        return [_plain(item) for item in value]
    return str(value)
