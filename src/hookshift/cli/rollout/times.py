"""Times and durations as an operator writes them: on the clocks of this machine's time zone."""

import re
from datetime import datetime, timedelta
from typing import Any

import click
from pydantic_core import PydanticCustomError

from hookshift.config.durations import Duration, read_duration, read_time

_CLOCK = re.compile(r"[0-9]{2}:[0-9]{2}")
_AGO = re.compile(r"(?P<number>[0-9.]+) ?(?P<unit>[smhd])[a-z]* ago|(?P<length>\S+) ago")


class Length(click.ParamType[Duration]):
    """How long something lasts: seconds, or `90s`, `15m`, `4h`, `2d`, `1h30m`."""

    name = "duration"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Duration:
        """Seconds, or a usage error."""
        if isinstance(value, Duration):
            return value
        try:
            return read_duration(float(value) if value.replace(".", "", 1).isdigit() else value)
        except PydanticCustomError:
            self.fail(f'{value} is not a duration: write "90s", "15m", "4h" or "1h30m"', param, ctx)


class Moment(click.ParamType[datetime]):
    """A time in the past: `14:32`, `2025-12-03 14:32`, with or without a time zone, `2h ago`."""

    name = "time"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """The time with its time zone; a usage error if it is none."""
        if isinstance(value, datetime):
            return value
        try:
            return past(value, datetime.now().astimezone())
        except (ValueError, OverflowError):
            self.fail(
                f'{value} is not a time: write "14:32", "2025-12-03 14:32" or "2h ago"', param, ctx
            )


def past(text: str, now: datetime) -> datetime:
    """What `text` means at `now` (local). Raises ValueError or OverflowError."""
    if ago := _AGO.fullmatch(text):
        length = ago["length"] or f"{ago['number']}{ago['unit']}"
        return now - timedelta(seconds=read_duration(length))
    if _CLOCK.fullmatch(text):
        today = datetime.combine(now.date(), read_time(text)).astimezone()
        return today if today <= now else today - timedelta(days=1)
    return datetime.fromisoformat(text).astimezone()
