"""Types of values of time: durations, times of the day and time zones.

As in `values`, the error texts never quote the value.
"""

import math
import re
from datetime import time
from difflib import get_close_matches
from typing import Annotated, Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import GetCoreSchemaHandler, PlainSerializer, PlainValidator
from pydantic_core import CoreSchema, core_schema

from hookshift.config.values import wrong

_UNITS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}
_NANO = 10**9
_DURATION = re.compile(
    r"(?P<d>[0-9]{1,9}d)?(?P<h>[0-9]{1,9}h)?(?P<m>[0-9]{1,9}m)?"
    r"(?P<s>[0-9]{1,9}(\.[0-9]{1,9})?s)?"
)
_TIME = re.compile(r"(?P<hour>[01][0-9]|2[0-3]):(?P<minute>[0-5][0-9])")


class Duration(float):
    """Seconds, which as a text are `1h30m`: what `read_duration` reads again."""

    __slots__ = ()

    def __str__(self) -> str:
        text, rest = "", round(self * _NANO)
        for unit, seconds in _UNITS.items():
            count, rest = divmod(rest, seconds * _NANO)
            part = f".{rest:09}".rstrip("0") if unit == "s" and rest else ""
            text += f"{count}{part}{unit}" if count or part else ""
        return text or "0s"


def read_duration(value: object) -> Duration:
    """Seconds, or a text with units in falling order: "90s", "15m", "4h", "2d", "1h30m"."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        if not 0 <= value < math.inf:
            raise wrong("is not a length of time", "write seconds from 0 up")
        return Duration(value)
    found = _DURATION.fullmatch(value) if isinstance(value, str) and value else None
    if found is None:
        raise wrong(
            "is not a duration",
            'write a number of seconds, or a string like "90s", "15m", "4h", "2d" or "1h30m"',
        )
    parts = ((found[unit], seconds) for unit, seconds in _UNITS.items())
    return Duration(sum(float(part[:-1]) * seconds for part, seconds in parts if part))


class Between(NamedTuple):
    """The bounds of a `Duration`, both allowed."""

    least: str
    most: str

    def check(self, value: Duration) -> Duration:
        """`value`, if it is within the bounds."""
        if value < read_duration(self.least):
            raise wrong(f"is shorter than the minimum of {self.least}", "raise it")
        if value > read_duration(self.most):
            raise wrong(f"is longer than the maximum of {self.most}", "lower it")
        return value

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))


def read_time(value: object) -> time:
    """`22:00`, a time of the day."""
    if isinstance(value, time) and value.second == value.microsecond == 0:
        return value
    found = _TIME.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise wrong("is not a time of day", 'write it as "22:00", from "00:00" to "23:59"')
    return time(int(found["hour"]), int(found["minute"]))


def read_zone(value: object) -> ZoneInfo:
    """A time zone by its name in the IANA database."""
    if isinstance(value, ZoneInfo):
        return value
    if not isinstance(value, str) or not value:
        raise wrong("is not the name of a time zone", 'write one like "Africa/Kigali" or "UTC"')
    try:
        return ZoneInfo(str(value))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        # OSError: a name like "Africa" is a folder of the database.
        meant = _zone_like(value)
        raise wrong(
            "is not a known time zone",
            f'did you mean "{meant}"?' if meant else 'write one like "Africa/Kigali" or "UTC"',
        ) from None


def _zone_like(name: str) -> str | None:
    """The zone that was probably meant: `kigali` is Africa/Kigali."""
    name = name.lower().replace(" ", "_")
    known = {zone.lower(): zone for zone in sorted(available_timezones())}
    places = {zone.rpartition("/")[2]: zone for zone in known}
    close = get_close_matches(name, known, n=1, cutoff=0.75)
    if not close:
        close = [places[place] for place in get_close_matches(name, places, n=1, cutoff=0.75)]
    return known[close[0]] if close else None


def _short(value: time) -> str:
    return value.isoformat("minutes")


def _as_text(write: Any) -> PlainSerializer:
    return PlainSerializer(write, return_type=str, when_used="json")


Span = Annotated[Duration, PlainValidator(read_duration), _as_text(str)]
"""A duration; its bounds stand beside it as `Between`."""
TimeOfDay = Annotated[time, PlainValidator(read_time), _as_text(_short)]
TimeZone = Annotated[ZoneInfo, PlainValidator(read_zone), _as_text(str)]
