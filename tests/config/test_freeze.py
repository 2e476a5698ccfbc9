"""The calendar of the freeze windows, against what the clock on the wall shows."""

from datetime import UTC, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hookshift.config.freeze import frozen, leave_no_time, thaws_at
from hookshift.config.schema.rollout import DAYS, Freeze, RolloutConfig

ZONES = [
    "UTC",
    "Africa/Kigali",
    "Africa/Casablanca",
    "America/Havana",  # clocks go back at 01:00, so midnight comes twice
    "America/New_York",
    "America/St_Johns",  # until 2011 clocks changed at 00:01
    "Asia/Kathmandu",
    "Australia/Lord_Howe",  # by half an hour
    "Europe/Dublin",
    "Pacific/Apia",  # left out 30 December 2011
]
FIRST, LAST = datetime(2006, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)
DAY, HOUR, TICK = timedelta(days=1), timedelta(hours=1), timedelta(microseconds=1)


def window(days: tuple[str, ...] = DAYS, *, begin: str = "", end: str = "") -> Freeze:
    values: dict[str, Any] = {"days": days}
    return Freeze.model_validate(values | ({"from": begin, "to": end} if begin else {}))


def rollout(*windows: Freeze, zone: str = "UTC") -> RolloutConfig:
    return RolloutConfig(freeze=windows, time_zone=ZoneInfo(zone))


def at(text: str, zone: str = "UTC", *, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)


@cache
def changes(zone: str) -> list[datetime]:
    """When the clocks of a zone are changed, to the second."""
    found, moment = [], FIRST
    while moment < LAST:
        low, high = moment, moment + DAY
        if offset(low, zone) != offset(high, zone):
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) / 2
                low, high = (
                    (middle, high) if offset(middle, zone) == offset(low, zone) else (low, middle)
                )
            found.append(high.replace(microsecond=0))
        moment += DAY
    return found


def offset(moment: datetime, zone: str) -> timedelta | None:
    return moment.astimezone(ZoneInfo(zone)).utcoffset()


def on_the_wall(settings: RolloutConfig, when: datetime) -> bool:
    """Whether the clock shows a time inside a window: the definition, without any clock change."""
    shown = when.astimezone(settings.time_zone).replace(tzinfo=None)
    for each in settings.freeze:
        for begun in (shown.date(), shown.date() - DAY):
            start = datetime.combine(begun, each.begins or time())
            end = datetime.combine(begun, each.ends or time())
            end += DAY if end <= start else timedelta()
            if DAYS[begun.weekday()] in each.days and start <= shown < end:
                return True
    return False


@st.composite
def windows(draw: st.DrawFn) -> Freeze:
    days = tuple(draw(st.sets(st.sampled_from(DAYS), min_size=1)))
    minutes = st.integers(0, 24 * 60 - 1).map(lambda minute: f"{minute // 60:02}:{minute % 60:02}")
    # Small hours are when clocks change.
    early = st.integers(0, 200).map(lambda minute: f"{minute // 60:02}:{minute % 60:02}")
    begin, end = draw(st.tuples(minutes | early, minutes | early))
    return window(days, begin=begin, end=end) if begin != end else window(days)


@st.composite
def calendars(draw: st.DrawFn) -> RolloutConfig:
    freeze = draw(st.lists(windows(), max_size=4))
    assume(not leave_no_time(freeze))
    return rollout(*freeze, zone=draw(st.sampled_from(ZONES)))


@st.composite
def moments(draw: st.DrawFn, zone: str) -> datetime:
    """Any moment of 24 years, many of them near a change of the clocks."""
    known = changes(zone)
    if draw(st.booleans()) and known:
        return draw(st.sampled_from(known)) + timedelta(minutes=draw(st.integers(-1_600, 1_600)))
    return FIRST + draw(st.timedeltas(timedelta(), LAST - FIRST))


