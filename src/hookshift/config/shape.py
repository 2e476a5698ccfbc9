"""Finds the class that describes a key of the file, and lists every setting."""

from collections.abc import Iterator, Mapping
from types import UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from hookshift.config.faults import Location
from hookshift.config.schema.settings import Settings
from hookshift.config.section import Section


class Setting(NamedTuple):
    """One field of the model that is no table itself."""

    path: tuple[str, ...]
    """The setting's keys; `*` stands for a name that the user chooses, or a position in a list."""
    field: FieldInfo
    section: type[Section]
    """The class that the field is of."""


def fields(section: type[Section]) -> dict[str, FieldInfo]:
    """What a table may hold, by its key in the file: `from` is no name of a field in Python."""
    return {field.alias or name: field for name, field in section.model_fields.items()}


def section_at(location: Location) -> type[Section]:
    """The class of the innermost table on the way to `location`."""
    section: type[Section] = Settings
    inside_many = False
    for step in location:
        if inside_many:
            inside_many = False
            continue
        field = fields(section).get(str(step))
        inner = nested(field.annotation) if field else None
        if inner is None:
            break
        section, inside_many = inner
    return section


def nested(annotation: Any) -> tuple[type[Section], bool] | None:
    """The table inside an annotation, and whether there are many of it; None for a value."""
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return annotation, False
    origin = get_origin(annotation)
    if origin in (Annotated, Union, UnionType):
        found = (nested(argument) for argument in get_args(annotation))
        return next((one for one in found if one), None)
    if origin in (tuple, Mapping):
        for argument in get_args(annotation):
            inner = nested(argument)
            if inner:
                return inner[0], True
    return None


def settings(section: type[Section] = Settings, path: tuple[str, ...] = ()) -> Iterator[Setting]:
    """Every setting below `section`, in the order of the model."""
    for name, field in fields(section).items():
        inner = nested(field.annotation)
        if inner is None:
            yield Setting((*path, name), field, section)
        else:
            many = ("*",) if inner[1] else ()
            yield from settings(inner[0], (*path, name, *many))
