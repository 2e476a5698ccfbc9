"""Reads what one command needs of hookshift.toml; what is wrong elsewhere is not in its way.

Imports no more than that either: all sections, with the checks of one against another, take a fifth
of a second of an operator's time.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel

from hookshift.config.file import read
from hookshift.config.schema.installation import DatabasePart
from hookshift.config.sound import shaped, sound
from hookshift.config.variables import Needs, fill

AnyPart = TypeVar("AnyPart", bound=DatabasePart)


def load_part(
    path: Path,
    part: type[AnyPart],
    environ: Mapping[str, str] | None = None,
    *,
    needs: tuple[str, ...] = (),
) -> AnyPart:
    """Only what `part` has of the file: faults and variables elsewhere do not matter.

    `needs` is as for `config.load.load`. Raises ConfigError.
    """
    tree = _wanted(read(path), part)
    filled = fill(tree, path, os.environ if environ is None else environ, Needs(needs))
    faults = [*filled.unset.values(), *([filled.env_file] if filled.env_file else [])]
    model, more = shaped(part, filled.tree, path)
    return sound(model, path, [*faults, *more])


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
