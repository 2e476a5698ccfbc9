"""Finds the compiled core, or says why it cannot be used."""

from importlib import import_module
from types import ModuleType
from typing import Any

from hookshift.core import sources

BUILD = "run `make setup` again"
ENGINE_VARIABLE = "HOOKSHIFT_CORE"
"""The environment variable that says which engine runs (`choice`)."""


class Unusable(Exception):
    """Why there is no compiled core, in words for an operator."""


def native() -> Any:
    """The compiled module. Raises Unusable."""
    try:
        module = import_module("hookshift.core._native")
    except ModuleNotFoundError:
        raise Unusable("it was not built (no C compiler, or a pure wheel)") from None
    except Exception as error:  # an extension can fail in any way while it is loaded
        raise Unusable(f"it cannot be loaded: {error}; {BUILD}") from None
    _check(module)
    return module


def _check(module: ModuleType) -> None:
    if sources.digest() != module.SOURCES:
        raise Unusable(f"it was built from other sources than these; {BUILD}")
