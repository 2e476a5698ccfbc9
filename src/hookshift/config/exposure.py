"""Warns of files with secrets that other users may read, and settings that they may write."""

import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, SecretStr

from hookshift.config.environment import PREFIX
from hookshift.config.faults import Fault, Location, dotted
from hookshift.config.schema.settings import Settings


def exposed(settings: Settings, tree: Mapping[str, Any], path: Path) -> tuple[Fault, ...]:
    """Warnings about what other users can read or change; `tree` is the file `path` as written."""
    return (*_settings_file(settings, tree, path), *_keys(settings))


def _settings_file(settings: Settings, tree: Mapping[str, Any], path: Path) -> Iterator[Fault]:
    mode = _mode(path)
    if mode & stat.S_IWOTH:
        yield Fault(
            "", f"{path} can be written by everybody on this machine, so anybody can change where "
            "webhooks go", f"chmod o-w {path}",
        )  # fmt: skip
    held = _held(settings, tree)
    if mode & stat.S_IROTH and held:
        yield Fault(
            held[0],
            f"is a secret in a file that everybody on this machine may read ({path} holds "
            f"{_some(held)})",
            f'chmod o-r {path}, or write "env:NAME" and set the variable',
        )


def plain_secrets(settings: Settings, tree: Mapping[str, Any], path: Path) -> Iterator[Fault]:
    """A warning if `path` holds secrets, though only its owner can read them."""
    held = _held(settings, tree)
    if held and not _mode(path) & stat.S_IROTH:
        yield Fault(
            held[0],
            f"is a secret in the settings file, which is copied and kept elsewhere ({_some(held)})",
            'write "env:NAME", and set the variable or put it into env_file',
        )


def _held(settings: Settings, tree: Mapping[str, Any]) -> list[str]:
    """The keys whose secrets stand in the file itself."""
    return [dotted(location) for location in _secrets(settings) if _written(tree, location)]


def _some(held: list[str]) -> str:
    return ", ".join(held[:3]) + (f" and {len(held) - 3} more" if len(held) > 3 else "")


def _keys(settings: Settings) -> Iterator[Fault]:
    for name, tls in (
        ("gateway.tls.key", settings.gateway.tls),
        ("control.tls.key", settings.control.tls),
        *((f"handlers.{name}.key", handler) for name, handler in settings.handlers.items()),
    ):
        if tls is not None and tls.key is not None and _mode(tls.key) & stat.S_IROTH:
            yield Fault(
                name, f"is a file that everybody on this machine may read ({tls.key})",
                f"chmod o-r {tls.key}",
            )  # fmt: skip


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode
    except OSError:
        # Whoever needs the file says so.
        return 0


def _secrets(value: object, location: Location = ()) -> Iterator[Location]:
    """The keys in `value` that hold secrets."""
    if isinstance(value, SecretStr):
        if not _is_open(location, value.get_secret_value()):
            yield location
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _secrets(getattr(value, name), (*location, name))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _secrets(item, (*location, str(key)))
    elif isinstance(value, tuple):
        for i, item in enumerate(value):
            yield from _secrets(item, (*location, i))


def _is_open(location: Location, text: str) -> bool:
    """Whether it is a database URL without a password, which is no secret."""
    parts = urlsplit(text) if location == ("database", "url") else None
    return parts is not None and not parts.password and "password=" not in parts.query


def _written(tree: object, location: Location) -> bool:
    """Whether the value is in the file itself, and not in the environment."""
    for key in location:
        if isinstance(tree, str) and key == 0:
            # A text that stands for the list of it.
            break
        try:
            tree = tree[key]  # type: ignore[index]
        except (KeyError, IndexError, TypeError):
            return False
    return isinstance(tree, str) and not tree.startswith(PREFIX)
