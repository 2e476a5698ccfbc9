"""Turns pydantic's complaints into faults that the author of the file understands."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from hookshift.config.environment import FromEnvironment
from hookshift.config.faults import Fault, Location, did_you_mean, dotted
from hookshift.config.renamed import renamed
from hookshift.config.shape import fields, section_at
from hookshift.config.values import FAULT

Words = tuple[str, str]
"""The problem and the advice of a fault."""

_NAMES: Mapping[type, str] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "a string",
    tuple: "a list",
    dict: "a table",
}

_TABLE = ("must be a table, but is {given}", "give it a heading or write { key = value }")
_TEXT: Mapping[str, Words] = {
    "missing": ("is missing", "add it"),
    "int_type": ("must be a whole number, but is {given}", "write one like 10, without quotes"),
    "int_from_float": ("must be a whole number", "write it without a fraction"),
    "float_type": ("must be a number, but is {given}", "write one like 1.5, without quotes"),
    "bool_type": ("must be true or false, but is {given}", "write true or false without quotes"),
    "string_type": ("must be a string, but is {given}", "put it in quotes"),
    "tuple_type": ("must be a list, but is {given}", 'write it in brackets, like ["one", "two"]'),
    "mapping_type": _TABLE,
    "dict_type": _TABLE,
    "model_type": _TABLE,
    "finite_number": ("must be a finite number", "write a number like 1.5"),
    "greater_than_equal": ("is {value}, below the minimum of {ge}", "raise it"),
    "less_than_equal": ("is {value}, above the maximum of {le}", "lower it"),
    "string_too_short": ("is empty", "give it a value"),
    "string_too_long": ("is longer than {max_length} characters", "shorten it"),
    "too_short": ("is empty", "give it at least one value"),
    "too_long": ("holds more than {max_length} values", "leave some out"),
}


def shape_faults(error: ValidationError) -> list[Fault]:
    """One fault per complaint, in the order of the model."""
    return list(_faults(error))


def _faults(error: ValidationError) -> Iterator[Fault]:
    for detail in error.errors(include_url=False):
        if detail["type"] == "too_short" and detail["input"]:
            continue  # pydantic counts only the values without a fault
        location = detail["loc"]
        if location[-1:] == ("[key]",):
            location = location[:-1]
        problem, advice = _WORDS.get(detail["type"], _from_table)(detail, location)
        given = detail["input"]
        if isinstance(given, FromEnvironment) and detail["type"] != "missing":
            problem += f" (it was read from {given.variable})"
        yield Fault(dotted(location), problem, advice)


def _from_table(detail: ErrorDetails, _location: Location) -> Words:
    words = _TEXT.get(detail["type"])
    if words is None:
        # pydantic's own text may quote the value; its error type never does.
        return f"is not valid ({detail['type']})", "see docs/configuration.md"
    context: dict[str, Any] = dict(detail.get("ctx", {}))
    given = detail["input"]
    if isinstance(given, int | float):
        context["value"] = _number(given)
    context = {
        key: _number(value) if key in ("ge", "le", "max_length") else value
        for key, value in context.items()
    }
    context["given"] = _NAMES.get(type(given), "a string" if isinstance(given, str) else "a date")
    return words[0].format(**context), words[1]


def _own(detail: ErrorDetails, _location: Location) -> Words:
    context = detail["ctx"]
    return context["problem"], context["advice"]


def _unknown(_detail: ErrorDetails, location: Location) -> Words:
    new_name = renamed(location)
    if new_name is not None:
        return "was renamed in 0.2.0", new_name
    known = fields(section_at(location[:-1]))
    advice = did_you_mean(str(location[-1]), known)
    return "is not a setting", advice or f"remove it, or use one of {', '.join(known)}"


def _choice(detail: ErrorDetails, _location: Location) -> Words:
    given, expected = detail["input"], detail["ctx"]["expected"]
    choices = [word.strip("'") for word in expected.replace(" or ", ", ").split(", ")]
    allowed = f"use one of {', '.join(choices)}"
    if not isinstance(given, str) or isinstance(given, FromEnvironment):
        return "is not one of the known values", allowed
    meant = did_you_mean(given, choices)
    return "is not one of the known values", f"{meant} {allowed}" if meant else allowed


def _number(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:g}"


_WORDS: Mapping[str, Callable[[ErrorDetails, Location], Words]] = {
    FAULT: _own,
    "extra_forbidden": _unknown,
    "literal_error": _choice,
    "enum": _choice,
}
