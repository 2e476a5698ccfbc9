"""The table of docs/configuration.md as the model has it."""

import ast
import inspect
import re
from datetime import time
from enum import StrEnum
from functools import cache
from ipaddress import IPv4Network, IPv6Network
from itertools import pairwise
from pathlib import Path
from textwrap import dedent
from typing import Any, Literal, get_args, get_origin
from zoneinfo import ZoneInfo

from annotated_types import Ge, Le
from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from hookshift.config.durations import Between, Duration
from hookshift.config.section import Section
from hookshift.config.shape import Setting, settings
from hookshift.config.values import Address

KINDS: dict[Any, str] = {
    bool: "true or false",
    int: "whole number",
    float: "number",
    str: "text",
    Duration: "duration",
    time: "time of the day",
    ZoneInfo: "time zone",
    SecretStr: "text",
    Address: "host:port",
    Path: "path",
}


def dotted(setting: Setting) -> str:
    """`handlers.NAME.url`, `rules[].domain`."""
    text = ".".join(setting.path)
    for listed in ("sources", "rules", "rollout.stages", "rollout.freeze", "notifiers"):
        text = text.replace(f"{listed}.*", f"{listed}[]")
    return text.replace("*", "NAME")


def row(setting: Setting) -> str:
    """One line of the table."""
    field = setting.field
    return f"| `{dotted(setting)}` | {kind(field)} | {default(field)} | {meaning(setting)} |"


def meaning(setting: Setting) -> str:
    """What the text under the field says; nothing where there is none."""
    name = next(
        name for name, field in setting.section.model_fields.items() if field is setting.field
    )
    found = (texts(each).get(name) for each in setting.section.__mro__ if each is not object)
    return next((text for text in found if text), "")


@cache
def texts(section: type) -> dict[str, str]:
    """The text under each field of a class itself."""
    if not issubclass(section, Section):
        return {}
    (code,) = ast.parse(dedent(inspect.getsource(section))).body
    assert isinstance(code, ast.ClassDef)
    found = {}
    for field, after in pairwise(code.body):
        match field, after:
            case ast.AnnAssign(ast.Name(name)), ast.Expr(ast.Constant(str(text))):
                found[name] = inspect.cleandoc(text)
    return found


def rows() -> list[str]:
    return [row(setting) for setting in settings()]


def kind(field: FieldInfo) -> str:
    """What to write, with its range."""
    text, bounds = _kind(field.annotation), str([*_bounds(field), *_bounds_within(field)])
    spans = [item for item in field.metadata if isinstance(item, Between)]
    if spans:
        return f"{text}, {spans[0].least} to {spans[0].most}"
    least = re.search(r"\bge=([\d.]+)", bounds)
    most = re.search(r"\ble=([\d.]+)", bounds)
    if text not in ("number", "whole number") or least is None or most is None:
        return text
    return f"{text}, {_number(least[1])} to {_number(most[1])}"


def _kind(annotation: Any) -> str:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if annotation in KINDS:
        return KINDS[annotation]
    if annotation == IPv4Network | IPv6Network:
        return "network"
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return "one of " + ", ".join(f"`{word}`" for word in annotation)
    if origin is Literal:
        return "one of " + ", ".join(f"`{argument}`" for argument in arguments)
    if origin is tuple:
        listed = _kind(arguments[0])
        return (
            f"list of {listed.removeprefix('one of ')}" if "`" in listed else f"list of {listed}s"
        )
    if len(arguments) == 2 and arguments[1] is not type(None) and "Mapping" in str(origin):
        return "table of texts"
    return _kind(arguments[0])


def _bounds(field: FieldInfo) -> list[Any]:
    return [item for item in field.metadata if isinstance(item, Ge | Le)]


def _bounds_within(field: FieldInfo) -> list[Any]:
    """Those of `Seconds | None`, which pydantic leaves in the annotation."""
    found: list[Any] = []
    for argument in get_args(field.annotation):
        for item in getattr(argument, "__metadata__", ()):
            found += getattr(item, "metadata", [])
    return found


def _number(text: str) -> str:
    return f"{int(text):,}" if text.isdigit() else text


def default(field: FieldInfo) -> str:
    """As one would write it in the file."""
    value = field.default
    if value is PydanticUndefined:
        return "required"
    if value is None or value in ("", {}):
        return "none"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, tuple) and not isinstance(value, Address):
        choices = [f"`{item}`" for item in value]
        if kind(field) == "list of " + ", ".join(choices):
            return "all"
        texts = (f"{item}" if isinstance(item, int) else f'"{item}"' for item in value)
        return f"`[{', '.join(texts)}]`"
    if isinstance(value, int | float) and not isinstance(value, Duration):
        return f"`{value:_}`"
    return f'`"{value}"`'
