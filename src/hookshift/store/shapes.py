"""The domain's tuples as JSON in which every field has its name, and back.

By name, since a rollout outlives an upgrade of the program: a field that has been added gets its
default, and what this program does not know is refused instead of being taken for something else.
"""

from collections.abc import Callable, Hashable, Mapping
from functools import lru_cache
from math import inf, isinf
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

import msgspec

Value = TypeVar("Value")
Place = Callable[[Any], Any]

_INFINITE = {"Infinity": inf, "-Infinity": -inf}
"""JSON has no such numbers; in a sketch a quantile may lie above the last edge."""


class UnknownShape(ValueError):
    """JSON that does not fit this version's types."""


def encode(value: object) -> str:
    """`value`, made of named tuples, mappings, enumerations and plain values, as JSON."""
    return msgspec.json.encode(_named(value)).decode()


def decode(kind: type[Value], text: str) -> Value:
    """The `kind` that `text` holds, as `encode` made it. Raises UnknownShape."""
    try:
        placed = _place(cast("Hashable", kind))(msgspec.json.decode(text))
        return msgspec.convert(placed, kind)
    except msgspec.MsgspecError as error:
        raise UnknownShape(str(error)) from error


def _named(value: Any) -> Any:
    if isinstance(value, tuple):
        if hasattr(value, "_fields"):
            return {name: _named(each) for name, each in zip(value._fields, value, strict=True)}
        return [_named(each) for each in value]
    if isinstance(value, Mapping):
        return {key: _named(each) for key, each in value.items()}
    if isinstance(value, float) and isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return value


@lru_cache(maxsize=256)
def _place(kind: Any) -> Place:
    """Puts decoded JSON into the order of the fields, where `msgspec.convert` looks for them."""
    if isinstance(kind, type) and issubclass(kind, tuple) and hasattr(kind, "_fields"):
        return _placed_fields(kind)
    arguments = get_args(kind)
    if get_origin(kind) is tuple and len(set(arguments) - {...}) == 1:
        return _placed_items(arguments[0])
    if isinstance(get_origin(kind), type) and issubclass(get_origin(kind), Mapping):
        inner = _place(arguments[1])
        return lambda data: (
            {key: inner(each) for key, each in data.items()} if isinstance(data, dict) else data
        )
    if float in (kind, *arguments):
        return lambda data: _INFINITE.get(data, data) if isinstance(data, str) else data
    return _as_it_is


def _placed_items(kind: Any) -> Place:
    if kind is int:
        return _as_it_is
    inner = _place(kind)
    return lambda data: [inner(each) for each in data] if isinstance(data, list) else data


def _placed_fields(kind: Any) -> Place:
    places = {name: _place(hint) for name, hint in get_type_hints(kind).items()}
    defaults = {name: _named(value) for name, value in kind._field_defaults.items()}

    def place(data: Any) -> Any:
        if not isinstance(data, dict):
            raise UnknownShape(f"{kind.__name__} is {type(data).__name__}, not an object")
        if unknown := sorted(data.keys() - places):
            raise UnknownShape(f"{kind.__name__} has {', '.join(unknown)}")
        if missing := sorted(places.keys() - data - defaults.keys()):
            raise UnknownShape(f"{kind.__name__} lacks {', '.join(missing)}")
        return [
            inner(data[name] if name in data else defaults[name]) for name, inner in places.items()
        ]

    return place


def _as_it_is(data: Any) -> Any:
    return data
