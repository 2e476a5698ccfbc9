"""Values of time: read as people write them, written as they are read."""

import math
import pickle
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from hookshift.config.durations import Between, Duration, read_duration, read_time, read_zone

DAY = 86_400


def complaint(error: PydanticCustomError) -> str:
    context = error.context or {}
    return f"{context['problem']}; {context['advice']}"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (0, 0.0),
        (5, 5.0),
        (0.25, 0.25),
        ("90s", 90.0),
        ("1.5s", 1.5),
        ("15m", 900.0),
        ("4h", 14_400.0),
        ("2d", 172_800.0),
        ("1h30m", 5_400.0),
        ("1d2h3m4.5s", 93_784.5),
        ("100m", 6_000.0),
        ("0s", 0.0),
    ],
)
def test_a_duration_is_read(value: object, seconds: float) -> None:
    assert read_duration(value) == seconds


@pytest.mark.parametrize(
    "value",
    ["", "90", "s", "4 h", "4H", "1w", "1.5h", "-1s", "+1s", "30m1h", "1h1h", "1e3s", ".5s", "5.s",
     "٣s", "4h\n", True, None, [1], "9999999999s"],
)  # fmt: skip
def test_what_is_no_duration_is_refused(value: object) -> None:
    with pytest.raises(PydanticCustomError) as caught:
        read_duration(value)
    assert complaint(caught.value) == (
        "is not a duration; "
        'write a number of seconds, or a string like "90s", "15m", "4h", "2d" or "1h30m"'
    )


@pytest.mark.parametrize("value", [-1, -0.001, math.inf, math.nan])
def test_time_does_not_run_backwards_or_for_ever(value: float) -> None:
    with pytest.raises(PydanticCustomError, match="not a length of time"):
        read_duration(value)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0s"), (0.2, "0.2s"), (59, "59s"), (60, "1m"), (90, "1m30s"), (5_400, "1h30m"),
     (DAY, "1d"), (DAY + 1, "1d1s"), (2 * DAY + 3_600.5, "2d1h0.5s"), (0.9999999999, "1s")],
)  # fmt: skip
def test_a_duration_is_written_with_the_largest_units(seconds: float, text: str) -> None:
    assert str(Duration(seconds)) == text


@given(st.integers(0, 10**9 * DAY * 30).map(lambda nanoseconds: nanoseconds / 10**9))
def test_what_is_written_is_read_again(seconds: float) -> None:
    again = read_duration(str(Duration(seconds)))
    assert again == pytest.approx(seconds, abs=1e-9, rel=1e-15)
    assert str(again) == str(Duration(seconds))


def test_a_duration_counts_as_seconds() -> None:
    hold = read_duration("4h")
    assert hold / 2 == 7_200
    assert f"{hold:g}" == "14400"
    assert pickle.loads(pickle.dumps(hold)) == hold
    assert str(pickle.loads(pickle.dumps(hold))) == "4h"


@pytest.mark.parametrize("value", [1.0, 60.0, 3_600.0])
def test_both_bounds_are_allowed(value: float) -> None:
    assert Between("1s", "1h").check(Duration(value)) == value


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.99, "is shorter than the minimum of 1s; raise it"),
        (3_600.01, "is longer than the maximum of 1h; lower it"),
    ],
)
def test_beyond_a_bound_is_refused(value: float, words: str) -> None:
    with pytest.raises(PydanticCustomError) as caught:
        Between("1s", "1h").check(Duration(value))
    assert complaint(caught.value) == words


@given(st.times().map(lambda clock: clock.replace(second=0, microsecond=0)))
def test_every_minute_of_the_day_is_a_time(clock: time) -> None:
    assert read_time(clock.isoformat("minutes")) == clock
    assert read_time(clock) == clock


@pytest.mark.parametrize(
    "value",
    [
        "",
        "24:00",
        "22:60",
        "9:00",
        "22",
        "22:00:00",
        "10pm",
        "\u0662\u0662:\u0660\u0660",
        22,
        None,
        time(22, 0, 1),
    ],
)
def test_what_is_no_time_is_refused(value: object) -> None:
    with pytest.raises(PydanticCustomError, match="not a time of day"):
        read_time(value)


@pytest.mark.parametrize("name", ["UTC", "Africa/Kigali", "America/Argentina/Ushuaia", "Etc/GMT+2"])
def test_a_time_zone_is_found_by_its_name(name: str) -> None:
    assert read_zone(name) is ZoneInfo(name)
    assert read_zone(ZoneInfo(name)) is ZoneInfo(name)


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("Africa/Kigale", 'did you mean "Africa/Kigali"?'),
        ("africa/kigali", 'did you mean "Africa/Kigali"?'),
        ("Kigali", 'did you mean "Africa/Kigali"?'),
        ("New York", 'did you mean "America/New_York"?'),
        ("Africa", 'write one like "Africa/Kigali" or "UTC"'),
        ("/etc/passwd", 'write one like "Africa/Kigali" or "UTC"'),
        ("../UTC", 'write one like "Africa/Kigali" or "UTC"'),
        ("no such place", 'write one like "Africa/Kigali" or "UTC"'),
    ],
)
def test_an_unknown_time_zone_is_refused(name: str, advice: str) -> None:
    with pytest.raises(PydanticCustomError) as caught:
        read_zone(name)
    assert complaint(caught.value) == f"is not a known time zone; {advice}"


@pytest.mark.parametrize("value", ["", 2, None])
def test_what_is_no_name_is_no_time_zone(value: Any) -> None:
    with pytest.raises(PydanticCustomError, match="not the name of a time zone"):
        read_zone(value)
