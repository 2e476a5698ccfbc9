"""The calendar of freeze windows: when a rollout may not be promoted.

A window runs from its first to its last moment on the clocks of its time zone. Where clocks are
put forward or back at one of its ends, that end is taken so that the window is the longer one:
whenever the clock on the wall shows a time inside a window, promotion is frozen.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hookshift.config.schema.rollout import DAYS, Freeze, RolloutConfig

_DAY = timedelta(days=1)
_MINUTES = 24 * 60
_WEEK = len(DAYS) * _MINUTES
_AROUND = range(-2, 3)
"""Days on which a window that holds a moment may begin, counted from the moment's own.

A window lasts a day at most; a zone that crosses the date line leaves a day out.
"""
_WORDS = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}


class Frozen(NamedTuple):
    """One window as it falls on the calendar; `end` is the first moment after it."""

    window: Freeze
    start: datetime
    end: datetime


def frozen(rollout: RolloutConfig, when: datetime) -> str | None:
    """Why nothing may be promoted at `when` (aware); None if it may."""
    found = next(_holding(rollout, when), None)
    return None if found is None else f"{described(found.window)} ({rollout.time_zone})"


def thaws_at(rollout: RolloutConfig, when: datetime) -> datetime | None:
    """The first moment from `when` on at which promotion is possible; None if it is now.

    In the rollout's time zone. It is found, since no settings are loaded whose windows leave no
    time at all.
    """
    moment = when
    while ends := [found.end for found in _holding(rollout, moment)]:
        moment = max(ends)
    return None if moment is when else moment.astimezone(rollout.time_zone)


def leave_no_time(windows: Iterable[Freeze]) -> bool:
    """Whether the windows cover every minute of a week without a change of clocks."""
    covered = bytearray(_WEEK + _MINUTES)
    for window in windows:
        begins, ends = _minute(window.begins), _minute(window.ends)
        length = (ends - begins) % _MINUTES or _MINUTES
        for day in window.days:
            first = DAYS.index(day) * _MINUTES + begins
            covered[first : first + length] = b"\1" * length
    # What begins on Sunday may reach into Monday, where the week begins.
    monday = zip(covered[:_MINUTES], covered[_WEEK:], strict=True)
    return all(one or other for one, other in monday) and all(covered[_MINUTES:_WEEK])


def _minute(clock: time | None) -> int:
    return 0 if clock is None else clock.hour * 60 + clock.minute


def described(window: Freeze) -> str:
    """`no promotion from 22:00 to 06:00 on Saturday and Sunday`."""
    words = "no promotion"
    if window.begins and window.ends:
        words += f" from {window.begins:%H:%M} to {window.ends:%H:%M}"
    days = [_WORDS[day] for day in DAYS if day in window.days]
    if len(days) == len(DAYS):
        return words
    listed = f"{', '.join(days[:-1])} and {days[-1]}" if len(days) > 1 else days[0]
    return f"{words} on {listed}"


def _holding(rollout: RolloutConfig, when: datetime) -> Iterator[Frozen]:
    """The windows that `when` falls into, in the order of the file."""
    today = when.astimezone(rollout.time_zone).date()
    for window in rollout.freeze:
        for distance in _AROUND:
            found = _on(window, today + distance * _DAY, rollout.time_zone)
            if found and found.start <= when < found.end:
                yield found


def _on(window: Freeze, day: date, zone: ZoneInfo) -> Frozen | None:
    """The window that begins on `day`, if there is one."""
    if DAYS[day.weekday()] not in window.days:
        return None
    begins, ends = window.begins or time(), window.ends or time()
    last = day if ends > begins else day + _DAY
    return Frozen(window, min(_moments(day, begins, zone)), max(_moments(last, ends, zone)))


def _moments(day: date, clock: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """When clocks show this: twice if they are put back over it, around it if forward, else once.

    In UTC, since Python compares two times of one zone by what the clocks show.
    """
    local = datetime.combine(day, clock, zone)
    return local.astimezone(UTC), local.replace(fold=1).astimezone(UTC)
