"""Values that are read from the environment: "env:NAME" stands for the variable NAME."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from hookshift.config.faults import Fault, Location, dotted

PREFIX = "env:"
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class FromEnvironment(str):
    """A value that came from the environment; it is never quoted in a text for people."""

    __slots__ = ("variable",)
    variable: str

    def __new__(cls, value: str, variable: str) -> "FromEnvironment":
        self = super().__new__(cls, value)
        self.variable = variable
        return self


def _nothing(_location: Location, _fault: Fault) -> str:
    return ""


def resolve(
    tree: Mapping[str, Any],
    environ: Mapping[str, str],
    instead: Callable[[Location, Fault], str] = _nothing,
) -> tuple[dict[str, Any], dict[str, Fault]]:
    """`tree` with each "env:NAME" replaced and each list as a tuple; faults by their key.

    `instead` says what a value that could not be read becomes, so that the rest can be checked.
    """
    faults: dict[str, Fault] = {}

    def walk(value: Any, location: Location) -> Any:
        if isinstance(value, dict):
            return {key: walk(item, (*location, key)) for key, item in value.items()}
        if isinstance(value, list):
            return tuple(walk(item, (*location, i)) for i, item in enumerate(value))
        if isinstance(value, str) and value.startswith(PREFIX):
            variable = value.removeprefix(PREFIX)
            fault = _fault(dotted(location), variable, environ)
            if fault:
                faults[fault.key] = fault
                return FromEnvironment(instead(location, fault), variable)
            return FromEnvironment(environ[variable], variable)
        return value

    return {key: walk(item, (key,)) for key, item in tree.items()}, faults


def _fault(key: str, variable: str, environ: Mapping[str, str]) -> Fault | None:
    if not _VARIABLE.fullmatch(variable):
        # The text after "env:" may be a secret that was pasted there by mistake.
        return Fault(
            key, 'no name of a variable follows "env:"', 'write it as "env:NAME", without spaces'
        )
    if variable not in environ:
        return Fault(key, f"the environment variable {variable} is not set", f"set {variable}")
    if any("\ud800" <= character <= "\udfff" for character in environ[variable]):
        return Fault(key, f"the environment variable {variable} is not UTF-8", f"mend {variable}")
    return None


def quoted(value: str) -> str:
    """`value` in quotes for a text, or where it came from if that was the environment."""
    if isinstance(value, FromEnvironment):
        return f"the value of {value.variable}"
    return f'"{value}"'
