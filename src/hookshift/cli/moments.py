"""Times of this process and of the API, as an operator reads them: on this machine's clocks."""

from datetime import datetime
from typing import Any


def local(moment: datetime | str) -> datetime:
    """A time of this process or of the API, in this machine's time zone."""
    return (datetime.fromisoformat(moment) if isinstance(moment, str) else moment).astimezone()


def as_moment(value: Any) -> Any:
    """A time as the API writes one as a time on this machine's clocks; anything else as it is."""
    if isinstance(value, datetime):
        return value.astimezone()
    if not isinstance(value, str) or value[10:11] != "T":
        return value
    try:
        return datetime.fromisoformat(value).astimezone()
    except ValueError:
        return value
