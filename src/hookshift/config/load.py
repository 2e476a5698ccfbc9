"""Reads settings from a file and the environment, or says everything that is wrong with them.

Phases: read the text, read TOML, fill in the environment, check the shape, check one setting
against another. A fault of an early phase ends it only if there is nothing left to check.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from hookshift.config.checks.settings import cross_faults
from hookshift.config.explain import shape_faults
from hookshift.config.exposure import exposed
from hookshift.config.faults import ConfigError, Fault
from hookshift.config.reach import warnings
from hookshift.config.schema.installation import DatabasePart
from hookshift.config.schema.settings import Settings
from hookshift.config.table import Table
from hookshift.config.variables import Needs, fill

AnyPart = TypeVar("AnyPart", bound=DatabasePart)
AnyModel = TypeVar("AnyModel", bound=BaseModel)

_SECTION = re.compile(r"(?P<name>\w+)(\[(?P<position>\d+)\])?")

LARGEST_FILE = 4_194_304
"""The most bytes of a file; a thousand rules of ordinary size take a tenth of it."""


def load(
    path: Path, environ: Mapping[str, str] | None = None, *, needs: tuple[str, ...] | None = None
) -> Settings:
    """The settings in `path`, secrets filled in from `environ` (the process's own if None).

    `needs` names the sections whose variables must be set, those of the database aside; without
    it all must be. Raises ConfigError with all faults.
    """
    tree = read(path)
    given = os.environ if environ is None else environ
    settings = settings_from(tree, path, given, Needs(needs))
    return settings.with_warnings((*settings.warnings, *exposed(settings, tree, path)))


def load_part(path: Path, part: type[AnyPart], environ: Mapping[str, str] | None = None) -> AnyPart:
    """Only what `part` has of the file: faults and variables elsewhere do not matter.

    Raises ConfigError.
    """
    tree = _wanted(read(path), part)
    filled = fill(tree, path, os.environ if environ is None else environ, Needs(()))
    faults = [*filled.unset.values(), *([filled.env_file] if filled.env_file else [])]
    model, more = _shaped(part, filled.tree, path)
    return _sound(model, path, [*faults, *more])


def _wanted(tree: dict[str, Any], part: type[BaseModel]) -> dict[str, Any]:
    """What `part` has a field for, at every level that leaves something out."""
    if part.model_config.get("extra") != "ignore":
        return tree
    fields = part.model_fields
    known = {key: value for key, value in tree.items() if key in fields}
    return {key: _wanted_of(value, fields[key].annotation) for key, value in known.items()}


def _wanted_of(value: Any, hint: Any) -> Any:
    inner = get_args(hint)
    if isinstance(hint, type) and issubclass(hint, BaseModel) and isinstance(value, dict):
        return _wanted(value, hint)
    if isinstance(value, dict) and len(inner) == 2:
        return {key: _wanted_of(each, inner[1]) for key, each in value.items()}
    if isinstance(value, list) and inner:
        return [_wanted_of(each, inner[0]) for each in value]
    return value


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
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _unreadable(
            path, f"it is not TOML: {_located(error, text)}", "correct that line"
        ) from None
    except (RecursionError, ValueError):
        # tomllib gives up on absurd nesting and on numbers of thousands of digits.
        raise _unreadable(
            path, "it is not TOML: nested too deeply or a number is too long", "simplify it"
        ) from None


def _located(error: tomllib.TOMLDecodeError, text: str) -> str:
    """A complaint of tomllib with line and column, also where it says "at end of document"."""
    end = f"line {text.count(chr(10)) + 1}, column {len(text) - text.rfind(chr(10))}"
    return str(error).replace("at end of document", f"at {end}, the end of the file")


def _unreadable(path: Path, problem: str, advice: str) -> ConfigError:
    return ConfigError(path, [Fault("", problem, advice)])


def settings_from(
    tree: Mapping[str, Any], path: Path, environ: Mapping[str, str], needs: Needs | None = None
) -> Settings:
    """The settings in a tree that came from `path`. Raises ConfigError."""
    filled = fill(tree, path, environ, needs or Needs())
    faults = [*filled.unset.values(), *([filled.env_file] if filled.env_file else [])]
    settings, shape = _shaped(Settings, filled.tree, path)
    # Where nothing can stand in for a variable, it is needed after all.
    faults += [filled.forgiven.get(fault.key, fault) for fault in shape]
    table = Table(filled.tree)
    faults += cross_faults(table)
    return _sound(settings, path, faults).with_warnings(warnings(table))


def _shaped(
    model: type[AnyModel], tree: Mapping[str, Any], path: Path
) -> tuple[AnyModel | None, list[Fault]]:
    try:
        return model.model_validate(tree, context={"base": path.absolute().parent}), []
    except ValidationError as error:
        return None, shape_faults(error)


def _sound(model: AnyModel | None, path: Path, faults: list[Fault]) -> AnyModel:
    """`model`, unless there are faults. Raises ConfigError."""
    faults = _in_order(_first_per_key(faults))
    if model is None or faults:
        raise ConfigError(path, faults)
    return model


def _first_per_key(faults: list[Fault]) -> list[Fault]:
    """`faults` without those that only follow from another fault at the same key."""
    first: dict[str, Fault] = {}
    for fault in faults:
        first.setdefault(fault.key, fault)
    return list(first.values())


def _in_order(faults: list[Fault]) -> list[Fault]:
    """The order of faults: by section as in the model, then by position; unknown sections first."""
    sections = list(Settings.model_fields)

    def place(fault: Fault) -> tuple[int, int]:
        found = _SECTION.match(fault.key)
        if found is None or found["name"] not in sections:
            return -1, 0
        return sections.index(found["name"]), int(found["position"] or 0)

    return sorted(faults, key=place)
