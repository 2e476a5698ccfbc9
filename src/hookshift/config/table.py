"""Reads a file that may be wrong: what has the right type is given, all else is None.

The checks of one setting against another work on this, so that they also run when the shape of
some other part is wrong.
"""

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from hookshift.config.durations import Duration, read_duration
from hookshift.config.schema.settings import Settings
from hookshift.config.section import Section
from hookshift.config.shape import fields, nested

AnySection = TypeVar("AnySection", bound=Section)


class Table:
    """One table of the file, with the model's defaults for what it leaves out."""

    def __init__(self, values: object, section: type[Section] = Settings) -> None:
        self._values: Mapping[str, Any] = values if isinstance(values, dict) else {}
        self._section = section

    def has(self, key: str) -> bool:
        """Whether the file gives this key, of whatever type."""
        return key in self._values

    def lacks(self, key: str) -> bool:
        """Whether a list that must be there is missing or empty."""
        return not self._values.get(key)

    def text(self, key: str) -> str | None:
        """The text at a key as it is: it may be a `FromEnvironment`."""
        value = self._value(key)
        return value if isinstance(value, str) else None

    def setting(self, key: str) -> object:
        """The value at a key, of whatever type; the model's default where the file has none."""
        return self._value(key)

    def number(self, key: str) -> float | None:
        """The number at a key, whole or not."""
        value = self._value(key)
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None

    def seconds(self, key: str) -> Duration | None:
        """The duration at a key, in seconds."""
        try:
            return read_duration(self._value(key))
        except PydanticCustomError:
            return None

    def flag(self, key: str) -> bool:
        """Whether the file gives true at a key."""
        return self._value(key) is True

    def texts(self, key: str) -> list[tuple[int, str]]:
        """The texts in a list, each with its position."""
        value = self._value(key)
        items = value if isinstance(value, tuple) else ()
        return [(i, item) for i, item in enumerate(items) if isinstance(item, str)]

    def texts_by_name(self, key: str) -> list[tuple[str, str]]:
        """The texts in a table whose keys the user chooses, each with its key."""
        value = self._value(key)
        items = value.items() if isinstance(value, dict) else ()
        return [(name, item) for name, item in items if isinstance(item, str)]

    def table(self, key: str) -> "Table":
        """The table at a key; empty if there is none."""
        return Table(self._values.get(key), self._inner(key))

    def named(self, key: str) -> Mapping[str, "Table"] | None:
        """The tables below a key, by name; None if the file lacks them where it needs them."""
        value = self._values.get(key, self._value(key))
        if not isinstance(value, dict):
            return None
        return {name: Table(item, self._inner(key)) for name, item in value.items()}

    def listed(self, key: str) -> Iterator[tuple[int, "Table"]]:
        """The tables of a list, each with its position."""
        value = self._values.get(key)
        for i, item in enumerate(value if isinstance(value, tuple) else ()):
            if isinstance(item, dict):
                yield i, Table(item, self._inner(key))

    def parsed(self, section: type[AnySection]) -> AnySection | None:
        """The table as the model reads it; None where that has a fault of its own."""
        try:
            return section.model_validate(self._values)
        except ValidationError:
            return None

    def names(self, key: str) -> list[str]:
        """The keys of a table inside whose values are no tables."""
        value = self._values.get(key)
        return list(value) if isinstance(value, dict) else []

    def _value(self, key: str) -> object:
        if key in self._values:
            return self._values[key]
        field = fields(self._section).get(key)
        return None if field is None or field.is_required() else field.default

    def _inner(self, key: str) -> type[Section]:
        field = fields(self._section)[key]
        found = nested(field.annotation)
        assert found is not None
        return found[0]
