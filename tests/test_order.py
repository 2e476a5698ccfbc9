"""Files that wait begin between files that compute."""

from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.order import BUSY_PER_WAITING, mixed

FILES = [
    Path(folder) / f"test_{number}.py"
    for folder in ("tests/cli", "tests/e2e", "tests/faults", "tests/store")
    for number in range(6)
]
LONGEST = Path("tests/e2e/test_reload.py")


def waits(path: Path) -> bool:
    return path.parent.name in {"e2e", "faults"}


@given(st.lists(st.sampled_from(FILES), unique=True))
def test_each_file_has_its_place_and_no_two_wait_where_others_compute(paths: list[Path]) -> None:
    found = mixed(paths)
    assert sorted(found) == sorted(paths)
    for kind in (True, False):
        same = [path for path in paths if waits(path) is kind]
        assert [path for path in found if waits(path) is kind] == same
    waiting = [number for number, path in enumerate(found) if waits(path)]
    last = max((number for number, path in enumerate(found) if not waits(path)), default=0)
    for former, later in pairwise(waiting):
        assert later - former == BUSY_PER_WAITING + 1 or later > last


def test_what_takes_longest_begins_first() -> None:
    assert mixed([*FILES, LONGEST])[0] == LONGEST
