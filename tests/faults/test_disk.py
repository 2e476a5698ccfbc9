"""A full disk: 503 while nothing can be written, and nothing is lost."""

from functools import partial
from pathlib import Path

from tests.e2e.harness import eventually
from tests.faults.postgres import MIB, own_postgres, small_disk
from tests.faults.test_postgres import grew
from tests.faults.world import JOBS, world

DATABASE = 256 * MIB
GATEWAY = 2 * MIB


def test_postgresql_has_no_room_left(tmp_path: Path) -> None:
    with (
        small_disk(tmp_path / "disk", DATABASE) as disk,
        own_postgres(disk.folder / "own") as own,
        world(tmp_path, own.url) as running,
    ):
        for fault in ("", "503"):
            running.handlers.faults[JOBS] = fault
            running.until_sent(40)
            before = running.provider.answers[503]
            disk.fill()
            # What it has room for in its files yet may still be written.
            eventually(partial(grew, running.provider.answers, before + 20), 60.0)
            disk.clear()
            if own.pid is None:
                # Without room for its write-ahead log it stops, as it says.
                own.restart()
            running.until_sent(20)
        running.handlers.faults.clear()
        print(running.ends(), running.provider.answers)
        running.heard_only(200, 503, "cut")


def test_the_gateway_has_no_room_left(tmp_path: Path) -> None:
    """For its spool and its metrics; and PostgreSQL dies, so that it would need the spool."""
    with (
        own_postgres(tmp_path / "own") as own,
        small_disk(tmp_path / "state", GATEWAY) as disk,
        world(tmp_path, own.url, ('data_dir = ".hookshift"', 'data_dir = "state"')) as running,
    ):
        running.until_sent(40)
        disk.fill()
        running.until_sent(40)
        own.kill()
        before = running.provider.answers[503]
        eventually(partial(grew, running.provider.answers, before + 20))
        own.restart()
        running.until_sent(40)
        disk.clear()
        print(running.ends(), running.provider.answers)
        running.heard_only(200, 503, "cut")