@given(st.data(), calendars())
def test_it_is_frozen_whenever_the_clock_shows_a_time_inside(
    data: st.DataObject, settings: RolloutConfig
) -> None:
    when = data.draw(moments(settings.time_zone.key))
    if on_the_wall(settings, when):
        assert frozen(settings, when)


@given(st.data(), calendars())
def test_only_a_clock_change_makes_it_longer(data: st.DataObject, settings: RolloutConfig) -> None:
    """By no more than the clocks are moved."""
    zone = settings.time_zone.key
    when = data.draw(moments(zone))
    if frozen(settings, when) and not on_the_wall(settings, when):
        moved = DAY if zone == "Pacific/Apia" else HOUR
        assert any(abs(when - change) <= moved for change in changes(zone))


@given(st.data(), calendars())
def test_it_thaws_at_the_first_moment_that_is_free(
    data: st.DataObject, settings: RolloutConfig
) -> None:
    when = data.draw(moments(settings.time_zone.key))
    free = thaws_at(settings, when)
    if frozen(settings, when) is None:
        assert free is None
        return
    assert free is not None
    assert free.tzinfo is settings.time_zone
    assert when < free.astimezone(UTC)
    assert frozen(settings, free) is None
    assert frozen(settings, free.astimezone(UTC) - TICK)
    between = when + data.draw(st.floats(0, 1, exclude_max=True)) * (free.astimezone(UTC) - when)
    assert frozen(settings, between) or between == free


@given(st.data(), calendars(), st.sampled_from(ZONES))
def test_whose_clock_tells_the_moment_does_not_matter(
    data: st.DataObject, settings: RolloutConfig, other: str
) -> None:
    when = data.draw(moments(settings.time_zone.key))
    elsewhere = when.astimezone(ZoneInfo(other))
    assert frozen(settings, when) == frozen(settings, elsewhere)
    assert thaws_at(settings, when) == thaws_at(settings, elsewhere)


@given(st.sets(st.integers(0, 24 * 60 - 1), min_size=2, max_size=12), st.data())
def test_windows_that_cover_the_day_leave_no_time(cuts: set[int], data: st.DataObject) -> None:
    edges = [f"{minute // 60:02}:{minute % 60:02}" for minute in sorted(cuts)]
    around = [*zip(edges, [*edges[1:], edges[0]], strict=True)]
    covering = [window(begin=begin, end=end) for begin, end in around]
    assert leave_no_time(covering)
    assert all(frozen(rollout(*covering), FIRST + hour * HOUR) for hour in range(0, 7 * 24, 5))
    missing = data.draw(st.integers(0, len(covering) - 1))
    day = data.draw(st.sampled_from(DAYS))
    others = tuple(one for one in DAYS if one != day)
    shorter = window(others, begin=around[missing][0], end=around[missing][1])
    assert not leave_no_time([*covering[:missing], shorter, *covering[missing + 1 :]])


def test_whole_days_that_make_a_week_leave_no_time() -> None:
    assert leave_no_time([window(("mon", "wed", "fri")), window(("sun", "sat", "thu", "tue"))])
    assert not leave_no_time([window(DAYS[:6])])
    assert not leave_no_time([])


WEEKEND = window(("sat", "sun"))
NIGHT = window(begin="22:00", end="06:00")


@pytest.mark.parametrize(
    ("when", "free"),
    [
        ("2025-12-05 21:59", None),
        ("2025-12-05 22:00", "2025-12-08 06:00"),  # Friday night, the weekend, Sunday night
        ("2025-12-08 05:59:59.999999", "2025-12-08 06:00"),
        ("2025-12-08 06:00", None),
    ],
)
def test_windows_that_touch_are_one(when: str, free: str | None) -> None:
    zone = "Africa/Kigali"
    settings = rollout(WEEKEND, NIGHT, zone=zone)
    assert thaws_at(settings, at(when, zone)) == (at(free, zone) if free else None)


