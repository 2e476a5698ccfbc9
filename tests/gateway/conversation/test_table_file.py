"""The file of the shared table: one for all workers, a new one where the old is of no use."""

import logging
import os
import resource
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hookshift.gateway.conversation import table_file
from hookshift.gateway.conversation.alias_filter import BLOCK
from hookshift.gateway.conversation.shared_table import HEADER, SharedTable
from hookshift.gateway.conversation.table_file import open_table
from hookshift.gateway.conversation.table_layout import SET

SIZE = HEADER + 10 * SET
PAYLOAD = b"p" * 18


@contextmanager
def opened(path: Path, size: int = SIZE, key_tag: int = 7) -> Iterator[SharedTable]:
    table = open_table(path, size, key_tag)
    try:
        yield table
    finally:
        table.close()


@contextmanager
def open_filtered(path: Path) -> Iterator[SharedTable]:
    table = open_table(path, SIZE, 7, filter_bytes=BLOCK)
    try:
        yield table
    finally:
        table.close()


def test_what_one_writes_the_other_reads_also_after_both_have_left(tmp_path: Path) -> None:
    path = tmp_path / "run" / "t.table"
    with opened(path) as one, opened(path) as other:
        assert one.is_shared
        one.put(1, PAYLOAD)
        assert other.get(1) == PAYLOAD
    with opened(path) as later:
        assert later.get(1) == PAYLOAD


def test_it_is_closed_to_other_users_and_has_all_its_room(tmp_path: Path) -> None:
    path = tmp_path / "t.table"
    with opened(path):
        found = path.stat()
    assert stat.S_IMODE(found.st_mode) == 0o600
    assert found.st_size == SIZE
    assert found.st_blocks * 512 >= SIZE


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"key_tag": 8}, id="another hash key"),
        pytest.param({"size": SIZE + SET}, id="another size"),
    ],
)
def test_a_table_of_another_kind_is_replaced(tmp_path: Path, change: dict[str, int]) -> None:
    path = tmp_path / "t.table"
    with opened(path) as old:
        old.put(1, PAYLOAD)
        with opened(path, **change) as new:
            assert new.get(1) is None
            new.put(1, b"n" * 18)
            assert old.get(1) == PAYLOAD
        with opened(path, **change) as again:
            assert again.get(1) == b"n" * 18


@pytest.mark.parametrize("at", [0, 8, 12, 20, 28, 31])
def test_a_damaged_header_or_another_layout_makes_a_new_table(tmp_path: Path, at: int) -> None:
    path = tmp_path / "t.table"
    with opened(path) as old:
        old.put(1, PAYLOAD)
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)
    with opened(path) as new:
        assert new.is_shared
        assert new.get(1) is None


def test_a_truncated_file_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "t.table"
    with opened(path) as old:
        old.put(1, PAYLOAD)
    os.truncate(path, SIZE // 2)
    with opened(path) as new:
        assert new.get(1) is None
        assert path.stat().st_size == SIZE


def test_a_file_that_lost_its_room_gets_it_back(tmp_path: Path) -> None:
    """As `cp --sparse` leaves it."""
    path = tmp_path / "t.table"
    with opened(path):
        head = path.read_bytes()[:HEADER]
    path.unlink()
    path.write_bytes(head)
    os.truncate(path, SIZE)
    path.chmod(0o600)
    with opened(path) as table:
        assert table.is_shared
    assert path.stat().st_blocks * 512 >= SIZE


def test_a_copy_and_one_from_before_the_hosts_start_have_a_number_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a host would not hear what the copied one's writes, or trust pages lost in a crash."""
    path, copy, boot = (tmp_path / name for name in ("t.table", "copy.table", "boot"))

    def numbered(which: Path) -> int:
        table = open_table(which, SIZE, 7, filter_bytes=BLOCK)
        try:
            assert table.get(1) in (PAYLOAD, None)
            table.put(1, PAYLOAD)
            assert not table.aliases.is_trusted
            table.aliases.completed()
            table.aliases.followed()
            assert table.aliases.is_trusted
            return table.identity
        finally:
            table.close()

    first = numbered(path)
    with open_filtered(path) as again:
        assert (again.identity, again.aliases.is_trusted) == (first, True)
    shutil.copy(path, copy)
    second = numbered(copy)
    boot.write_text("the next start")
    monkeypatch.setattr(table_file, "BOOT_ID", boot)
    third = numbered(path)
    assert len({first, second, third}) == 3
    with open_filtered(path) as again:
        assert (again.identity, again.get(1)) == (third, PAYLOAD)


def test_a_link_in_its_place_is_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.write_bytes(b"x" * SIZE)
    path = tmp_path / "t.table"
    path.symlink_to(target)
    with opened(path) as table:
        table.put(1, PAYLOAD)
    assert target.read_bytes() == b"x" * SIZE


FULL = f"""
import logging, resource, signal, sys
from pathlib import Path
from hookshift.gateway.conversation.table_file import open_table
logging.basicConfig(stream=sys.stdout)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, 1_000))
table = open_table(Path(sys.argv[1]), {SIZE}, 7)
for key in range(1_000):
    table.put(key, bytes(18))
assert not table.is_shared
assert table.get(999) == bytes(18)
"""


def test_without_room_on_the_disk_each_process_has_a_table_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "t.table"
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert f"{path} cannot be used" in done.stdout
    assert "Each worker remembers conversations by itself" in done.stdout
    assert sorted(each.name for each in tmp_path.iterdir()) == ["t.lock"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
def test_a_disk_that_is_really_full_ends_nobody(tmp_path: Path) -> None:
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(tmp_path)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("no small disk can be mounted here")
    try:
        with opened(tmp_path / "t.table", 1 << 20) as table:
            assert not table.is_shared
            table.put(1, PAYLOAD)
            assert table.get(1) == PAYLOAD
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)


def test_a_folder_that_cannot_be_made_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "run").write_text("a file")
    with caplog.at_level(logging.WARNING), opened(tmp_path / "run" / "t.table") as table:
        assert not table.is_shared
    assert "cannot be used" in caplog.text


def test_untouched_room_takes_no_memory(tmp_path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with opened(tmp_path / "t.table", 256 << 20) as table:
        for key in range(100):
            table.put(key * 7_919, PAYLOAD)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 16 << 10


OPENER = f"""
import sys
from pathlib import Path
from hookshift.gateway.conversation.table_file import open_table
table = open_table(Path(sys.argv[1]), {SIZE}, 7)
table.put(int(sys.argv[2]), bytes(18))
print(table.is_shared, flush=True)
sys.stdin.readline()
print(sum(table.get(key) is not None for key in range(6)), flush=True)
"""


def test_workers_that_start_together_have_one_table(tmp_path: Path) -> None:
    running = [
        subprocess.Popen(
            [sys.executable, "-c", OPENER, str(tmp_path / "t.table"), str(number)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(6)
    ]
    for each in running:
        assert each.stdout is not None
        assert each.stdout.readline() == "True\n"
    assert [each.communicate("go\n")[0] for each in running] == ["6\n"] * 6
