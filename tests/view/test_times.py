"""When something is, as people say it."""

import pytest

from hookshift.view.times import when
from tests.view.stories import HOUR, START

DAY = 24 * HOUR


@pytest.mark.parametrize(
    ("distance", "said"),
    [
        *((0.0, "08:00:00"), (899.0, "08:14:59"), (901.0, "08:15"), (-2 * HOUR, "06:00")),
        *((-9 * HOUR, "Tue 23:00"), (DAY, "Thu 08:00"), (6 * DAY - 1, "Tue 07:59")),
        *((6 * DAY, "2025-12-09 08:00"), (-30 * DAY, "2025-11-03 08:00")),
    ],
)
def test_as_much_as_is_needed(distance: float, said: str) -> None:
    assert when(START + distance, START) == said


def test_not_known() -> None:
    assert when(None, START) == "-"
