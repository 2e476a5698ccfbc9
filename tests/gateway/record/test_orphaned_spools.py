"""What workers left that nobody replaces reaches the table by others."""

from collections.abc import Callable
from pathlib import Path

import pytest

from hookshift.gateway.record.orphaned_spools import OrphanedSpools
from hookshift.gateway.record.spool import Spool
from tests.gateway.record.test_spool import BOUND, batch, drained, files, opened


@pytest.fixture
def folder(tmp_path: Path) -> Callable[[int], Path]:
    return lambda slot: tmp_path / f"worker-{slot}"


def leave(folder: Path, *starts: int) -> int:
    """Batches that a worker leaves at its end; their size in bytes."""
    with opened(folder) as spool:
        for start in starts:
            spool.append(batch(start))
        return spool.bytes


def test_a_spool_that_nobody_owns_at_two_looks_is_taken_over(
    folder: Callable[[int], Path],
) -> None:
    leave(folder(3), 0, 10)
    with opened(folder(0)) as own:
        own.append(batch(20))
        orphans = OrphanedSpools(own)
        assert orphans.adopt() == 0
        assert orphans.adopt() == 2
        assert own.oldest_decision() == batch(0)[0].created_at
        assert drained(own) == [*batch(20), *batch(0), *batch(10)]
        assert own.bytes == 0
    assert files(folder(3)) == []


def test_one_that_is_owned_again_at_the_second_look_is_left(
    folder: Callable[[int], Path],
) -> None:
    leave(folder(3), 0)
    with opened(folder(0)) as own:
        orphans = OrphanedSpools(own)
        orphans.adopt()
        with opened(folder(3)):
            assert orphans.adopt() == 0
        assert orphans.adopt() == 0  # it has to be orphaned at two looks in a row again
        assert orphans.adopt() == 1


def test_what_there_is_no_room_for_waits_where_it_is(folder: Callable[[int], Path]) -> None:
    size = leave(folder(3), 10)
    leave(folder(3), 20)
    with opened(folder(0), size) as own:
        orphans = OrphanedSpools(own)
        orphans.adopt()
        assert orphans.adopt() == 1
        assert orphans.adopt() == 0
        assert drained(own) == batch(10)
        assert orphans.adopt() == 1
        assert drained(own) == batch(20)


def test_adopted_batches_survive_a_restart(folder: Callable[[int], Path]) -> None:
    leave(folder(1), 0)
    with opened(folder(0)) as own:
        orphans = OrphanedSpools(own)
        orphans.adopt()
        orphans.adopt()
        own.append(batch(10))
    again = Spool(folder(0), BOUND)
    again.open()
    assert drained(again) == [*batch(0), *batch(10)]
    again.close()
