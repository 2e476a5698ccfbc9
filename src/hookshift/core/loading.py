"""Finds the compiled extensions, or says why one cannot be used."""

from enum import StrEnum
from importlib import import_module
from types import ModuleType
from typing import Any

from hookshift.core import sources
from hookshift.domain.errors import OperatorError

BUILD = "run `make setup` again"
ENGINE_VARIABLE = "HOOKSHIFT_CORE"
"""The environment variable that says which engine runs."""


class EngineName(StrEnum):
    """The engines."""

    PYTHON = "python"
    NATIVE = "native"


class Unusable(Exception):
    """Why there is no compiled core, in words for an operator."""


def wanted_or_built(wanted: str | None, package: str) -> tuple[Any, str]:
    """The compiled module of `package`, None for Python, and why. Raises OperatorError.

    By default what is built runs, else Python.
    """
    names = ", ".join(EngineName)
    if wanted and wanted not in set(EngineName):
        raise OperatorError(
            f'{ENGINE_VARIABLE} is "{wanted}", which is no engine: use one of {names}'
        )
    if wanted == EngineName.PYTHON:
        return None, f"{ENGINE_VARIABLE} says so"
    try:
        module = native(package)
    except Unusable as error:
        if wanted:
            raise OperatorError(
                f"{ENGINE_VARIABLE} is native, but the compiled core cannot be used: {error}"
            ) from None
        return None, f"the compiled core cannot be used: {error}"
    return module, f"{ENGINE_VARIABLE} says so" if wanted else "it was built"


def native(package: str = sources.CORE) -> Any:
    """The compiled module of `package`. Raises Unusable."""
    try:
        module = import_module(f"{package}._native")
    except ModuleNotFoundError:
        raise Unusable("it was not built (no C compiler, or a pure wheel)") from None
    except Exception as error:  # an extension can fail in any way while it is loaded
        raise Unusable(f"it cannot be loaded: {error}; {BUILD}") from None
    _check(module, package)
    return module


def _check(module: ModuleType, package: str) -> None:
    if sources.digest(package) != module.SOURCES:
        raise Unusable(f"it was built from other sources than these; {BUILD}")
