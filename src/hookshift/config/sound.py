"""Checks the shape of what a file holds, and says all that is wrong with it in one error."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from hookshift.config.faults import ConfigError, Fault

AnyModel = TypeVar("AnyModel", bound=BaseModel)

_SECTION = re.compile(r"(?P<name>\w+)(\[(?P<position>\d+)\])?")


def shaped(
    model: type[AnyModel], tree: Mapping[str, Any], path: Path
) -> tuple[AnyModel | None, list[Fault]]:
    """`tree`, which came from `path`, as `model`, or what is wrong with its shape."""
    try:
        return model.model_validate(tree, context={"base": path.absolute().parent}), []
    except ValidationError as error:
        # Here, as it brings all sections, which a command that reads a part does without.
        from hookshift.config.explain import shape_faults  # noqa: PLC0415

        return None, shape_faults(error)


def sound(model: AnyModel | None, path: Path, faults: list[Fault]) -> AnyModel:
    """`model`, unless there are faults. Raises ConfigError."""
    if model is None or faults:
        raise ConfigError(path, _in_order(_first_per_key(faults)))
    return model


def _first_per_key(faults: list[Fault]) -> list[Fault]:
    """`faults` without those that only follow from another fault at the same key."""
    first: dict[str, Fault] = {}
    for fault in faults:
        first.setdefault(fault.key, fault)
    return list(first.values())


def _in_order(faults: list[Fault]) -> list[Fault]:
    """The order of faults: by section as in the model, then by position; unknown sections first."""
    from hookshift.config.schema.settings import Settings  # noqa: PLC0415, as above

    sections = list(Settings.model_fields)

    def place(fault: Fault) -> tuple[int, int]:
        found = _SECTION.match(fault.key)
        if found is None or found["name"] not in sections:
            return -1, 0
        return sections.index(found["name"]), int(found["position"] or 0)

    return sorted(faults, key=place)