def test_a_window_past_midnight_belongs_to_the_day_on_which_it_begins() -> None:
    settings = rollout(window(("fri",), begin="22:00", end="06:00"))
    assert frozen(settings, at("2025-12-06 05:59"))  # Saturday
    assert frozen(settings, at("2025-12-05 05:59")) is None  # Friday
    assert frozen(settings, at("2025-12-06 22:00")) is None


@pytest.mark.parametrize(
    ("settings", "when", "words"),
    [
        (rollout(WEEKEND), "2025-12-06", "no promotion on Saturday and Sunday (UTC)"),
        (rollout(WEEKEND, NIGHT), "2025-12-06 23:00", "no promotion on Saturday and Sunday (UTC)"),
        (
            rollout(NIGHT, zone="Africa/Kigali"),
            "2025-12-06 23:00",
            "no promotion from 22:00 to 06:00 (Africa/Kigali)",
        ),
        (
            rollout(window(("sun", "mon", "fri"), begin="00:30", end="01:30")),
            "2025-12-07 01:00",
            "no promotion from 00:30 to 01:30 on Monday, Friday and Sunday (UTC)",
        ),
        (rollout(window(("mon",))), "2025-12-08", "no promotion on Monday (UTC)"),
    ],
)
def test_the_reason_in_words(settings: RolloutConfig, when: str, words: str) -> None:
    assert frozen(settings, at(when, settings.time_zone.key)) == words


NEW_YORK = "America/New_York"


def test_a_night_in_which_clocks_are_put_back_is_longer() -> None:
    """02:00 was 01:00 once more on 2 November 2025; a window to 01:30 ends at the second."""
    settings = rollout(window(begin="22:00", end="01:30"), zone=NEW_YORK)
    first = at("2025-11-02 01:30", NEW_YORK)
    assert frozen(settings, first)
    free = thaws_at(settings, first)
    assert free is not None
    assert free.astimezone(UTC) == datetime(2025, 11, 2, 6, 30, tzinfo=UTC)
    assert free.isoformat() == "2025-11-02T01:30:00-05:00"


def test_a_night_in_which_clocks_are_put_forward() -> None:
    """There was no 02:30 on 9 March 2025: a window to it ends by the move later."""
    settings = rollout(window(begin="22:00", end="02:30"), zone=NEW_YORK)
    free = thaws_at(settings, at("2025-03-09 01:59", NEW_YORK))
    assert free is not None
    assert free.isoformat() == "2025-03-09T03:30:00-04:00"


def test_a_window_that_begins_when_clocks_are_put_back_begins_at_the_first_time() -> None:
    settings = rollout(window(begin="01:30", end="05:00"), zone=NEW_YORK)
    shown = at("2025-11-02 01:15", NEW_YORK, fold=1)
    assert on_the_wall(settings, shown) is False
    assert frozen(settings, shown)
    assert frozen(settings, at("2025-11-02 01:15", NEW_YORK)) is None


def test_a_window_that_begins_in_a_missing_hour_begins_before_it() -> None:
    """In Havana the hour after midnight was left out on 9 March 2025."""
    settings = rollout(window(("sun",), begin="00:10", end="05:00"), zone="America/Havana")
    assert frozen(settings, at("2025-03-08 23:10", "America/Havana"))
    assert frozen(settings, at("2025-03-08 23:09", "America/Havana")) is None


def test_a_window_that_ends_on_a_missing_day_ends_after_it() -> None:
    """On Samoa Thursday was followed by Saturday, at the end of 2011."""
    settings = rollout(window(("thu",), begin="22:00", end="06:00"), zone="Pacific/Apia")
    free = thaws_at(settings, at("2011-12-29 23:00", "Pacific/Apia"))
    assert free is not None
    assert free.isoformat() == "2011-12-31T06:00:00+14:00"
    assert frozen(settings, free - HOUR)
